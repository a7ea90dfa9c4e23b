"""The faces of the shapes that a model runs through, each listed and compared once."""

from __future__ import annotations

import cadquery as cq
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.Geom import (
    Geom_ConicalSurface,
    Geom_CylindricalSurface,
    Geom_Plane,
    Geom_SphericalSurface,
    Geom_ToroidalSurface,
)
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.kernel import coincidence
from gmp_cad.kernel.coincidence import Patch

# Two faces on different ones of these never coincide; on any other surface they may.
_ELEMENTARY = frozenset(
    {
        *(Geom_Plane, Geom_CylindricalSurface, Geom_ConicalSurface),
        *(Geom_SphericalSurface, Geom_ToroidalSurface),
    }
)

Faces = tuple[cq.Face, ...]


def has_faces(shape: cq.Shape) -> bool:
    """Return whether ``shape``, which may be null, holds a face."""
    return _holds(shape, TopAbs_ShapeEnum.TopAbs_FACE)


def has_solids(shape: cq.Shape) -> bool:
    """Return whether ``shape``, which may be null, holds a solid."""
    return _holds(shape, TopAbs_ShapeEnum.TopAbs_SOLID)


def _holds(shape: cq.Shape, kind: TopAbs_ShapeEnum) -> bool:
    return not shape.isNull() and TopExp_Explorer(shape.wrapped, kind).More()


def subshapes(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum) -> list[TopoDS_Shape]:
    """Return the subshapes of a kind, each once, in the order of ``TopExp::MapShapes``.

    Iterating over OCCT's map itself takes ten times as long.
    """
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


class FaceRegister:
    """Lists the faces of shapes and tells which of them cover a common region.

    A face (and the side that it is seen from) is always the same object. What is found out about
    a shape or a face is kept: OCCT shares what an operation leaves as it was.
    """

    def __init__(self) -> None:
        self._shapes = TopTools_IndexedMapOfShape()
        self._faces = TopTools_IndexedMapOfShape()
        self._listed: dict[tuple[int, TopAbs_Orientation], Faces] = {}
        self._known: dict[tuple[int, TopAbs_Orientation], cq.Face] = {}
        self._boxes: dict[cq.Face, Bnd_Box] = {}
        self._kinds: dict[cq.Face, type] = {}
        self._patches: dict[tuple[cq.Face, TopAbs_Orientation], Patch] = {}

    def faces(self, shape: cq.Shape) -> Faces:
        """Return the faces of ``shape`` in the order of ``TopExp::MapShapes``."""
        key = (self._shapes.Add(shape.wrapped), shape.wrapped.Orientation())
        if key not in self._listed:
            found = subshapes(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE)
            self._listed[key] = tuple(self._face(face) for face in found)
        return self._listed[key]

    def _face(self, face: TopoDS_Shape) -> cq.Face:
        key = (self._faces.Add(face), face.Orientation())
        if key not in self._known:
            self._known[key] = cq.Face(face)
        return self._known[key]

    def overlap(self, a: cq.Face, b: cq.Face, *, opposite: bool = False) -> bool:
        """Return whether two faces coincide: see :func:`gmp_cad.kernel.coincidence.overlap`."""
        kinds = self._kind(a), self._kind(b)
        if kinds[0] is not kinds[1] and _ELEMENTARY.issuperset(kinds):
            return False
        if self._box(a).IsOut(self._box(b)):
            return False
        return coincidence.overlap(self._patch(a), self._patch(b), opposite=opposite)

    def _kind(self, face: cq.Face) -> type:
        if face not in self._kinds:
            self._kinds[face] = type(BRep_Tool.Surface_s(face.wrapped))
        return self._kinds[face]

    def _box(self, face: cq.Face) -> Bnd_Box:
        if face not in self._boxes:
            self._boxes[face] = coincidence.box(face)
        return self._boxes[face]

    def _patch(self, face: cq.Face) -> Patch:
        key = (face, face.wrapped.Orientation())  # equal faces may face opposite ways
        if key not in self._patches:
            self._patches[key] = coincidence.patch(face)
        return self._patches[key]
