"""A sheet of a workbook as values: typed columns, figures, live formulas, cells to be filled; its CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.language import number, translate

_FORMULA = "=+-@\t\r\n＝＋－＠"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that a spreadsheet computes, and its value for those that do not.

    ``text`` has English function names and commas, as the format stores it; ``{r}`` stands for the
    number of its own row, ``{a}`` and ``{z}`` for the first and last row of the table.
    """

    text: str
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell that somebody fills: a figure, or C / NC."""

    kind: Literal["figure", "verdict"] = "figure"


Cell = str | int | float | Formula | Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its title, width in characters, decimals of its figures (None: as they are)."""

    title: str
    width: float
    decimals: int | None = None
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A label and a cell beside the table; formulas know the cell by ``name``, "" for none.

    ``editable``: a figure that people change to see what follows.
    """

    label: str
    value: Cell
    name: str = ""
    decimals: int | None = None
    editable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """Columns ``first`` … ``last`` (0 is A) hold measures between the limits of two others."""

    first: int
    last: int
    lower: int
    upper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One sheet: lines above its table, the table with its foot, lines and notes below."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    above: Sequence[Line] = ()
    foot: Sequence[Sequence[Cell]] = ()
    below: Sequence[Line] = ()
    notes: Sequence[str] = ()
    limited: Limited | None = None


def columns_of(columns: Sequence[tuple[str, float, int | None]], lang: str) -> list[Column]:
    """Return columns from English titles, widths and decimals."""
    return [
        Column(title=translate(title, lang), width=width, decimals=decimals)
        for title, width, decimals in columns
    ]


def letter(column: int) -> str:
    """Return the letters of a column (0 is A, 26 is AA)."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def tab_csv(tab: Tab, lang: str) -> bytes:
    """Return the table as a French or English Excel opens it by a double click, without its foot.

    UTF-8 with its mark; French: semicolons and decimal commas. Formulas give their values; texts
    that a spreadsheet would take for a formula begin with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow([column.title.replace("\n", " ") for column in tab.columns])
    writer.writerows(list(_csv_cells(tab, row, lang)) for row in tab.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cells(tab: Tab, row: Sequence[Cell], lang: str) -> Iterator[str]:
    for column, cell in zip(tab.columns, row, strict=True):
        value = cell.value if isinstance(cell, Formula) else cell
        if value is None or isinstance(value, Entry):
            yield ""
        elif isinstance(value, str):
            yield neutral(value)
        else:
            decimals = column.decimals if isinstance(value, float) else None
            yield number(value, lang, decimals)


def neutral(text: str) -> str:
    """Return a text that no spreadsheet computes: ``=1+1`` becomes ``'=1+1``."""
    suspect = text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA
    return f"'{text}" if text and suspect else text
