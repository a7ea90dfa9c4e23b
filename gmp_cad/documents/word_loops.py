"""Rows of Word tables that repeat by themselves: ``{{ op.… }}`` in a row is reason enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docx.oxml.ns import qn
from lxml import etree


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
