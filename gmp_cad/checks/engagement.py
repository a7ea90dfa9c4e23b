"""Where two placed cylinders, one hollow and one solid, share an axis and overlap along it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.evidence import FaceGeometry, Placement, Vector

COAXIAL_MM = 1e-3
SIZE_MM = 1e-4


@dataclass(frozen=True, slots=True)
class Engagement:
    """A shaft in a hole: the two placements, eccentricity and shared length (mm)."""

    hole: str
    shaft: str
    offset_mm: float
    length_mm: float


@dataclass(frozen=True, slots=True)
class _Cylinder:
    point: Vector
    direction: Vector
    start: float
    end: float


def engagements(
    placements: Sequence[Placement],
    faces: Mapping[str, Sequence[FaceGeometry]],
    hole: tuple[str, float],
    shaft: tuple[str, float],
) -> Iterator[Engagement]:
    """Yield every engagement of an item's hole and an item's shaft (item name, diameter in mm)."""
    holes = [p for p in placements if p.item == hole[0]]
    shafts = [p for p in placements if p.item == shaft[0]]
    for h in holes:
        for s in shafts:
            for a in _cylinders(faces.get(h.item, ()), hole[1], hollow=True):
                for b in _cylinders(faces.get(s.item, ()), shaft[1], hollow=False):
                    found = _engage(_place(a, h), _place(b, s))
                    if found is not None:
                        yield Engagement(h.name, s.name, *found)


def _cylinders(
    faces: Sequence[FaceGeometry], diameter: float, *, hollow: bool
) -> Iterator[_Cylinder]:
    for face in faces:
        if (
            face.surface == "cylinder"
            and face.hollow is hollow
            and abs(2 * face.radius_mm - diameter) < SIZE_MM
        ):
            yield _Cylinder(face.point, face.direction, *face.span_mm)


def _place(cylinder: _Cylinder, placement: Placement) -> _Cylinder:
    point = _apply(placement.matrix, cylinder.point, 1.0)
    direction = _apply(placement.matrix, cylinder.direction, 0.0)
    return _Cylinder(point, direction, cylinder.start, cylinder.end)


def _apply(matrix: Sequence[Sequence[float]], v: Vector, w: float) -> Vector:
    x, y, z = (sum(row[k] * v[k] for k in range(3)) + w * row[3] for row in matrix[:3])
    return (x, y, z)


def _engage(a: _Cylinder, b: _Cylinder) -> tuple[float, float] | None:
    """Return (offset, shared length), None unless the axes coincide and the spans overlap."""
    cosine = _dot(a.direction, b.direction)
    if abs(abs(cosine) - 1) > 1e-9:
        return None
    between = (b.point[0] - a.point[0], b.point[1] - a.point[1], b.point[2] - a.point[2])
    along = _dot(between, a.direction)
    offset = math.sqrt(max(_dot(between, between) - along**2, 0.0))
    if offset > COAXIAL_MM:
        return None
    ends = sorted(
        (along + math.copysign(1, cosine) * b.start, along + math.copysign(1, cosine) * b.end)
    )
    length = min(a.end, ends[1]) - max(a.start, ends[0])
    return (offset, length) if length > SIZE_MM else None


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
