"""``report.json``: every finding of a run, counted, in the form that scripts rely on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.part.coverage import CoveredLine
from gmp_cad.engine.codec import dump
from gmp_cad.errors import ExitCode, Problem, Where, worst
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.targets import Condition, Target

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltAt:
    """At which condition parts were built; by part, the targets of its dimensions there.

    ``pictures``: the shaded picture of each subject, relative to the folder of the report.
    """

    condition: Condition
    targets: Mapping[str, Mapping[str, Target]] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


NOMINAL = BuiltAt(condition=Condition.NOMINAL)


def report(
    findings: Sequence[Finding],
    *,
    complete: bool,
    subjects: Sequence[str] = (),
    lang: str = "fr",
    coverage: Mapping[str, Sequence[CoveredLine]] | None = None,
    built: BuiltAt = NOMINAL,
) -> dict[str, Any]:
    """Return the report of a run as JSON-able data; findings are sorted by subject and check.

    ``subjects`` are those that the run was asked for; none means the whole project. ``coverage``:
    the lines of each part's specification. ``built``: at which of their limits the parts are.
    """
    ordered = sorted(findings, key=lambda f: (f.subject, f.check, f.code, str(f.message)))
    counts = Counter(f.status.name for f in findings)
    return {
        "version": VERSION,
        "complete": complete,
        "subjects": list(subjects),
        "condition": built.condition,
        "targets": {
            part: {name: target_json(target, lang) for name, target in found.items()}
            for part, found in built.targets.items()
        },
        "findings": [finding_json(f, lang) for f in ordered],
        "counts": {status.name: counts.get(status.name, 0) for status in Status},
        "coverage": {
            part: {
                entry.line.id: {column: cell.say(lang) for column, cell in entry.cells.items()}
                for entry in lines
            }
            for part, lines in (coverage or {}).items()
        },
        "pictures": dict(sorted(built.pictures.items())),
    }


def target_json(target: Target, lang: str) -> dict[str, Any]:
    """Return at which size a line is built, on which side its material lies, how that is known."""
    return {
        "target": target.value,
        "side": target.side,
        "side_known_by": target.known_by,
        "stays_nominal": target.reason.say(lang) if target.reason else None,
    }


def report_bytes(data: Mapping[str, Any]) -> bytes:
    """Return the report as it is written."""
    return dump(data)


def finding_json(finding: Finding, lang: str) -> dict[str, Any]:
    """Return one finding as the report holds it."""
    where = finding.where
    return {
        "check": finding.check,
        "code": finding.code,
        "status": finding.status.name,
        "subject": finding.subject,
        "expected": finding.expected,
        "observed": finding.observed,
        "unit": finding.unit,
        "message": finding.message.say(lang),
        "hint": finding.hint.say(lang) if finding.hint else None,
        "where": _where_json(where) if where else None,
    }


def _where_json(where: Where) -> dict[str, Any]:
    column = {} if where.column is None else {"column": where.column}
    return {"file": where.file, "path": where.path, "line": where.line, **column}


def input_findings(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Return the problems of the project's files as findings."""
    return tuple(
        Finding(
            check="input.valid", code="invalid", status=Status.FAIL, subject=p.where.file or "project",
            message=p.message, hint=p.hint, where=p.where,
        )
        for p in problems
    )  # fmt: skip


def task_finding(subject: str, kind: str, message: Message, **rest: Any) -> Finding:
    """Return the finding of a task that failed: the script's fault, a crash, or our bug."""
    return Finding(
        check="build.task", code=kind, status=Status.ERROR, subject=subject, message=message, **rest
    )


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """Return the exit code of a run with these findings."""
    return worst(ExitCode.BUG if f.code == "bug" else f.exit_code for f in findings)
