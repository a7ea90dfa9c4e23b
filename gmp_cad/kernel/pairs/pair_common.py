"""The common solid of two solids that touch or cross, by OCCT's Booleans on private copies.

What they find is not believed unseen: no common solid is larger than either part, and points that
lie in both parts (:mod:`gmp_cad.kernel.pairs.pair_witness`) must lie in it. Where that fails, the Boolean
is done again in other ways, at last with one part a hair aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq
import numpy as np
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common
from OCP.TopTools import TopTools_ListOfShape

from gmp_cad.kernel.brep import unmeshed_copy
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.pairs.pair_shape import Floats, Prepared
from gmp_cad.kernel.pairs.pair_witness import Witnesses

_NOISE_MM3 = 1e-15
_FUZZY_MM = 1e-6
_ASIDE_MM = (1e-5, 1e-4, 1e-3, -1e-3)
_LARGER = 1e-6  # of a volume: more than that above the smaller part is nonsense


@dataclass(frozen=True, slots=True)
class Shared:
    """The solids that two parts have in common, and how far aside one was moved to find them (mm)."""

    solids: tuple[cq.Solid, ...]
    error_mm: float = 0.0


def common(a: Prepared, b: Prepared, matrix: Floats, loc: cq.Location) -> Shared | None:
    """Return what ``a`` and ``b``, placed by ``matrix``, have in common.

    None where no way of the kernel's finds what can be seen to be there.
    """
    witnesses = Witnesses(a, b, matrix, loc)
    most = min(a.volume_mm3, b.volume_mm3) * (1 + _LARGER)
    for found in _attempts(a.shape, b.shape.moved(loc)):
        volume = sum(solid.Volume() for solid in found.solids)
        if volume <= most and not witnesses.missed_by(found.solids, found.error_mm):
            return found
    return None


def _attempts(a: cq.Shape, b: cq.Shape) -> Iterator[Shared]:
    """Yield what the kernel finds, each way only when the one before was not believed."""
    yield from _found(a, b)
    yield from _found(b, a)
    yield from _found(a, b, fuzzy_mm=_FUZZY_MM)
    for aside in _ASIDE_MM:
        # in no direction in which parts are likely to lie
        away = np.array((1.0, 0.5, 0.3)) * aside
        error = float(np.linalg.norm(away))
        for found in _found(a, b.moved(cq.Location(tuple(away.tolist())))):
            solids = tuple(s for s in found.solids if s.Volume() > 2 * error * s.Area())
            yield Shared(solids, error)


def _found(a: cq.Shape, b: cq.Shape, fuzzy_mm: float = 0.0) -> Iterator[Shared]:
    try:
        solids = _cut(a, b, fuzzy_mm)
    except OCCT_ERRORS:
        return
    if solids is not None:
        yield Shared(tuple(s for s in solids if s.Volume() > _NOISE_MM3))


def _cut(a: cq.Shape, b: cq.Shape, fuzzy_mm: float) -> list[cq.Solid] | None:
    operation = BRepAlgoAPI_Common()
    for put, shape in ((operation.SetArguments, a), (operation.SetTools, b)):
        held = TopTools_ListOfShape()
        held.Append(unmeshed_copy(shape).wrapped)  # a Boolean changes tolerances in place
        put(held)
    operation.SetFuzzyValue(fuzzy_mm)
    operation.SetToFillHistory(False)
    operation.Build()
    return list(cq.Shape.cast(operation.Shape()).Solids()) if operation.IsDone() else None
