"""Edges of undefined shape (ISO 13715): ``ISO 13715 -0,3 / +0,3``, outer edges then inner ones.

Grammar (decimals with point or comma)::

    edges = ["ISO 13715"] state [ "/" state ]
    state = ("+" | "-" | "±") NUMBER [ "…" ("+" | "-") NUMBER ]      [+/- for ±, .. for …]

On an outer edge "-" removes material (no burr) and "+" lets a burr pass; on an inner edge "-" is an
undercut and "+" a passing. One figure is the bound from the sharp edge, two are both bounds (mm).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from gmp_cad.errors import NotationError
from gmp_cad.language import Message
from gmp_cad.spec.cursor import Cursor
from gmp_cad.spec.fault import notation_fault
from gmp_cad.spec.size import plain_number

_STANDARD = re.compile(r"ISO\s*13715\s*[:-]?(?=\s|[+±-]\s*\d)")
_SPELLINGS = {
    "±": ("±", "+/-"),
    "-": ("-", "\N{MINUS SIGN}", "–"),
    "…": ("…", "...", ".."),
    "/": ("/", ";"),
}
_HINT = Message("for example ISO 13715 -0,3 / +0,3: outer edges, then inner edges")
_MISPLACED = ((re.compile(r"mm|µm"), Message("write no unit: edges are in mm")),)
_MOST_MM = 10.0


@dataclass(frozen=True, slots=True)
class EdgeState:
    """Bounds of an edge about the sharp corner (mm): negative where material is missing."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Edges:
    """The state of a part's outer edges, and of its inner ones when it is said."""

    outer: EdgeState
    inner: EdgeState | None = None

    def __str__(self) -> str:
        return print_edges(self)


def parse_edges(text: str) -> Edges:
    """Return the states that ``text`` writes; raise NotationError at the faulty character."""
    cursor = Cursor(text=text, spellings=_SPELLINGS, misplaced=_MISPLACED, otherwise=_HINT)
    cursor.match(_STANDARD)
    outer = _state(cursor)
    inner = _state(cursor) if cursor.take("/") else None
    if not cursor.ended():
        raise cursor.stranger()
    return Edges(outer, inner)


def _state(cursor: Cursor) -> EdgeState:
    if cursor.take("±"):
        half = _value(cursor)
        return EdgeState(-half, half)
    first = _signed(cursor)
    if not cursor.take("…"):
        return EdgeState(min(first, 0.0), max(first, 0.0))
    start = cursor.at
    second = _signed(cursor)
    if first == second:
        cursor.at = start
        raise cursor.fault(Message("both bounds are the same"))
    return EdgeState(min(first, second), max(first, second))


def _signed(cursor: Cursor) -> float:
    sign = cursor.one_of(("+", "-"))
    if not sign:
        raise cursor.fault(Message("expected +, - or ±"), _HINT)
    return _value(cursor) if sign == "+" else -_value(cursor)


def _value(cursor: Cursor) -> float:
    return cursor.number(Message("edge"), 0.001, _MOST_MM)


def print_edges(edges: Edges, lang: str = "fr") -> str:
    """Return the call-out in canonical notation; :func:`parse_edges` gives it back."""
    states = [edges.outer, *([edges.inner] if edges.inner else [])]
    return "ISO 13715 " + " / ".join(print_state(state, lang) for state in states)


def print_state(state: EdgeState, lang: str = "fr") -> str:
    """Return the state of one kind of edges: ``-0,3``, ``±0,05``, ``-0,1…-0,5``."""
    lower, upper = state.lower, state.upper
    if -lower == upper:
        return f"±{plain_number(upper, lang)}"
    if not lower or not upper:
        return _printed(lower or upper, lang)
    return f"{_printed(upper, lang)}…{_printed(lower, lang)}"


def _printed(value: float, lang: str) -> str:
    return f"{'-' if value < 0 else '+'}{plain_number(abs(value), lang)}"


def _canonical(text: str) -> str:
    try:
        return print_edges(parse_edges(text))
    except NotationError as error:
        raise notation_fault(error) from error


EdgesText = Annotated[str, AfterValidator(_canonical)]
