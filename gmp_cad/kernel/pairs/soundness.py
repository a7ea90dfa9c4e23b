"""Whether a solid can be trusted, before it is compared with others; and what bounds it."""

from __future__ import annotations

import cadquery as cq
import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Box, SolidBounds
from gmp_cad.kernel import brep
from gmp_cad.kernel.pairs.self_crossing import crosses_itself
from gmp_cad.kernel.placement import box_of
from gmp_cad.kernel.surfaces.mesh import tessellate
from gmp_cad.kernel.surfaces.mesh_error import mesh_error
from gmp_cad.language import Message

_THINNEST_MM = 1e-6  # twice the volume by the area: a solid that is thinner is a mere skin
_CHORD_SHARE = 2e-4  # of the diagonal
_CHORD_MM = 0.005
_ANGLE_DEG = 30.0
_AXIS_MM = 1e-6
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def bounds(shape: cq.Shape) -> SolidBounds:
    """Return a box that holds ``shape`` for certain, its volume and number of faces, and its fault.

    That it crosses itself is seen where it does so by more than its mesh is off: nothing where all
    faces are planes, a few 1e-4 of its diagonal where they are round. A shape without geometry has
    the box of a point at the origin.
    """
    box = box_of(shape) if shape.Faces() else _NOWHERE
    volume = brep.signed_volume_mm3(shape) if brep.solids(shape) else 0.0
    return SolidBounds(
        box_mm=box, volume_mm3=abs(volume), faces=len(shape.Faces()),
        fault=_fault(shape, volume, float(np.linalg.norm(np.subtract(box[3:], box[:3])))),
    )  # fmt: skip


def _fault(shape: cq.Shape, volume: float, diagonal: float) -> Message | None:
    """Return what is wrong with a solid, the gravest first; None of a sound one."""
    if not brep.solids(shape):
        return Message("it holds no solid")
    if any(not BRep_Tool.IsClosed_s(shell.wrapped) for shell in shape.Shells()):
        return Message("its shell is open")
    skin = _THINNEST_MM * shape.Area() / 2
    if volume < -skin:
        return Message("it is inside out")
    if not volume > skin:  # nor where it is not a number
        return Message("it has no volume")
    if not BRepCheck_Analyzer(shape.wrapped).IsValid():
        return Message("its faces and edges contradict each other: the kernel calls it invalid")
    return _crossing(shape, diagonal)


def _crossing(shape: cq.Shape, diagonal: float) -> Message | None:
    if any(_is_spindle(face) for face in shape.Faces()):
        return _CROSSING
    chord = max(_CHORD_MM, _CHORD_SHARE * diagonal)
    try:
        mesh = tessellate(shape, chord, _ANGLE_DEG)
    except KernelError:
        return Message("a face of it cannot be meshed")
    return _CROSSING if crosses_itself(mesh, 2 * mesh_error(shape, mesh, chord)) else None


_CROSSING = Message("it passes through itself")


def _is_spindle(face: cq.Face) -> bool:
    """Tell a torus face that passes through its own axis; one wholly beyond it is a barrel."""
    surface = BRepAdaptor_Surface(face.wrapped)
    if surface.GetType() != GeomAbs_SurfaceType.GeomAbs_Torus:
        return False
    torus = surface.Torus()
    _, _, v0, v1 = BRepTools.UVBounds_s(face.wrapped)
    away = torus.MajorRadius() + torus.MinorRadius() * np.cos(np.linspace(v0, v1, 61))
    return bool(away.min() < -_AXIS_MM and away.max() > _AXIS_MM)
