"""A solid that moves on a straight line past another: whether anything is in its way, exactly.

What a solid passes through is itself and the prisms of the faces that lead it: a point that it
reaches and did not fill was left last through such a face.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepAlgoAPI import BRepAlgoAPI_Splitter
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace
from OCP.BRepGProp import BRepGProp_Face
from OCP.BRepLib import BRepLib
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Dir, gp_Pln, gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS, TopoDS_Face
from OCP.TopTools import TopTools_ListOfShape

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.pairs.pair import relation
from gmp_cad.kernel.placement import Matrix, box_of, location
from gmp_cad.kernel.surfaces.register import subshapes

_NO_ANSWER: tuple[type[Exception], ...] = (KernelError, *OCCT_ERRORS)
Floats = NDArray[np.float64]
_BEYOND_MM = 1.0
_LEADING = 1e-6  # cosine of a normal and the way: less is a face that slides along it
_FRACTIONS = (0.0, 0.11, 0.27, 0.5, 0.68, 0.87, 1.0)
_IDENTITY: Matrix = (
    (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0),
)  # fmt: skip


def way_is_free(
    a: cq.Shape, b: cq.Shape, matrix: Matrix, travel: Vector, contact_mm: float
) -> bool | None:
    """Tell whether ``b`` can move by ``travel`` (mm) and never be in ``a`` deeper than a contact.

    ``matrix`` places ``b`` in the frame of ``a``, in which ``travel`` is told; there, before it
    moves, ``b`` must be known to be clear. None where no proof was found: a face of both that leads
    here and trails there and is neither cylinder nor sphere, or no exact answer.
    """
    placed = b.moved(location(matrix))
    free = _free(a, placed, travel, contact_mm)
    if free is not None:
        return free
    x, y, z = travel  # the other one moves the other way, seen from this one
    return _free(placed, a, (-x, -y, -z), contact_mm)


def _free(still: cq.Shape, moving: cq.Shape, travel: Vector, contact_mm: float) -> bool | None:
    leading = _leading_faces(moving, travel)
    if leading is None:
        return None
    try:
        found = [_enters(still, prism, contact_mm) for prism in _prisms(still, leading, travel)]
    except _NO_ANSWER:
        return None
    if any(found):
        return False
    return None if None in found else True


def _leading_faces(shape: cq.Shape, travel: Vector) -> list[TopoDS_Face] | None:
    """Return the faces whose outward side looks along the way; None where one does and does not."""
    way = np.array(travel) / np.linalg.norm(travel)
    leading = []
    for found in subshapes(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE):
        face = TopoDS.Face_s(found)
        pieces = [face] if _leads(face, way) is not None else _parted(face, way)
        sides = [_leads(piece, way) for piece in pieces]
        if None in sides or not pieces:
            return None
        leading += [piece for piece, leads in zip(pieces, sides, strict=True) if leads]
    return leading


def _leads(face: TopoDS_Face, way: Floats) -> bool | None:
    """Tell whether a face looks along the way, somewhere; None where it looks back elsewhere."""
    cosines = [float(normal @ way) for normal in _normals(face)]
    ahead, behind = max(cosines) > _LEADING, min(cosines) < -_LEADING
    return None if ahead and behind else ahead


def _parted(face: TopoDS_Face, way: Floats) -> list[TopoDS_Face]:
    """Cut a cylinder or a sphere where its normal is square to the way; nothing of other faces."""
    surface = BRepAdaptor_Surface(face)
    kind = surface.GetType()
    if kind == GeomAbs_SurfaceType.GeomAbs_Cylinder:
        axis = surface.Cylinder().Axis()
        centre, along = axis.Location(), axis.Direction()
        straight = np.array((along.X(), along.Y(), along.Z()))
        normal = way - (way @ straight) * straight
    elif kind == GeomAbs_SurfaceType.GeomAbs_Sphere:
        centre, normal = surface.Sphere().Location(), way
    else:
        return []
    plane = gp_Pln(centre, gp_Dir(*map(float, normal)))
    box = box_of(cq.Face(face))
    reach = 2 * math.dist(box[:3], box[3:]) + _BEYOND_MM
    cutter = BRepBuilderAPI_MakeFace(plane, -reach, reach, -reach, reach).Face()
    splitter, faces, cutters = (
        BRepAlgoAPI_Splitter(),
        TopTools_ListOfShape(),
        TopTools_ListOfShape(),
    )
    faces.Append(face)
    cutters.Append(cutter)
    splitter.SetArguments(faces)
    splitter.SetTools(cutters)
    splitter.SetNonDestructive(True)
    splitter.Build()
    found = subshapes(splitter.Shape(), TopAbs_ShapeEnum.TopAbs_FACE)
    return [TopoDS.Face_s(piece) for piece in found]


def _normals(face: TopoDS_Face) -> Iterator[Floats]:
    """Yield outward unit normals all over a face, beyond its edges too."""
    flat = BRepAdaptor_Surface(face).GetType() == GeomAbs_SurfaceType.GeomAbs_Plane
    surface = BRepGProp_Face(face)
    u0, u1, v0, v1 = BRepTools.UVBounds_s(face)
    for fu in _FRACTIONS[:1] if flat else _FRACTIONS:
        for fv in _FRACTIONS[:1] if flat else _FRACTIONS:
            normal = gp_Vec()
            surface.Normal(u0 + fu * (u1 - u0), v0 + fv * (v1 - v0), gp_Pnt(), normal)
            if normal.Magnitude() > 0.0:  # none at the tip of a cone
                yield np.array((normal.X(), normal.Y(), normal.Z())) / normal.Magnitude()


def _prisms(still: cq.Shape, faces: list[TopoDS_Face], travel: Vector) -> Iterator[cq.Solid]:
    """Yield what each face sweeps, where the box of that meets the box of the other solid."""
    there = box_of(still)
    for face in faces:
        prism = TopoDS.Solid_s(BRepPrimAPI_MakePrism(face, gp_Vec(*travel), True).Shape())
        BRepLib.OrientClosedSolid_s(prism)
        solid = cq.Solid(prism)
        box = box_of(solid)
        if all(box[k] <= there[k + 3] and there[k] <= box[k + 3] for k in range(3)):
            yield solid


def _enters(still: cq.Shape, prism: cq.Solid, contact_mm: float) -> bool | None:
    found, _ = relation(still, prism, _IDENTITY, 0.0)
    depth = found.common.depth_mm if found.common is not None else 0.0
    if found.method != "exact":
        return None
    return depth > contact_mm
