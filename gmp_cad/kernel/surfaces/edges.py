"""What faces need of their edges: points along them, and how far they reach along an axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepTools import BRepTools, BRepTools_WireExplorer
from OCP.GCPnts import GCPnts_TangentialDeflection
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.gp import gp_Ax2, gp_Pnt
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Face, TopoDS_Wire

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector

CHORD_MM = 0.05  # how far an outline may leave its curve
TURN_RAD = math.radians(15)  # how far an outline may turn from one point to the next
_SAMPLES = 32
_GOLDEN = (math.sqrt(5) - 1) / 2
_GOLDEN_STEPS = 60

Outline = tuple[tuple[Vector, ...], ...]
Reach = tuple[float, float]


def outline(face: TopoDS_Face) -> Outline:
    """Return each wire of ``face`` as a closed polyline (last point = first), the outer one first.

    The points lie on the edges; chords leave curves by at most :data:`CHORD_MM`.
    """
    outer = BRepTools.OuterWire_s(face)
    wires = sorted(_wires(face), key=lambda wire: not wire.IsSame(outer))
    return tuple(polyline for wire in wires if (polyline := _wire_points(wire, face)))


def reach(face: TopoDS_Face, point: Vector, direction: Vector) -> Reach:
    """Return the least and greatest coordinate (mm) of the boundary along ``direction``.

    Coordinates count from ``point``. Exact on lines, circles and ellipses; elsewhere the extreme
    of the curve to about 1e-9 mm.
    """
    spans = [_edge_reach(edge, point, direction) for edge in _edges(face)]
    spans += [(at, at) for at in _vertex_coordinates(face, point, direction)]
    if not spans:
        return (0.0, 0.0)
    return min(low for low, _ in spans), max(high for _, high in spans)


def _wires(face: TopoDS_Face) -> Iterator[TopoDS_Wire]:
    explorer = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_WIRE)
    while explorer.More():
        yield TopoDS.Wire_s(explorer.Current())
        explorer.Next()


def _edges(face: TopoDS_Face) -> Iterator[TopoDS_Edge]:
    """Yield the edges that have a curve in space (the pole of a sphere has none)."""
    explorer = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_EDGE)
    while explorer.More():
        edge = TopoDS.Edge_s(explorer.Current())
        if not BRep_Tool.Degenerated_s(edge):
            yield edge
        explorer.Next()


def _vertex_coordinates(face: TopoDS_Face, point: Vector, direction: Vector) -> Iterator[float]:
    explorer = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_VERTEX)
    while explorer.More():
        place = _vector(BRep_Tool.Pnt_s(TopoDS.Vertex_s(explorer.Current())))
        yield vector.dot(vector.minus(place, point), direction)
        explorer.Next()


def _wire_points(wire: TopoDS_Wire, face: TopoDS_Face) -> tuple[Vector, ...]:
    points: list[Vector] = []
    explorer = BRepTools_WireExplorer(wire, face)
    while explorer.More():
        edge = explorer.Current()
        if not BRep_Tool.Degenerated_s(edge):
            points.extend(_edge_points(edge)[:-1])
        explorer.Next()
    return (*points, points[0]) if points else ()


def _edge_points(edge: TopoDS_Edge) -> list[Vector]:
    """Return points along the edge in its own sense, ends included."""
    curve = BRepAdaptor_Curve(edge)
    first, last = curve.FirstParameter(), curve.LastParameter()
    if curve.GetType() == GeomAbs_CurveType.GeomAbs_Line:
        points = [_vector(curve.Value(first)), _vector(curve.Value(last))]
    else:
        spread = GCPnts_TangentialDeflection(curve, first, last, TURN_RAD, CHORD_MM)
        points = [_vector(spread.Value(i)) for i in range(1, spread.NbPoints() + 1)]
    if edge.Orientation() == TopAbs_Orientation.TopAbs_REVERSED:
        points.reverse()
    return points


def _edge_reach(edge: TopoDS_Edge, point: Vector, direction: Vector) -> Reach:
    curve = BRepAdaptor_Curve(edge)
    first, last = curve.FirstParameter(), curve.LastParameter()

    def at(parameter: float) -> float:
        return vector.dot(vector.minus(_vector(curve.Value(parameter)), point), direction)

    values = [at(first), at(last)]
    kind = curve.GetType()
    if kind == GeomAbs_CurveType.GeomAbs_Circle:
        circle = curve.Circle()
        turning = _turning_points(circle.Position(), (circle.Radius(),) * 2, direction)
        values += [at(t) for t in _within(turning, first, last)]
    elif kind == GeomAbs_CurveType.GeomAbs_Ellipse:
        ellipse = curve.Ellipse()
        radii = (ellipse.MajorRadius(), ellipse.MinorRadius())
        turning = _turning_points(ellipse.Position(), radii, direction)
        values += [at(t) for t in _within(turning, first, last)]
    elif kind != GeomAbs_CurveType.GeomAbs_Line:
        values += [_extreme(at, first, last, sign) for sign in (1.0, -1.0)]
    return min(values), max(values)


def _turning_points(position: gp_Ax2, radii: tuple[float, float], direction: Vector) -> Reach:
    """Return the two parameters where a circle or ellipse is extreme along ``direction``."""
    x, y = position.XDirection(), position.YDirection()
    along_x = radii[0] * vector.dot((x.X(), x.Y(), x.Z()), direction)
    along_y = radii[1] * vector.dot((y.X(), y.Y(), y.Z()), direction)
    turning = math.atan2(along_y, along_x)
    return turning, turning + math.pi


def _within(parameters: Reach, first: float, last: float) -> Iterator[float]:
    for parameter in parameters:
        shifted = first + (parameter - first) % math.tau
        if shifted <= last:
            yield shifted


def _extreme(at: Callable[[float], float], first: float, last: float, sign: float) -> float:
    """Return the greatest (``sign`` = 1) or least (-1) value of ``at``: samples, then golden cuts."""
    step = (last - first) / _SAMPLES
    best = max(range(_SAMPLES + 1), key=lambda i: sign * at(first + i * step))
    low, high = max(first, first + (best - 1) * step), min(last, first + (best + 1) * step)
    for _ in range(_GOLDEN_STEPS):
        width = _GOLDEN * (high - low)
        if sign * at(high - width) >= sign * at(low + width):
            high = low + width
        else:
            low = high - width
    return at((low + high) / 2)


def face_edges(face: TopoDS_Face) -> tuple[TopoDS_Edge, ...]:
    """Return the edges of ``face`` that have a curve in space."""
    return tuple(_edges(face))


def ends(edge: TopoDS_Edge) -> tuple[Vector, Vector]:
    """Return the two end points of ``edge``."""
    first, last = TopExp.FirstVertex_s(edge), TopExp.LastVertex_s(edge)
    return _vector(BRep_Tool.Pnt_s(first)), _vector(BRep_Tool.Pnt_s(last))


def _vector(point: gp_Pnt) -> Vector:
    return (point.X(), point.Y(), point.Z())
