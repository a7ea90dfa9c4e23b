"""Drawings in a sheet of Excel: PNG, in the cells of their field, with their words for those who hear."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter

from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph, png

_EMU_MM = 36_000
_EMU_POINT = 12_700
_EMU_PIXEL = 9_525
_DIGIT_PIXELS, _PADDING_PIXELS = 7, 5  # of a column, in the default font of Excel
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 8.43, 15.0  # characters, points
_TALLEST_ROW = 409.0  # points
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


@dataclass(frozen=True, slots=True)
class CellPicture:
    """A picture as a field of a cell: it leaves no text, and is noted to be placed there."""

    picture: Picture | Photograph
    noted: list[Picture | Photograph]

    def __str__(self) -> str:
        self.noted.append(self.picture)
        return ""

    def __html__(self) -> str:
        """Return the text: none (its presence says that this is no plain text)."""
        return str(self)


def place_picture(sheet: Any, cell: Any, picture: Picture | Photograph) -> None:
    """Put a picture where its cell is: within the merged cells, else in a row made as high."""
    width, height = (size * _EMU_MM for size in picture.size_mm)
    merged = next((m for m in sheet.merged_cells.ranges if cell.coordinate in m), None)
    if merged is not None:
        room = sum(_column(sheet, c) for c in range(merged.min_col, merged.max_col + 1))
        tall = sum(_row(sheet, r) for r in range(merged.min_row, merged.max_row + 1))
        scale = min(1.0, room / width, tall / height)
    else:
        scale = min(1.0, _TALLEST_ROW * _EMU_POINT / height)
        points = round(height * scale / _EMU_POINT, 2)
        sheet.row_dimensions[cell.row].height = max(
            points, sheet.row_dimensions[cell.row].height or 0
        )
    image = Image(io.BytesIO(png(picture)))
    image.anchor = OneCellAnchor(
        _from=AnchorMarker(col=cell.column - 1, row=cell.row - 1),
        ext=XDRPositiveSize2D(int(width * scale), int(height * scale)),
    )
    sheet.add_image(image)


def _column(sheet: Any, column: int) -> float:
    """Return the width of a column, EMU."""
    letter = get_column_letter(column)
    told = next(
        (d for d in sheet.column_dimensions.values()
         if d.width and d.min and d.min <= column <= d.max), None,
    )  # fmt: skip
    own = sheet.column_dimensions.get(letter, told)
    if told is not None and told.hidden:
        return 0.0
    characters = own.width if own is not None and own.width else (
        sheet.sheet_format.defaultColWidth or _DEFAULT_WIDTH)  # fmt: skip
    return (int(characters * _DIGIT_PIXELS + _PADDING_PIXELS)) * float(_EMU_PIXEL)


def _row(sheet: Any, row: int) -> float:
    """Return the height of a row, EMU."""
    told = sheet.row_dimensions[row].height if row in sheet.row_dimensions else None
    points = told or sheet.sheet_format.defaultRowHeight or _DEFAULT_HEIGHT
    return float(points) * _EMU_POINT


def described(content: bytes, pictures: Sequence[Picture | Photograph]) -> dict[str, bytes]:
    """Return the drawings of a workbook with the words of our pictures in them, by part."""
    words = {png(picture): picture.alt for picture in pictures}
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist() if words else ():
            if name.startswith("xl/drawings/drawing") and name.endswith(".xml"):
                found[name] = _with_words(archive, name, words)
    return found


def _with_words(archive: zipfile.ZipFile, name: str, words: Mapping[bytes, str]) -> bytes:
    folder, _, file = name.rpartition("/")
    relations = etree.fromstring(archive.read(f"{folder}/_rels/{file}.rels"))
    targets = {r.get("Id"): r.get("Target").lstrip("/") for r in relations}
    root = etree.fromstring(archive.read(name))
    for shown in root.iter(f"{{{_DRAWING}spreadsheetDrawing}}pic"):
        blip = next(shown.iter(f"{{{_DRAWING}main}}blip"))
        target = targets[blip.get(_RELATION)].replace("../", "xl/")
        alt = words.get(archive.read(target))
        if alt is not None:
            next(shown.iter(f"{{{_DRAWING}spreadsheetDrawing}}cNvPr")).set("descr", alt)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
