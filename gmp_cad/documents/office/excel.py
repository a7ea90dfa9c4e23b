"""Sheets of Excel: a school's own workbook, its cells filled. What it computes is left to it."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText

from gmp_cad.documents.office.excel_pictures import CellPicture, described, place_picture
from gmp_cad.documents.office.excel_references import Repetition
from gmp_cad.documents.office.excel_rows import groups, repeat
from gmp_cad.documents.office.office_package import (
    Filled,
    OfficeTemplate,
    Properties,
    checked,
    repacked,
)
from gmp_cad.documents.office.office_text import FAULTS, FieldEnvironment, as_typed, refusal
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph
from gmp_cad.language import Message

_EPOCH = "2000-01-01"
_LONGEST = 32_767  # characters of a cell
_LONGEST_NUMBER = 15  # digits that a cell keeps
_FIELD = re.compile(r"\{\{|\{%")
_NUMBER = {
    "fr": re.compile(r"[-−]?(?:0|[1-9][0-9]*(?:[\u00a0\u202f ][0-9]{3})*)(?:,[0-9]+)?"),
    "en": re.compile(r"[-−]?(?:0|[1-9][0-9]*(?:,[0-9]{3})*)(?:\.[0-9]+)?"),
}
_THOUSANDS = {"fr": str.maketrans({"\u00a0": "", "\u202f": "", " ": "", ",": ".", "−": "-"}),
              "en": str.maketrans({",": "", "−": "-"})}  # fmt: skip
_SUSPECT = ("=", "+", "-", "@", "\t", "|", "%")
_SIDES = ("left", "center", "right")
# What openpyxl does not write again: where it is in the file → its name for people.
_LOST = (
    ("xl/ctrlProps/", Message("form controls")), ("xl/slicers/", Message("slicers")),
    ("xl/embeddings/", Message("embedded files")), ("xl/diagrams/", Message("diagrams")),
)  # fmt: skip
_SHAPE = re.compile(rb"<(?:xdr:)?(?:sp|grpSp|cxnSp)[ >]")
_SPARKLINES = b"x14:sparkline"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filling:
    """A workbook being filled."""

    template: OfficeTemplate
    environment: FieldEnvironment
    fields: Mapping[str, Any]
    lang: str
    noted: list[Picture | Photograph]

    def text(self, source: str, item: Mapping[str, Any], near: str) -> str:
        """Return the text of a cell with its fields filled."""
        try:
            made = self.environment.from_string(as_typed(source))
            return made.render({**self.fields, **item})
        except FAULTS as error:
            raise refusal(self.template, error, {**self.fields, **item}, near) from error


def fill_workbook(
    template: OfficeTemplate, fields: Mapping[str, Any], properties: Properties,
    *, rows_of: Iterable[tuple[str, str]] = (),
) -> Filled:  # fmt: skip
    """Return the workbook with its fields filled.

    A cell that holds one field alone becomes a number where its text is one; no text ever becomes
    a formula. ``rows_of``: pairs ``(op, operations)``: rows that hold ``{{ op.… }}`` are repeated
    for each of ``operations``, and formulas, merged cells, formats, names, pictures and charts
    below or around follow. Raises :class:`TemplateError` with file, sheet and cell.
    """
    book = _read(checked(template))
    environment = FieldEnvironment(properties.lang, escaped=False)
    noted: list[Picture | Photograph] = []
    filling = _Filling(
        template=template, environment=environment, fields=_drawable(fields, noted),
        lang=properties.lang, noted=noted,
    )  # fmt: skip
    pictures: list[Picture | Photograph] = []
    for sheet in book.worksheets:
        items = _repeat_rows(book, sheet, filling.fields, tuple(rows_of))
        _fill_cells(sheet, filling, items, pictures)
        _fill_margins(sheet, filling)
    content = _written(book, properties, pictures)
    return Filled(content=content, remarks=tuple(_remarks(template.content)))


def _read(template: OfficeTemplate) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(template.content), rich_text=True)
    except Exception as error:
        # openpyxl raises whatever its parsing meets: ValueError, KeyError, TypeError, AttributeError
        raise template.error(
            Message("the workbook cannot be read: {reason}", reason=str(error)),
            Message("open it in {program} and save it as {ending}", program="Excel", ending=".xlsx"),
        ) from error  # fmt: skip


def _drawable(value: Any, noted: list[Picture | Photograph]) -> Any:
    if isinstance(value, Picture | Photograph):
        return CellPicture(value, noted)
    if isinstance(value, Mapping):
        return {key: _drawable(item, noted) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item, noted) for item in value]
    return value


def _repeat_rows(
    book: Any, sheet: Any, fields: Mapping[str, Any], rows_of: Iterable[tuple[str, str]]
) -> dict[int, dict[str, Any]]:
    """Repeat the rows of lists; return by row the item that it shows, under the name of one."""
    items: dict[int, dict[str, Any]] = {}
    for one, every in rows_of:
        for first, last in reversed(groups(sheet, one)):
            found = list(fields[every]) or [_Nothing()]
            repetition = Repetition(sheet=sheet.title, first=first, last=last, times=len(found))
            repeat(book, sheet, repetition)
            items = {repetition.start(row): item for row, item in items.items()}
            height = last - first + 1
            for i, item in enumerate(found):
                for row in range(first + i * height, first + (i + 1) * height):
                    items[row] = {one: item}
    return items


class _Nothing(dict[str, str]):
    """The one row of a list without items: every field of it is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _fill_cells(
    sheet: Any,
    filling: _Filling,
    items: Mapping[int, Mapping[str, Any]],
    pictures: list[Picture | Photograph],
) -> None:
    for row in list(sheet.iter_rows()):
        for cell in row:
            source = str(cell.value) if isinstance(cell.value, str | CellRichText) else ""
            if not _FIELD.search(source):
                continue
            near = f"{sheet.title}!{cell.coordinate}"
            if cell.data_type == "f":
                raise filling.template.error(
                    Message("a formula holds a field"),
                    Message("give the field a cell of its own, and let the formula name that cell"),
                    near,
                )  # fmt: skip
            filling.noted.clear()
            text = filling.text(source, items.get(cell.row, {}), near)
            _write(cell, text, filling.lang)
            for picture in filling.noted:
                place_picture(sheet, cell, picture)
                pictures.append(picture)


