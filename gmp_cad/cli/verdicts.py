"""Verdicts as people read them, from the rows of ``report.json``. Light: no kernel, no rich."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gmp_cad.cli.output import is_styled, paint, visible
from gmp_cad.errors import Where
from gmp_cad.finding import Status
from gmp_cad.language import translate

_STYLES = {
    "PASS": ("green",), "SKIP": ("dim",), "WARN": ("yellow",), "FAIL": ("red",),
    "ERROR": ("red", "bold"),
}  # fmt: skip
_INDENT = " " * 9


def say(*lines: str) -> None:
    """Print lines for people: on standard error, so that stdout stays for data."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def show_verdicts(rows: Iterable[Mapping[str, Any]], lang: str, *, verbose: bool) -> None:
    """Print a line for each verdict that does not pass, or for all with ``verbose``."""
    shown = [row for row in rows if verbose or Status[row["status"]] >= Status.WARN]
    shown.sort(key=lambda row: (-Status[row["status"]], row["subject"], row["check"]))
    on = is_styled(sys.stderr)
    say(*(line for row in shown for line in _lines(row, lang, on=on)))


def show_counts(counts: Mapping[str, int], lang: str) -> None:
    """Print how many verdicts of each kind there are."""
    say(counts_text(counts, lang, on=is_styled(sys.stderr)))


def counts_text(counts: Mapping[str, int], lang: str, *, on: bool) -> str:
    """Return how many verdicts of each kind there are, on one line."""
    told = [
        _painted(f"{count} {translate(name, lang)}", name, on=on)
        for name, count in counts.items()
        if count
    ]
    return " · ".join(told)


def _lines(row: Mapping[str, Any], lang: str, *, on: bool) -> Iterator[str]:
    name, where = row["status"], row["where"]
    label = _painted(f"{translate(name, lang):<8}", name, on=on)
    subject = paint(visible(row["subject"]), "bold", on=on)
    check = paint(visible(row["check"]), "dim", on=on)
    yield f"{label} {subject} {check}: {visible(row['message'])}"
    if row["hint"]:
        yield f"{_INDENT}→ {visible(row['hint'])}"
    if where and where["file"]:
        yield _INDENT + paint(visible(str(Where(**where))), "dim", on=on)


def _painted(text: str, status: str, *, on: bool) -> str:
    for style in _STYLES[status]:
        text = paint(text, style, on=on)
    return text
