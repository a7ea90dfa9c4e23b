"""The pressures of a phase's clamps and locators on the part, each with what it bears."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import Vector
from gmp_cad.process.contact_pressure import (
    Pressure,
    hertz_line_pressure,
    hertz_pressure,
    mean_pressure,
)
from gmp_cad.process.contacts import barrel
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import faces_of
from gmp_cad.process.grips import JAWS, Locator, PlacedGrip, Workholding, both_ways
from gmp_cad.standards.clamping_data import Bearing, bearing, workholders

# Contacts that are meant to bite, or that touch along a ring: a mean pressure says nothing.
_BITES = ("serrated", "fixed_point", "live_point", "cup")


def pressures(
    work: PhaseWork, held: Workholding, reactions: Mapping[int, float]
) -> tuple[Pressure, ...]:
    """Return the pressure under each clamp at its declared force, and at each locator.

    On round surfaces only a vee is looked at: it touches along a line on each flank. ``reactions``: normal force (N) on the locators by the number of their normal.
    """
    bears = bearing(work.spec.part.matter)
    found = (_clamp(work, grip, bears) for grip in held.grips if grip.clamping.nature not in _BITES)
    clamps = (pressure for pressure in found if pressure is not None)
    return (*clamps, *_locators(work, held, reactions, bears))


def _clamp(work: PhaseWork, grip: PlacedGrip, bears: Bearing) -> Pressure | None:
    clamping = grip.clamping
    if clamping.nature == "vee":
        along = _Flank(on=clamping.on, label=clamping.on, force_n=clamping.force / math.sqrt(2))
        return _line(work, along, grip.pads[0].point, bears)
    force = clamping.force / (JAWS if grip.concentric else 1)
    if clamping.nature == "domed":
        return _dome(clamping.on, clamping.on, force, bears)
    return Pressure(
        on=clamping.on, label=clamping.on, force_n=force, area_mm2=grip.area_mm2,
        pressure_mpa=mean_pressure(force, grip.area_mm2), limit_mpa=bears.pressure_mpa,
    )  # fmt: skip


def _dome(on: str, label: str, force: float, bears: Bearing) -> Pressure:
    radius = workholders().dome_radius
    return Pressure(
        on=on, label=label, force_n=force, radius_mm=radius,
        pressure_mpa=hertz_pressure(force, radius, bears.young_mpa), limit_mpa=bears.hertz_mpa,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flank:
    """One flank of a vee (90°), and the force (N) square to it."""

    on: str
    label: str
    force_n: float


def _line(work: PhaseWork, flank: _Flank, point: Vector, bears: Bearing) -> Pressure | None:
    """Return the pressure along one flank of a vee, as long as the surface at most; None off a shaft."""
    rounds = [f for f in faces_of(work.entering, flank.on) if f.surface == "cylinder"]
    if not rounds:
        return None
    shaft = barrel(rounds)
    along = float((np.array(point) - np.array(shaft.origin)) @ np.array(shaft.axis))
    radius, length = shaft.radius_at(along), shaft.span[1] - shaft.span[0]
    touches = min(workholders().vee_length, length)
    return Pressure(
        on=flank.on, label=flank.label, force_n=flank.force_n, radius_mm=radius,
        pressure_mpa=hertz_line_pressure(flank.force_n, radius, touches, bears.young_mpa),
        limit_mpa=bears.hertz_mpa,
    )  # fmt: skip


def _locators(
    work: PhaseWork, held: Workholding, reactions: Mapping[int, float], bears: Bearing
) -> Iterator[Pressure]:
    for locator in held.locators:
        normal, contact = locator.normal, locator.contact
        force = reactions.get(normal.index, 0.0)
        label = str(normal.index)
        plane = all(f.surface == "plane" for f in faces_of(work.entering, normal.on))
        if contact.contact.endswith("vee") and force > 0:
            along = _Flank(on=normal.on, label=label, force_n=force)
            found = _line(work, along, normal.point, bears)
            yield from () if found is None else (found,)
            continue
        if not plane or both_ways(locator) or contact.nature in (*_BITES, "vee") or force <= 0:
            continue
        if contact.nature == "domed":
            yield _dome(normal.on, label, force, bears)
            continue
        area = _area(locator, held)
        yield Pressure(
            on=normal.on, label=label, force_n=force, area_mm2=area,
            pressure_mpa=mean_pressure(force, area), limit_mpa=bears.pressure_mpa,
        )  # fmt: skip


def _area(locator: Locator, held: Workholding) -> float:
    """Return the area of a locator: a share of the jaw for the fixed jaw of a vice."""
    for grip in held.grips:
        if grip.jaw_mm2 and grip.presses(locator.normal.direction):
            return grip.jaw_mm2 / locator.contact.normals
    return workholders().locator_area
