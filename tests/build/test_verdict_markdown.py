"""The verdicts of a run as Markdown: what failed is listed, safe to show, and never too long."""

from __future__ import annotations

from typing import Any

from gmp_cad.build.results.verdict_markdown import MARK, verdicts_markdown


def finding(status: str, subject: str = "cale.bore", **more: Any) -> dict[str, Any]:
    return {
        "status": status, "subject": subject, "check": "dimension.size", "message": "17 instead of 16",
        "hint": None, "where": {"file": "parts/cale/spec.toml", "line": 12}, **more,
    }  # fmt: skip


def report(*findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    names = ("PASS", "SKIP", "WARN", "FAIL", "ERROR")
    counts = {name: sum(f["status"] == name for f in findings) for name in names}
    return {"complete": True, "findings": list(findings), "counts": counts, **more}


def said(*findings: dict[str, Any], **more: Any) -> str:
    text = verdicts_markdown(report(*findings, **more), "en").decode()
    assert text.startswith(f"{MARK}\n")
    return text


def test_a_green_run_is_one_line() -> None:
    assert said(finding("PASS"), finding("SKIP")).splitlines()[1:] == [
        "### ✅ All checks hold: 1 PASS · 1 SKIP"
    ]


def test_what_failed_is_listed_with_its_line_and_what_to_do() -> None:
    text = said(
        finding("PASS"), finding("FAIL", hint="bore it again"), finding("WARN", message="aside")
    )
    assert "### ❌ A check fails: 1 PASS · 1 WARN · 1 FAIL" in text
    assert "17 instead of 16 — parts/cale/spec.toml:12" in text.replace("\\", "")
    assert "→ bore it again" in text
    before, _, folded = text.partition("<details>")
    assert "aside" in folded
    assert "aside" not in before


def test_a_run_that_was_refused_is_red() -> None:
    refused = said(complete=False, error="no project here", hint="make one")
    assert "❌" in refused
    assert "no project here" in refused
    assert "❌" in said(finding("PASS"), complete=False)


def test_nothing_of_a_message_is_markup() -> None:
    text = said(finding("FAIL", message="<script>x</script> @all [a](b) | `c` #1\n# title"))
    assert "<script>" not in text
    assert "[a](b)" not in text
    assert " @all" not in text
    assert len(text.splitlines()) == 4


def test_a_thousand_failures_fit_into_a_comment() -> None:
    text = said(
        *(finding("FAIL", f"part_{n}", message="x" * 3000, hint="y" * 3000) for n in range(1000))
    )
    assert len(text) < 8_000
    assert "more" in text.splitlines()[-1]
