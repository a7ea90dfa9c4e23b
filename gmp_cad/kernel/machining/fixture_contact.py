"""Where the placed solids of a fixture touch its workpiece: found face by face, never assumed.

Two faces touch where their surfaces coincide (planes, coaxial cylinders: an area), along a
generatrix (cylinder and plane: a line) or at a point where their normals oppose each other.
Everything is in the frame of the workpiece, mm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cadquery as cq
from OCP.BRepExtrema import BRepExtrema_DistShapeShape

from gmp_cad.evidence import Box, FaceGeometry, Vector
from gmp_cad.evidence.fixture import Gap, Touch
from gmp_cad.kernel import vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.placement import box_of
from gmp_cad.kernel.surfaces.faces import face_geometries, occ_faces

_PARALLEL = 1e-6  # sine of the angle below which directions are parallel
_OPPOSED = -math.cos(math.radians(0.5))
_LEAST_MM2 = 1e-4  # a smaller common area is an edge that runs along the other face
_ARC_MM = 0.5  # outlines follow arcs in steps about this long


@dataclass(frozen=True)
class Placed:
    """A solid in its place, with its faces described once."""

    name: str
    shape: cq.Shape

    @cached_property
    def faces(self) -> tuple[FaceGeometry, ...]:
        """Every face, by index."""
        return face_geometries(self.shape)

    @cached_property
    def shapes(self) -> tuple[cq.Face, ...]:
        """The kernel's faces, by the same index."""
        return tuple(cq.Face(face) for face in occ_faces(self.shape))

    @cached_property
    def box(self) -> Box:
        """A box around the solid, never too small."""
        return box_of(self.shape)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The box of each face."""
        return tuple(box_of(face) for face in self.shapes)


def gap_between(a: Placed, b: Placed) -> Gap:
    """Return the shortest way from ``a`` to the workpiece ``b``."""
    distance = BRepExtrema_DistShapeShape(a.shape.wrapped, b.shape.wrapped)
    first, second = distance.PointOnShape1(1), distance.PointOnShape2(1)
    return Gap(
        placement=a.name, gap_mm=float(distance.Value()),
        point=(first.X(), first.Y(), first.Z()), on_workpiece=(second.X(), second.Y(), second.Z()),
    )  # fmt: skip


def touches(a: Placed, b: Placed, tolerance_mm: float) -> tuple[Touch, ...]:
    """Return every region where a face of ``a`` is within the tolerance of a face of ``b``.

    Where no faces meet squarely but the solids touch all the same (a sharp edge or a tip), the
    points of that contact, with the normal of ``b``.
    """
    if not _meet(a.box, b.box, tolerance_mm):
        return ()
    found = [
        touch
        for i, first in enumerate(a.faces)
        if _meet(a.boxes[i], b.box, tolerance_mm)
        for k, second in enumerate(b.faces)
        if _meet(a.boxes[i], b.boxes[k], tolerance_mm)
        for touch in _regions(_Pair(a, first, b, second), tolerance_mm)
    ]
    return tuple(found or _sharp(a, b, tolerance_mm))


def boxes_gap(a: Box, b: Box) -> float:
    """Return a distance (mm) that the solids in two boxes have at least."""
    return math.hypot(*(max(a[k] - b[k + 3], b[k] - a[k + 3], 0.0) for k in range(3)))


def _meet(a: Box, b: Box, tolerance: float) -> bool:
    return all(a[k] <= b[k + 3] + tolerance and b[k] <= a[k + 3] + tolerance for k in range(3))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A face of one solid, a face of the other."""

    a: Placed
    first: FaceGeometry
    b: Placed
    second: FaceGeometry

    @property
    def shapes(self) -> tuple[cq.Face, cq.Face]:
        return self.a.shapes[self.first.index], self.b.shapes[self.second.index]

    def touch(self, **found: object) -> Touch:
        return Touch(
            placement=self.a.name, on=self.b.name, face=self.second.index,
            surfaces=(self.first.surface, self.second.surface), **found,  # type: ignore[arg-type]
        )  # fmt: skip


