"""Area, first and second moments of plane faces: exact.

Green's theorem turns the integral over a plane region of a product of n factors r into 1/(n + 2)
of the integral of that product times r × dr along its boundary, which has a closed form on lines
and conics. Other curves are integrated by Gauss' rule between their knots, which is exact where they
are polynomials up to degree 6. OCCT's adaptive integration takes long where a face has many holes,
and finds centres of what splines bound to 1e-6 mm only.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Curve2d, BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_SurfaceType
from OCP.gp import gp_Ax2, gp_Ax3, gp_Dir, gp_Pnt, gp_Pnt2d, gp_Vec2d
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Face

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.gauss import NODES, WEIGHTS, Floats, is_rough, knots

_OUT_OF_PLANE = 1e-9  # of a conic's size: beyond it the edge does not lie in the plane
_DEEPEST = 16  # how often a stretch of border is halved

Moments = tuple[float, float, float, float, float, float]  # of 1, x, y, x², xy, y²
_SIGNS = {  # an edge inside the face, which is neither, bounds nothing
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
    """Return the integrals of ``face``, None when it is no plane, or inside out."""
    surface = BRepAdaptor_Surface(face, False)
    sign = _SIGNS.get(face.Orientation())
    if surface.GetType() != GeomAbs_SurfaceType.GeomAbs_Plane or sign is None:
        return None
    frame = _frame(face, surface.Plane().Position())
    found = _around(face, surface.Plane().Position(), frame)
    if sign * found[0] <= 0:
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


def _around(face: TopoDS_Face, position: gp_Ax3, frame: Frame) -> Moments:
    """Return the sums over the boundary.

    Curves in space meet those in the plane's parameters to the kernel's tolerance only: it is all
    of the ones, or all of the others.
    """
    edges = [(_SIGNS[e.Orientation()], e) for e in _edges(face) if e.Orientation() in _SIGNS]
    closed = [_along(BRepAdaptor_Curve(edge), frame) for _, edge in edges]
    along = [one for one in closed if one is not None]
    if len(along) < len(edges):
        origin = frame.point(position.Location())
        along = [_between_knots(BRepAdaptor_Curve2d(edge, face), origin) for _, edge in edges]
    total = [0.0] * 6
    for (sign, _), sums in zip(edges, along, strict=True):
        for i, value in enumerate(sums):
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


def _between_knots(curve: BRepAdaptor_Curve2d, origin: tuple[float, float]) -> Moments:
    """Return the sums along any curve in the plane's parameters, whose ``origin`` is given."""
    found = np.zeros(6)
    left = list(itertools.pairwise(knots(curve.NbIntervals, curve.Intervals)))
    scale = _scale(curve, origin, left)
    for deep in range(_DEEPEST + 1):
        sums = [_at_nodes(curve, origin, ends) for ends in left]
        rough: list[tuple[float, float]] = []
        for (first, last), one in zip(left, sums, strict=True):
            if deep < _DEEPEST and is_rough(one, scale):
                middle = (first + last) / 2
                rough += [(first, middle), (middle, last)]
            else:
                found += one @ WEIGHTS
        left = rough
    zero, x, y, xx, xy, yy = found.tolist()
    return zero, x, y, xx, xy, yy


def _scale(
    curve: BRepAdaptor_Curve2d, origin: tuple[float, float], parts: list[tuple[float, float]]
) -> Floats:
    """Return what the sums could be, were the curve square to r: along r itself they are noise."""
    points = [curve.Value(at) for first, last in parts for at in np.linspace(first, last, 5)]
    places = np.array([(p.X() + origin[0], p.Y() + origin[1]) for p in points])
    reach = float(np.hypot(*places.T).max())
    length = float(np.hypot(*np.diff(places, axis=0).T).sum())
    return np.array([length * reach**power for power in (1, 2, 2, 3, 3, 3)])


def _at_nodes(
    curve: BRepAdaptor_Curve2d, origin: tuple[float, float], ends: tuple[float, float]
) -> Floats:
    """Return r × dr/dt at Gauss' nodes between ``ends``, times 1, x, y, x², xy, y²: six rows."""
    point, speed = gp_Pnt2d(), gp_Vec2d()
    middle, half = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
    rows = []
    for node in NODES:
        curve.D1(middle + half * node, point, speed)
        rows.append((point.X(), point.Y(), speed.X(), speed.Y()))
    x, y, along_x, along_y = np.array(rows).T
    x, y = x + origin[0], y + origin[1]
    turn = half * (x * along_y - y * along_x)
    return np.array([turn, turn * x, turn * y, turn * x * x, turn * x * y, turn * y * y])


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
