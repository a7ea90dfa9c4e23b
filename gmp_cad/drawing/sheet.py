"""A drawing sheet: frame and reference grid (ISO 5457), title block (ISO 7200)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.pens import NARROW_LINE, VISIBLE, Pen
from gmp_cad.drawing.primitives import WHITE, Box, Polyline, Primitive
from gmp_cad.language import translate
from gmp_cad.standards import sheets
from gmp_cad.standards.sheets import Sheet

_GRID_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O (ISO 5457)
_FIELD_HEIGHT = 2.5
_CAPTION_HEIGHT = 1.5
_INSET = 1.3
_LEAST_HEIGHT = 1.0
_BASE, _BASE_OF_TWO = 1.8, 1.3  # of a field on one line or two, above the lower edge of its cell
_LEAST_ON_ONE_LINE = 0.8  # of the height: below, two lines read better
_SHARE_OF_TWO, _TWO_PITCH = 0.76, 1.4  # height of two lines, their pitch by it


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """The fields of the title block as they are printed (ISO 7200 and French practice).

    Scale and sheet size are added by the drawing. An empty field is printed as a dash.
    """

    owner: str = ""
    number: str = ""
    revision: str = ""
    title: str = ""
    document_type: str = ""
    status: str = ""
    creator: str = ""
    approver: str = ""
    date: str = ""
    language: str = "fr"
    sheet_number: str = "1/1"
    material: str = ""
    mass: str = ""
    general_tolerances: str = ""
    surface_texture: str = ""
    edges: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field: place from the upper left corner of the block, size, caption, field, lettering."""

    x: float
    y: float
    width: float
    height: float
    caption: str
    name: str
    lettering: float = _FIELD_HEIGHT


_CELLS = (
    _Cell(0, 0, 60, 10, "Material", "material"),
    _Cell(60, 0, 60, 10, "General tolerances", "general_tolerances"),
    _Cell(120, 0, 60, 10, "General surface texture", "surface_texture"),
    _Cell(0, 10, 40, 10, "Mass", "mass"),
    _Cell(40, 10, 20, 10, "Scale", "scale"),
    _Cell(60, 10, 20, 10, "Format", "format"),
    _Cell(80, 10, 40, 10, "", ""),
    _Cell(120, 10, 60, 10, "Edges", "edges"),
    _Cell(0, 20, 40, 12, "Created by", "creator"),
    _Cell(40, 20, 40, 12, "Approved by", "approver"),
    _Cell(80, 20, 40, 12, "Document type", "document_type"),
    _Cell(120, 20, 60, 12, "Document status", "status"),
    _Cell(0, 32, 40, 24, "Legal owner", "owner", 3.5),
    _Cell(40, 32, 80, 24, "Title", "title", 5.0),
    _Cell(120, 32, 60, 12, "Identification number", "number", 3.5),
    _Cell(120, 44, 13, 12, "Rev.", "revision"),
    _Cell(133, 44, 23, 12, "Date of issue", "date"),
    _Cell(156, 44, 11, 12, "Lang.", "language"),
    _Cell(167, 44, 13, 12, "Sheet", "sheet_number"),
)
BLOCK_WIDTH = 180.0
BLOCK_HEIGHT = 56.0
_PROJECTION = (100.0, 15.0)


def frame(sheet: Sheet) -> tuple[Primitive, ...]:
    """Return the frame of the drawing space, its reference grid and its centring marks."""
    space = space_of(sheet)
    x0, y0, x1, y1 = space
    pen = Pen(sheets.frame_line_width())
    outline = symbols.rectangle((x0, y0), x1 - x0, y1 - y0, pen)
    return (outline, *_grid(sheet, space), *_centring(sheet, space))


def space_of(sheet: Sheet) -> Box:
    """Return the drawing space inside the frame, mm from the sheet's lower left corner."""
    right, top = sheet.width - sheet.margin, sheet.height - sheet.margin
    return (sheet.margin_left, sheet.margin, right, top)


def _fields(length: float) -> int:
    """Return the even number of grid fields nearest to the standard's pitch."""
    return max(2, 2 * round(length / sheets.grid_pitch() / 2))