def _regions(pair: _Pair, tolerance: float) -> Iterator[Touch]:
    kinds = {pair.first.surface, pair.second.surface}
    if kinds == {"plane"}:
        yield from _planes(pair, tolerance)
    elif kinds == {"cylinder"}:
        yield from _cylinders(pair, tolerance)
    elif kinds == {"plane", "cylinder"}:
        yield from _generatrix(pair, tolerance)
    elif pair.first.surface != "plane" or pair.second.surface != "plane":
        yield from _tangent(pair, tolerance)


def _planes(pair: _Pair, tolerance: float) -> Iterator[Touch]:
    """Yield the common areas of two planes that face each other."""
    first, second = pair.first, pair.second
    opposed = vector.dot(first.direction, second.direction) < 0
    if not opposed or not _parallel(first.direction, second.direction):
        return
    if abs(vector.dot(vector.minus(second.point, first.point), first.direction)) > tolerance:
        return
    for face in _common_faces(pair, tolerance):
        yield pair.touch(
            kind="area", point=face.Center().toTuple(), normal=first.direction,
            area_mm2=face.Area(), outline=_outline(face),
        )  # fmt: skip


def _cylinders(pair: _Pair, tolerance: float) -> Iterator[Touch]:
    """Yield the common areas of a shaft and a bore of one axis and one radius."""
    first, second = pair.first, pair.second
    arm = vector.minus(second.point, first.point)
    aside = vector.norm(vector.cross(arm, first.direction))
    same = abs(first.radius_mm - second.radius_mm) <= tolerance and aside <= tolerance
    if first.hollow == second.hollow or not same:
        return
    if not _parallel(first.direction, second.direction):
        return
    for face in _common_faces(pair, tolerance):
        axis, radius = first.direction, first.radius_mm
        outline = _outline(face)
        along = [vector.dot(vector.minus(p, first.point), axis) for p in outline]
        length = max(along) - min(along)
        centre = face.Center().toTuple()
        yield pair.touch(
            kind="area", point=centre, normal=_radial(first, centre, axis), area_mm2=face.Area(),
            outline=outline, axis=axis, radius_mm=radius, length_mm=length,
            arc_deg=min(360.0, math.degrees(face.Area() / (radius * length))),
        )  # fmt: skip


def _radial(face: FaceGeometry, point: Vector, axis: Vector) -> Vector:
    """Return the way out of a cylinder through a point; around a whole one there is no middle."""
    arm = vector.minus(point, face.point)
    flat = vector.minus(arm, vector.times(axis, vector.dot(arm, axis)))
    length = vector.norm(flat)
    if length < 1e-3:
        return vector.perpendicular(axis)
    return vector.times(flat, (-1.0 if face.hollow else 1.0) / length)


def _generatrix(pair: _Pair, tolerance: float) -> Iterator[Touch]:
    """Yield the lines where the outside of a cylinder lies on a plane."""
    flat, round_ = pair.first, pair.second
    if flat.surface != "plane":
        flat, round_ = round_, flat
    level = vector.dot(vector.minus(round_.point, flat.point), flat.direction)
    if round_.hollow or abs(vector.dot(flat.direction, round_.direction)) > _PARALLEL:
        return
    if abs(level - round_.radius_mm) > tolerance:
        return
    foot = vector.minus(round_.point, vector.times(flat.direction, level))
    ends = [
        cq.Vector(*vector.plus(foot, vector.times(round_.direction, t))) for t in round_.span_mm
    ]
    face_a, face_b = pair.shapes
    plane, cylinder = (face_a, face_b) if flat is pair.first else (face_b, face_a)
    into_b = flat.direction if flat is pair.first else vector.times(flat.direction, -1.0)
    for edge in cq.Edge.makeLine(*ends).intersect(plane, tol=tolerance).Edges():
        points = (edge.startPoint(), edge.endPoint())
        middle = points[0].add(points[1]).multiply(0.5)
        if cq.Vertex.makeVertex(*middle.toTuple()).distance(cylinder) <= 2 * tolerance:
            yield pair.touch(
                kind="line", point=middle.toTuple(), normal=into_b,
                outline=tuple(p.toTuple() for p in points), length_mm=edge.Length(),
            )  # fmt: skip


