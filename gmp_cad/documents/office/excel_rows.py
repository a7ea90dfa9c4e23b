"""Rows of a sheet written once for each item: cells, heights, merged cells and all that lies below."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.formula import ArrayFormula

from gmp_cad.documents.office.excel_references import Repetition


def groups(sheet: Any, one: str) -> list[tuple[int, int]]:
    """Return the rows (first, last) that hold ``{{ one.… }}``; neighbours are one group."""
    field = re.compile(rf"\{{\{{[^}}]*(?<![\w.]){one}\s*[.\[]", re.IGNORECASE)
    rows = sorted(
        {cell.row for row in sheet.iter_rows() for cell in row
         if isinstance(cell.value, str) and field.search(cell.value)}
    )  # fmt: skip
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def repeat(book: Any, sheet: Any, repetition: Repetition) -> None:
    """Write the rows as often as asked for; everything of the workbook that points there follows."""
    copies = _copies(sheet, repetition)
    _move_cells(sheet, repetition)
    _move_heights(sheet, repetition)
    for row, column, cell in copies:
        target = sheet.cell(row, column)
        target.value, target._style = cell.value, copy.copy(cell._style)  # noqa: SLF001 - the one way to copy a style
    _move_merged(sheet, repetition)
    for other in book.worksheets:
        _move_formulas(other, repetition)
    _move_ranges(sheet, repetition)
    _move_drawings(book, sheet, repetition)
    for names in (book.defined_names, *(s.defined_names for s in book.worksheets)):
        for name in names.values():
            name.attr_text = repetition.formula(f"={name.attr_text}", "")[1:]


def _copies(sheet: Any, repetition: Repetition) -> list[tuple[int, int, Any]]:
    """Return the cells of the further copies: row, column, the cell to be like."""
    height = repetition.last - repetition.first + 1
    found = []
    for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001 - openpyxl cannot insert rows whole
        if repetition.covers(row):
            like = copy.copy(cell)
            found += [(row + i * height, column, like) for i in range(1, repetition.times)]
    return found


def _move_cells(sheet: Any, repetition: Repetition) -> None:
    moved = {}
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001
        cell.row = repetition.start(row)
        moved[cell.row, column] = cell
        if getattr(cell, "hyperlink", None) is not None:
            cell.hyperlink.ref = cell.coordinate
    sheet._cells = moved  # noqa: SLF001
    for brk in sheet.row_breaks.brk:
        brk.id = repetition.end(brk.id)


def _move_heights(sheet: Any, repetition: Repetition) -> None:
    height = repetition.last - repetition.first + 1
    old = dict(sheet.row_dimensions.items())
    sheet.row_dimensions.clear()
    for row, dimension in sorted(old.items()):
        rows = [repetition.start(row)]
        if repetition.covers(row):
            rows += [row + i * height for i in range(1, repetition.times)]
        for target in rows:
            own = copy.copy(dimension)
            own.index = target
            sheet.row_dimensions[target] = own


def _move_merged(sheet: Any, repetition: Repetition) -> None:
    height = repetition.last - repetition.first + 1
    new = []
    for merged in list(sheet.merged_cells.ranges):
        bounds = (merged.min_col, merged.min_row, merged.max_col, merged.max_row)
        inside = repetition.covers(bounds[1]) and repetition.covers(bounds[3])
        if inside:
            new += [(bounds, i * height) for i in range(1, repetition.times)]
        else:
            merged.min_row = repetition.start(bounds[1])
            merged.max_row = repetition.end(bounds[3])
    for (left, top, right, bottom), shift in new:
        sheet.merge_cells(
            start_row=top + shift, end_row=bottom + shift, start_column=left, end_column=right
        )


def _move_formulas(sheet: Any, repetition: Repetition) -> None:
    height = repetition.last - repetition.first + 1
    last = repetition.last + repetition.shift
    for row in sheet.iter_rows():
        for cell in row:
            own = sheet.title == repetition.sheet and repetition.first <= cell.row <= last
            place = (cell.row - repetition.first) // height if own else None
            if isinstance(cell.value, ArrayFormula):
                cell.value.text = repetition.formula(cell.value.text, sheet.title, place)
                if sheet.title == repetition.sheet:
                    cell.value.ref = repetition.ranged(cell.value.ref)
            elif cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = repetition.formula(cell.value, sheet.title, place)


def _move_ranges(sheet: Any, repetition: Repetition) -> None:
    """Move what a sheet says of ranges of its own cells."""
    old = sheet.conditional_formatting
    sheet.conditional_formatting = ConditionalFormattingList()
    for formatting in old:
        for rule in formatting.rules:
            rule.formula = [repetition.formula(f"={f}", sheet.title)[1:] for f in rule.formula]
            sheet.conditional_formatting.add(repetition.ranged(str(formatting.sqref)), rule)
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = type(validation.sqref)(repetition.ranged(str(validation.sqref)))
        for name in ("formula1", "formula2"):
            formula = getattr(validation, name)
            if formula:
                setattr(validation, name, repetition.formula(f"={formula}", sheet.title)[1:])
    for table in sheet.tables.values():
        table.ref = repetition.ranged(table.ref)
        if table.autoFilter is not None:
            table.autoFilter.ref = repetition.ranged(table.autoFilter.ref)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = repetition.ranged(sheet.auto_filter.ref)
    areas = sorted(area.coord for area in sheet._print_area.ranges)  # noqa: SLF001 - without its sheet's name
    if areas:
        sheet.print_area = ",".join(repetition.ranged(area) for area in areas)


def _move_drawings(book: Any, sheet: Any, repetition: Repetition) -> None:
    """Move pictures and charts of the sheet, and what charts of the workbook show of it."""
    for drawn in (*sheet._images, *sheet._charts):  # noqa: SLF001 - openpyxl has no other list
        for corner in (getattr(drawn.anchor, "_from", None), getattr(drawn.anchor, "to", None)):
            if corner is not None:
                corner.row = repetition.start(corner.row + 1) - 1
    for other in book.worksheets:
        for chart in other._charts:  # noqa: SLF001
            for shown in _shown(chart):
                shown.f = repetition.drawn(shown.f, other.title)


def _shown(chart: Any) -> Iterator[Any]:
    """Yield the references of a chart's series to cells."""
    for series in chart.series:
        sources: Sequence[Any] = (
            getattr(series, "val", None), getattr(series, "cat", None), getattr(series, "tx", None),
            getattr(series, "xVal", None), getattr(series, "yVal", None),
        )  # fmt: skip
        for source in sources:
            for kind in ("numRef", "strRef"):
                reference = getattr(source, kind, None)
                if reference is not None:
                    yield reference
