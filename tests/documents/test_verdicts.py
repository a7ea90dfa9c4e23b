"""The verdicts counted as people say them: one, several, none."""

from __future__ import annotations

from gmp_cad.documents.verdicts import counts
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message


def found(*statuses: Status) -> list[Finding]:
    return [
        Finding(check="CP01", code="x", status=status, subject="a", message=Message("x"))
        for status in statuses
    ]


def said(lang: str, *statuses: Status) -> list[str]:
    return [f"{one['count']} {one['label']}" for one in counts(found(*statuses), lang)]


def test_what_is_counted_agrees_in_number() -> None:
    statuses = (Status.WARN, Status.WARN, Status.SKIP, *[Status.PASS] * 3)
    assert said("fr", *statuses) == [
        "0 erreur", "0 non conforme", "2 réserves", "1 non jugé", "3 conformes",
    ]  # fmt: skip
    assert said("en", *statuses) == [
        "0 errors", "0 nonconforming", "2 warnings", "1 not judged", "3 conforming",
    ]  # fmt: skip
