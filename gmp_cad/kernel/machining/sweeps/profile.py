"""Surfaces of revolution as curves of a half-plane: x along an axis, y = distance from it (mm)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cadquery as cq
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Ax1, gp_Pnt

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps import curves
from gmp_cad.kernel.machining.sweeps.curves import Curve, Point2
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.kernel.surfaces import edges

_PARALLEL = 1e-7
_COAXIAL_MM = 1e-5
_ON_AXIS_MM = 1e-6
_END_MM = 1e-4

_READ = {
    GeomAbs_SurfaceType.GeomAbs_Cylinder: lambda s: s.Cylinder().Axis(),
    GeomAbs_SurfaceType.GeomAbs_Cone: lambda s: s.Cone().Axis(),
    GeomAbs_SurfaceType.GeomAbs_Torus: lambda s: s.Torus().Axis(),
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A line with a sense: a point (mm) and a unit direction."""

    point: Vector
    direction: Vector

    def place(self, at: Vector) -> Point2:
        """Return ``at`` in the half-plane of this axis."""
        along = vector.dot(vector.minus(at, self.point), self.direction)
        return along, vector.norm(vector.off_axis(at, self.point, self.direction))

    def side(self, direction: Vector, at: Vector) -> Point2:
        """Return a direction at a point, in the half-plane through that point."""
        radial = vector.off_axis(at, self.point, self.direction)
        length = vector.norm(radial)
        across = vector.dot(direction, radial) / length if length > _ON_AXIS_MM else 0.0
        return vector.dot(direction, self.direction), across

    def holds(self, other: Axis) -> bool:
        """Return whether another axis is the same line."""
        gap = vector.off_axis(other.point, self.point, self.direction)
        bend = vector.cross(self.direction, other.direction)
        return vector.norm(gap) < _COAXIAL_MM and vector.norm(bend) < _PARALLEL

    def placed(self, body: cq.Shape) -> cq.Shape:
        """Return a body made around the x axis, moved to this axis."""
        across = vector.perpendicular(self.direction)
        plane = cq.Plane(self.point, self.direction, vector.cross(self.direction, across))
        return body.moved(cq.Location(plane))


def axis_of(around: Surroundings, face: int) -> Axis | None:
    """Return the axis of a cylinder, cone or torus; None for other surfaces."""
    surface = BRepAdaptor_Surface(around.faces[face])
    read = _READ.get(surface.GetType())
    if read is None:
        return None
    found: gp_Ax1 = read(surface)
    point, direction = found.Location(), found.Direction()
    return Axis((point.X(), point.Y(), point.Z()), (direction.X(), direction.Y(), direction.Z()))


def main_axis(around: Surroundings, direction: Vector) -> Axis | None:
    """Return the axis along ``direction`` around which most of the part's area turns."""
    areas: dict[Axis, float] = {}
    for index, face in enumerate(around.faces):
        own = axis_of(around, index)
        if own is None or vector.norm(vector.cross(own.direction, direction)) > _PARALLEL:
            continue
        key = next((a for a in areas if a.holds(own)), Axis(own.point, direction))
        areas[key] = areas.get(key, 0.0) + cq.Face(face).Area()
    return max(areas, key=lambda a: areas[a], default=None)


def generatrix(around: Surroundings, face: int, axis: Axis) -> Curve | None:
    """Return the profile of a face turned around ``axis``, free side left; None if it is not."""
    surface = BRepAdaptor_Surface(around.faces[face])
    kind = surface.GetType()
    if kind == GeomAbs_SurfaceType.GeomAbs_Plane:
        return _disc(around, face, axis)
    if kind == GeomAbs_SurfaceType.GeomAbs_Sphere:
        centre = surface.Sphere().Location()
        if axis.place((centre.X(), centre.Y(), centre.Z()))[1] > _COAXIAL_MM:
            return None
    else:
        own = axis_of(around, face)
        if own is None or not axis.holds(own):
            return None
    return _meridian(around, face, axis, surface)


def _disc(around: Surroundings, face: int, axis: Axis) -> Curve | None:
    point, normal = around.samples(face)[0]
    along = vector.dot(normal, axis.direction)
    if abs(abs(along) - 1) > _PARALLEL:
        return None
    x = axis.place(point)[0]
    outline = [p for wire in edges.outline(around.faces[face]) for p in wire]
    radii = [axis.place(p)[1] for p in outline]
    pierced = vector.along(axis.point, axis.direction, x)
    inner = 0.0 if _covers(around, face, pierced) else min(radii)
    ends = ((x, inner), (x, max(radii)))
    return curves.line(*(ends if along < 0 else ends[::-1]), owner=face)


def _covers(around: Surroundings, face: int, point: Vector) -> bool:
    distance = cq.Face(around.faces[face]).distance(cq.Vertex.makeVertex(*point))
    return bool(distance < _ON_AXIS_MM)


