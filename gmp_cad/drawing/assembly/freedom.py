"""In which directions a part can leave an assembly, and what it touches there.

Along the three axes of the assembly, both ways. Faces that stand before each other bar the way; a
shaft in its bore leaves along its axis alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.assembly.placed import Box3, PlacedPart, minus, same_axis, spread
from gmp_cad.drawing.view import dot
from gmp_cad.evidence import FaceGeometry, Vector

WAYS: tuple[Vector, ...] = (
    (0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 1.0, 0.0),
    (0.0, 0.0, -1.0),
)  # fmt: skip
_ALIGNED = 1 - 1e-6
_TOUCH_MM = 0.01
_LEAST_MM2 = 0.5
_LOOSE_MM = 1.5  # a screw is guided by its clearance hole, a thread overlaps with its blank
_AHEAD_MM = 1e-3


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat face across a way: how far along it lies, and its area across it."""

    at: float
    area: BaseGeometry


@dataclass(frozen=True, slots=True)
class Body:
    """A part as what bars the ways: its flat faces that look along each of :data:`WAYS`."""

    part: PlacedPart
    flats: Mapping[Vector, tuple[Flat, ...]]
    round_faces: tuple[FaceGeometry, ...]


def body_of(part: PlacedPart) -> Body:
    """Return a part with its faces sorted by the ways that they look along."""
    flats = {way: tuple(_flats(part, way)) for way in WAYS}
    return Body(part, flats, tuple(f for f in part.faces if f.surface == "cylinder"))


def _flats(part: PlacedPart, way: Vector) -> list[Flat]:
    found = []
    first, second = (k for k in range(3) if not way[k])
    for face in part.faces:
        if face.surface != "plane" or dot(face.direction, way) < _ALIGNED or not face.outline:
            continue
        rings = [Polygon([(p[first], p[second]) for p in wire]).buffer(0)
                 for wire in face.outline if len(wire) > 2]  # fmt: skip
        if rings:
            area = rings[0].difference(shapely.union_all(rings[1:])) if rings[1:] else rings[0]
            shapely.prepare(area)
            found.append(Flat(dot(face.point, way), area))
    return found


def touch(a: Body, b: Body) -> bool:
    """Whether two parts bear on each other with flat or round faces."""
    if not boxes_meet(a.part.box, b.part.box, _LOOSE_MM):
        return False
    return _guided(a, b) is not None or any(
        abs(mine.at + theirs.at) < _TOUCH_MM
        and mine.area.intersection(theirs.area).area > _LEAST_MM2
        for way in WAYS
        for mine in a.flats[way]
        for theirs in b.flats[_back(way)]
    )


def _guided(a: Body, b: Body) -> Vector | None:
    """Return the axis along which one part slides in the other, None if it does not."""
    for mine in a.round_faces:
        for theirs in b.round_faces:
            if mine.hollow is theirs.hollow or not same_axis(mine, theirs):
                continue
            if abs(mine.radius_mm - theirs.radius_mm) < _LOOSE_MM and _overlap(mine, theirs):
                return mine.direction
    return None


def _overlap(a: FaceGeometry, b: FaceGeometry) -> bool:
    start = dot(minus(b.point, a.point), a.direction)
    turn = dot(b.direction, a.direction)
    low, high = sorted(start + turn * s for s in b.span_mm)
    return min(high, max(a.span_mm)) - max(low, min(a.span_mm)) > _TOUCH_MM


def ways_out(body: Body, others: Sequence[Body], held: Sequence[Body]) -> list[Vector]:
    """Return the ways along which a part can leave the others, in the order of :data:`WAYS`.

    As far as it must go to stand beside those that it touches (``held``).
    """
    axes = [axis for other in held if (axis := _guided(body, other)) is not None]
    free = [way for way in WAYS if all(abs(dot(way, axis)) > _ALIGNED for axis in axes)]
    return [way for way in free if not _barred(body, others, way, travel(body, held, way))]


def travel(body: Body, held: Sequence[Body], way: Vector) -> float:
    """Return how far a part goes along a way until it stands beside the boxes of others."""
    start = spread(body.part.box, way)[0]
    return max((spread(other.part.box, way)[1] - start for other in held), default=0.0)


def _barred(body: Body, others: Sequence[Body], way: Vector, reach: float) -> bool:
    """Whether a face of another part stands before one of this part, within its reach."""
    return any(
        mine.at - _AHEAD_MM <= -theirs.at <= mine.at + max(reach, 0.0) + _AHEAD_MM
        and mine.area.intersection(theirs.area).area > _LEAST_MM2
        for other in others
        for mine in body.flats[way]
        for theirs in other.flats[_back(way)]
    )


def _back(way: Vector) -> Vector:
    return (0.0 - way[0], 0.0 - way[1], 0.0 - way[2])


def boxes_meet(a: Box3, b: Box3, margin: float = 0.0) -> bool:
    """Whether two boxes come nearer than ``margin`` (overlap, without one)."""
    return all(a[k] < b[k + 3] + margin and b[k] < a[k + 3] + margin for k in range(3))
