"""Views and sections of a solid: exact hidden-line removal, each curve with the faces it bounds.

A curve is drawn where it lies: view coordinates are (right · p, up · p) for a point p of the part,
without any shift, so that whatever is known in the part's frame can be placed in the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cadquery as cq
from OCP.BRepAlgoAPI import BRepAlgoAPI_Section
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.gp import gp_Ax2, gp_Dir, gp_Pln, gp_Pnt
from OCP.HLRAlgo import HLRAlgo_Projector
from OCP.HLRBRep import (
    HLRBRep_Algo,
    HLRBRep_HLRToShape,
    HLRBRep_PolyAlgo,
    HLRBRep_PolyHLRToShape,
    HLRBRep_TypeOfResultingEdge,
)
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.errors import KernelError
from gmp_cad.evidence import CutRegion, Projection, Vector, ViewCurve
from gmp_cad.kernel import brep, vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.projection.flatten import Plane, flattened
from gmp_cad.kernel.projection.overlay import Line, overlaid
from gmp_cad.kernel.surfaces.touch import Faces, mapped
from gmp_cad.language import Message

_MESH_MM = 0.05
_EDGES = HLRBRep_TypeOfResultingEdge
_EDGE = TopAbs_ShapeEnum.TopAbs_EDGE
_FACE = TopAbs_ShapeEnum.TopAbs_FACE


@dataclass(frozen=True, slots=True)
class Body:
    """A shape in a view, placed. ``part`` names its curves.

    ``own``: by index of its faces, the number under which the curves know them; its index without.
    """

    shape: cq.Shape
    part: str = ""
    own: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an edge as hidden-line removal returned it, still in space."""

    edge: TopoDS_Shape
    kind: HLRBRep_TypeOfResultingEdge
    visible: bool


def project(
    shape: cq.Shape,
    name: str,
    right: Vector,
    up: Vector,
    hidden: bool = True,
    *,
    exact: bool = True,
) -> Projection:
    """Return the view of ``shape`` in which the part directions ``right`` and ``up`` are drawn so.

    ``right`` and ``up`` are perpendicular unit vectors. Lines: "visible" and "hidden" edges,
    "outline" for silhouettes, "smooth" for tangent edges; hidden smooth edges are left out, seams
    too. Curves are polylines within 0.02 mm (straight edges two points), rounded to 1e-6 mm, in an
    order that depends on the shape alone. ``faces`` are indices in the order of
    ``TopExp::MapShapes``; they are not known (empty) where exact hidden-line removal fails, or is
    not asked for, and the polygonal one takes its place (``exact`` of the view is False). Raises
    KernelError when nothing can be projected.
    """
    curves, exact = curves_of([Body(shape)], (right, up), hidden=hidden, exact=exact)
    return projection(name, (right, up), curves, exact=exact)


def section(shape: cq.Shape, name: str, point: Vector, right: Vector, up: Vector) -> Projection:
    """Return the outline of the cut of ``shape`` by the plane through ``point`` along right and up.

    All curves are "visible"; each bounds the material and knows the face that was cut. The closed
    loops alternate between material and void from the outside. Raises KernelError when the plane
    misses the shape.
    """
    plane = gp_Pln(gp_Pnt(*point), gp_Dir(*vector.cross(right, up)))
    try:
        algorithm = BRepAlgoAPI_Section(shape.wrapped, plane, False)
        algorithm.Build()
        edges = mapped(algorithm.Shape(), _EDGE)
    except OCCT_ERRORS as error:
        raise KernelError(Message("The section {name} cannot be cut", name=name)) from error
    faces = Faces(shape.wrapped)
    curves = [
        ViewCurve(points=flat.points, line="visible", faces=faces.touched(edge), arc=flat.arc)
        for edge in edges
        if (flat := flattened(edge, (right, up)))
    ]
    return projection(name, (right, up), curves)


def projection(
    name: str,
    plane: Plane,
    curves: Sequence[ViewCurve],
    regions: tuple[CutRegion, ...] = (),
    *,
    exact: bool = True,
) -> Projection:
    """Return a view of curves, each stretch of a line drawn once; KernelError if there are none."""
    if not curves:
        raise KernelError(Message("The view {name} shows nothing", name=name))
    drawn = overlaid(curves)
    xs = [x for curve in drawn for x, _ in curve.points]
    ys = [y for curve in drawn for _, y in curve.points]
    return Projection(
        name=name,
        right=plane[0],
        up=plane[1],
        curves=drawn,
        box_mm=(min(xs), min(ys), max(xs), max(ys)),
        regions=regions,
        exact=exact,
    )


def curves_of(
    bodies: Sequence[Body], plane: Plane, *, hidden: bool = False, exact: bool = True
) -> tuple[list[ViewCurve], bool]:
    """Return the curves of a view of bodies together, and whether the exact algorithm gave them.

    They are those of hidden-line removal: in pieces, and one over the other.
    """
    if exact:
        try:
            return list(_exact(bodies, plane, hidden)), True
        except OCCT_ERRORS:
            pass
    return list(_polygonal(bodies, plane, hidden)), False


