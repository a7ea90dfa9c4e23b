"""The contract agrees with the drawing: tools against the sizes of the specification."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.operations import OperationRow
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.size import Size

_SAME_MM = 1e-6


@check(
    "process.tool",
    "Tools of the size of their holes",
    "A reamer or a tap gives its own size to the hole, whatever the program says.",
)
def tools(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per row whose tool gives its size to a hole: drill, reamer, tap."""
    for row in evidence.rows:
        for name, size in _sized(evidence, row):
            assert row.tool is not None
            assert row.tool.diameter_mm is not None
            subject = f"{evidence.spec.name}.ph{row.number}"
            operation = evidence.phase.operations[row.operation or 0]
            message = Message(
                "{row}: tool ⌀{tool} for {name} {size}",
                row=row.number, tool=row.tool.diameter_mm, name=name, size=size.written,
            )  # fmt: skip
            yield Verdicts("process.tool", subject, operation.where).judged(
                _suits(operation.kind, row.tool.diameter_mm, size), ("agrees", "other_size"),
                message, expected=size.nominal, observed=row.tool.diameter_mm, unit="mm",
            )  # fmt: skip


_SIZING = frozenset({OperationKind.DRILLING, OperationKind.REAMING, OperationKind.TAPPING})


def _sized(evidence: PhaseEvidence, row: OperationRow) -> Iterator[tuple[str, Size]]:
    if row.operation is None or row.tool is None or row.tool.diameter_mm is None:
        return
    if evidence.phase.operations[row.operation].kind not in _SIZING:
        return
    for name in row.features:
        dimension = evidence.spec.dimensions.get(name.split("[")[0])
        if dimension is not None and dimension.between is None:
            yield name, dimension.size


def _suits(kind: OperationKind, diameter: float, size: Size) -> bool:
    """Tell whether a tool suits: a drill may be smaller, a reamer and a tap may not differ."""
    if kind is OperationKind.DRILLING:
        return diameter <= size.nominal + _SAME_MM
    return abs(diameter - size.nominal) < _SAME_MM
