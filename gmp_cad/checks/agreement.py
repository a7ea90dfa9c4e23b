"""The contract agrees with the drawing: manufactured dimensions and tools against the specification."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.documents.phase_gauges import size_limits
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.faces import same_feature
from gmp_cad.process.operations import OperationRow, ends_of
from gmp_cad.spec.operation import ManufacturedDimension, OperationKind
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import THREADS, Size, print_size

_SLACK_MM = 1e-9
_SAME_MM = 1e-6


@check(
    "CP10",
    "Manufactured dimensions within the drawing's",
    "A dimension of the drawing that a phase makes directly must stay within its limits: a number "
    "changed in the specification and not in the plan would make another part.",
)
def direct_dimensions(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per Cf that makes a dimension of the drawing directly; transfers are not judged."""
    subject = f"{evidence.spec.name}.{evidence.phase.id}"
    for cf in evidence.phase.dimensions:
        required = _counterpart(evidence, cf)
        if required is None or _made_again(evidence, cf):
            continue
        verdicts = Verdicts("CP10", f"{subject}.{cf.name}", cf.where)
        details = {
            "name": cf.name, "size": print_size(cf.size), "dimension": required.id,
            "required": print_size(required.size),
        }  # fmt: skip
        if _within(cf.size, required):
            message = Message("{name} {size} keeps {dimension} {required}", **details)
            yield verdicts.passed("within", message)
        else:
            message = Message("{name} {size} leaves {dimension} {required}", **details)
            yield verdicts.failed("outside", message)


def _counterpart(evidence: PhaseEvidence, cf: ManufacturedDimension) -> Dimension | None:
    """Return the line of the specification with the same ends, or on the same surface."""
    dimensions = evidence.spec.dimensions
    if cf.between is None:
        found = dimensions.get(cf.on.split("[")[0])
        return found if found is not None and found.between is None else None
    ends = set(cf.between)
    return next((d for d in dimensions.values() if d.between and set(d.between) == ends), None)


def _made_again(evidence: PhaseEvidence, cf: ManufacturedDimension) -> bool:
    """Tell whether a later phase machines one of the ends: the Cf is then an intermediate one."""
    later = (p for p in evidence.plan.phases if p.number > evidence.phase.number)
    made = {name for phase in later for op in phase.operations for name in op.makes}
    return any(same_feature(end, name) for end in ends_of(cf) for name in made)


def _within(size: Size, required: Dimension) -> bool:
    if size.kind is not required.kind:
        return False
    if size.kind in THREADS:
        wanted = required.size
        return (size.nominal, size.pitch, size.thread_class) == (
            wanted.nominal, wanted.pitch, wanted.thread_class,
        )  # fmt: skip
    if required.limits is None:
        return abs(size.nominal - required.nominal) < _SAME_MM
    limits = size_limits(size)
    return limits is not None and (
        limits[0] >= required.limits[0] - _SLACK_MM and limits[1] <= required.limits[1] + _SLACK_MM
    )


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
                row=row.number, tool=row.tool.diameter_mm, name=name, size=print_size(size),
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