def _grid(sheet: Sheet, space: Box) -> Iterator[Primitive]:
    x0, y0, x1, y1 = space
    columns, rows = _fields(x1 - x0), _fields(y1 - y0)
    edge = sheet.margin / 2
    for i in range(columns):
        x = x0 + (x1 - x0) * i / columns
        middle = x + (x1 - x0) / columns / 2
        for outer, inner in ((y0 - edge, y0), (y1 + edge, y1)):
            if i:
                yield Polyline(points=((x, outer), (x, inner)), pen=NARROW_LINE)
            place = (middle, (outer + inner) / 2 - _FIELD_HEIGHT / 2)
            yield from glyphs.line(str(i + 1), place, _FIELD_HEIGHT, "middle")
    for i in range(rows):
        y = y1 - (y1 - y0) * i / rows
        middle = y - (y1 - y0) / rows / 2 - _FIELD_HEIGHT / 2
        for outer, inner in ((x0 - edge, x0), (x1 + edge, x1)):
            if i:
                yield Polyline(points=((outer, y), (inner, y)), pen=NARROW_LINE)
            place = ((outer + inner) / 2, middle)
            yield from glyphs.line(_GRID_LETTERS[i], place, _FIELD_HEIGHT, "middle")


def _centring(sheet: Sheet, space: Box) -> Iterator[Primitive]:
    x0, y0, x1, y1 = space
    middle_x, middle_y = sheet.width / 2, sheet.height / 2
    reach = sheet.margin / 2  # from half the margin to beyond the frame
    pen = Pen(sheets.frame_line_width())
    yield Polyline(points=((middle_x, y0 - reach), (middle_x, y0 + reach)), pen=pen)
    yield Polyline(points=((middle_x, y1 - reach), (middle_x, y1 + reach)), pen=pen)
    yield Polyline(points=((x0 - reach, middle_y), (x0 + reach, middle_y)), pen=pen)
    yield Polyline(points=((x1 - reach, middle_y), (x1 + reach, middle_y)), pen=pen)


def block_box(sheet: Sheet) -> Box:
    """Return the place of the title block: the lower right corner of the drawing space."""
    _, y0, x1, _ = space_of(sheet)
    return (x1 - BLOCK_WIDTH, y0, x1, y0 + BLOCK_HEIGHT)


def title_block(sheet: Sheet, block: TitleBlock, scale: str) -> tuple[Primitive, ...]:
    """Return the title block in the lower right corner, captions in the block's language."""
    x0, y0, _, y1 = block_box(sheet)
    outline = symbols.rectangle((x0, y0), BLOCK_WIDTH, BLOCK_HEIGHT, VISIBLE, WHITE)
    found: list[Primitive] = [outline]
    extra = {"scale": scale, "format": sheet.name, "": ""}
    for cell in _CELLS:
        value = extra.get(cell.name, "") if cell.name in extra else getattr(block, cell.name)
        found += _drawn_cell(cell, (x0, y1), value, block.language)
    x, y = _PROJECTION
    found += symbols.first_angle((x0 + x, y1 - y), 5.0)
    return tuple(found)


def _drawn_cell(
    cell: _Cell, corner: tuple[float, float], value: str, lang: str
) -> Iterator[Primitive]:
    x, y = corner[0] + cell.x, corner[1] - cell.y - cell.height
    yield symbols.rectangle((x, y), cell.width, cell.height, NARROW_LINE)
    if not cell.name:
        return
    caption = translate(cell.caption, lang)
    room = cell.width - 2 * _INSET
    top = y + cell.height - _INSET - _CAPTION_HEIGHT
    yield from glyphs.line(caption, (x + _INSET, top), fitted(caption, _CAPTION_HEIGHT, room))
    text, left = value or "—", x + _INSET
    height = fitted(text, cell.lettering, room)
    if height >= _LEAST_ON_ONE_LINE * cell.lettering:
        yield from glyphs.line(text, (left, y + _BASE), height)
        return
    first, second = in_two(text)
    height = min(fitted(line, _SHARE_OF_TWO * cell.lettering, room) for line in (first, second))
    yield from glyphs.line(first, (left, y + _BASE_OF_TWO + _TWO_PITCH * height), height)
    yield from glyphs.line(second, (left, y + _BASE_OF_TWO), height)


def in_two(text: str) -> tuple[str, str]:
    """Return the text as two lines, cut between words where the longer one is shortest."""
    words = text.split(" ")
    cuts = (
        (" ".join(words[:i]), " ".join(words[i:]).removeprefix("· ")) for i in range(len(words) + 1)
    )
    return min(cuts, key=lambda lines: max(glyphs.width(line, 1.0) for line in lines))


def fitted(text: str, height: float, room: float) -> float:
    """Return the height at which the text fits into ``room`` mm, not below 1 mm."""
    needed = glyphs.width(text, height)
    return height if needed <= room else max(_LEAST_HEIGHT, height * room / needed)
