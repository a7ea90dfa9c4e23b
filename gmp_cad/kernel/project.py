"""Views and sections of a solid: exact hidden-line removal, each curve with the faces it bounds.

A curve is drawn where it lies: view coordinates are (right · p, up · p) for a point p of the part,
without any shift, so that whatever is known in the part's frame can be placed in the view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq
from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepAlgoAPI import BRepAlgoAPI_Section
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.GCPnts import GCPnts_QuasiUniformDeflection
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.gp import gp_Ax2, gp_Dir, gp_Pln, gp_Pnt
from OCP.HLRAlgo import HLRAlgo_Projector
from OCP.HLRBRep import (
    HLRBRep_Algo,
    HLRBRep_HLRToShape,
    HLRBRep_PolyAlgo,
    HLRBRep_PolyHLRToShape,
    HLRBRep_TypeOfResultingEdge,
)
from OCP.Standard import Standard_Failure
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Polyline, Projection, Vector, ViewCurve
from gmp_cad.kernel import brep
from gmp_cad.language import Message

_CHORD_MM = 0.02
_DECIMALS = 6
_TOUCH_MM = 2e-4  # silhouettes are approximated by OCCT to about 1e-4
_PARAMETERS = (0.21, 0.5, 0.83)  # unequal, so that a curve which only crosses a face is refused
_MESH_MM = 0.05
_LINES = ("visible", "outline", "smooth", "hidden")  # of equal curves the first is kept
_EDGES = HLRBRep_TypeOfResultingEdge


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an edge as hidden-line removal returned it, still in space."""

    edge: TopoDS_Shape
    kind: HLRBRep_TypeOfResultingEdge
    visible: bool


def project(
    shape: cq.Shape, name: str, right: Vector, up: Vector, hidden: bool = True
) -> Projection:
    """Return the view of ``shape`` in which the part directions ``right`` and ``up`` are drawn so.

    ``right`` and ``up`` are perpendicular unit vectors. Lines: "visible" and "hidden" edges,
    "outline" for silhouettes, "smooth" for tangent edges; hidden smooth edges are left out, seams
    too. Curves are polylines within 0.02 mm (straight edges two points), rounded to 1e-6 mm, in an
    order that depends on the shape alone. ``faces`` are indices in the order of
    ``TopExp::MapShapes``; they are not known (empty) where exact hidden-line removal fails and the
    polygonal one takes its place. Raises KernelError when nothing can be projected.
    """
    try:
        curves = _exact(shape, right, up, hidden)
    except (Standard_Failure, RuntimeError):
        curves = _polygonal(shape, right, up, hidden)
    return _projection(name, right, up, curves)


def section(shape: cq.Shape, name: str, point: Vector, right: Vector, up: Vector) -> Projection:
    """Return the outline of the cut of ``shape`` by the plane through ``point`` along right and up.

    All curves are "visible"; each bounds the material and knows the face that was cut. The closed
    loops alternate between material and void from the outside. Raises KernelError when the plane
    misses the shape.
    """
    plane = gp_Pln(gp_Pnt(*point), gp_Dir(*_cross(right, up)))
    try:
        algorithm = BRepAlgoAPI_Section(shape.wrapped, plane, False)
        algorithm.Build()
        edges = _edges(algorithm.Shape())
    except (Standard_Failure, RuntimeError) as error:
        raise KernelError(Message("The section {name} cannot be cut", name=name)) from error
    faces = _Faces(shape)
    curves = {
        points: ("visible", faces.touched(edge))
        for edge in edges
        if (points := _points(edge, right, up))
    }
    return _projection(name, right, up, curves)


_Curves = dict[Polyline, tuple[str, tuple[int, ...]]]


def _projection(name: str, right: Vector, up: Vector, curves: _Curves) -> Projection:
    if not curves:
        raise KernelError(Message("The view {name} shows nothing", name=name))
    ordered = sorted(
        (_LINES.index(line), points, faces) for points, (line, faces) in curves.items()
    )
    xs = [x for points in curves for x, _ in points]
    ys = [y for points in curves for _, y in points]
    return Projection(
        name=name,
        right=right,
        up=up,
        curves=tuple(
            ViewCurve(points=points, line=_LINES[rank], faces=faces)  # type: ignore[arg-type]
            for rank, points, faces in ordered
        ),
        box_mm=(min(xs), min(ys), max(xs), max(ys)),
    )


def _exact(shape: cq.Shape, right: Vector, up: Vector, hidden: bool) -> _Curves:
    faces = _Faces(shape)
    curves: _Curves = {}
    for piece in _pieces(shape, right, up, hidden):
        points = _points(piece.edge, right, up)
        touched = faces.touched(piece.edge) if points else ()
        line = _line(piece, touched)
        if points and line:
            _keep(curves, points, line, touched)
    return curves


def _keep(curves: _Curves, points: Polyline, line: str, touched: tuple[int, ...]) -> None:
    """Add a curve; one that is drawn already keeps the stronger line and bounds all the faces.

    What is hidden under a visible line is left out, and so are its faces.
    """
    known = curves.get(points)
    if known is not None and (known[0] == "hidden") == (line == "hidden"):
        line = min(known[0], line, key=_LINES.index)
        touched = tuple(sorted({*known[1], *touched}))
    elif known is not None and line == "hidden":
        return
    curves[points] = (line, touched)