def _tangent(pair: _Pair, tolerance: float) -> Iterator[Touch]:
    """Yield the points where two other faces touch with opposed normals."""
    face_a, face_b = pair.shapes
    distance = BRepExtrema_DistShapeShape(face_a.wrapped, face_b.wrapped)
    if not distance.IsDone() or distance.Value() > tolerance:
        return
    for point in _solutions(distance):
        normals = _normal(face_a, point), _normal(face_b, point)
        if None not in normals and vector.dot(*normals) <= _OPPOSED:  # type: ignore[arg-type]
            yield pair.touch(kind="point", point=point, normal=normals[0], outline=(point,))
            return


def _normal(face: cq.Face, point: Vector) -> Vector | None:
    """Return the outward normal of a face at a point; None at the tip of a cone."""
    try:
        x, y, z = face.normalAt(cq.Vector(*point)).toTuple()
    except OCCT_ERRORS:
        return None
    return x, y, z


def _sharp(a: Placed, b: Placed, tolerance: float) -> Iterator[Touch]:
    """Yield the contacts of an edge or a tip of ``a`` on faces of ``b``."""
    distance = BRepExtrema_DistShapeShape(a.shape.wrapped, b.shape.wrapped)
    if not distance.IsDone() or distance.Value() > tolerance:
        return
    for point in _solutions(distance):
        vertex = cq.Vertex.makeVertex(*point)
        near = [i for i, face in enumerate(b.shapes) if vertex.distance(face) <= 2 * tolerance]
        outward = _normal(b.shapes[near[0]], point) if near else None
        if outward is not None:
            yield Touch(
                placement=a.name, on=b.name, face=near[0],
                surfaces=("freeform", b.faces[near[0]].surface), kind="point", point=point,
                normal=vector.times(outward, -1.0), outline=(point,),
            )  # fmt: skip


def _solutions(distance: BRepExtrema_DistShapeShape) -> list[Vector]:
    found = []
    for i in range(1, distance.NbSolution() + 1):
        point = distance.PointOnShape2(i)
        found.append((point.X(), point.Y(), point.Z()))
    return sorted(set(found))


def _parallel(a: Vector, b: Vector) -> bool:
    return vector.norm(vector.cross(a, b)) <= _PARALLEL


def _common_faces(pair: _Pair, tolerance: float) -> list[cq.Face]:
    first, second = pair.shapes
    # Booleans change tolerances of their arguments in place.
    common = first.copy().intersect(second.copy(), tol=tolerance)
    faces = [face for face in common.Faces() if face.Area() > _LEAST_MM2]
    return sorted(faces, key=lambda f: tuple(round(c, 6) for c in f.Center().toTuple()))


def _outline(face: cq.Face) -> tuple[Vector, ...]:
    """Return points along the outer wire of a face."""
    points: list[Vector] = []
    for edge in face.outerWire().Edges():
        steps = 2 if edge.geomType() == "LINE" else max(8, int(edge.Length() / _ARC_MM))
        points += [edge.positionAt(i / steps).toTuple() for i in range(steps)]
    return tuple(points)


def rounded(touch: Touch) -> Touch:
    """Return a contact with its numbers rounded to 1e-9, for the same bytes everywhere."""
    return replace(
        touch, point=_nine(touch.point), normal=_nine(touch.normal),
        outline=tuple(_nine(p) for p in touch.outline), area_mm2=round(touch.area_mm2, 9),
        length_mm=round(touch.length_mm, 9), arc_deg=round(touch.arc_deg, 9),
    )  # fmt: skip


def _nine(values: Sequence[float]) -> Vector:
    x, y, z = (round(v, 9) + 0.0 for v in values)
    return x, y, z
