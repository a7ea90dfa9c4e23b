"""References between cells when a row is repeated: formulas, ranges, names keep pointing where they did."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]+"
_REFERENCE = re.compile(
    rf"(?P<sheet>(?:'(?:[^']|'')+'|[^'!:]+)!)?(?P<a>{_CELL})(?::(?P<b>{_CELL}))?"
)
_ROWS = re.compile(r"(?P<sheet>(?:'(?:[^']|'')+'|[^'!:]+)!)?(?P<a>\$?[0-9]+):(?P<b>\$?[0-9]+)")
_ROW = re.compile(r"[0-9]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Rows ``first`` to ``last`` (from 1) of ``sheet``, written ``times`` (at least once)."""

    sheet: str
    first: int
    last: int
    times: int

    @property
    def shift(self) -> int:
        """By how many rows all that follows moves."""
        return (self.times - 1) * (self.last - self.first + 1)

    def start(self, row: int) -> int:
        """Return where a row stands now; a repeated one by its first copy."""
        return row + self.shift if row > self.last else row

    def end(self, row: int) -> int:
        """Return where the end of a range stands now; in a repeated row by its last copy."""
        return row + self.shift if row >= self.first else row

    def covers(self, row: int) -> bool:
        """Tell whether a row is repeated."""
        return self.first <= row <= self.last

    def ranged(self, reference: str) -> str:
        """Return a reference such as ``A1:B10``, ``$A$1``, ``'Sheet'!A1`` or several of them."""
        parts = re.split(r"([ ,])", reference)
        return "".join(_moved(part, self, None) for part in parts)

    def drawn(self, reference: str, home: str) -> str:
        """Return what a chart draws: the one cell of a repeated row becomes all of its copies."""
        found = _REFERENCE.fullmatch(reference)
        if found is not None and not found.group("b") and self.covers(_row(found.group("a"))):
            reference = f"{reference}:{found.group('a')}"
        return self.formula(f"={reference}", home)[1:]

    def formula(self, text: str, home: str, copy: int | None = None) -> str:
        """Return a formula of the sheet ``home``.

        ``copy``: the formula stands in the repeated rows, in this copy of them (from 0): what it
        says of its own rows stays among them. Elsewhere a range that ends in them holds them all.
        """
        tokens = Tokenizer(text)
        return "=" + "".join(self._token(token, home, copy) for token in tokens.items)

    def _token(self, token: Token, home: str, copy: int | None) -> str:
        value = str(token.value)
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            return value
        sheet = _sheet_of(value)
        if (sheet or home) != self.sheet:
            return value
        return _moved(value, self, copy if home == self.sheet else None)


def _sheet_of(reference: str) -> str:
    found = _REFERENCE.fullmatch(reference) or _ROWS.fullmatch(reference)
    name = found.group("sheet") if found else None
    return name[:-1].strip("'").replace("''", "'") if name else ""


def _moved(reference: str, repetition: Repetition, copy: int | None) -> str:
    """Return one reference moved; what is none (a name, a column) stays."""
    found = _REFERENCE.fullmatch(reference) or _ROWS.fullmatch(reference)
    if found is None:
        return reference
    a, b = found.group("a"), found.group("b")
    sheet = found.group("sheet") or ""
    if copy is not None and repetition.covers(_row(a)) and repetition.covers(_row(b or a)):
        offset = copy * (repetition.last - repetition.first + 1)
        ends = [_with_row(cell, _row(cell) + offset) for cell in (a, b) if cell]
    else:
        ends = [_with_row(a, repetition.start(_row(a)))]
        ends += [_with_row(b, repetition.end(_row(b)))] if b else []
    return sheet + ":".join(ends)


def _row(cell: str) -> int:
    found = _ROW.search(cell)
    assert found is not None
    return int(found.group())


def _with_row(cell: str, row: int) -> str:
    return _ROW.sub(str(row), cell)
