"""Where two placed features of size, one hollow and one solid, mate: on one axis, or in one middle plane.

A cylinder engages over the length that it shares with its bore; a key, tongue or slab over the part of
its two faces that the two faces of the slot stand opposite. Lengths in mm.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from shapely import intersection_all
from shapely.geometry.base import BaseGeometry

from gmp_cad.checks.mating import FitLine
from gmp_cad.evidence import FaceGeometry, PartGeometry, Placement, Vector
from gmp_cad.process.faces import plane_frame, region
from gmp_cad.spec.size import Kind

COAXIAL_MM = 1e-3
SIZE_MM = 1e-4
_PARALLEL = 1e-9
Side = tuple[FitLine, float]
Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How two features of size engage.

    ``offset_mm``: between the axes or the middle planes. ``length_mm``: shared along the axis, or
    the longer side of what the faces share; ``depth_mm``, its shorter side, is None for cylinders.
    ``area_mm2``: of the shaft's faces that stand opposite the hole's, both sides of a key together.
    """

    offset_mm: float
    length_mm: float
    depth_mm: float | None = None
    area_mm2: float


@dataclass(frozen=True, slots=True)
class Engagement:
    """A shaft in a hole, or a key in a slot: the two placements, and how they engage."""

    hole: str
    shaft: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cylinder:
    """A round face: its axis, the extent along it, the diameter, and the arc that is there."""

    point: Vector
    direction: Vector
    span: tuple[float, float]
    diameter: float
    arc_deg: float

    def placed(self, matrix: Matrix) -> _Cylinder:
        return _Cylinder(
            point=_apply(matrix, self.point, 1.0), direction=_apply(matrix, self.direction, 0.0),
            span=self.span, diameter=self.diameter, arc_deg=self.arc_deg,
        )  # fmt: skip

    def engage(self, shaft: _Shape) -> Contact | None:
        """Return how a shaft engages here, None unless the axes coincide and the spans overlap."""
        cosine = _dot(self.direction, shaft.direction)
        if not isinstance(shaft, _Cylinder) or abs(abs(cosine) - 1) > _PARALLEL:
            return None
        between = _minus(shaft.point, self.point)
        along = _dot(between, self.direction)
        offset = math.sqrt(max(_dot(between, between) - along**2, 0.0))
        ends = sorted(along + math.copysign(1, cosine) * end for end in shaft.span)
        length = min(self.span[1], ends[1]) - max(self.span[0], ends[0])
        if offset > COAXIAL_MM or length <= SIZE_MM:
            return None
        arc = math.radians(min(self.arc_deg, shaft.arc_deg))
        area = arc * shaft.diameter / 2 * length
        return Contact(offset_mm=offset, length_mm=length, area_mm2=area)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slab:
    """Two opposed parallel faces: a point of their middle plane, and its normal.

    ``rounded_mm2``: area of the round ends between the two, as those of a key of form A.
    """

    point: Vector
    direction: Vector
    faces: tuple[FaceGeometry, FaceGeometry]
    rounded_mm2: float

    def placed(self, matrix: Matrix) -> _Slab:
        a, b = self.faces
        return _Slab(
            point=_apply(matrix, self.point, 1.0), direction=_apply(matrix, self.direction, 0.0),
            faces=(_outlined(a, matrix), _outlined(b, matrix)), rounded_mm2=self.rounded_mm2,
        )  # fmt: skip

    def engage(self, shaft: _Shape) -> Contact | None:
        """Return how a slab engages here, None unless the middle planes coincide and all faces overlap."""
        cosine = _dot(self.direction, shaft.direction)
        if not isinstance(shaft, _Slab) or abs(abs(cosine) - 1) > _PARALLEL:
            return None
        offset = abs(_dot(_minus(shaft.point, self.point), self.direction))
        if offset > COAXIAL_MM:
            return None
        frame = plane_frame(self.direction, self.point)
        shared = intersection_all([region([f], frame) for f in (*self.faces, *shaft.faces)])
        depth, length = _sides(shared)
        if depth <= SIZE_MM:
            return None
        area = 2 * shared.area + min(self.rounded_mm2, shaft.rounded_mm2)
        return Contact(offset_mm=offset, length_mm=length, depth_mm=depth, area_mm2=area)


_Shape = _Cylinder | _Slab


