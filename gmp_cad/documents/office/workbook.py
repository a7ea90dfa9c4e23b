"""Workbooks (XLSX) from tabs: the same bytes every time; a text is never a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gmp_cad.documents.office.tab import Cell, Entry, Formula, Limited, Line, Tab, letter
from gmp_cad.documents.printing.embedded import Publisher
from gmp_cad.language import translate

_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_LONGEST_TEXT = 32_767  # what a cell of the format holds
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_HEADER, _EDITABLE, _ENTRY = "#EEF2F6", "#FFF7D6", "#FFFDF0"
_GOOD, _BAD = ("#D9F2E0", "#14662F"), ("#FBD9D7", "#A8040D")
_A4 = 9
_LINE_PT, _TALLEST_PT = 15.0, 409.0  # of a line; of a row, as the format allows


def workbook(tabs: Sequence[Tab], publisher: Publisher, lang: str) -> bytes:
    """Return the tabs as one XLSX file, ready to be filled and printed on A4; the first names it."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_urls": False})
    date = dt.datetime.fromisoformat(publisher.date) if publisher.date else _EPOCH
    book.set_properties(
        {
            "title": tabs[0].title, "author": publisher.author, "company": publisher.owner,
            "keywords": ", ".join(filter(None, (publisher.affair, publisher.number))),
            "created": date.replace(tzinfo=dt.UTC),
        }
    )  # fmt: skip
    book.set_calc_mode("auto")
    for tab in tabs:
        _Writer(book, tab, publisher, lang).write()
    book.close()
    return data.getvalue()