def _exact(bodies: Sequence[Body], plane: Plane, hidden: bool) -> Iterator[ViewCurve]:
    shape = _together(bodies)
    faces, names = Faces(shape), _names(shape, bodies)
    for piece in _pieces(shape, plane, hidden):
        flat = flattened(piece.edge, plane)
        if flat is None:
            continue
        part, own = _bounded([names[i] for i in faces.touched(piece.edge)])
        line = _line(piece, len(own))
        if line:
            numbers = tuple(sorted(set(own)))
            yield ViewCurve(points=flat.points, line=line, faces=numbers, arc=flat.arc, part=part)


def _together(bodies: Sequence[Body]) -> TopoDS_Shape:
    """Return one shape: hidden-line removal takes ten times as long over shapes added one by one."""
    if len(bodies) == 1:
        return bodies[0].shape.wrapped
    return cq.Compound.makeCompound([body.shape for body in bodies]).wrapped


def _names(shape: TopoDS_Shape, bodies: Sequence[Body]) -> list[tuple[str, int]]:
    """Return the part and the number of every face of the bodies' common shape."""
    index = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, _FACE, index)
    found = [("", -1)] * index.Extent()
    for body in bodies:
        for number, face in enumerate(mapped(body.shape.wrapped, _FACE)):
            own = number if body.own is None else body.own[number]
            found[index.FindIndex(face) - 1] = (body.part, own)
    return found


def _bounded(touched: Sequence[tuple[str, int]]) -> tuple[str, list[int]]:
    """Return the part of which a curve is an edge, and its faces there.

    Where parts touch, an edge of one lies on a face of the other: its own part has more of them.
    """
    found: dict[str, list[int]] = {}
    for part, number in touched:
        found.setdefault(part, []).append(number)
    return max(found.items(), key=lambda item: len(item[1]), default=("", []))


def _line(piece: _Piece, faces: int) -> Line | None:
    """Return how a piece on so many faces is drawn; None for a seam and a hidden smooth edge."""
    silhouette = piece.kind == _EDGES.HLRBRep_OutLine
    if piece.kind == _EDGES.HLRBRep_Sharp and faces == 1:
        return None  # a seam; where it is a silhouette too, it comes again as one
    if piece.kind == _EDGES.HLRBRep_Rg1Line:
        return "smooth" if piece.visible else None
    if not piece.visible:
        return "hidden"
    return "outline" if silhouette else "visible"


def _pieces(shape: TopoDS_Shape, plane: Plane, hidden: bool) -> Iterator[_Piece]:
    algorithm = HLRBRep_Algo()
    algorithm.Add(shape)
    algorithm.Projector(_projector(plane))
    algorithm.Update()
    algorithm.Hide()
    result = HLRBRep_HLRToShape(algorithm)
    in_space = True
    for kind in (_EDGES.HLRBRep_Sharp, _EDGES.HLRBRep_OutLine, _EDGES.HLRBRep_Rg1Line):
        for visible in (True, False) if hidden else (True,):
            found = result.CompoundOfEdges(kind, visible, in_space)
            for edge in mapped(found, _EDGE):
                yield _Piece(edge, kind, visible)


def _projector(plane: Plane) -> HLRAlgo_Projector:
    right, up = plane
    return HLRAlgo_Projector(gp_Ax2(gp_Pnt(), gp_Dir(*vector.cross(right, up)), gp_Dir(*right)))


def _polygonal(bodies: Sequence[Body], plane: Plane, hidden: bool) -> Iterator[ViewCurve]:
    algorithm = HLRBRep_PolyAlgo()
    copies = [(body.part, brep.unmeshed_copy(body.shape).wrapped) for body in bodies]
    for _, copy in copies:
        BRepMesh_IncrementalMesh(copy, _MESH_MM)
        algorithm.Load(copy)
    algorithm.Projector(_projector(plane))
    algorithm.Update()
    result = HLRBRep_PolyHLRToShape()
    result.Update(algorithm)
    drawn: list[tuple[Line, Callable[[TopoDS_Shape], TopoDS_Shape]]] = [
        ("visible", result.VCompound),
        ("outline", result.OutLineVCompound),
        ("smooth", result.Rg1LineVCompound),
    ]
    if hidden:
        drawn += [("hidden", result.HCompound), ("hidden", result.OutLineHCompound)]
    in_view = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))  # its edges lie in the view's plane already
    for part, copy in copies:
        for line, lines_of in drawn:
            for edge in mapped(lines_of(copy), _EDGE):
                flat = flattened(edge, in_view)
                if flat is not None:
                    yield ViewCurve(points=flat.points, line=line, part=part)