def _write(cell: Any, text: str, lang: str) -> None:
    """Put a text into a cell: as a number where it is one, never as a formula."""
    plain = text.strip()
    digits = sum(c.isdigit() for c in plain)
    if _NUMBER[lang].fullmatch(plain) and digits <= _LONGEST_NUMBER:
        value = plain.translate(_THOUSANDS[lang])
        cell.value = float(value) if "." in value else int(value)
        return
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    cell.value = None
    if cut:
        cell.value = cut
        cell.data_type = "s"  # whatever it begins with
        if cut.lstrip().startswith(_SUSPECT):
            cell.quotePrefix = True  # else Excel reads it anew when somebody edits the cell


def _fill_margins(sheet: Any, filling: _Filling) -> None:
    """Fill header and footer of the printed pages; ``&`` begins a code there."""
    for page in ("odd", "even", "first"):
        for end in ("Header", "Footer"):
            for side in _SIDES:
                part = getattr(getattr(sheet, f"{page}{end}"), side)
                if part.text and _FIELD.search(part.text):
                    near = f"{sheet.title}: {end.lower()}"
                    doubled = {k: _ampersands(v) for k, v in filling.fields.items()}
                    part.text = filling.text(part.text, doubled, near)


def _ampersands(value: Any) -> Any:
    return value.replace("&", "&&") if isinstance(value, str) else value


def _written(book: Any, properties: Properties, pictures: list[Picture | Photograph]) -> bytes:
    date = dt.datetime.fromisoformat(properties.date or _EPOCH)
    told = book.properties
    told.title, told.creator, told.lastModifiedBy = (
        properties.title,
        properties.author,
        properties.author,
    )
    told.created = date
    book.calculation.fullCalcOnLoad = True  # the values in the file are those of the template
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        core = archive.read("docProps/core.xml")
    stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    core = _MODIFIED.sub(lambda m: m.group(1) + stamp + m.group(2), core)
    return repacked(
        out.getvalue(), {"docProps/core.xml": core, **described(out.getvalue(), pictures)}
    )


def _remarks(content: bytes) -> Iterator[Message]:
    lost = list(_lost(content))
    if lost:
        for what in lost:
            yield Message(
                "not kept of the template: {what}; put them back in Excel", what=what
            )  # fmt: skip


def _lost(content: bytes) -> Iterator[Message]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        yield from (said for start, said in _LOST if any(n.startswith(start) for n in names))
        drawings = [n for n in names if n.startswith("xl/drawings/drawing") and n.endswith(".xml")]
        if any(_SHAPE.search(archive.read(n)) for n in drawings):
            yield Message("text boxes and shapes")
        sheets = [n for n in names if n.startswith("xl/worksheets/sheet")]
        if any(_SPARKLINES in archive.read(n) for n in sheets):
            yield Message("sparklines")
