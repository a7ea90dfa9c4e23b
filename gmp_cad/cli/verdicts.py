"""Verdicts as people read them, from the rows of ``report.json``. Light: no kernel, no rich."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gmp_cad.cli.output import is_styled, paint, visible
from gmp_cad.errors import Where
from gmp_cad.finding import Status
from gmp_cad.language import Message, translate

_STYLES = {
    "PASS": ("green",), "SKIP": ("dim",), "WARN": ("yellow",), "FAIL": ("red",),
    "ERROR": ("red", "bold"),
}  # fmt: skip
_INDENT = " " * 9
_SUMS_UP = ("line.covered", "inspection.complete")  # what other checks found of each line


def say(*lines: str) -> None:
    """Print lines for people: on standard error, so that stdout stays for data."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def show_verdicts(rows: Iterable[Mapping[str, Any]], lang: str, *, verbose: bool) -> None:
    """Print a line for each verdict that does not pass, or for all with ``verbose``.

    Without it, where a line of a part arrives is left out as long as the part fails: it follows.
    """
    shown = [row for row in rows if verbose or Status[row["status"]] >= Status.WARN]
    failing = {_part(row) for row in shown if Status[row["status"]] >= Status.FAIL}
    told_here = [row for row in shown if verbose or not _follows(row, failing)]
    told_here.sort(key=lambda row: (-Status[row["status"]], row["subject"], row["check"]))
    on = is_styled(sys.stderr)
    # a name that is wrong at both ends of a size is one thing to mend
    blocks = dict.fromkeys(tuple(_lines(row, lang, on=on)) for row in told_here)
    say(*(line for block in blocks for line in block))
    if following := len(shown) - len(told_here):
        told = Message(
            "{count} {count:warning follows|warnings follow} from what fails: -v shows them",
            count=following,
        )
        say(paint(_INDENT + told.say(lang), "dim", on=on))


def _part(row: Mapping[str, Any]) -> str:
    return str(row["subject"]).partition(".")[0]


def _follows(row: Mapping[str, Any], failing: set[str]) -> bool:
    is_warning = row["status"] == Status.WARN.name
    return is_warning and row["check"] in _SUMS_UP and _part(row) in failing


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
