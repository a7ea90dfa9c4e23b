"""The common solid of two solids that touch or cross, by OCCT's Booleans on private copies."""

from __future__ import annotations

import cadquery as cq
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common
from OCP.TopTools import TopTools_ListOfShape

from gmp_cad.errors import KernelError
from gmp_cad.kernel.brep import unmeshed_copy
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.language import Message

NOISE_MM3 = 1e-9


def common(a: cq.Shape, b: cq.Shape) -> list[cq.Solid]:
    """Return the solids that both fill; raise KernelError where the kernel fails."""
    try:
        return [s for s in _cut(a, b) if s.Volume() > NOISE_MM3]
    except OCCT_ERRORS as error:
        raise KernelError(
            Message(
                "the common volume of two parts cannot be computed: {reason}", reason=str(error)
            )
        ) from error


def _cut(a: cq.Shape, b: cq.Shape, fuzzy_mm: float = 0.0) -> list[cq.Solid]:
    operation = BRepAlgoAPI_Common()
    for put, shape in ((operation.SetArguments, a), (operation.SetTools, b)):
        held = TopTools_ListOfShape()
        held.Append(unmeshed_copy(shape).wrapped)  # a Boolean changes tolerances in place
        put(held)
    operation.SetFuzzyValue(fuzzy_mm)
    operation.SetToFillHistory(False)
    operation.Build()
    if not operation.IsDone():
        raise KernelError(Message("the common volume of two parts cannot be computed"))
    return list(cq.Shape.cast(operation.Shape()).Solids())
