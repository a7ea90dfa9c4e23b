"""Whether a solid can be trusted, before it is compared with others; and what bounds it."""

from __future__ import annotations

import cadquery as cq
from OCP.BRep import BRep_Tool
from OCP.BRepCheck import BRepCheck_Analyzer

from gmp_cad.evidence import SolidBounds
from gmp_cad.kernel import brep
from gmp_cad.kernel.placement import box_of
from gmp_cad.language import Message

_NO_VOLUME_MM3 = 1e-9


def bounds(shape: cq.Shape) -> SolidBounds:
    """Return a box that holds ``shape`` for certain, its volume and number of faces, and its fault."""
    volume = brep.signed_volume_mm3(shape) if brep.solids(shape) else 0.0
    return SolidBounds(
        box_mm=box_of(shape), volume_mm3=abs(volume), faces=len(shape.Faces()),
        fault=_fault(shape, volume),
    )  # fmt: skip


def _fault(shape: cq.Shape, volume: float) -> Message | None:
    """Return what is wrong with a solid, the gravest first; None of a sound one."""
    if not brep.solids(shape):
        return Message("it holds no solid")
    if any(not BRep_Tool.IsClosed_s(shell.wrapped) for shell in shape.Shells()):
        return Message("its shell is open")
    if not BRepCheck_Analyzer(shape.wrapped).IsValid():
        return Message("its faces and edges contradict each other: the kernel calls it invalid")
    if abs(volume) <= _NO_VOLUME_MM3:
        return Message("it has no volume")
    if volume < 0:
        return Message("it is inside out")
    return None
