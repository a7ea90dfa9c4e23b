"""How far a fixture's base bends under its clamps: an estimate by beams.

A strap clamp makes a closed loop: its screw pulls the base up with S = F·(a + b)/b, the locator
below the workpiece and the rest below the tail press it down. Between these two the base is a beam on
two supports that bends under S by f = S·a²·b² / (3·E·I·(a + b)), with I = (a + b)·h³/12: the force
spreads at 45° to a strip as wide as its span. Where no screw and no rest of a clamp are found, its
force stands in the middle of the whole base: f = F·L³ / (48·E·I). Source: beam on two supports,
point load (Timoshenko, *Strength of Materials*, part I). Lengths mm, forces N, moduli MPa.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import Vector
from gmp_cad.evidence.fixture import Touch
from gmp_cad.process.faces import Array
from gmp_cad.process.size_limits import size_limits
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase

# What a fixture may take of a tolerance of its phase: a fifth (usual practice: a third to a fifth).
SHARE = 5.0
_ALONG = 0.9  # cosine: pressed in the direction of the clamp, or against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Bending:
    """The estimate for one clamp. ``arms_mm``: screw to workpiece, screw to rest; None: whole span.

    ``load_n``: what pulls or pushes the base; ``width_mm``: of the strip that bends.
    """

    placement: str
    force_n: float
    load_n: float
    arms_mm: tuple[float, float] | None
    span_mm: float
    width_mm: float
    thickness_mm: float
    deflection_mm: float


def strap_bending(
    placement: str,
    force_n: float,
    arms_mm: tuple[float, float],
    thickness_mm: float,
    modulus_mpa: float,
) -> Bending:
    """Return how far the base bends under the screw of a strap clamp."""
    a, b = arms_mm
    span = a + b
    load = force_n * span / b
    inertia = span * thickness_mm**3 / 12
    return Bending(
        placement=placement, force_n=force_n, load_n=load, arms_mm=arms_mm, span_mm=span,
        width_mm=span, thickness_mm=thickness_mm,
        deflection_mm=load * a**2 * b**2 / (3 * modulus_mpa * inertia * span),
    )  # fmt: skip


def span_bending(
    placement: str,
    force_n: float,
    base_mm: tuple[float, float],
    thickness_mm: float,
    modulus_mpa: float,
) -> Bending:
    """Return how far a base (length, width) bends with the force in its middle."""
    length, width = base_mm
    inertia = width * thickness_mm**3 / 12
    return Bending(
        placement=placement, force_n=force_n, load_n=force_n, arms_mm=None, span_mm=length,
        width_mm=width, thickness_mm=thickness_mm,
        deflection_mm=force_n * length**3 / (48 * modulus_mpa * inertia),
    )  # fmt: skip


def strap_arms(
    on_workpiece: Sequence[Touch], on_fixture: Sequence[Touch]
) -> tuple[float, float] | None:
    """Return the distances screw–workpiece and screw–rest of a strap, from its contacts.

    The rest is pressed the way of the workpiece, the screw's head presses against it; None where
    either is not found.
    """
    if not on_workpiece:
        return None
    push = np.array(on_workpiece[0].normal)
    rests = [t for t in on_fixture if float(push @ t.normal) > _ALONG]
    screws = [t for t in on_fixture if float(push @ t.normal) < -_ALONG]
    if not rests or not screws:
        return None
    pressed, screw, rest = (_middle(found) for found in (on_workpiece, screws, rests))
    arms = (_aside(screw, pressed, push), _aside(screw, rest, push))
    return arms if min(arms) > 1e-6 else None


def _middle(touches: Sequence[Touch]) -> Vector:
    points = np.array([t.point for t in touches]).mean(axis=0)
    return float(points[0]), float(points[1]), float(points[2])


def _aside(a: Vector, b: Vector, push: Array) -> float:
    arm = np.array(b) - np.array(a)
    return math.sqrt(max(0.0, float(arm @ arm) - float(arm @ push) ** 2))


def tightest(phase: Phase, spec: PartSpec) -> tuple[str, float] | None:
    """Return the narrowest tolerance that the phase has to hold: its name, its interval (mm).

    Dimensions that a tool gives alone (Co) do not feel the base.
    """
    found: list[tuple[float, str]] = []
    for cf in phase.dimensions:
        limits = size_limits(cf.size) if cf.kind != "Co" else None
        if limits is not None:
            found.append((round(limits[1] - limits[0], 9), cf.name))
    known = [name for name in phase.tolerances if name in spec.tolerances]
    found += [(spec.tolerances[name].zone_mm, name) for name in known]
    if not found:
        return None
    width, name = min(found)
    return name, width