def engagements(
    placements: Sequence[Placement],
    parts: Mapping[str, PartGeometry],
    hole: Side,
    shaft: Side,
) -> Iterator[Engagement]:
    """Yield every engagement of the two sides of a fit, each at a size (mm); ``parts`` by item."""
    shafts = list(_placed(placements, parts, shaft, hollow=False))
    for h, a in _placed(placements, parts, hole, hollow=True):
        for s, b in shafts:
            contact = a.engage(b)
            if contact is not None:
                yield Engagement(h, s, contact)


def _placed(
    placements: Sequence[Placement], parts: Mapping[str, PartGeometry], side: Side, *, hollow: bool
) -> Iterator[tuple[str, _Shape]]:
    """Yield the features of size of a side wherever its item stands, with the placement's name."""
    line, size = side
    part = parts.get(line.item)
    shapes = list(_SHAPES[line.kind](part, line, size, hollow)) if part is not None else []
    for placement in placements:
        if placement.item == line.item:
            yield from ((placement.name, shape.placed(placement.matrix)) for shape in shapes)


def _faces(part: PartGeometry, line: FitLine) -> list[FaceGeometry]:
    """Return the faces that a line names; all of a standard part, which names none."""
    if not line.ends:
        return list(part.faces)
    named = {i for end in line.ends for f in part.features.get(end, ()) for i in f.faces}
    return [face for face in part.faces if face.index in named]


def _cylinders(part: PartGeometry, line: FitLine, size: float, hollow: bool) -> Iterator[_Cylinder]:
    for face in _faces(part, line):
        if _is_round(face, size, hollow):
            yield _Cylinder(
                point=face.point, direction=face.direction, span=face.span_mm,
                diameter=2 * face.radius_mm, arc_deg=face.angle_deg,
            )  # fmt: skip


def _is_round(face: FaceGeometry, diameter: float, hollow: bool) -> bool:
    same = abs(2 * face.radius_mm - diameter) < SIZE_MM
    return face.surface == "cylinder" and face.hollow is hollow and same


def _slabs(part: PartGeometry, line: FitLine, size: float, hollow: bool) -> Iterator[_Slab]:
    planes = [face for face in _faces(part, line) if face.surface == "plane"]
    for a, b in combinations(planes, 2):
        # normals point out of the material: into a slot, away from a slab
        gap = _dot(_minus(b.point, a.point), a.direction)
        if _dot(a.direction, b.direction) > _PARALLEL - 1 or (gap > 0) is not hollow:
            continue
        if abs(abs(gap) - size) < SIZE_MM:
            middle = _along(a.point, a.direction, gap / 2)
            ends = (f for f in part.faces if _is_round(f, size, hollow))
            yield _Slab(
                point=middle, direction=a.direction, faces=(a, b),
                rounded_mm2=sum(f.area_mm2 for f in ends if _is_end(f, middle, a.direction)),
            )  # fmt: skip


def _is_end(face: FaceGeometry, point: Vector, normal: Vector) -> bool:
    """Tell whether the axis of a round face lies in a plane."""
    away = _dot(_minus(face.point, point), normal)
    return abs(away) < SIZE_MM and abs(_dot(face.direction, normal)) < _PARALLEL


_SHAPES: Mapping[Kind, Callable[[PartGeometry, FitLine, float, bool], Iterator[_Shape]]] = {
    Kind.DIAMETER: _cylinders,
    Kind.LINEAR: _slabs,
}


def _sides(shared: BaseGeometry) -> tuple[float, float]:
    """Return the shorter and the longer side of the smallest rectangle around a shape."""
    if not shared.area:
        return 0.0, 0.0
    corners = shared.minimum_rotated_rectangle.exterior.coords
    shorter, longer = sorted(math.dist(corners[i], corners[i + 1]) for i in (0, 1))
    return shorter, longer


def _outlined(face: FaceGeometry, matrix: Matrix) -> FaceGeometry:
    """Return a face whose outline alone is placed."""
    placed = tuple(tuple(_apply(matrix, p, 1.0) for p in wire) for wire in face.outline)
    return replace(face, outline=placed)


def _apply(matrix: Matrix, v: Vector, w: float) -> Vector:
    x, y, z = (sum(row[k] * v[k] for k in range(3)) + w * row[3] for row in matrix[:3])
    return (x, y, z)


def _along(point: Vector, direction: Vector, distance: float) -> Vector:
    x, y, z = (p + distance * d for p, d in zip(point, direction, strict=True))
    return (x, y, z)


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
