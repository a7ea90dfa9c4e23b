"""Where every line of a part's specification arrives: model, measure, drawing, PMI, phase, sheet.

A column covers a line when its producer shows it, and leaves a hole where the producer exists and
does not. Where nothing could show the line, or nothing produces the column yet, the column does not
apply and says why. What a producer did is read from the verdicts of its own check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from gmp_cad.documents.plan.phase_coverage import phase_of
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.process.simulation_surfaces import Features
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.size import Role

Column = Literal["model", "measured", "drawn", "pmi", "phase", "inspection"]
Table = Literal["dimensions", "tolerances", "datums", "textures"]

DRIVES, MEASURED, VERIFIED = "dimension.drives", "dimension.measured", "tolerance.verified"
DATUM, READ_BACK, INSPECTED = "datum.exists", "pmi.read_back", "inspection.complete"
# The check that measures a line, by the table that holds it.
_MEASURES: Mapping[Table, str] = {
    "dimensions": MEASURED, "tolerances": VERIFIED, "datums": DATUM,
}  # fmt: skip
# A name that leads nowhere is told once, at the name; what stands on it is missing all the same.
_LOST = frozenset({"not_found", "ambiguous"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One column of a line; ``reason`` tells why the line does not arrive there."""

    state: Literal["yes", "no", "n/a"]
    reason: Message | None = None

    def say(self, lang: str) -> str:
        """Return the cell as ``report.json`` holds it: ``yes``, ``no`` or ``n/a: reason``."""
        if self.state == "n/a" and self.reason is not None:
            return f"n/a: {self.reason.say(lang)}"
        return self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of ``spec.toml``: its table and its key."""

    table: Table
    key: str

    @property
    def id(self) -> str:
        """``bore`` for a dimension, ``tolerances.bore_perp``, ``datums.A``, ``textures.top``."""
        return self.key if self.table == "dimensions" else f"{self.table}.{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredLine:
    """A line with its cells."""

    line: Line
    cells: Mapping[Column, Cell]

    @property
    def holes(self) -> tuple[tuple[Column, Cell], ...]:
        """The columns where the line should arrive and does not."""
        return tuple((column, cell) for column, cell in self.cells.items() if cell.state == "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageEvidence:
    """What the producers gave for a part.

    ``findings``: every verdict on the part; ``features``: its named features; ``drawn``: the ids of
    the lines that its drawing shows, None when it could not be drawn; ``plan``: its process plan,
    None without one.
    """

    spec: PartSpec
    findings: tuple[Finding, ...]
    features: Features
    drawn: frozenset[str] | None
    plan: ProcessPlan | None = None

    def verdict(self, check: str, line: Line) -> Finding | None:
        """Return the worst verdict of a check on a line."""
        subject = f"{self.spec.name}.{line.id}"
        found = [f for f in self.findings if f.check == check and f.subject == subject]
        return max(found, key=lambda f: f.status, default=None)


def lines_of(spec: PartSpec) -> Iterator[Line]:
    """Yield every line of a specification that says something of the part's geometry."""
    yield from (Line(table="dimensions", key=key) for key in spec.dimensions)
    yield from (Line(table="tolerances", key=key) for key in spec.tolerances)
    yield from (Line(table="datums", key=key) for key in spec.datums)
    yield from (Line(table="textures", key=key) for key in spec.textures)


def coverage_of(evidence: CoverageEvidence) -> tuple[CoveredLine, ...]:
    """Return every line of a part's specification with what became of it in each column."""
    return tuple(
        CoveredLine(line=line, cells={c: judge(evidence, line) for c, judge in _JUDGES.items()})
        for line in lines_of(evidence.spec)
    )


def _yes() -> Cell:
    return Cell(state="yes")


def _not_applicable(reason: Message) -> Cell:
    return Cell(state="n/a", reason=reason)


def _judged(evidence: CoverageEvidence, check: str, line: Line, silent: Message) -> Cell:
    """Return what a check's verdict on the line means; ``silent`` is said where it gave none."""
    finding = evidence.verdict(check, line)
    if finding is None:
        return Cell(state="no", reason=silent)
    if finding.status is Status.PASS:
        return _yes()
    if finding.status is Status.SKIP and finding.code not in _LOST:
        return _not_applicable(finding.message)
    return Cell(state="no", reason=finding.message)


def _model(evidence: CoverageEvidence, line: Line) -> Cell:
    if line.table != "dimensions":
        return _not_applicable(Message("it sets no number of the nominal model"))
    if evidence.spec.dimensions[line.key].size.role is Role.REFERENCE:
        return _not_applicable(Message("a reference dimension follows from the others"))
    return _judged(evidence, DRIVES, line, Message("nothing shows that it drives the model"))


def _measured(evidence: CoverageEvidence, line: Line) -> Cell:
    if line.table not in _MEASURES:
        return _not_applicable(Message("a model has no roughness: the part is inspected"))
    return _judged(evidence, _MEASURES[line.table], line, Message("it was not measured"))


def _drawn(evidence: CoverageEvidence, line: Line) -> Cell:
    if evidence.drawn is None:
        return Cell(state="no", reason=Message("the part could not be drawn"))
    if line.id in evidence.drawn:
        return _yes()
    if line.table == "dimensions":
        return Cell(state="no", reason=Message("it stands in the notes alone"))
    return Cell(state="no", reason=Message("no view shows its surface in profile"))


def _pmi(evidence: CoverageEvidence, line: Line) -> Cell:
    return _judged(evidence, READ_BACK, line, Message("it was not read back"))


def _phase(evidence: CoverageEvidence, line: Line) -> Cell:
    if evidence.plan is None:
        return _not_applicable(Message("the part has no process plan"))
    if line.table == "dimensions":
        size = evidence.spec.dimensions[line.key].size
        if size.role is Role.REFERENCE:
            return _not_applicable(Message("nothing is made to a reference dimension"))
    place = (line.table, line.key)
    made = phase_of(evidence.spec, evidence.plan, evidence.features, place)
    if made.covered:
        return _yes()
    return Cell(state="n/a" if made.raw else "no", reason=made.reason)


def _inspection(evidence: CoverageEvidence, line: Line) -> Cell:
    if line.table == "datums":
        return _not_applicable(Message("a datum is inspected by the tolerances that refer to it"))
    return _judged(evidence, INSPECTED, line, Message("no inspection plan was made"))


_JUDGES: Mapping[Column, Callable[[CoverageEvidence, Line], Cell]] = {
    "model": _model, "measured": _measured, "drawn": _drawn, "pmi": _pmi, "phase": _phase,
    "inspection": _inspection,
}  # fmt: skip
