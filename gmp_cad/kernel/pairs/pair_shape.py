"""A solid made ready to be compared with others: boxes and points of its faces, in its own frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepTools import BRepTools
from OCP.BRepTopAdaptor import BRepTopAdaptor_FClass2d
from OCP.gp import gp_Pnt2d
from OCP.TopAbs import TopAbs_ShapeEnum, TopAbs_State
from OCP.TopoDS import TopoDS, TopoDS_Face

from gmp_cad.errors import KernelError
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.surfaces import properties
from gmp_cad.kernel.surfaces.face_box import box_for_certain
from gmp_cad.kernel.surfaces.register import subshapes
from gmp_cad.language import Message

Floats = NDArray[np.float64]

_ON_FACE = 1e-6  # tolerance of the classification in the parameters of a face
# uneven, so that a symmetric face is not only looked at on its lines of symmetry
_FRACTIONS = (0.013, 0.29, 0.53, 0.76, 0.987)
_ALONG_EDGE = (0.0, 0.31, 0.62, 1.0)


@dataclass(frozen=True, slots=True)
class Samples:
    """Points of the surface of a solid (mm), and the index of the face that each lies on."""

    points: Floats
    faces: NDArray[np.int64]


class Prepared:
    """A solid and what comparing it needs, found out once; the solid itself is never changed.

    ``boxes``: for each face (in the order of ``TopExp::MapShapes``) a box that holds it for
    certain: low corner, high corner (mm).
    """

    def __init__(self, shape: cq.Shape) -> None:
        self.shape = shape
        self.faces = faces_of(shape)
        boxes = [box_for_certain(face).Get() for face in self.faces]
        self.boxes: Floats = np.array(boxes).reshape(-1, 2, 3)

    @cached_property
    def samples(self) -> Samples:
        """Points on every face: within, then along its edges."""
        points, numbers = [], []
        for number, face in enumerate(self.faces):
            found = [*_inner_points(face), *_edge_points(face)]
            points += found
            numbers += [number] * len(found)
        return Samples(np.array(points).reshape(-1, 3), np.array(numbers, dtype=np.int64))

    def points_of(self, face: int) -> Floats:
        """Return the points on one face, those in its inside first."""
        points: Floats = self.samples.points[self.samples.faces == face]
        return points

    @cached_property
    def volume_mm3(self) -> float:
        """The exact volume of its solids."""
        return properties.volume_mm3(self.shape)


def faces_of(shape: cq.Shape) -> list[TopoDS_Face]:
    """Return the faces of a shape, each once, in the order of ``TopExp::MapShapes``."""
    found = subshapes(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE)
    return [TopoDS.Face_s(face) for face in found]


def prepare(shape: cq.Shape) -> Prepared:
    """Make a shape ready for :func:`gmp_cad.kernel.pairs.pair.compared`; it is used, never changed.

    Raises KernelError where a face of it has no bounds.
    """
    try:
        return Prepared(shape)
    except OCCT_ERRORS as error:
        message = Message("two parts cannot be compared: {reason}", reason=str(error))
        raise KernelError(message) from error


def _edge_points(face: TopoDS_Face) -> list[tuple[float, float, float]]:
    points = []
    for edge in subshapes(face, TopAbs_ShapeEnum.TopAbs_EDGE):
        curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
        if not curve.Is3DCurve():  # the pole of a sphere
            continue
        first, last = curve.FirstParameter(), curve.LastParameter()
        for fraction in _ALONG_EDGE:
            p = curve.Value(first + (last - first) * fraction)
            points.append((p.X(), p.Y(), p.Z()))
    return points


def _inner_points(face: TopoDS_Face) -> list[tuple[float, float, float]]:
    surface = BRepAdaptor_Surface(face)
    u0, u1, v0, v1 = BRepTools.UVBounds_s(face)
    bounds = BRepTopAdaptor_FClass2d(face, _ON_FACE)
    points = []
    for fu in _FRACTIONS:
        for fv in _FRACTIONS:
            u, v = u0 + fu * (u1 - u0), v0 + fv * (v1 - v0)
            if bounds.Perform(gp_Pnt2d(u, v)) != TopAbs_State.TopAbs_OUT:
                p = surface.Value(u, v)
                points.append((p.X(), p.Y(), p.Z()))
    return points