def _line(piece: _Piece, touched: tuple[int, ...]) -> str | None:
    """Return how a piece is drawn; None for a seam and for a hidden smooth edge."""
    silhouette = piece.kind == _EDGES.HLRBRep_OutLine
    if piece.kind == _EDGES.HLRBRep_Sharp and len(touched) == 1:
        return None  # a seam; where it is a silhouette too, it comes again as one
    if piece.kind == _EDGES.HLRBRep_Rg1Line:
        return "smooth" if piece.visible else None
    if not piece.visible:
        return "hidden"
    return "outline" if silhouette else "visible"


def _pieces(shape: cq.Shape, right: Vector, up: Vector, hidden: bool) -> Iterator[_Piece]:
    algorithm = HLRBRep_Algo()
    algorithm.Add(shape.wrapped)
    algorithm.Projector(_projector(right, up))
    algorithm.Update()
    algorithm.Hide()
    result = HLRBRep_HLRToShape(algorithm)
    in_space = True
    for kind in (_EDGES.HLRBRep_Sharp, _EDGES.HLRBRep_OutLine, _EDGES.HLRBRep_Rg1Line):
        for visible in (True, False) if hidden else (True,):
            found = result.CompoundOfEdges(kind, visible, in_space)
            for edge in _edges(found):
                yield _Piece(edge, kind, visible)


def _projector(right: Vector, up: Vector) -> HLRAlgo_Projector:
    return HLRAlgo_Projector(gp_Ax2(gp_Pnt(), gp_Dir(*_cross(right, up)), gp_Dir(*right)))


def _polygonal(shape: cq.Shape, right: Vector, up: Vector, hidden: bool) -> _Curves:
    meshed = brep.unmeshed_copy(shape).wrapped
    BRepMesh_IncrementalMesh(meshed, _MESH_MM)
    algorithm = HLRBRep_PolyAlgo(meshed)
    algorithm.Projector(_projector(right, up))
    algorithm.Update()
    result = HLRBRep_PolyHLRToShape()
    result.Update(algorithm)
    drawn = [("visible", result.VCompound()), ("outline", result.OutLineVCompound())]
    drawn.append(("smooth", result.Rg1LineVCompound()))
    if hidden:
        drawn += [("hidden", result.HCompound()), ("hidden", result.OutLineHCompound())]
    curves: _Curves = {}
    for line, found in drawn:
        for edge in _edges(found):  # already in the view's plane
            points = _points(edge, (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
            if points:
                _keep(curves, points, line, ())
    return curves


def _edges(shape: TopoDS_Shape | None) -> list[TopoDS_Shape]:
    if shape is None or shape.IsNull():
        return []
    return _mapped(shape, TopAbs_ShapeEnum.TopAbs_EDGE)


def _mapped(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum) -> list[TopoDS_Shape]:
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


def _points(edge: TopoDS_Shape, right: Vector, up: Vector) -> Polyline:
    """Return the projected edge, or nothing when it is seen end-on; the smaller end comes first."""
    curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
    if curve.GetType() == GeomAbs_CurveType.GeomAbs_Line:
        found = [curve.Value(curve.FirstParameter()), curve.Value(curve.LastParameter())]
    else:
        cut = GCPnts_QuasiUniformDeflection(curve, _CHORD_MM)
        found = [cut.Value(i) for i in range(1, cut.NbPoints() + 1)]
    flat: list[tuple[float, float]] = []
    for point in found:
        place = (_dot(point, right), _dot(point, up))
        if not flat or place != flat[-1]:
            flat.append(place)
    flat = _straightened(flat)
    if len(flat) < 2:
        return ()
    return min(tuple(flat), tuple(reversed(flat)))


def _straightened(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the two outer ends of a polyline that lies on one line (a circle seen from its side)."""
    low, high = min(points), max(points)
    dx, dy = high[0] - low[0], high[1] - low[1]
    length = (dx * dx + dy * dy) ** 0.5
    tolerance = 10.0**-_DECIMALS * 2
    if length <= tolerance:
        return []
    off = max(abs((x - low[0]) * dy - (y - low[1]) * dx) / length for x, y in points)
    return [low, high] if off <= tolerance else points


def _dot(point: gp_Pnt, axis: Vector) -> float:
    value = point.X() * axis[0] + point.Y() * axis[1] + point.Z() * axis[2]
    return round(float(value), _DECIMALS) + 0.0  # no negative zero


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


class _Faces:
    """The faces of a shape, to find those that a curve lies on."""

    def __init__(self, shape: cq.Shape) -> None:
        self._faces = _mapped(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE)
        self._boxes = [_box(face) for face in self._faces]

    def touched(self, edge: TopoDS_Shape) -> tuple[int, ...]:
        """Return the indices of the faces that hold three points of ``edge``."""
        curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
        first, last = curve.FirstParameter(), curve.LastParameter()
        points = [curve.Value(first + (last - first) * t) for t in _PARAMETERS]
        near = (
            index
            for index, box in enumerate(self._boxes)
            if not any(box.IsOut(point) for point in points)
        )
        return tuple(i for i in near if all(_on(self._faces[i], p) for p in points))


def _box(face: TopoDS_Shape) -> Bnd_Box:
    box = Bnd_Box()
    use_triangulation = False
    BRepBndLib.Add_s(face, box, use_triangulation)
    box.Enlarge(_TOUCH_MM)
    return box


def _on(face: TopoDS_Shape, point: gp_Pnt) -> bool:
    vertex = BRepBuilderAPI_MakeVertex(point).Vertex()
    distance = BRepExtrema_DistShapeShape(vertex, face)
    return bool(distance.IsDone()) and float(distance.Value()) <= _TOUCH_MM
