"""The words in which an item fails: what, expected, observed, what to do, the line quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.errors import Problem
from gmp_cad.language import Message, number, translate


def problem_text(problem: Problem, lang: str) -> str:
    """Return a problem of a file as ``gmp-cad`` tells it, with what to do on a line of its own."""
    place = f"{problem.where}: " if problem.where.file else ""
    told = place + visible(problem.message.say(lang)).replace("\n", "\n    ")
    return told + (f"\n  → {visible(problem.hint.say(lang))}" if problem.hint else "")


def row_lines(row: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Yield what a verdict says: its message, expected and observed with their unit, its hint."""
    yield from visible(row["message"]).splitlines()
    figures = figures_text(row, lang)
    if figures:
        yield figures
    if row["hint"]:
        yield from f"→ {visible(row['hint'])}".splitlines()


def figures_text(row: Mapping[str, Any], lang: str) -> str:
    """Return what was expected and what was observed, "" where a verdict has no such figures."""
    expected, observed = (
        _figure(row[name], row["unit"], lang) for name in ("expected", "observed")
    )
    if expected and observed:
        return Message("expected {a}, observed {b}", a=expected, b=observed).say(lang)
    return Message("expected {a}", a=expected).say(lang) if expected else ""


def _figure(value: object, unit: str, lang: str) -> str:
    if value is None or isinstance(value, bool):
        return ""
    text = number(float(value), lang) if isinstance(value, int | float) else str(value)
    return f"{text} {unit}".strip()


def status_text(row: Mapping[str, Any], lang: str) -> str:
    """Return the verdict in a word, with the permanent id of its check."""
    return f"{translate(row['status'], lang)} {row['check']}"


def visible(text: str) -> str:
    """Return text with nothing that drives the terminal; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)