def _meridian(around: Surroundings, face: int, axis: Axis, surface: BRepAdaptor_Surface) -> Curve:
    u0, u1, v0, v1 = BRepTools.UVBounds_s(around.faces[face])
    u = (u0 + u1) / 2

    def at(v: float) -> Point2:
        return axis.place(_vector(surface.Value(u, v)))

    start, middle, end = at(v0), at((v0 + v1) / 2), at(v1)
    straight = surface.GetType() in (
        GeomAbs_SurfaceType.GeomAbs_Cylinder,
        GeomAbs_SurfaceType.GeomAbs_Cone,
    )
    point, normal = around.samples(face)[len(around.samples(face)) // 2]
    free = axis.side(normal, point)
    here = axis.place(point)
    curve = _run(start, middle, end, straight, face)
    a, b = _chord_near(curve, here)
    side = curves.left((b[0] - a[0], b[1] - a[1]))
    if side[0] * free[0] + side[1] * free[1] < 0:
        curve = _run(end, middle, start, straight, face)
    return curve


def _run(start: Point2, middle: Point2, end: Point2, straight: bool, face: int) -> Curve:
    if straight:
        return curves.line(start, end, owner=face)
    return curves.arc(start, middle, end, owner=face)


def _chord_near(curve: Curve, place: Point2) -> tuple[Point2, Point2]:
    i = min(range(len(curve.points) - 1), key=lambda k: math.dist(place, curve.points[k]))
    return curve.points[i], curve.points[i + 1]


def _vector(point: gp_Pnt) -> Vector:
    return (point.X(), point.Y(), point.Z())


def is_closed_at(around: Surroundings, face: int, axis: Axis, place: Point2) -> bool:
    """Return whether a wall rises beside the edge of ``face`` at ``place`` of the half-plane."""
    return any(
        border.is_wall and math.dist(axis.place(border.middle), place) < _END_MM
        for border in around.borders(face)
    )


def united(members: Sequence[Curve], *, over_gaps: bool) -> list[Curve]:
    """Return the curves with those on the same cylinder or arc united.

    ``over_gaps``: also when something lies between them along the axis (a bore in two walls).
    """
    kept: list[Curve] = []
    for curve in sorted(members, key=lambda c: (c.start, c.end)):
        i = next((i for i, o in enumerate(kept) if _same(o, curve, over_gaps=over_gaps)), None)
        if i is None:
            kept.append(curve)
        elif _level(curve):
            xs = [p[0] for c in (kept[i], curve) for p in (c.start, c.end)]
            low, high = (min(xs), curve.start[1]), (max(xs), curve.start[1])
            forwards = curve.start_tangent[0] > 0
            kept[i] = curves.line(*((low, high) if forwards else (high, low)), owner=curve.owner)
        elif abs(curve.start_tangent[0]) + abs(curve.turning) < _PARALLEL:  # the widest ring
            kept[i] = _wider(kept[i], curve)
    return kept


def _level(curve: Curve) -> bool:
    return abs(curve.start_tangent[1]) < _PARALLEL and abs(curve.turning) < _PARALLEL


def _wider(a: Curve, b: Curve) -> Curve:
    ys = [p[1] for c in (a, b) for p in (c.start, c.end)]
    low, high = (a.start[0], min(ys)), (a.start[0], max(ys))
    return curves.line(*((low, high) if a.start_tangent[1] > 0 else (high, low)), owner=a.owner)


def _same(a: Curve, b: Curve, *, over_gaps: bool) -> bool:
    if curves.near(a.start, b.start) and curves.near(a.end, b.end):
        return True
    if max(math.dist(a.start_tangent, b.start_tangent), abs(a.turning), abs(b.turning)) > _PARALLEL:
        return False
    if _level(a) and _level(b) and abs(a.start[1] - b.start[1]) < _END_MM:
        low, high = sorted((a.start[0], a.end[0]))
        other = sorted((b.start[0], b.end[0]))
        return over_gaps or (other[0] < high + _END_MM and other[1] > low - _END_MM)
    upright = abs(a.start_tangent[0]) < _PARALLEL
    return upright and abs(a.start[0] - b.start[0]) < _END_MM


def is_whole(around: Surroundings, face: int) -> bool:
    """Return whether a face of revolution goes all the way around."""
    u0, u1, _, _ = BRepTools.UVBounds_s(around.faces[face])
    return bool(u1 - u0 > math.tau - _PARALLEL)


def is_outside(around: Surroundings, face: int) -> bool:
    """Return whether a cylinder, cone or torus looks away from its axis."""
    point, normal = around.samples(face)[0]
    own = axis_of(around, face)
    if own is None:
        return False
    return vector.dot(vector.off_axis(point, own.point, own.direction), normal) > 0
