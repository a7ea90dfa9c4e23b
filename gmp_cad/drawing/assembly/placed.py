"""The parts of an assembly in their places: faces, boxes and axes in the frame of the assembly, mm."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import FaceGeometry, PartGeometry, Placement, Vector

Box3 = tuple[float, float, float, float, float, float]
Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")
SAME_MM = 1e-3
PARALLEL = 1e-6
_SLENDER = 1.4  # length of a shaft by its diameter, at least
_ROUND = 0.55  # share of its faces that lie around its axis
_HOLLOW = 0.55  # radius of a bore by that of the shaft, at most: else it is a tube
_BORED = 0.5  # length of the bores by that of the shaft, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis of revolution: a point, its unit direction, the extent along it from the point."""

    point: Vector
    direction: Vector
    span: tuple[float, float]
    radius_mm: float

    @property
    def ends(self) -> tuple[Vector, Vector]:
        """Both ends of the faces around it."""
        first, second = (along(self.point, self.direction, s) for s in self.span)
        return first, second


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPart:
    """A part in its place: ``name`` of the placement, its item and the item's reference.

    ``faces`` and ``box`` are in the frame of the assembly. ``whole``: it is not cut lengthwise
    (shafts, screws, pins, keys, balls: ISO 128-3). ``axis``: that of a turned part.
    ``fastener``: its kind where it is one (``screw``).
    ``features``: the faces (their indices) that each name of its specification stands for.
    ``threads``: in the frame of the assembly.
    """

    name: str
    item: str
    ref: int
    faces: tuple[FaceGeometry, ...]
    box: Box3
    axis: Axis | None = None
    whole: bool = False
    fastener: str = ""
    features: Mapping[str, frozenset[int]] = field(default_factory=dict)
    threads: tuple[Thread, ...] = ()


def placed_part(
    placement: Placement, ref: int, geometry: PartGeometry, box: Box3, fastener: str = ""
) -> PlacedPart:
    """Return a part in its place; ``geometry`` and ``box`` are in the part's own frame."""
    faces = tuple(_moved(face, placement.matrix) for face in geometry.faces)
    axis = next(iter(axes_of(faces)), None)
    if axis is not None and not _turned(faces, axis):
        axis = None
    return PlacedPart(
        name=placement.name, item=placement.item, ref=ref, faces=faces,
        box=_placed_box(box, placement.matrix), axis=axis,
        whole=bool(fastener) or (axis is not None and _is_shaft(faces, axis)), fastener=fastener,
        features={
            name: frozenset(index for one in found for index in one.faces)
            for name, found in geometry.features.items()
        },
    )  # fmt: skip


def threaded(part: PlacedPart, placement: Placement, threads: Iterable[Thread]) -> PlacedPart:
    """Return a placed part with its threads, which are in its own frame."""
    return replace(
        part,
        threads=tuple(
            replace(
                thread,
                start=apply(placement.matrix, thread.start),
                end=apply(placement.matrix, thread.end),
            )
            for thread in threads
        ),
    )


def apply(matrix: Sequence[Sequence[float]], v: Vector, w: float = 1.0) -> Vector:
    """Return a point (``w`` 1) or a direction (``w`` 0) of the part in the assembly's frame."""
    x, y, z = (sum(row[k] * v[k] for k in range(3)) + w * row[3] for row in matrix[:3])
    return (x, y, z)


def moved(part: PlacedPart, offset: Vector) -> PlacedPart:
    """Return a part at an offset from its place."""
    x, y, z = offset
    matrix = ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, z))
    axis = part.axis and replace(part.axis, point=apply(matrix, part.axis.point))
    return replace(
        part,
        faces=tuple(_moved(face, matrix) for face in part.faces),
        box=_placed_box(part.box, matrix),
        axis=axis,
    )


def _moved(face: FaceGeometry, matrix: Sequence[Sequence[float]]) -> FaceGeometry:
    return replace(
        face, point=apply(matrix, face.point), direction=apply(matrix, face.direction, 0.0),
        centre_mm=apply(matrix, face.centre_mm),
        outline=tuple(tuple(apply(matrix, p) for p in wire) for wire in face.outline),
    )  # fmt: skip


def _placed_box(box: Box3, matrix: Sequence[Sequence[float]]) -> Box3:
    corners = [apply(matrix, corner) for corner in corners_of(box)]
    low = [min(c[k] for c in corners) for k in range(3)]
    high = [max(c[k] for c in corners) for k in range(3)]
    return (low[0], low[1], low[2], high[0], high[1], high[2])


