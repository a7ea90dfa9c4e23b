"""The verdicts of the checks as documents show them: counted, grouped by subject, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from gmp_cad.documents.printing.figures import or_dash
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english, number, translate

MEASURED = "dimension.measured"
VERIFIED = "tolerance.verified"
LABELS = english({
    Status.PASS: "conforming", Status.SKIP: "not judged", Status.WARN: "warning",
    Status.FAIL: "nonconforming", Status.ERROR: "error",
})  # fmt: skip
_COUNTED = english({
    Status.PASS: "{count:conforming|conforming}", Status.SKIP: "{count:not judged|not judged}",
    Status.WARN: "{count:warning|warnings}", Status.FAIL: "{count:nonconforming|nonconforming}",
    Status.ERROR: "{count:error|errors}",
})  # fmt: skip


def status_label(status: Status, lang: str) -> str:
    """Return a verdict in a word."""
    return translate(LABELS[status], lang)


def worst(findings: Iterable[Finding]) -> Status | None:
    """Return the worst status, None without findings."""
    return max((f.status for f in findings), default=None)


def counts(findings: Iterable[Finding], lang: str) -> tuple[dict[str, Any], ...]:
    """Return the number of findings of each status, the worst first; the labels agree with it."""
    found = Counter(f.status for f in findings)
    return tuple(
        {
            "status": s.name,
            "label": Message(_COUNTED[s], count=found[s]).say(lang),
            "count": found[s],
        }
        for s in sorted(Status, reverse=True)
    )


def finding_row(finding: Finding, lang: str) -> dict[str, str]:
    """Return one finding as texts."""
    return {
        "status": finding.status.name,
        "label": status_label(finding.status, lang),
        "check": finding.check,
        "subject": finding.subject,
        "message": finding.message.say(lang),
        "hint": finding.hint.say(lang) if finding.hint else "",
        "expected": or_dash(_value(finding.expected, finding.unit, lang)),
        "observed": or_dash(_value(finding.observed, finding.unit, lang)),
        "where": str(finding.where) if finding.where else "",
    }


def open_findings(findings: Iterable[Finding], lang: str) -> tuple[dict[str, str], ...]:
    """Return every finding that does not pass, the worst first, then by subject and check."""
    told = [f for f in findings if f.status is not Status.PASS]
    told.sort(key=lambda f: (-f.status, f.subject, f.check, f.code, str(f.message)))
    return tuple(finding_row(f, lang) for f in told)


def by_subject(findings: Sequence[Finding], lang: str) -> tuple[dict[str, Any], ...]:
    """Return one group for each first word of the subjects: passes counted, the rest listed."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(subject_root(finding.subject), []).append(finding)
    return tuple(
        {
            "subject": root,
            "total": len(group),
            "passed": sum(f.status is Status.PASS for f in group),
            "status": max(f.status for f in group).name,
            "label": status_label(max(f.status for f in group), lang),
            "open": open_findings(group, lang),
        }
        for root, group in sorted(groups.items())
    )


def subject_root(subject: str) -> str:
    """Return the part, product or fixture that a subject belongs to."""
    return subject.split(".", maxsplit=1)[0].split(":", maxsplit=1)[0]


def _value(value: float | str | None, unit: str, lang: str) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else number(value, lang)
    return f"{text} {unit}".strip()
