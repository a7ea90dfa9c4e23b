"""The inspection plan judged: nothing forgotten, means that can decide, samples that make sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.documents.part.inspection import requirement
from gmp_cad.finding import Finding
from gmp_cad.language import Message, written
from gmp_cad.quality.importance import line_of
from gmp_cad.quality.inspection_plan import InspectionRow
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.dimension import Dimension
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.sampling import Sampling
from gmp_cad.spec.size import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedInspection:
    """The rows of a part's inspection plan, and the balloons that its drawing bears.

    ``drawn``: number by line (``bore``, ``tolerances.flat``), None where the part could not be drawn;
    ``batch``: parts launched together.
    """

    spec: PartSpec
    rows: tuple[InspectionRow, ...]
    drawn: Mapping[str, str] | None = field(default_factory=dict)
    batch: int = 1

    def verdicts(self, rule: str, line: str) -> Verdicts:
        """Return the maker of findings on a line."""
        found = line_of(self.spec, line)
        where = found.where if isinstance(found, Dimension | GeometricTolerance) else None
        return Verdicts(rule, f"{self.spec.name}.{line}", where)


@check(
    "inspection.complete",
    "Every characteristic is in the inspection plan",
    "What the inspection plan leaves out is never measured; a balloon that means something else on the "
    "drawing than on the record sends the inspector to the wrong place.",
)
def complete(planned: PlannedInspection) -> Iterator[Finding]:
    """Yield a verdict per line: it has rows, under the number that the drawing gives it."""
    rows: dict[str, list[InspectionRow]] = {}
    for row in planned.rows:
        rows.setdefault(row.characteristic.line, []).append(row)
    for line in balloons(planned.spec):
        verdicts = planned.verdicts("inspection.complete", line)
        yield _line_verdict(planned, verdicts, line, rows.pop(line, []))
    for line, extra in rows.items():
        message = Message("the row {number} is of no line of the specification",
                          number=extra[0].characteristic.balloon)  # fmt: skip
        yield Verdicts("inspection.complete", f"{planned.spec.name}.{line}").failed(
            "no_line", message
        )


def _line_verdict(
    planned: PlannedInspection, verdicts: Verdicts, line: str, rows: Sequence[InspectionRow]
) -> Finding:
    number = rows[0].characteristic.balloon if rows else None
    drawn = (planned.drawn or {}).get(line)
    if not rows:
        message = Message("no row of the inspection plan asks for it")
        return verdicts.failed("missing", message, hint=_ADD)
    if drawn is not None and drawn != number:
        message = Message("balloon {drawn} on the drawing, row {number} in the inspection plan",
                          drawn=drawn, number=number)  # fmt: skip
        return verdicts.failed("number_differs", message, expected=drawn, observed=number)
    if rows[0].grade is None:
        return verdicts.skipped("not_accepted", _information(planned.spec, line))
    if planned.drawn is not None and drawn is None:
        message = Message("row {number}: the drawing shows no balloon of it", number=number)
        return verdicts.warned("not_drawn", message)
    message = Message("row {number}: {text}", number=number,
                      text=written(requirement(planned.spec, rows[0].characteristic, "en")))  # fmt: skip
    return verdicts.passed("planned", message)


_ADD = Message("add it to the inspection plan")


def _information(spec: PartSpec, line: str) -> Message:
    found = line_of(spec, line)
    if isinstance(found, Dimension) and found.size.role is Role.EXACT:
        return Message("theoretically exact: judged by the geometric tolerances that it locates")
    return Message("a reference dimension is for information: no part is refused for it")


@check(
    "inspection.means",
    "Means of inspection that can decide",
    "A gauge whose uncertainty takes a large share of the tolerance accepts bad parts and refuses "
    "good ones: IT/2U ≥ 4, tolerable down to 3, resolution ≤ IT/10.",
)
def means(planned: PlannedInspection) -> Iterator[Finding]:
    """Yield a verdict per row: its gauge covers the size and is capable, or what one would need."""
    for row in planned.rows:
        if row.means is not None:
            one = row.characteristic
            verdicts = planned.verdicts("inspection.means", one.line)
            yield _means_verdict(planned, verdicts, row)


def _means_verdict(planned: PlannedInspection, verdicts: Verdicts, row: InspectionRow) -> Finding:
    one, found = row.characteristic, row.means
    assert found is not None
    said = {"number": one.balloon, "text": written(requirement(planned.spec, one, "en"))}
    if found.state == "unknown":
        message = Message("{number} {text}: the gauge {id!r} is not in the workshop",
                          id=found.named, **said)  # fmt: skip
        return verdicts.failed("no_gauge", message, hint=_needs(row))
    if found.gauge is None:
        return _without(verdicts, row, said)
    said["gauge"] = found.gauge.id
    if found.state == "out_of_range":
        message = Message("{number} {text}: {gauge} does not measure this size", **said)
        return verdicts.failed("out_of_range", message, hint=_needs(row))
    if found.capability is None or found.attribute:
        return verdicts.passed("limit_gauge", Message("{number} {text}: {gauge}", **said))
    message = Message("{number} {text}: {gauge}, IT/2U = {ratio}", ratio=found.capability, **said)
    if found.state == "incapable":
        critical = row.grade is not None and row.grade.importance == "critical"
        say = verdicts.failed if critical else verdicts.warned
        return say("too_coarse", message, observed=found.capability, expected=4, hint=_needs(row))
    return verdicts.passed("capable" if found.state == "good" else "tolerable", message)


def _without(verdicts: Verdicts, row: InspectionRow, said: Mapping[str, object]) -> Finding:
    """Return the verdict on a row for which the workshop has no gauge."""
    message = Message("{number} {text}: no gauge of the workshop can decide it", **said)
    critical = row.grade is not None and row.grade.importance == "critical"
    say = verdicts.failed if critical else verdicts.warned
    return say("none", message, hint=_needs(row))


def _needs(row: InspectionRow) -> Message | None:
    needed = row.means.needed if row.means is not None else None
    if needed is None:
        return Message("add one to workshop.toml")
    return Message(
        "it takes a resolution ≤ {resolution} {unit} and U ≤ {uncertainty} {unit}",
        resolution=needed[0], uncertainty=needed[1], unit=row.characteristic.unit,
    )  # fmt: skip


def _frequency(sampling: Sampling) -> Message:
    if sampling.every is None and not sampling.whole:
        return Message("{pieces}/batch", pieces=sampling.pieces)
    return Message("{text}", text=sampling.say("fr"))


@check(
    "inspection.sampling",
    "Samples that fit class and batch",
    "A critical characteristic that is not measured on every part lets a dangerous one go; a sample "
    "larger than the batch is no sample.",
)
def sampling(planned: PlannedInspection) -> Iterator[Finding]:
    """Yield a verdict per line that writes a class or a frequency."""
    for row in planned.rows:
        one, grade = row.characteristic, row.grade
        if grade is None or (grade.derived and not row.sampled):
            continue
        verdicts = planned.verdicts("inspection.sampling", one.line)
        said = {"number": one.balloon, "frequency": _frequency(row.sampling),
                "grade": Message(grade.importance)}  # fmt: skip
        if grade.importance == "critical" and row.sample < planned.batch:
            message = Message("{number}: {grade}, but only {sample} of {batch} parts {sample:is|are} measured ({frequency})",
                              sample=row.sample, batch=planned.batch, **said)  # fmt: skip
            yield verdicts.warned("critical_sampled", message, hint=_EVERY)
        elif row.sampling.every is None and row.sampling.pieces > planned.batch:
            message = Message("{number}: {frequency}, but the batch has {batch} {batch:part|parts}",
                              batch=planned.batch, **said)  # fmt: skip
            yield verdicts.warned("beyond_batch", message)
        else:
            message = Message("{number}: {grade}, {frequency}, {sample} of {batch} {batch:part|parts}",
                              sample=row.sample, batch=planned.batch, **said)  # fmt: skip
            yield verdicts.passed("sampled", message)


_EVERY = Message('write frequency = "100 %"')
