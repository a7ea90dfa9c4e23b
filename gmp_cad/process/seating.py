"""Accostage: what brings the part against each locating normal before it is clamped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gmp_cad.evidence import LocatingNormal, PhaseState, Vector
from gmp_cad.process.force_closure import Grip, Holding, Load, Pad, reached_safety, wrench
from gmp_cad.process.grips import Locator, Workholding, both_ways
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase

_ALONG = 0.5
# Normal force (N) that shows a locator to be loaded, beside clamps of hundreds.
_LOADED_N = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """How one normal is reached: ``clamp``, ``engagement`` (a pin, a centring), the seating declared, "".

    ``works`` is False where the means declared cannot press the part that way.
    """

    index: int
    on: str
    means: Literal["clamp", "engagement", "gravity", "hand", "mallet", "pull_down_jaw", ""]
    works: bool = True


def seats(phase: Phase, held: Workholding) -> tuple[Seat, ...]:
    """Return how each normal is seated, in their order."""
    alone = {locator.normal.index: locator for locator in held.locators}
    return tuple(_seat(phase, held, normal, alone.get(normal.index)) for normal in held.normals)


def _seat(phase: Phase, held: Workholding, normal: LocatingNormal, locator: Locator | None) -> Seat:
    seat = Seat(index=normal.index, on=normal.on, means="clamp")
    if locator is None:
        return seat
    if both_ways(locator):
        return Seat(index=normal.index, on=normal.on, means="engagement")
    if held.pressed(normal):
        return seat
    means = locator.contact.seating
    rests = float(np.dot(normal.direction, AXES[phase.spindle])) > _ALONG
    jaws = any(grip.clamping.kind == "jaw" for grip in held.grips)
    works = {
        "gravity": rests and not phase.turning,
        "pull_down_jaw": rests and jaws,
    }.get(means, True)
    return Seat(index=normal.index, on=normal.on, means=means, works=works)


def fully_clamped(held: Workholding) -> bool:
    """Tell whether a clamp stands against every normal: the fixture claims to press them all."""
    return bool(held.normals) and all(held.pressed(normal) for normal in held.normals)


def presses_all(
    held: Workholding, entering: PhaseState, weight_n: float, centre: Vector, phase: Phase
) -> bool:
    """Tell whether the declared clamps load every locator without any friction (form check)."""
    model = held.holding(entering)
    locators = tuple(_slippery(pad, _LOADED_N) for pad in model.locators)
    grips = tuple(Grip(pads=tuple(_slippery(p, 0.0) for p in g.pads)) for g in model.grips)
    down = [-weight_n * c for c in AXES[phase.spindle]]
    rest = Load(cutting=(0.0,) * 6, dead=tuple(wrench(centre, down)))
    forces = [grip.clamping.force for grip in held.grips]
    return reached_safety(Holding(locators=locators, grips=grips), [rest], forces) is not None


def _slippery(pad: Pad, least_n: float) -> Pad:
    return Pad(point=pad.point, normal=pad.normal, friction=0.0, least_n=least_n)


def unseated(found: tuple[Seat, ...]) -> Iterator[Seat]:
    """Yield the normals that nothing brings the part against."""
    yield from (seat for seat in found if not seat.means or not seat.works)
