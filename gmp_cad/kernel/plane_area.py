"""Area, first and second moments of plane faces bounded by lines, circles and ellipses: exact.

Green's theorem turns the integral over a plane region of a product of n factors r into 1/(n + 2)
of the integral of that product times r × dr along its boundary, which has a closed form on lines
and conics. OCCT's adaptive integration agrees, and takes long where a face has many holes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_SurfaceType
from OCP.gp import gp_Ax2, gp_Ax3, gp_Dir, gp_Pnt
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Face

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector

_OUT_OF_PLANE = 1e-9  # of a conic's size: beyond it the edge does not lie in the plane

Moments = tuple[float, float, float, float, float, float]  # of 1, x, y, x², xy, y²
_SIGNS = {
    TopAbs_Orientation.TopAbs_FORWARD: 1.0,
    TopAbs_Orientation.TopAbs_REVERSED: -1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Coordinates x, y in a plane, counted from ``origin`` along unit directions."""

    origin: Vector
    x: Vector
    y: Vector

    def point(self, point: gp_Pnt) -> tuple[float, float]:
        """Return the coordinates of a point of the plane."""
        return self.components(vector.minus((point.X(), point.Y(), point.Z()), self.origin))

    def at(self, x: float, y: float) -> Vector:
        """Return the point with these coordinates."""
        return vector.along(vector.along(self.origin, self.x, x), self.y, y)

    def direction(self, direction: gp_Dir) -> tuple[float, float]:
        """Return the components of a direction."""
        return self.components((direction.X(), direction.Y(), direction.Z()))

    def components(self, along: Vector) -> tuple[float, float]:
        """Return the components of a vector."""
        return vector.dot(along, self.x), vector.dot(along, self.y)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneArea:
    """Integrals over a plane face: ``moments`` of 1 (the area, mm²), x, y, x², xy, y² in ``frame``.

    ``outward``: the unit normal away from the material.
    """

    frame: Frame
    outward: Vector
    moments: Moments

    @property
    def centre(self) -> Vector:
        """The centre of the area (mm)."""
        area, x, y, *_ = self.moments
        return self.frame.at(x / area, y / area)


def plane_area(face: TopoDS_Face) -> PlaneArea | None:
    """Return the integrals of ``face``, None when it is no plane or bounded by other curves."""
    surface = BRepAdaptor_Surface(face, False)
    sign = _SIGNS.get(face.Orientation())
    if surface.GetType() != GeomAbs_SurfaceType.GeomAbs_Plane or sign is None:
        return None
    frame = _frame(face, surface.Plane().Position())
    found = _around(face, frame)
    if found is None or sign * found[0] <= 0:
        return None
    factors = (sign / 2, *(sign / 3,) * 2, *(sign / 4,) * 3)
    zero, x, y, xx, xy, yy = (f * m for f, m in zip(factors, found, strict=True))
    outward = vector.times(vector.cross(frame.x, frame.y), sign)
    return PlaneArea(frame=frame, outward=outward, moments=(zero, x, y, xx, xy, yy))


def _frame(face: TopoDS_Face, position: gp_Ax3) -> Frame:
    """Return the plane's directions from a corner of the face: its own origin may be far away."""
    x, y = _vector(position.XDirection()), _vector(position.YDirection())
    plane = Frame(origin=_vector(position.Location()), x=x, y=y)
    corner = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_VERTEX)
    if not corner.More():
        return plane
    at_x, at_y = plane.point(BRep_Tool.Pnt_s(TopoDS.Vertex_s(corner.Current())))
    return Frame(origin=plane.at(at_x, at_y), x=x, y=y)


def _around(face: TopoDS_Face, frame: Frame) -> Moments | None:
    """Return the sums over the boundary, None when a curve has no closed form."""
    total = [0.0] * 6
    for edge in _edges(face):
        sign = _SIGNS.get(edge.Orientation(), 0.0)  # an edge inside the face bounds nothing
        along = _along(BRepAdaptor_Curve(edge), frame)
        if along is None:
            return None
        for i, value in enumerate(along):
            total[i] += sign * value
    zero, x, y, xx, xy, yy = total
    return zero, x, y, xx, xy, yy


