"""Quality within reach of the last operation on a surface (CP19), times that agree (CP20)."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import OutsideTableError
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.faces import same_feature
from gmp_cad.process.operations import OperationRow
from gmp_cad.process.texture import PROCESS_NAMES, feature_ra_um, reachable
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.size import THREADS
from gmp_cad.standards import iso286
from gmp_cad.standards.roughness import Capability

# Written times may differ from travel over feed speed by this share.
TIME_SHARE = 0.20


@check(
    "CP19",
    "Quality within reach",
    "Each process has a best roughness and a best tolerance grade: what is finer needs another "
    "process, or one operation more.",
)
def quality(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per surface that the phase finishes; without any, a single SKIP."""
    count = 0
    for row in evidence.rows:
        for name in row.features if row.operation is not None else ():
            if _made_later(evidence, row, name):
                continue
            for finding in _surface(evidence, row, name):
                count += 1
                yield finding
    if not count:
        verdicts = Verdicts(
            "CP19", f"{evidence.spec.name}.{evidence.phase.id}", evidence.phase.where
        )
        yield verdicts.skipped("none", Message("no surface of the phase has a known process"))


def _made_later(evidence: PhaseEvidence, row: OperationRow, name: str) -> bool:
    assert row.operation is not None
    later = list(evidence.phase.operations[row.operation + 1 :])
    for phase in evidence.plan.phases:
        if phase.number > evidence.phase.number:
            later += phase.operations
    return any(same_feature(name, made) for operation in later for made in operation.makes)


def _surface(evidence: PhaseEvidence, row: OperationRow, name: str) -> Iterator[Finding]:
    assert row.operation is not None
    operation = evidence.phase.operations[row.operation]
    known = reachable(operation, row.tool)
    if known is None:
        return
    subject = f"{evidence.spec.name}.{evidence.phase.id}.{name}"
    verdicts = Verdicts("CP19", subject, operation.where)
    ra, left = feature_ra_um(evidence.spec, name), row.conditions.ra_um if row.conditions else None
    process = Message(PROCESS_NAMES[known.process])
    faults = False
    if ra is not None and ra < known.ra_um[0]:
        faults = True
        message = Message("{row}: Ra {ra} of {surface} is finer than {process} reaches ({best})",
                          row=row.number, ra=ra, surface=name, process=process,
                          best=known.ra_um[0])  # fmt: skip
        yield verdicts.warned("ra", message, expected=ra, observed=known.ra_um[0], unit="µm")
    elif ra is not None and left is not None and left > ra * (1 + 1e-9):
        faults = True
        message = Message(
            "{row}: the feed leaves Ra {left:.2f} on {surface}, where Ra {ra} is wanted",
            row=row.number, left=left, surface=name, ra=ra,
        )  # fmt: skip
        yield verdicts.warned("feed", message, expected=ra, observed=left, unit="µm")
    for finding in _grade(evidence, (row, name), known, verdicts):
        faults = True
        yield finding
    if not faults:
        message = Message("{row}: {surface} is within reach of {process}",
                          row=row.number, surface=name, process=process)  # fmt: skip
        yield verdicts.passed("reached", message)


def _grade(
    evidence: PhaseEvidence,
    made: tuple[OperationRow, str],
    known: Capability,
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """Yield the Cf on the surface's own size that is tighter than the best grade of the process."""
    row, name = made
    for cf in evidence.phase.dimensions:
        if cf.between is not None or not same_feature(cf.on, name) or cf.size.kind in THREADS:
            continue
        width = _width_mm(evidence, name)
        try:
            best = iso286.it_um(cf.size.nominal, str(known.it[0])) / 1000
        except OutsideTableError:
            continue
        if width is not None and width < best - 1e-9:
            message = Message(
                "{row}: {name} asks for IT {width:.3f} mm; {process} reaches IT{grade} = {best:.3f} mm",
                row=row.number, name=cf.name, width=width, process=Message(PROCESS_NAMES[known.process]),
                grade=known.it[0], best=best,
            )  # fmt: skip
            yield verdicts.warned("grade", message, expected=width, observed=best, unit="mm")


def _width_mm(evidence: PhaseEvidence, name: str) -> float | None:
    dimension = evidence.spec.dimensions.get(name.partition("[")[0])
    return dimension.tolerance.width if dimension is not None and dimension.tolerance else None


@check(
    "CP20",
    "Times that agree with travel and feed",
    "A time that the plan writes for a machine's work must be about its travel over the feed "
    "speed; otherwise the load of the machine and the quotation are wrong.",
)
def times(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per operation; a phase without any: a single SKIP."""
    subject, count = f"{evidence.spec.name}.{evidence.phase.id}", 0
    for row in evidence.rows:
        if row.operation is not None:
            count += 1
            operation = evidence.phase.operations[row.operation]
            yield _time(row, operation, Verdicts("CP20", subject, operation.where))
    if not count:
        verdicts = Verdicts("CP20", subject, evidence.phase.where)
        yield verdicts.skipped("none", Message("the phase has no operation"))


def _time(row: OperationRow, operation: Operation, verdicts: Verdicts) -> Finding:
    computed = row.conditions.time_min if row.conditions else None
    written = operation.time or operation.manual_time
    if written is None and computed is None:
        message = Message("{row}: neither a travel nor a written time tells how long it lasts",
                          row=row.number)  # fmt: skip
        return verdicts.warned("no_time", message, hint=Message(
            "write manual_time = … (work by hand) or time = … (min) in the operation"))  # fmt: skip
    if computed is None:
        message = Message("{row}: {time} min is written; no travel is known to compare it with",
                          row=row.number, time=written)  # fmt: skip
        return verdicts.passed("written", message, observed=written, unit="min")
    if operation.time is None:
        message = Message("{row}: {time:.3f} min, from its travel and feed speed",
                          row=row.number, time=computed)  # fmt: skip
        return verdicts.passed("computed", message, observed=computed, unit="min")
    figures = {"expected": computed, "observed": operation.time, "unit": "min"}
    message = Message("{row}: {time} min is written, travel over feed speed is {computed:.3f} min",
                      row=row.number, time=operation.time, computed=computed)  # fmt: skip
    if abs(operation.time - computed) <= TIME_SHARE * computed:
        return verdicts.passed("agrees", message, **figures)
    return verdicts.warned("disagrees", message, **figures)
