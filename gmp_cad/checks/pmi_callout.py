"""The faces on which the parts of a hole callout stand, told from the faces of the part alone.

A counterbore or countersink is the wall of the recess whose widest diameter is nearest to the one
written. A depth runs from the flat face at the mouth to the flat end of the hole, or to its wall
where it ends in a point. Lengths in mm, in the part's frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from gmp_cad.evidence import FaceGeometry, PartGeometry, Vector
from gmp_cad.spec.dimension import Dimension
from gmp_cad.spec.size import THREADS, Recess
from gmp_cad.spec.thread import drill_depth

_NEAR_MM = 1e-3
_PARALLEL = 1e-9


@dataclass(frozen=True, slots=True)
class End:
    """One end of a line: the faces that it may stand on, and groups of which each must be met."""

    faces: frozenset[int]
    each: tuple[frozenset[int], ...]


def whole(faces: Iterable[int]) -> End:
    """Return an end that stands on all of some faces."""
    wanted = frozenset(faces)
    return End(wanted, tuple(frozenset({face}) for face in sorted(wanted)))


def some(*groups: frozenset[int]) -> End:
    """Return an end that stands on one face of each group at least, and on no other."""
    return End(frozenset().union(*groups), groups)


def faces_of(name: str, geometry: PartGeometry) -> tuple[FaceGeometry, ...]:
    """Return the faces of a feature; none where the part lacks it."""
    found = geometry.features.get(name, ())
    return tuple(geometry.faces[face] for feature in found for face in feature.faces)


def recess_walls(hole: str, recess: Recess, geometry: PartGeometry) -> tuple[FaceGeometry, ...]:
    """Return the walls of the recess of a hole that are nearest to the diameter written."""
    surface = "cylinder" if recess.depth else "cone"
    walls = [f for f in faces_of(f"{hole}.recess", geometry) if f.surface == surface]
    misses = [abs(2 * max(_radii(wall, wall)) - recess.diameter) for wall in walls]
    least = min(misses, default=0.0) + _NEAR_MM
    return tuple(wall for wall, miss in zip(walls, misses, strict=True) if miss <= least)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a callout stands, the mouth of a depth first; nowhere if that is not told.

    ``wrong``: the part has no such thing.
    """

    ends: tuple[End, ...] = ()
    wrong: bool = False


def place_on(walls: Sequence[FaceGeometry]) -> Place:
    """Return the place of a size that stands on all of some walls."""
    return Place((whole(wall.index for wall in walls),)) if walls else Place(wrong=True)


def depth_place(
    dimension: Dimension,
    depth: float,
    walls: Sequence[FaceGeometry],
    ending: Sequence[FaceGeometry],
    geometry: PartGeometry,
) -> Place:
    """Return where the depth of holes stands that have ``walls`` and end in ``ending``.

    A thread may end in a hole that is drilled deeper, as deep as is derived: its end is the wall.
    The depth is wrong where the mouths are flat and none lies this far from the end of its hole.
    """
    if not walls:
        return Place(wrong=True)
    bores = list(_bores(walls))
    mouths = [_mouths(bore, depth, geometry.faces) for bore in bores]
    if bores and all(mouths):
        floors = [_floors(bore, top, ending) for bore, top in zip(bores, mouths, strict=True)]
        closed = some(*floors) if all(floors) else whole(f.index for b in bores for f in b.walls)
        return Place((_of(mouths), closed))
    drilled = drill_depth(dimension.size) if dimension.kind in THREADS else None
    mouths = [_mouths(bore, drilled, geometry.faces) for bore in bores] if drilled else []
    if mouths and all(mouths):
        return Place((_of(mouths), whole(face.index for face in walls)))
    return Place(
        wrong=_is_told(bores) and all(_is_rimmed(b, ending, geometry.faces) for b in bores)
    )


def _is_told(bores: Sequence[_Bore]) -> bool:
    """Tell whether each bore is a hole of its own: a slot across one leaves two, neither so deep."""
    pairs = combinations((bore.axis for bore in bores), 2)
    return bool(bores) and not any(_is_coaxial(a, b) for a, b in pairs)


def _of(groups: Sequence[Sequence[FaceGeometry]]) -> End:
    return some(*(frozenset(face.index for face in group) for group in groups))


# ---- bores ----


@dataclass(frozen=True, slots=True)
class _Bore:
    """Cylindrical faces on one axis that follow one another; ``span``: heights along the axis."""

    walls: tuple[FaceGeometry, ...]
    span: tuple[float, float]

    @property
    def axis(self) -> FaceGeometry:
        return self.walls[0]


