"""A finished part as the sweeps look at it: its faces, and what rises or falls beside an edge.

Only the edges of named faces are looked at, to know where a tool may run out; the part's solid
never enters a sweep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cadquery as cq
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepGProp import BRepGProp_Face
from OCP.BRepTools import BRepTools
from OCP.gp import gp_Pnt, gp_Vec
from OCP.ShapeAnalysis import ShapeAnalysis_Surface
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS_Edge, TopoDS_Face
from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape, TopTools_IndexedMapOfShape

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces import coincidence, edges
from gmp_cad.kernel.surfaces.faces import occ_faces

_STEP_MM = 0.05  # how far beside an edge its neighbour is looked at
_RISE_MM = 1e-7
_SURFACE_MM = 1e-7
_UV_FRACTIONS = (0.03, 0.27, 0.5, 0.73, 0.97)


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """One edge of a face as the face sees it: the face behind it, and where that face goes.

    ``rise_mm``: height of the neighbour over the face's tangent plane, a little beside the edge:
    positive at a wall, negative where the tool may run out.
    """

    edge: cq.Edge
    middle: Vector
    neighbour: int
    rise_mm: float
    inwards: Vector

    @property
    def is_wall(self) -> bool:
        """Whether the neighbour stands in the way of a tool that runs past the edge."""
        return self.rise_mm > _RISE_MM


class Surroundings:
    """The faces of ``shape`` by index (``TopExp::MapShapes``), with their borders on demand."""

    def __init__(self, shape: cq.Shape) -> None:
        self.shape = shape
        self.faces: tuple[TopoDS_Face, ...] = occ_faces(shape)
        self._borders: dict[int, tuple[Border, ...]] = {}
        self._samples: dict[int, tuple[tuple[Vector, Vector], ...]] = {}

    @cached_property
    def _owners(self) -> TopTools_IndexedDataMapOfShapeListOfShape:
        owners = TopTools_IndexedDataMapOfShapeListOfShape()
        kinds = (TopAbs_ShapeEnum.TopAbs_EDGE, TopAbs_ShapeEnum.TopAbs_FACE)
        TopExp.MapShapesAndAncestors_s(self.shape.wrapped, *kinds, owners)
        return owners

    @cached_property
    def _numbered(self) -> TopTools_IndexedMapOfShape:
        numbered = TopTools_IndexedMapOfShape()
        for face in self.faces:
            numbered.Add(face)
        return numbered

    def borders(self, face: int) -> tuple[Border, ...]:
        """Return the edges of a face that divide it from others (no seams)."""
        if face not in self._borders:
            self._borders[face] = tuple(self._find_borders(face))
        return self._borders[face]

    def _find_borders(self, face: int) -> Iterator[Border]:
        for edge in edges.face_edges(self.faces[face]):
            owners = self._owners.FindFromKey(edge)
            others = {self._numbered.FindIndex(owner) - 1 for owner in owners} - {face}
            if len(others) == 1:
                yield self._border(face, edge, others.pop())

    def _border(self, face: int, edge: TopoDS_Edge, other: int) -> Border:
        middle, normal, inwards = _frame(self.faces[face], edge)
        there = next(e for e in edges.face_edges(self.faces[other]) if e.IsSame(edge))
        _, _, aside = _frame(self.faces[other], there)
        surface = ShapeAnalysis_Surface(BRep_Tool.Surface_s(self.faces[other]))
        target = vector.along(middle, aside, _STEP_MM)
        uv = surface.ValueOfUV(gp_Pnt(*target), _SURFACE_MM)
        rise = vector.dot(vector.minus(_vector(surface.Value(uv)), middle), normal)
        return Border(
            edge=cq.Edge(edge), middle=middle, neighbour=other, rise_mm=rise, inwards=inwards
        )

    def samples(self, face: int) -> tuple[tuple[Vector, Vector], ...]:
        """Return points inside a face with their outward unit normals."""
        if face not in self._samples:
            self._samples[face] = inside_points(self.faces[face])
        return self._samples[face]


def inside_points(face: TopoDS_Face) -> tuple[tuple[Vector, Vector], ...]:
    """Return points of the open face, spread over it, with outward unit normals."""
    u0, u1, v0, v1 = BRepTools.UVBounds_s(face)
    patch = coincidence.patch(cq.Face(face))
    surface = BRepGProp_Face(face)
    found = []
    for fu in _UV_FRACTIONS:
        for fv in _UV_FRACTIONS:
            point, normal = gp_Pnt(), gp_Vec()
            surface.Normal(u0 + fu * (u1 - u0), v0 + fv * (v1 - v0), point, normal)
            # a point on an edge is no point of the open face: a ray from it may graze its neighbour
            inside = patch.context.IsPointInFace(point, face, _SURFACE_MM)
            if normal.Magnitude() > 0 and inside:
                found.append((_vector(point), vector.unit(_vector(normal))))
    if not found and patch.point is not None:
        uv = patch.surface.ValueOfUV(patch.point, _SURFACE_MM)
        point, normal = gp_Pnt(), gp_Vec()
        surface.Normal(uv.X(), uv.Y(), point, normal)
        found.append((_vector(point), vector.unit(_vector(normal))))
    return tuple(found)


def _frame(face: TopoDS_Face, edge: TopoDS_Edge) -> tuple[Vector, Vector, Vector]:
    """Return the middle of an edge of ``face``, the outward normal there, and the way inwards."""
    curve = BRepAdaptor_Curve(edge)
    first, last = curve.FirstParameter(), curve.LastParameter()
    # not the very middle: where two halves of a symmetric part touch, edges have a vertex there
    at = first + 0.47 * (last - first)
    point, along = gp_Pnt(), gp_Vec()
    curve.D1(at, point, along)
    flat = BRep_Tool.CurveOnSurface_s(edge, face, 0.0, 1.0)
    uv = flat.Value(at)
    normal = gp_Vec()
    BRepGProp_Face(face).Normal(uv.X(), uv.Y(), gp_Pnt(), normal)
    backwards = edge.Orientation() == TopAbs_Orientation.TopAbs_REVERSED
    tangent = vector.times(_vector(along), -1.0 if backwards else 1.0)
    outwards = vector.unit(_vector(normal))
    return _vector(point), outwards, vector.unit(vector.cross(outwards, tangent))


def _vector(xyz: gp_Pnt | gp_Vec) -> Vector:
    return (xyz.X(), xyz.Y(), xyz.Z())
