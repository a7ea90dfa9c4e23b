"""Boxes that hold faces for certain.

OCCT's box (BRepBndLib::Add) holds planes, elementary and B-spline faces for certain, the last by
their poles; on extruded, turned and offset surfaces it goes by samples, and misses up to 0.02 mm.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Ax1, gp_Pnt
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS, TopoDS_Shape

from gmp_cad.kernel.surfaces.register import subshapes

_OFFSET_SHARE = 0.05  # of the box of an offset surface: it bulges less than that between samples
_SAMPLED = frozenset(
    {
        GeomAbs_SurfaceType.GeomAbs_OffsetSurface,
        GeomAbs_SurfaceType.GeomAbs_OtherSurface,
    }
)


def box_for_certain(shape: TopoDS_Shape) -> Bnd_Box:
    """Return a box that holds a face, or a shape with all its faces; never from a mesh (mm)."""
    box = Bnd_Box()
    use_triangulation = False
    BRepBndLib.Add_s(shape, box, use_triangulation)
    for face in subshapes(shape, TopAbs_ShapeEnum.TopAbs_FACE):
        _widen(box, TopoDS.Face_s(face))
    return box


def _widen(box: Bnd_Box, face: TopoDS_Shape) -> None:
    """Widen a box to hold a face of a kind that OCCT samples."""
    surface = BRepAdaptor_Surface(face)
    kind = surface.GetType()
    if kind == GeomAbs_SurfaceType.GeomAbs_SurfaceOfExtrusion:
        # its straight lines end on the border
        box.Add(_border(face))
    elif kind == GeomAbs_SurfaceType.GeomAbs_SurfaceOfRevolution:
        _add_turned(box, surface.AxeOfRevolution(), _border(face))
    elif kind in _SAMPLED:
        own = Bnd_Box()
        BRepBndLib.AddOptimal_s(face, own, False, True)
        own.Enlarge(_OFFSET_SHARE * own.SquareExtent() ** 0.5)
        box.Add(own)


def _border(face: TopoDS_Shape) -> Bnd_Box:
    box = Bnd_Box()
    use_triangulation = False
    for edge in subshapes(face, TopAbs_ShapeEnum.TopAbs_EDGE):
        BRepBndLib.Add_s(edge, box, use_triangulation)
    return box


def _add_turned(box: Bnd_Box, axis: gp_Ax1, border: Bnd_Box) -> None:
    """Add all that a border reaches turned about an axis.

    Each circle of a turned face meets its border (its seam, if it is whole).
    """
    low, high = border.CornerMin(), border.CornerMax()
    corners = np.array(list(product((low.X(), high.X()), (low.Y(), high.Y()), (low.Z(), high.Z()))))
    origin, along = (np.array((v.X(), v.Y(), v.Z())) for v in (axis.Location(), axis.Direction()))
    heights = (corners - origin) @ along
    away = corners - origin - heights[:, None] * along
    reach = np.linalg.norm(away, axis=1).max() * np.sqrt(np.maximum(0.0, 1 - along**2))
    for height in (heights.min(), heights.max()):
        for corner in (origin + height * along - reach, origin + height * along + reach):
            box.Add(gp_Pnt(*(float(c) for c in corner)))
