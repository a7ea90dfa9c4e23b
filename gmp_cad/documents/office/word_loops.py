"""Loops in Word tables: rows that repeat by themselves, and loops that no table can follow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

_HELD = re.compile(
    r"<w:(?P<open>tbl|tr|tc|txbxContent)[ >]|</w:(?P<close>tbl|tr|tc|txbxContent)>"
    r"|\{%[-+]?\s*(?P<word>\w+)[^%]*%\}"
)
_BLOCKS = {"endfor": "for", "endif": "if"}


def straddling(xml: str) -> int | None:
    """Return where a loop or condition begins that ends in another cell, row or table.

    ``xml`` is a part as docxtpl hands it to Jinja2: tags for whole rows stand outside of them.
    """
    holders: list[int] = [0]
    begun: list[tuple[str, int, int]] = []
    for found in _HELD.finditer(xml):
        word = found.group("word")
        if found.group("open"):
            holders.append(found.start())
        elif found.group("close"):
            holders.pop()
        elif word in _BLOCKS.values():
            begun.append((word, holders[-1], found.start()))
        elif word in _BLOCKS and begun:  # Jinja2 tells what is not balanced
            _, holder, place = begun.pop()
            if holder != holders[-1]:
                return place
    return None


def fit_grids(root: Any) -> None:
    """Give each table as many columns as its longest row has cells, its width unchanged."""
    for table in root.iter(qn("w:tbl")):
        grid = table.find(qn("w:tblGrid"))
        if grid is None:
            continue
        widths = [float(c.get(qn("w:w"), 0)) for c in grid]
        cells = max((_cells(row) for row in table.findall(qn("w:tr"))), default=len(widths))
        if not widths or cells in {0, len(widths)}:
            continue
        whole = sum(widths)
        widths = (widths + [whole / len(widths)] * cells)[:cells]
        del grid[:]
        for width in widths:
            shown = str(round(width * whole / sum(widths)))
            etree.SubElement(grid, qn("w:gridCol"), {qn("w:w"): shown})


def _cells(row: Any) -> int:
    """Return how many columns the cells of a row take, with those left out at its ends."""
    spans = row.iterfind(f"{qn('w:tc')}/{qn('w:tcPr')}/{qn('w:gridSpan')}")
    merged = sum(int(span.get(qn("w:val"))) - 1 for span in spans)
    left_out = (row.find(f"{qn('w:trPr')}/{qn(name)}") for name in ("w:gridBefore", "w:gridAfter"))
    outside = sum(int(e.get(qn("w:val"))) for e in left_out if e is not None)
    return len(row.findall(qn("w:tc"))) + merged + outside


def repeat_rows(root: Any, rows_of: Iterable[tuple[str, str]]) -> None:
    """Put the rows that hold ``{{ op.… }}`` into a loop, unless the text loops over it itself.

    ``rows_of``: pairs of the name of one and the name of all, ``("op", "operations")``. Rows that
    follow each other repeat together; of nested tables it is the innermost row.
    """
    rows = list(rows_of)
    for table in root.iter(qn("w:tbl")):
        for one, every in rows:
            if not re.search(rf"\bfor\s+{one}\s+in\b", _looping_text(table)):
                _loop(table, one, every)


def _looping_text(table: Any) -> str:
    """Return the text of the table and, when it is nested, of those around it."""
    outermost = table
    for holder in table.iterancestors(qn("w:tbl")):
        outermost = holder
    return _text(outermost)


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def _loop(table: Any, one: str, every: str) -> None:
    field = re.compile(rf"\{{\{{[^}}]*(?<![\w.]){one}\s*[.\[]", re.IGNORECASE)
    run: list[Any] = []
    for row in [*table.findall(qn("w:tr")), None]:
        if row is not None and field.search(_own_text(row)):
            run.append(row)
        elif run:
            run[0].addprevious(_tag(table, f"{{%tr for {one} in {every} %}}"))
            run[-1].addnext(_tag(table, "{%tr endfor %}"))
            run = []


def _own_text(row: Any) -> str:
    """Return the text of a row without that of tables inside it."""
    return "".join(
        t.text or ""
        for t in row.iter(qn("w:t"))
        if next(t.iterancestors(qn("w:tr"))) is row
    )  # fmt: skip


def _tag(table: Any, text: str) -> Any:
    """Return a row that holds a tag alone; docxtpl takes it away with its row."""
    row = etree.SubElement(etree.Element("x", nsmap=table.nsmap), qn("w:tr"))
    cell = etree.SubElement(row, qn("w:tc"))
    run = etree.SubElement(etree.SubElement(cell, qn("w:p")), qn("w:r"))
    etree.SubElement(run, qn("w:t")).text = text
    return row
