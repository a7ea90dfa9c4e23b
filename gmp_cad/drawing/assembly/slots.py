"""Keys and tongues in their slots: where the flat fits of an assembly are (ISO 286-1)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from gmp_cad.drawing.assembly.joints import FitSide, JointPlace, named_faces
from gmp_cad.drawing.assembly.placed import PARALLEL, PlacedPart, along, minus
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import FaceGeometry, Vector

_SIZE_MM = 1e-3
_ENGAGED_MM = 0.2
_Slab = tuple[FaceGeometry, FaceGeometry]
_AXES: tuple[Vector, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def slot_places(
    parts: Sequence[PlacedPart], hole: FitSide, shaft: FitSide, width: float
) -> tuple[JointPlace, ...]:
    """Return where slabs of this width of both sides engage, by the order of the parts.

    Each engagement has two places: along one side of what the faces share, and along the other; a
    section across the one shows the other.
    """
    return tuple(
        place
        for slotted in parts if slotted.item == hole.item
        for key in parts if key.item == shaft.item
        for place in _engaged((slotted, key), (hole.ends, shaft.ends), width)
    )  # fmt: skip


def _engaged(
    pair: tuple[PlacedPart, PlacedPart], ends: tuple[tuple[str, ...], ...], width: float
) -> tuple[JointPlace, ...]:
    """Return the places of the largest engagement of two placed parts."""
    names = (pair[0].name, pair[1].name)
    found = [
        places
        for a in _slabs(pair[0], ends[0], width, hollow=True)
        for b in _slabs(pair[1], ends[1], width, hollow=False)
        if (places := _shared(names, a, b, width))
    ]
    return max(found, key=lambda ps: (ps[0].length_mm * ps[1].length_mm, ps[0].middle), default=())


def _slabs(
    part: PlacedPart, ends: tuple[str, ...], width: float, *, hollow: bool
) -> Iterator[_Slab]:
    """Yield opposed planes at the width; normals point out of the material."""
    planes = [f for f in named_faces(part, ends) if f.surface == "plane" and f.outline]
    for a, b in combinations(planes, 2):
        gap = dot(minus(b.point, a.point), a.direction)
        opposed = dot(a.direction, b.direction) < PARALLEL - 1
        if opposed and (gap > 0) is hollow and abs(abs(gap) - width) < _SIZE_MM:
            yield a, b


def _shared(
    names: tuple[str, str], slot: _Slab, key: _Slab, width: float
) -> tuple[JointPlace, ...]:
    normal = slot[0].direction
    levels = [_level(slab, normal) for slab in (slot, key)]
    same = abs(levels[0] - levels[1]) < _SIZE_MM
    if not same or abs(abs(dot(normal, key[0].direction)) - 1) > PARALLEL:
        return ()
    sides = _sides(normal)
    spans = [_span((*slot, *key), side) for side in sides]
    if any(high - low < _ENGAGED_MM for low, high in spans):
        return ()
    middle = along((0.0, 0.0, 0.0), normal, levels[0])
    for side, (low, high) in zip(sides, spans, strict=True):
        middle = along(middle, side, (low + high) / 2)
    return tuple(
        JointPlace(
            middle=middle, direction=side, length_mm=high - low, radius_mm=width / 2,
            hole=names[0], shaft=names[1], across=normal,
        )
        for side, (low, high) in zip(sides, spans, strict=True)
    )  # fmt: skip


def _level(slab: _Slab, normal: Vector) -> float:
    return (dot(slab[0].point, normal) + dot(slab[1].point, normal)) / 2


def _sides(normal: Vector) -> tuple[Vector, Vector]:
    """Return two directions in the faces, along axes of the assembly where they allow it."""
    level = min(_AXES, key=lambda axis: abs(dot(axis, normal)))
    x, y, z = cross(normal, level)
    length = math.hypot(x, y, z)
    first = (x / length, y / length, z / length)
    return first, cross(normal, first)


def _span(faces: Sequence[FaceGeometry], side: Vector) -> tuple[float, float]:
    """Return what all faces share along a direction; it is empty where low exceeds high."""
    reach = [[dot(p, side) for wire in face.outline for p in wire] for face in faces]
    return max(min(values) for values in reach), min(max(values) for values in reach)