def _bores(walls: Sequence[FaceGeometry]) -> Iterator[_Bore]:
    rest = [wall for wall in walls if wall.surface == "cylinder" and wall.hollow]
    while rest:
        bore = _Bore((rest[0],), _span(rest[0], rest[0]))
        while grown := [f for f in rest if f not in bore.walls and _continues(bore, f)]:
            spans = [bore.span, *(_span(face, bore.axis) for face in grown)]
            ends = (min(low for low, _ in spans), max(high for _, high in spans))
            bore = _Bore((*bore.walls, *grown), ends)
        rest = [face for face in rest if face not in bore.walls]
        yield bore


def _continues(bore: _Bore, face: FaceGeometry) -> bool:
    if not _is_coaxial(face, bore.axis):
        return False
    low, high = _span(face, bore.axis)
    return low <= bore.span[1] + _NEAR_MM and high >= bore.span[0] - _NEAR_MM


def _span(face: FaceGeometry, axis: FaceGeometry) -> tuple[float, float]:
    """Return between which heights along an axis a coaxial face lies."""
    foot, turned = _height(face.point, axis), _dot(face.direction, axis.direction)
    low, high = sorted(foot + turned * along for along in face.span_mm)
    return low, high


# ---- flat ends ----


def _mouths(bore: _Bore, depth: float, faces: Iterable[FaceGeometry]) -> list[FaceGeometry]:
    """Return the flat face at a depth from an end of a bore, the nearest; several that are equal."""
    found = [f for f in _across(bore, faces) if abs(_from_end(bore, f) - depth) <= _NEAR_MM]
    least = min((min(_radii(face, bore.axis)) for face in found), default=0.0)
    return [face for face in found if min(_radii(face, bore.axis)) <= least + _NEAR_MM]


def _from_end(bore: _Bore, face: FaceGeometry) -> float:
    """Return how far a flat face lies before the end of the bore at its back."""
    sense = math.copysign(1.0, _dot(face.direction, bore.axis.direction))
    end = bore.span[0] if sense > 0 else bore.span[1]
    return sense * (_height(face.point, bore.axis) - end)


def _floors(
    bore: _Bore, mouths: Sequence[FaceGeometry], ending: Iterable[FaceGeometry]
) -> frozenset[int]:
    """Return the flats that end a bore behind its mouth; none where it ends in a point."""
    return frozenset(
        face.index
        for face in _across(bore, ending)
        if _dot(face.direction, mouths[0].direction) > 0
        and abs(_from_end(bore, face)) <= _NEAR_MM
        and _off_axis(face.centre_mm, bore.axis) <= bore.axis.radius_mm
    )


def _is_rimmed(bore: _Bore, ending: Sequence[FaceGeometry], faces: Iterable[FaceGeometry]) -> bool:
    """Tell whether a bore opens in a flat face, in a whole circle; at both ends if it goes through.

    A round end does not tell where its depth ends: such a bore is not judged.
    """
    if any(face.surface in ("torus", "sphere") for face in ending):
        return False
    middle = sum(bore.span) / 2
    backs = {
        _height(face.centre_mm, bore.axis) > middle
        for face in ending
        if _off_axis(face.centre_mm, bore.axis) <= bore.axis.radius_mm
    }
    rims = {
        _height(face.point, bore.axis) > middle
        for face in _across(bore, faces)
        if face not in ending and any(_circles(wire, bore) for wire in face.outline[1:])
    }
    return len(rims) == 2 if not backs else bool(rims - backs)


def _circles(wire: Iterable[Vector], bore: _Bore) -> bool:
    """Tell whether a wire is a circle about the axis of a bore."""
    radii = [_off_axis(point, bore.axis) for point in wire]
    return max(radii) - min(radii) <= _NEAR_MM and min(radii) >= bore.axis.radius_mm - _NEAR_MM


def _across(bore: _Bore, faces: Iterable[FaceGeometry]) -> Iterator[FaceGeometry]:
    return (face for face in faces if face.surface == "plane" and _is_along(face, bore.axis))


# ---- places ----


def _is_along(a: FaceGeometry, b: FaceGeometry) -> bool:
    return 1 - abs(_dot(a.direction, b.direction)) <= _PARALLEL


def _is_coaxial(a: FaceGeometry, b: FaceGeometry) -> bool:
    return _is_along(a, b) and _off_axis(a.point, b) <= _NEAR_MM


def _radii(face: FaceGeometry, axis: FaceGeometry) -> Iterator[float]:
    """Yield how far the points of the outlines of a face lie from an axis."""
    return (_off_axis(point, axis) for wire in face.outline for point in wire)


def _height(point: Vector, axis: FaceGeometry) -> float:
    return _dot(_from(axis.point, point), axis.direction)


def _off_axis(point: Vector, axis: FaceGeometry) -> float:
    away, along = _from(axis.point, point), _height(point, axis)
    return math.dist(away, tuple(along * d for d in axis.direction))


def _from(a: Vector, b: Vector) -> Vector:
    return (b[0] - a[0], b[1] - a[1], b[2] - a[2])


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
