"""What commands say without rich: JSON for scripts, errors for people. Light, for it starts at once."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from gmp_cad.errors import GmpError, InvalidInputError, NotationError
from gmp_cad.language import Message

_WIDTH = 80
_STYLES = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32"}


def print_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def is_styled(stream: TextIO) -> bool:
    """Return whether what is written to a stream may hold colours, bold and dim.

    ``NO_COLOR`` (https://no-color.org: not empty) wins over all, then ``FORCE_COLOR``; otherwise a
    terminal that is not dumb shows them.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    known = os.name != "nt" or "WT_SESSION" in os.environ
    return known and is_screen(stream)


def is_screen(stream: TextIO) -> bool:
    """Return whether a stream is a terminal on which a line can be written over."""
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def paint(text: str, style: str, *, on: bool) -> str:
    """Return the text in a style (bold, dim, red, yellow, green) where styles are ``on``."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if on and text else text


def columns(stream: TextIO) -> int:
    """Return how many characters a line of the stream's terminal holds; 80 where it is none."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told[:6]) > 0:
        return int(told[:6])
    try:
        return os.get_terminal_size(stream.fileno()).columns or _WIDTH
    except (OSError, ValueError):
        return _WIDTH


def visible(text: str) -> str:
    """Return text with nothing that drives the terminal; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


def show_error(error: GmpError, options: argparse.Namespace) -> None:
    """Print an error as one clear message (or all of them), or as a JSON report."""
    if options.json:
        print_json(error_json(error, options.lang))
        return
    on = is_styled(sys.stderr)
    lines = _problems(error, options.lang, on=on) if isinstance(error, InvalidInputError) else (
        _fault(error, options.lang, on=on)
    )  # fmt: skip
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def error_json(error: GmpError, lang: str) -> dict[str, Any]:
    """Return an error as a report that is not complete: every fault of the files, or why none ran."""
    data: dict[str, Any] = {"version": 1, "complete": False, "findings": []}
    if isinstance(error, InvalidInputError):
        from gmp_cad.build.results.report import input_findings, report  # noqa: PLC0415 - only with files

        data = report(input_findings(error.problems), complete=False, lang=lang)
    if isinstance(error, NotationError):
        data |= {"text": error.text, "position": error.position}
    hint = error.hint.say(lang) if error.hint else None
    return {**data, "error": error.message.say(lang), "hint": hint}


def _problems(error: InvalidInputError, lang: str, *, on: bool) -> Iterable[str]:
    for problem in error.problems:
        where = visible(str(problem.where))
        place = f"{paint(where, 'bold', on=on)}: " if problem.where.file else ""
        # The second line of a message is the faulty text, the third a caret below it.
        yield place + visible(problem.message.say(lang)).replace("\n", "\n    ")
        if problem.hint:
            yield f"  → {visible(problem.hint.say(lang))}"
    yield _count(len(error.problems)).say(lang)


def _fault(error: GmpError, lang: str, *, on: bool) -> Iterable[str]:
    where = getattr(error, "where", None)  # of a model, a template
    place = f"{paint(visible(str(where)), 'bold', on=on)}: " if where is not None else ""
    yield place + paint(visible(error.message.say(lang)), "red", on=on)
    if isinstance(error, NotationError) and error.text.strip():
        yield "    " + error.pointed.replace("\n", "\n    ")
    if error.hint:
        yield f"  → {visible(error.hint.say(lang))}"


def _count(problems: int) -> Message:
    if problems == 1:
        return Message("1 problem; nothing was built")
    return Message("{count} {count:problem|problems}; nothing was built", count=problems)