def _edges(face: TopoDS_Face) -> Iterator[TopoDS_Edge]:
    explorer = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_EDGE)
    while explorer.More():
        yield TopoDS.Edge_s(explorer.Current())
        explorer.Next()


def _along(curve: BRepAdaptor_Curve, frame: Frame) -> Moments | None:
    kind = curve.GetType()
    first, last = curve.FirstParameter(), curve.LastParameter()
    if kind == GeomAbs_CurveType.GeomAbs_Line:
        return _line(frame.point(curve.Value(first)), frame.point(curve.Value(last)))
    if kind == GeomAbs_CurveType.GeomAbs_Circle:
        circle = curve.Circle()
        return _conic(circle.Position(), (circle.Radius(), circle.Radius()), (first, last), frame)
    if kind == GeomAbs_CurveType.GeomAbs_Ellipse:
        ellipse = curve.Ellipse()
        radii = (ellipse.MajorRadius(), ellipse.MinorRadius())
        return _conic(ellipse.Position(), radii, (first, last), frame)
    return None


def _line(a: tuple[float, float], b: tuple[float, float]) -> Moments:
    (ax, ay), (bx, by) = a, b
    turn = ax * by - ay * bx
    return (
        turn,
        turn * (ax + bx) / 2,
        turn * (ay + by) / 2,
        turn * (ax * ax + ax * bx + bx * bx) / 3,
        turn * (2 * ax * ay + ax * by + bx * ay + 2 * bx * by) / 6,
        turn * (ay * ay + ay * by + by * by) / 3,
    )


def _conic(
    position: gp_Ax2, radii: tuple[float, float], ends: tuple[float, float], frame: Frame
) -> Moments | None:
    """Return the sums along centre + p·cos t + q·sin t for t between ``ends``."""
    cx, cy = frame.point(position.Location())
    px, py = (radii[0] * c for c in frame.direction(position.XDirection()))
    qx, qy = (radii[1] * c for c in frame.direction(position.YDirection()))
    pq = px * qy - py * qx
    if abs(abs(pq) - radii[0] * radii[1]) > _OUT_OF_PLANE * radii[0] * radii[1]:
        return None
    # r × dr = (pq + cq·cos t - cp·sin t) dt
    weights = (pq, cx * qy - cy * qx, cy * px - cx * py)
    one, cos, sin, cos2, cossin, sin2 = _weighted(weights, *ends)

    def product(ax: float, bx: float, cx: float, ay: float, by: float, cy: float) -> float:
        return (
            ax * ay * one + (ax * by + bx * ay) * cos + (ax * cy + cx * ay) * sin
            + bx * by * cos2 + (bx * cy + cx * by) * cossin + cx * cy * sin2
        )  # fmt: skip

    return (
        one,
        cx * one + px * cos + qx * sin,
        cy * one + py * cos + qy * sin,
        product(cx, px, qx, cx, px, qx),
        product(cx, px, qx, cy, py, qy),
        product(cy, py, qy, cy, py, qy),
    )


def _weighted(weights: tuple[float, float, float], first: float, last: float) -> Moments:
    """Integrate 1, cos, sin, cos², cos·sin, sin², each times w₀ + w₁·cos t + w₂·sin t."""
    c0, s0, c1, s1 = math.cos(first), math.sin(first), math.cos(last), math.sin(last)
    turn, cos, sin = last - first, s1 - s0, c0 - c1
    cossin = (s1 * s1 - s0 * s0) / 2
    half = (s1 * c1 - s0 * c0) / 2
    cos2, sin2 = turn / 2 + half, turn / 2 - half
    cos2sin, cossin2 = (c0**3 - c1**3) / 3, (s1**3 - s0**3) / 3
    cos3, sin3 = cos - cossin2, sin - cos2sin
    w0, w1, w2 = weights
    return (
        w0 * turn + w1 * cos + w2 * sin,
        w0 * cos + w1 * cos2 + w2 * cossin,
        w0 * sin + w1 * cossin + w2 * sin2,
        w0 * cos2 + w1 * cos3 + w2 * cos2sin,
        w0 * cossin + w1 * cos2sin + w2 * cossin2,
        w0 * sin2 + w1 * cossin2 + w2 * sin3,
    )


def _vector(point: gp_Pnt | gp_Dir) -> Vector:
    return (point.X(), point.Y(), point.Z())
