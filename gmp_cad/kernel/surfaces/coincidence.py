"""Whether two faces lie on the same surface, on the same side of it, and cover a common region.

Surfaces are compared by sampling: points of the one lie on the other within 1e-7 mm. That holds
for every kind of surface, and where the same plane is held once as a plane and once as a spline.
"""

from __future__ import annotations

from dataclasses import dataclass

import cadquery as cq
from OCP.Bnd import Bnd_Box
from OCP.BOPTools import BOPTools_AlgoTools3D
from OCP.BRep import BRep_Tool
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepGProp import BRepGProp_Face
from OCP.BRepTools import BRepTools
from OCP.gp import gp_Pnt, gp_Pnt2d, gp_Vec
from OCP.IntTools import IntTools_Context
from OCP.ShapeAnalysis import ShapeAnalysis_Surface

from gmp_cad.kernel.failure import OCCT_ERRORS

SAME_SURFACE_MM = 1e-7
_ON_FACE_MM = 1e-6  # a point taken from a face on the same surface: the surfaces' gap and some more
_LEAST_COMMON_AREA_MM2 = 1e-9
_FRACTIONS_U = (0.07, 0.31, 0.62, 0.93)  # uneven: four generatrices tell a cylinder from another
_FRACTIONS_V = (0.05, 0.48, 0.95)


@dataclass(frozen=True, slots=True)
class Patch:
    """What is needed to compare one face with others; ``point`` lies inside it (None: not found).

    ``context`` is OCCT's cache of classifiers.
    """

    face: cq.Face
    surface: ShapeAnalysis_Surface
    samples: tuple[gp_Pnt, ...]
    point: gp_Pnt | None
    context: IntTools_Context


def patch(face: cq.Face) -> Patch:
    """Return the facts of ``face`` that :func:`overlap` compares."""
    surface = ShapeAnalysis_Surface(BRep_Tool.Surface_s(face.wrapped))
    u0, u1, v0, v1 = BRepTools.UVBounds_s(face.wrapped)
    samples = tuple(
        surface.Value(u0 + fu * (u1 - u0), v0 + fv * (v1 - v0))
        for fu in _FRACTIONS_U
        for fv in _FRACTIONS_V
    )
    context = IntTools_Context()
    point = gp_Pnt()
    found = BOPTools_AlgoTools3D.PointInFace_s(face.wrapped, point, gp_Pnt2d(), context) == 0
    return Patch(face, surface, samples, point if found else None, context)


def box(face: cq.Face) -> Bnd_Box:
    """Return a box that holds ``face`` for certain (not exact)."""
    holder = Bnd_Box()
    use_triangulation = False
    BRepBndLib.Add_s(face.wrapped, holder, use_triangulation)
    holder.Enlarge(_ON_FACE_MM)
    return holder


def overlap(a: Patch, b: Patch, *, opposite: bool = False) -> bool:
    """Return whether ``a`` and ``b`` share surface, outward side and a region of non-zero area.

    ``opposite``: the outward sides are to be opposed (what a cut leaves of its tool). Faces on
    which the kernel fails (degenerate ones) are taken as different.
    """
    try:
        return (_fits(a, b) or _fits(b, a)) and _share_region(a, b, opposite=opposite)
    except OCCT_ERRORS:
        return False


def _share_region(a: Patch, b: Patch, *, opposite: bool) -> bool:
    point = a.point if _covers(b, a.point) else b.point if _covers(a, b.point) else None
    if point is None:
        point = _common_point(a, b)
    return point is not None and (_normal(a, point).Dot(_normal(b, point)) < 0) == opposite


def _fits(a: Patch, b: Patch) -> bool:
    return all(_gap(b.surface, point) <= SAME_SURFACE_MM for point in a.samples)


def _gap(surface: ShapeAnalysis_Surface, point: gp_Pnt) -> float:
    uv = surface.ValueOfUV(point, SAME_SURFACE_MM)
    return float(surface.Value(uv).Distance(point))


def _covers(patch_: Patch, point: gp_Pnt | None) -> bool:
    return point is not None and bool(
        patch_.context.IsValidPointForFace(point, patch_.face.wrapped, _ON_FACE_MM)
    )


def _common_point(a: Patch, b: Patch) -> gp_Pnt | None:
    """Return a point of the common region, None when there is none: exact, and slow."""
    common = BRepAlgoAPI_Common(a.face.wrapped, b.face.wrapped)
    if not common.IsDone() or common.Shape().IsNull():
        return None
    for piece in cq.Shape.cast(common.Shape()).Faces():
        if piece.Area() > _LEAST_COMMON_AREA_MM2:
            return patch(piece).point
    return None


def _normal(patch_: Patch, point: gp_Pnt) -> gp_Vec:
    """Return the outward normal of the face at ``point``, not normalised."""
    uv = patch_.surface.ValueOfUV(point, SAME_SURFACE_MM)
    normal = gp_Vec()
    BRepGProp_Face(patch_.face.wrapped).Normal(uv.X(), uv.Y(), gp_Pnt(), normal)
    return normal
