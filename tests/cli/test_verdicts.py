"""Verdicts on a terminal: what is to be mended first, once; all of them with ``-v``."""

from __future__ import annotations

from typing import Any

import pytest

from gmp_cad.cli.verdicts import show_verdicts

FAILED = {"status": "FAIL", "subject": "palier.bore", "check": "dimension.measured"}
UNCOVERED = {"status": "WARN", "subject": "palier.bore", "check": "line.covered"}
OTHER_PART = {"status": "WARN", "subject": "cale.bore", "check": "line.covered"}
OTHER_CHECK = {"status": "WARN", "subject": "palier.ph10", "check": "CP16"}


def said(capsys: pytest.CaptureFixture[str], *rows: dict[str, Any], verbose: bool = False) -> str:
    whole = [{"message": "m", "hint": "", "where": None, **row} for row in rows]
    show_verdicts(whole, "en", verbose=verbose)
    return capsys.readouterr().err


def test_what_follows_from_a_failure_is_counted(capsys: pytest.CaptureFixture[str]):
    shown = said(capsys, UNCOVERED, UNCOVERED, FAILED, OTHER_PART, OTHER_CHECK)
    assert [line.split()[:2] for line in shown.splitlines()] == [
        ["FAIL", "palier.bore"], ["WARN", "cale.bore"], ["WARN", "palier.ph10"], ["2", "warnings"],
    ]  # fmt: skip
    assert "-v" in shown


def test_without_a_failure_they_are_the_news(capsys: pytest.CaptureFixture[str]):
    assert said(capsys, UNCOVERED).split()[:2] == ["WARN", "palier.bore"]


def test_all_are_shown_on_demand(capsys: pytest.CaptureFixture[str]):
    shown = said(capsys, UNCOVERED, FAILED, OTHER_PART, verbose=True)
    assert [line.split()[0] for line in shown.splitlines()] == ["FAIL", "WARN", "WARN"]


def test_the_same_fault_at_two_ends_is_told_once(capsys: pytest.CaptureFixture[str]):
    assert said(capsys, FAILED, FAILED).count("FAIL") == 1
