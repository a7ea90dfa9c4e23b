"""The title block of a sheet, from its template (ISO 7200)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.drawing import lettering, symbols
from gmp_cad.drawing.pens import BLACK, NARROW, NONE, WIDE, Pen
from gmp_cad.drawing.primitives import Box, Group, Point, Polygon, Polyline, Primitive
from gmp_cad.drawing.sheets.fit import fitted, written
from gmp_cad.drawing.sheets.places import block_box
from gmp_cad.drawing.sheets.rules import ruled
from gmp_cad.drawing.sheets.sign import Sign
from gmp_cad.spec.sheet_template import Cell, SheetTemplate, Stroke, TitleBlock
from gmp_cad.standards.sheets import Sheet, lettering_heights

SIDE = 1.2  # mm between a cell's sides and its text
FOOT = 0.5
_TOP = 0.97
_UNDER_CAPTION = 0.23
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """Something drawn on the sheet: its groups, its place, and what could not be said whole.

    ``cut`` names what was shortened (``owner``, ``parts_list[3].designation``); ``rest`` are the
    rows of a table for which there was no room.
    """

    groups: tuple[Group, ...]
    box: Box
    cut: tuple[str, ...] = ()
    rest: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockContent:
    """What the title block says: texts by field, drawn signs by field; a sign comes first."""

    fields: Mapping[str, str]
    signs: Mapping[str, Sign] = field(default_factory=dict)

    def also(self, **fields: str) -> BlockContent:
        """Return the content with more fields, such as ``scale`` and ``sheet``."""
        return BlockContent(fields={**self.fields, **fields}, signs=self.signs)

    def drawn(self, **signs: Sign) -> BlockContent:
        """Return the content with more signs, such as ``projection``."""
        return BlockContent(fields=self.fields, signs={**self.signs, **signs})


def title_block(
    template: SheetTemplate, sheet: Sheet, content: BlockContent, lang: str
) -> SheetPart:
    """Return the title block in the lower right corner; ``format`` and ``language`` are added."""
    block, box = template.block(sheet.name), block_box(template, sheet)
    known = {"format": sheet.name, "language": lang} | dict(content.fields)
    full = BlockContent(fields=known, signs=content.signs)
    found = [grouped(_lines(block, box))]
    cut: list[str] = []
    for i, cell in enumerate(block.cells):
        drawn, shortened = _written_cell(cell, _box(cell, box), full, block)
        if drawn:
            found.append(grouped(drawn))
        cut += [cell.field or f"cell[{i}]"] if shortened else []
    return SheetPart(groups=tuple(found), box=box, cut=tuple(cut))


def grouped(primitives: Iterator[Primitive] | Sequence[Primitive]) -> Group:
    """Return primitives as a group of the layer of title blocks."""
    return Group(layer="title_block", primitives=tuple(primitives))  # type: ignore[arg-type]


def _box(cell: Cell, block: Box) -> Box:
    left, top = block[0] + cell.x, block[3] - cell.y
    return (left, top - cell.height, left + cell.width, top)


def _lines(block: TitleBlock, box: Box) -> Iterator[Primitive]:
    x0, y0, x1, y1 = box
    yield symbols.rectangle((x0, y0), x1 - x0, y1 - y0, Pen(block.line))
    for border, pen in (("narrow", Pen(NARROW)), ("wide", Pen(WIDE))):
        cells = (_box(cell, box) for cell in block.cells if cell.border == border)
        yield from ruled(cells, box, pen)
    for stroke in block.strokes:
        yield _stroke(stroke, (x0, y1))


def _stroke(stroke: Stroke, corner: Point) -> Primitive:
    points = tuple((corner[0] + x, corner[1] - y) for x, y in stroke.points)
    if stroke.filled:
        return Polygon(points=points, pen=NONE, fill=BLACK)
    return Polyline(points=points, pen=Pen(stroke.width))


def _written_cell(
    cell: Cell, box: Box, content: BlockContent, block: TitleBlock
) -> tuple[list[Primitive], bool]:
    """Return what is written in a cell, and whether it is shortened."""
    x0, y0, x1, y1 = box[0] + SIDE, box[1] + FOOT, box[2] - SIDE, box[3] - FOOT
    found: list[Primitive] = []
    shortened = False
    if caption := cell.caption:
        height = block.caption_lettering
        top = box[3] - _TOP + height * (lettering.ASCENT - 1)
        text = fitted(caption, (x1 - x0, top - y0), height)
        y1 = top - text.depth - _UNDER_CAPTION
        found += written(text, (x0, top - text.depth, x1, top))
        shortened = text.cut
    sign = content.signs.get(cell.field) if cell.field else None
    if sign is not None:
        small = sign.within((x1 - x0, y1 - y0))
        found += small.placed((x0, y0, x1, y1), cell.align)
        least = min(lettering_heights())
        return found, shortened or (small.least or least) < least - _ROUNDING
    value = cell.text if cell.field is None else content.fields.get(cell.field, "")
    if cell.field is not None:
        value = value.strip() or cell.empty
    if not value.strip():
        return found, shortened
    text = fitted(value, (x1 - x0, y1 - y0), cell.lettering, cell.lines)
    return [*found, *written(text, (x0, y0, x1, y1), cell.align)], shortened or text.cut
