"""How locating normals and technological signs are seen in a view: in profile, or end-on.

Each normal and each clamp appears in every view. Places that a view shows at one point, pushing the same
way, are one sign with several numbers (normals 2 and 3 behind each other).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gmp_cad.drawing.holding import sign as signs
from gmp_cad.drawing.holding.sign import LabelSide
from gmp_cad.drawing.primitives import Group, Point
from gmp_cad.drawing.view import View, unit
from gmp_cad.evidence import (
    ClampForce,
    HoldingPlace,
    HoldingSign,
    LocatingNormal,
    Vector,
)

_IN_PLANE = 0.3  # below this share of its length a direction is drawn end-on
_SAME_PLACE_MM = 3.5
_SAME_POINT_MM = 0.5
_SAME_WAY = math.cos(math.radians(1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A sign as a view shows it: tip (sheet mm of the view), numbers, and the way it pushes.

    ``direction``: unit, into the part, in the sheet; None when seen end-on, ``hidden`` if the material
    lies before it. ``sign``: the technological one; without it a normal (or a clamp) of part 1.
    """

    tip: Point
    direction: Point | None
    hidden: bool
    normals: tuple[int, ...] = ()
    sign: HoldingSign | None = None

    def drawn(self, label: LabelSide = "tail", beside: Point = (0.7071, 0.7071)) -> Group:
        """Return the sign on paper; its numbers at ``label`` in profile, towards ``beside`` end-on."""
        if self.direction is None:
            return self._end_on(beside)
        if self.sign is not None:
            return signs.sign_in_profile(self.sign, self.tip, self.direction, self.normals, label)
        if self.normals:
            return signs.normal_in_profile(self.tip, self.direction, self.normals, label)
        return signs.clamp_in_profile(self.tip, self.direction)

    def _end_on(self, beside: Point) -> Group:
        if self.sign is not None:
            return signs.sign_end_on(
                self.sign, self.tip, self.normals, hidden=self.hidden, beside=beside
            )
        if self.normals:
            return signs.normal_end_on(self.tip, self.normals, hidden=self.hidden, beside=beside)
        return signs.clamp_end_on(self.tip, hidden=self.hidden)


def technological(holding: Iterable[HoldingSign], view: View) -> tuple[Sighting, ...]:
    """Return the technological signs (NF E 04-013 part 2) as the view shows them."""
    return tuple(
        sighting
        for sign in holding
        for sighting in _grouped(replace(_seen(view, p), sign=sign) for p in sign.places)
    )


def geometric(
    normals: Iterable[LocatingNormal], clamps: Iterable[ClampForce], view: View
) -> tuple[Sighting, ...]:
    """Return the normals (NF E 04-013 part 1), then the clamps, as the view shows them."""
    located = [HoldingPlace(point=n.point, direction=n.direction, normal=n.index) for n in normals]
    clamped = [HoldingPlace(point=c.point, direction=c.direction) for c in clamps]
    return (*_grouped(_seen(view, p) for p in located), *_grouped(_seen(view, p) for p in clamped))


def _seen(view: View, place: HoldingPlace) -> Sighting:
    flat = view.turn(place.direction)
    return Sighting(
        tip=view.place(place.point),
        direction=unit(flat) if math.hypot(*flat) > _IN_PLANE else None,
        hidden=_from_behind(view, place.direction),
        normals=(place.normal,) if place.normal else (),
    )


def _from_behind(view: View, direction: Vector) -> bool:
    return view.depth(direction) > 0


def _grouped(sightings: Iterable[Sighting]) -> list[Sighting]:
    found: list[Sighting] = []
    for sighting in sightings:
        for i, other in enumerate(found):
            if _alike(sighting, other):
                found[i] = replace(other, normals=other.normals + sighting.normals)
                break
        else:
            found.append(sighting)
    return found


def _alike(a: Sighting, b: Sighting) -> bool:
    gap = math.dist(a.tip, b.tip)
    if a.direction is None or b.direction is None:
        return a.direction == b.direction and a.hidden == b.hidden and gap < _SAME_POINT_MM
    (ax, ay), (bx, by) = a.direction, b.direction
    return gap < _SAME_PLACE_MM and ax * bx + ay * by > _SAME_WAY
