"""An edge seen along a direction: a polyline in the view plane, and the circle that it follows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.GCPnts import GCPnts_TangentialDeflection
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.gp import gp_Dir, gp_Pnt
from OCP.TopoDS import TopoDS, TopoDS_Shape

from gmp_cad.evidence import Polyline, Vector, ViewArc
from gmp_cad.kernel import vector

_CHORD_MM = 0.02
_TURN_DEG = 15.0  # at most, between two points of an arc
_BEND_DEG = 6.0  # at most, from one chord of another curve to the next: round at any scale
_DECIMALS = 6
_ARC_DECIMALS = 10
_FLAT_MM = 2e-6
_PARALLEL = 1e-9

Plane = tuple[Vector, Vector]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Flat:
    """A projected edge, from its first point to its last; ``arc`` where it is one in the view."""

    points: Polyline
    arc: ViewArc | None = None


def flattened(edge: TopoDS_Shape, plane: Plane) -> Flat | None:
    """Return the edge in the view of ``plane`` (right, up); None when it is seen end-on.

    Points lie on the edge, their chords within 0.02 mm of it and, but for arcs, at 6° or less to
    each other, rounded to 1e-6 mm; what is seen as one straight line has two. They run as the curve
    of the edge does, whatever its orientation.
    """
    curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
    if curve.GetType() == GeomAbs_CurveType.GeomAbs_Line:
        ends = (curve.Value(curve.FirstParameter()), curve.Value(curve.LastParameter()))
        return _polyline([_place(p, plane) for p in ends])
    if curve.GetType() == GeomAbs_CurveType.GeomAbs_Circle:
        seen = _arc(curve, plane)
        if seen is not None:
            arc, forward = seen
            points = arc_points(arc)
            return Flat(points if forward else points[::-1], arc)
    cut = GCPnts_TangentialDeflection(curve, math.radians(_BEND_DEG), _CHORD_MM)
    return _polyline([_place(cut.Value(i), plane) for i in range(1, cut.NbPoints() + 1)])


def arc_points(arc: ViewArc) -> Polyline:
    """Return an arc as a polyline from its start to its end, within 0.02 mm."""
    sweep = arc.end_deg - arc.start_deg
    step = min(_TURN_DEG, math.degrees(2 * math.acos(max(1 - _CHORD_MM / arc.radius, 0.0))))
    count = max(math.ceil(sweep / step - 1e-9), 1)
    angles = [arc.start_deg + sweep * i / count for i in range(count + 1)]
    points = [
        (
            round(arc.centre[0] + arc.radius * _cos(a), _DECIMALS) + 0.0,
            round(arc.centre[1] + arc.radius * _cos(a - 90), _DECIMALS) + 0.0,
        )
        for a in angles
    ]
    if sweep >= 360:  # it ends where it starts
        points[-1] = points[0]
    return tuple(points)


def _cos(angle_deg: float) -> float:
    return math.cos(math.radians(angle_deg % 360))


def _arc(curve: BRepAdaptor_Curve, plane: Plane) -> tuple[ViewArc, bool] | None:
    """Return a circle parallel to the view as an arc, and whether its edge runs anticlockwise."""
    circle = curve.Circle()
    right, up = plane
    axis = _vector(circle.Axis().Direction())
    if vector.norm(vector.cross(axis, vector.cross(right, up))) > _PARALLEL:
        return None
    forward = vector.dot(axis, vector.cross(right, up)) > 0
    x_axis = _vector(circle.XAxis().Direction())
    turned = math.atan2(vector.dot(x_axis, up), vector.dot(x_axis, right))
    first, last = curve.FirstParameter(), curve.LastParameter()
    start = turned + first if forward else turned - last
    start_deg = round(math.degrees(start) % 360, _ARC_DECIMALS) % 360
    sweep = min(round(math.degrees(last - first), _ARC_DECIMALS), 360.0)
    if circle.Radius() * math.radians(sweep) <= _FLAT_MM:
        return None
    centre = _vector(circle.Location())
    arc = ViewArc(
        centre=(_exact(vector.dot(centre, right)), _exact(vector.dot(centre, up))),
        radius=_exact(circle.Radius()),
        start_deg=start_deg,
        end_deg=start_deg + sweep,
    )
    return arc, forward


def _exact(value: float) -> float:
    return round(value, _ARC_DECIMALS) + 0.0  # no negative zero


def _polyline(places: list[Point]) -> Flat | None:
    flat: list[Point] = []
    for place in places:
        if not flat or place != flat[-1]:
            flat.append(place)
    flat = _straightened(flat)
    return Flat(tuple(flat)) if len(flat) > 1 else None


def _straightened(points: list[Point]) -> list[Point]:
    """Return the two outer ends of a polyline that lies on one line (a circle seen from its side).

    The first point stays first as far as it is an end.
    """
    low, high = min(points), max(points)
    dx, dy = high[0] - low[0], high[1] - low[1]
    length = math.hypot(dx, dy)
    if length <= _FLAT_MM:
        return []
    off = max(abs((x - low[0]) * dy - (y - low[1]) * dx) / length for x, y in points)
    if off > _FLAT_MM:
        return points
    return [high, low] if points[0] == high else [low, high]


def _place(point: gp_Pnt, plane: Plane) -> Point:
    right, up = plane
    return (_dot(point, right), _dot(point, up))


def _dot(point: gp_Pnt, axis: Vector) -> float:
    value = point.X() * axis[0] + point.Y() * axis[1] + point.Z() * axis[2]
    return round(float(value), _DECIMALS) + 0.0  # no negative zero


def _vector(value: gp_Pnt | gp_Dir) -> Vector:
    return (value.X(), value.Y(), value.Z())
