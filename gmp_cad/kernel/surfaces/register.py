"""The faces of the shapes that a model runs through, each listed and compared once."""

from __future__ import annotations

from dataclasses import dataclass

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

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces import coincidence
from gmp_cad.kernel.surfaces.coincidence import Patch

# Two faces on different ones of these never coincide; on any other surface they may.
_ELEMENTARY = frozenset(
    {
        *(Geom_Plane, Geom_CylindricalSurface, Geom_ConicalSurface),
        *(Geom_SphericalSurface, Geom_ToroidalSurface),
    }
)

_NOT_PARALLEL = 1e-3  # sine; planes that lean more part by 1e-7 mm within 0.1 µm

Faces = tuple[cq.Face, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surface:
    """The kind of surface below a face, and the normal of a plane."""

    kind: type
    normal: Vector | None


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
        # by the face's id(): this register keeps it alive
        self._surfaces: dict[int, _Surface] = {}
        self._boxes: dict[int, Bnd_Box] = {}
        self._patches: dict[int, Patch] = {}

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
            known = self._known[key] = cq.Face(face)
            self._surfaces[id(known)] = _surface(known)
        return self._known[key]

    def overlap(self, a: cq.Face, b: cq.Face, *, opposite: bool = False) -> bool:
        """Return whether two faces of listed shapes coincide.

        See :func:`gmp_cad.kernel.surfaces.coincidence.overlap`.
        """
        if self._differ(self._surfaces[id(a)], self._surfaces[id(b)]):
            return False
        if self._box(a).IsOut(self._box(b)):
            return False
        return coincidence.overlap(self._patch(a), self._patch(b), opposite=opposite)

    @staticmethod
    def _differ(a: _Surface, b: _Surface) -> bool:
        """Tell without comparing points that two surfaces are not the same."""
        if a.kind is not b.kind:
            return a.kind in _ELEMENTARY and b.kind in _ELEMENTARY
        if a.normal is None or b.normal is None:
            return False
        return vector.norm(vector.cross(a.normal, b.normal)) > _NOT_PARALLEL

    def _box(self, face: cq.Face) -> Bnd_Box:
        if id(face) not in self._boxes:
            self._boxes[id(face)] = coincidence.box(face)
        return self._boxes[id(face)]

    def _patch(self, face: cq.Face) -> Patch:
        if id(face) not in self._patches:
            self._patches[id(face)] = coincidence.patch(face)
        return self._patches[id(face)]


def _surface(face: cq.Face) -> _Surface:
    surface = BRep_Tool.Surface_s(face.wrapped)
    if not isinstance(surface, Geom_Plane):
        return _Surface(kind=type(surface), normal=None)
    direction = surface.Axis().Direction()
    return _Surface(kind=Geom_Plane, normal=(direction.X(), direction.Y(), direction.Z()))