class _Writer:
    """Writes one tab; ``row`` is the next free row (0 is the first)."""

    def __init__(self, book: Workbook, tab: Tab, publisher: Publisher, lang: str) -> None:
        self.book, self.tab, self.publisher, self.lang = book, tab, publisher, lang
        self.sheet: Worksheet = book.add_worksheet(_sheet_name(tab.name))
        self.formats: dict[str, Format] = {}
        self.row = 0
        self.first = 0  # of the table, as people count
        self.last = 0

    def write(self) -> None:
        """Write all of the tab."""
        tab, sheet = self.tab, self.sheet
        sheet.set_row(0, 22)
        self._text(0, tab.title, {"bold": True, "font_size": 14})
        self._text(
            1, f"{self.publisher.owner} — {self.publisher.number}", {"font_color": "#4A5361"}
        )
        self.row = 3
        self._lines(tab.above)
        header = self.row
        self.first = header + 2
        self.last = header + 1 + len(tab.rows)
        self._header()
        for row in (*tab.rows, *tab.foot):
            self._cells(row, foot=self.row > self.last - 1)
        if tab.rows:
            self._colours()
        self.row += 1
        self._lines(tab.below)
        for note in tab.notes:
            self._text(self.row, note, {"italic": True, "font_color": "#4A5361"})
            self.row += 1
        self._printed(header)

    def _format(self, **said: Any) -> Format:
        key = repr(sorted(said.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **said})
        return self.formats[key]

    def _text(self, row: int, text: str, said: dict[str, Any]) -> None:
        self.sheet.write_string(row, 0, text[:_LONGEST_TEXT], self._format(**said))

    def _lines(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._text(self.row, line.label, {"font_color": "#4A5361"})
            said: dict[str, Any] = {"bold": True, "align": "left", **_figure(line.decimals)}
            if line.editable:
                said |= {"bg_color": _EDITABLE, "border": 1, "border_color": "#B9A25A"}
            self._cell(self.row, 2, line.value, said)
            if line.name:
                place = f"='{self.sheet.get_name()}'!$C${self.row + 1}"
                self.book.define_name(line.name, place)
            self.row += 1
        self.row += bool(lines)

    def _header(self) -> None:
        said = self._format(bold=True, text_wrap=True, bg_color=_HEADER, border=1, align="center")
        for i, column in enumerate(self.tab.columns):
            self.sheet.set_column(i, i, column.width)
            self.sheet.write_string(self.row, i, column.title, said)
        self._height([column.title for column in self.tab.columns], boldness=1.15)
        self.row += 1

    def _cells(self, cells: Sequence[Cell], *, foot: bool) -> None:
        for i, (column, cell) in enumerate(zip(self.tab.columns, cells, strict=True)):
            said: dict[str, Any] = {"border": 1, "border_color": "#AAB4C0", "text_wrap": True}
            said |= _figure(column.decimals)
            if column.centred:
                said["align"] = "center"
            elif isinstance(cell, str):
                said["indent"] = 1
            if foot:
                said |= {"bold": True, "bg_color": _HEADER}
            if isinstance(cell, Entry):
                said["bg_color"] = _ENTRY
            self._cell(self.row, i, cell, said)
        self._height(cells)
        self.row += 1

    def _height(self, cells: Sequence[Cell], boldness: float = 1.0) -> None:
        """Make the row as high as its longest text needs: few readers do it by themselves."""
        lines = [
            sum(1 + int(boldness * len(line) / (column.width + 0.5)) for line in cell.split("\n"))
            for column, cell in zip(self.tab.columns, cells, strict=True)
            if isinstance(cell, str)
        ]
        self.sheet.set_row(self.row, min(_LINE_PT * max(lines, default=1), _TALLEST_PT))

    def _cell(self, row: int, column: int, cell: Cell, said: dict[str, Any]) -> None:
        style = self._format(**said)
        if isinstance(cell, Formula):
            text = cell.text.format(r=row + 1, a=self.first, z=self.last)
            self.sheet.write_formula(
                row, column, f"={text}", style, cell.value if cell.value is not None else ""
            )
        elif isinstance(cell, Entry):
            self.sheet.write_blank(row, column, None, style)
            self._validated(row, column, cell)
        elif cell is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(cell, str):
            self.sheet.write_string(row, column, cell[:_LONGEST_TEXT], style)
        else:
            self.sheet.write_number(row, column, cell, style)

    def _validated(self, row: int, column: int, entry: Entry) -> None:
        if entry.kind == "verdict":
            self.sheet.data_validation(
                row, column, row, column, {"validate": "list", "source": ["C", "NC"]}
            )
            return
        self.sheet.data_validation(
            row, column, row, column,
            {
                "validate": "decimal", "criteria": "between", "minimum": -1e9, "maximum": 1e9,
                "error_title": translate("A figure", self.lang),
                "error_message": translate("Write the measured value as a figure.", self.lang),
            },
        )  # fmt: skip

    def _colours(self) -> None:
        """Colour measures outside their limits, and the verdicts C and NC."""
        last = len(self.tab.columns) - 1
        for said, (fill, ink) in (("NC", _BAD), ("C", _GOOD)):
            style = self.book.add_format({"bg_color": fill, "font_color": ink})
            self.sheet.conditional_format(
                self.first - 1, 0, self.last - 1, last,
                {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": style},
            )  # fmt: skip
        if self.tab.limited is not None:
            self._limits(self.tab.limited)

    def _limits(self, limited: Limited) -> None:
        own, low, high = (
            f"{letter(limited.first)}{self.first}",
            f"${letter(limited.lower)}{self.first}",
            f"${letter(limited.upper)}{self.first}",
        )
        below = f"AND(ISNUMBER({low}),{own}<{low})"
        above = f"AND(ISNUMBER({high}),{own}>{high})"
        measured = f"AND(ISNUMBER({own}),OR(ISNUMBER({low}),ISNUMBER({high}))"
        for criteria, (fill, ink) in (
            (f"=AND(ISNUMBER({own}),OR({below},{above}))", _BAD),
            (f"={measured},NOT({below}),NOT({above}))", _GOOD),
        ):
            style = self.book.add_format({"bg_color": fill, "font_color": ink})
            self.sheet.conditional_format(
                self.first - 1, limited.first, self.last - 1, limited.last,
                {"type": "formula", "criteria": criteria, "format": style},
            )  # fmt: skip

    def _printed(self, header: int) -> None:
        sheet = self.sheet
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer(
            f"&L{_printed(self.publisher.owner)}&C{_printed(self.publisher.number)}&R&P / &N"
        )


def _figure(decimals: int | None) -> dict[str, Any]:
    return {} if decimals is None else {"num_format": "0." + "0" * decimals if decimals else "0"}


def _printed(text: str) -> str:
    """Return a text for the foot of a page, where & begins a command; 80 characters are enough."""
    return text[:80].replace("&", "&&")


def _sheet_name(name: str) -> str:
    return name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME].strip() or "1"