def axes_of(faces: Sequence[FaceGeometry]) -> list[Axis]:
    """Return the axes of the round faces, those with the largest faces first."""
    groups: list[list[FaceGeometry]] = []
    for face in faces:
        if face.surface in ("cylinder", "cone"):
            group = next((g for g in groups if same_axis(g[0], face)), None)
            if group is None:
                groups.append([face])
            else:
                group.append(face)
    groups.sort(key=lambda g: (-round(sum(f.area_mm2 for f in g), 3), g[0].index))
    return [_axis(group) for group in groups]


def same_axis(a: FaceGeometry | Axis, b: FaceGeometry | Axis) -> bool:
    """Whether two round faces, or axes, lie on one line."""
    if abs(abs(dot(a.direction, b.direction)) - 1) > PARALLEL:
        return False
    between = minus(b.point, a.point)
    away = minus(between, along((0.0, 0.0, 0.0), a.direction, dot(between, a.direction)))
    return math.hypot(*away) < SAME_MM


def _axis(group: Sequence[FaceGeometry]) -> Axis:
    first = group[0]
    ends = [
        dot(minus(along(f.point, f.direction, s), first.point), first.direction)
        for f in group for s in f.span_mm
    ]  # fmt: skip
    return Axis(
        point=first.point, direction=first.direction, span=(min(ends), max(ends)),
        radius_mm=max(f.radius_mm for f in group),
    )  # fmt: skip


def _turned(faces: Sequence[FaceGeometry], axis: Axis) -> bool:
    """Whether most of a part lies around its axis: a shaft, a bush, a screw."""
    around = [f for f in faces if f.surface in ("cylinder", "cone") and same_axis(axis, f)]
    ends = [f for f in faces if f.surface in ("plane", "torus", "sphere")
            and abs(abs(dot(f.direction, axis.direction)) - 1) < PARALLEL]  # fmt: skip
    share = sum(f.area_mm2 for f in (*around, *ends)) / sum(f.area_mm2 for f in faces)
    return share > _ROUND and any(not f.hollow for f in around)


def _is_shaft(faces: Sequence[FaceGeometry], axis: Axis) -> bool:
    """Whether a turned part is solid and longer than its radius: a bore from end to end makes a bush."""
    around = [f for f in faces if f.surface in ("cylinder", "cone") and same_axis(axis, f)]
    radius = max(f.radius_mm for f in around if not f.hollow)
    length = axis.span[1] - axis.span[0]
    bores = [_axis([f]) for f in around if f.hollow]
    bored = sum(bore.span[1] - bore.span[0] for bore in bores)
    wide = max((bore.radius_mm for bore in bores), default=0.0)
    return length > _SLENDER * radius and bored < _BORED * length and wide < _HOLLOW * radius


def extent_of(parts: Sequence[PlacedPart]) -> Box3:
    """Return the box around parts."""
    low = [min(p.box[k] for p in parts) for k in range(3)]
    high = [max(p.box[k + 3] for p in parts) for k in range(3)]
    return (low[0], low[1], low[2], high[0], high[1], high[2])


def corners_of(box: Box3) -> list[Vector]:
    """Return the eight corners of a box."""
    x0, y0, z0, x1, y1, z1 = box
    return [(x, y, z) for x in (x0, x1) for y in (y0, y1) for z in (z0, z1)]


def spread(box: Box3, direction: Vector) -> tuple[float, float]:
    """Return the least and the greatest coordinate of a box along a direction."""
    ways = [dot(corner, direction) for corner in corners_of(box)]
    return min(ways), max(ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """Right and up of the front view, and from which side the assembly is seen besides.

    Those of the other views follow (first angle, ISO 5456-2).
    """

    right: Vector
    up: Vector
    side: Side = "left"

    @property
    def toward(self) -> Vector:
        """From the assembly to who looks at its front."""
        return cross(self.right, self.up)

    def views(self) -> Mapping[str, tuple[Vector, Vector]]:
        """Return right and up of the front view, of the one from above and of that of the side."""
        x, y, z = self.toward
        back = (0.0 - x, 0.0 - y, 0.0 - z)
        aside = self.toward if self.side == "left" else back
        return {
            "front": (self.right, self.up),
            "top": (self.right, back),
            self.side: (aside, self.up),
        }


def along(point: Vector, direction: Vector, distance: float) -> Vector:
    """Return the point at a distance from another, along a unit direction."""
    x, y, z = (p + distance * d for p, d in zip(point, direction, strict=True))
    return (x, y, z)


def minus(a: Vector, b: Vector) -> Vector:
    """Return the vector from ``b`` to ``a``."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])
