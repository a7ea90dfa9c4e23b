"""Which usual dispersion Δl a surface has in a phase: by how it is held, or by how it is machined.

The values are those of :mod:`gmp_cad.standards.dispersions` (mm); a plan overrides them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.process import Phase, Stock
from gmp_cad.spec.workshop import Machine
from gmp_cad.standards.dispersions import Dispersion, dispersion, minimum_chip_mm

_FORMED = {"casting": "sand_cast", "forging": "forged", "step": "die_cast"}
_SPOTTING = frozenset({OperationKind.SPOT_DRILLING, OperationKind.CENTRE_DRILLING})
_DRILLED = frozenset({OperationKind.DRILLING, OperationKind.TAPPING})
_GRIPPING = frozenset({"chuck", "collet"})
_SOFT = ("doux", "soft")  # how a workholding calls jaws bored for the part


def stock_condition(stock: Stock, axis: int) -> str:
    """Return how the raw faces across an axis (0 x, 1 y, 2 z) were obtained.

    Bars, rounds and tubes are sawn across their axis and drawn along it; a plate keeps its rolled
    faces across its least size, and is sawn elsewhere.
    """
    if stock.form in _FORMED:
        return _FORMED[stock.form]
    if stock.form == "plate":
        thin = (
            min(range(3), key=lambda i: stock.size[i]) if stock.size else "XYZ".index(stock.axis[1])
        )
        return "drawn" if axis == thin else "sawn"
    return "sawn" if axis == "XYZ".index(stock.axis[1]) else "drawn"


def located(phase: Phase, *, raw: str) -> Dispersion:
    """Return Δl of a surface that a phase locates on; ``raw``: how it was obtained, "" if machined.

    In a chuck a machined surface rests on its jaws: soft ones (a collet, jaws designed for the part
    as a fixture, or a workholding that says so) or hard ones.
    """
    if raw:
        return dispersion("locating", raw)
    kinds = {clamp.kind for clamp in phase.clamping}
    if not kinds & _GRIPPING:
        return dispersion("locating", "machined")
    designed = "collet" in kinds or phase.fixture is not None
    soft = designed or any(word in phase.workholding.lower() for word in _SOFT)
    return dispersion("locating", "soft_jaws" if soft else "hard_jaws")


def machined(operations: Sequence[Operation], machine: Machine | None) -> Dispersion:
    """Return Δl of a surface from the operations of one phase that make it, the last one counting.

    A hole that was not spotted before the drill goes astray as in roughing.
    """
    last = operations[-1]
    if last.kind is OperationKind.GRINDING:
        return dispersion("machined", "grinding")
    if machine is not None and not machine.numerical:
        return dispersion("machined", "conventional_dial")
    if last.kind is OperationKind.REAMING:
        return dispersion("machined", "reamed_nc")
    wild = last.kind in _DRILLED and not any(op.kind in _SPOTTING for op in operations)
    rough = last.stage is not Stage.FINISH or wild
    return dispersion("machined", "nc_rough" if rough else "nc_finish")


def least_chip_mm(operation: Operation, raw: str) -> float:
    """Return the least chip (mm) of an operation on a raw surface, or on a machined one (raw "")."""
    if raw:
        return minimum_chip_mm("rough_" + raw.replace("die_cast", "forged"))
    return minimum_chip_mm("grinding" if operation.kind is OperationKind.GRINDING else "finish")
