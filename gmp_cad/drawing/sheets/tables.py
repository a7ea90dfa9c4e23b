"""The tables of a sheet: the history of the drawing, the parts list (ISO 7573)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing import symbols
from gmp_cad.drawing.pens import NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Box, Group, Layer, Point, Primitive, joined
from gmp_cad.drawing.sheets.block import FOOT, SIDE, SheetPart
from gmp_cad.drawing.sheets.fit import Fitted, fitted, written
from gmp_cad.drawing.sheets.places import block_box, space_of
from gmp_cad.drawing.sheets.rules import ruled
from gmp_cad.spec.sheet_template import PartsTable, RevisionTable, SheetTemplate
from gmp_cad.standards.sheets import Sheet

Row = Mapping[str, str]
_LINES = 2  # of a long text in a row
_ROUNDING = 1e-6


def revision_table(
    template: SheetTemplate, sheet: Sheet, rows: Sequence[Row], on: Box | None = None
) -> SheetPart | None:
    """Return the history, oldest row lowest; of a long one the newest rows, the others in ``rest``.

    ``rows`` are given oldest first. The table stands on ``on`` (the title block unless given), or
    at its left side where the template says so and the sheet is wide enough. None without rows.
    """
    table = template.revision_table
    if not rows:
        return None
    base, width = on or block_box(template, sheet), _width(table)
    space = space_of(template, sheet)
    foot = (base[2] - width, base[3])
    if table.place == "beside" and base[0] - width >= space[0] - _ROUNDING:
        foot = (base[0] - width, space[1])
    kept = rows[-table.most :]
    style = _Style(table=table, name="revision_table", layer="title_block")
    part = _drawn(style, kept, foot, len(rows) - len(kept))
    return replace(part, rest=tuple(rows[: -table.most]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRoom:
    """Where a parts list may be: on ``on`` (the title block unless given), up to the height ``top``.

    ``top`` is on the sheet, mm (the frame unless given); ``columns``: how many lie side by side.
    """

    on: Box | None = None
    top: float | None = None
    columns: int = 1


def parts_list(
    template: SheetTemplate,
    sheet: Sheet,
    rows: Sequence[Row],
    room: ListRoom | None = None,
) -> SheetPart | None:
    """Return the parts list, its heading lowest, its rows numbered upwards (ISO 7573).

    What does not fit into the first column continues at its left from the frame; what is left over
    is in ``rest``, for the next sheet. None without rows.
    """
    if not rows:
        return None
    room = room or ListRoom()
    table, space = template.parts_list, space_of(template, sheet)
    base, width = room.on or block_box(template, sheet), _width(table)
    high = space[3] if room.top is None else min(room.top, space[3])
    corner, parts, rest = (base[2] - width, base[3]), list[SheetPart](), tuple(rows)
    style = _Style(table=table, name="parts_list", layer="parts_list")
    for _ in range(room.columns):
        count = int((high - corner[1] - table.heading_height + _ROUNDING) // table.row_height)
        if rest and count > 0 and corner[0] >= space[0] - _ROUNDING:
            start = len(rows) - len(rest)
            parts.append(_drawn(style, rest[:count], corner, start))
            rest = rest[count:]
        corner = (min(corner[0], base[0]) - width, space[1])
    return SheetPart(
        groups=tuple(group for part in parts for group in part.groups),
        box=joined(part.box for part in parts) if parts else (base[0], base[3], base[2], base[3]),
        cut=tuple(name for part in parts for name in part.cut),
        rest=rest,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    table: RevisionTable | PartsTable
    name: str
    layer: Layer


def _width(table: RevisionTable | PartsTable) -> float:
    return sum(column.width for column in table.columns)


def _drawn(style: _Style, rows: Sequence[Row], corner: Point, start: int) -> SheetPart:
    """Return a table that grows upwards from its lower left corner; ``start``: its first row."""
    table, (x, y) = style.table, corner
    high = table.heading_height + len(rows) * table.row_height
    box = (x, y, x + _width(table), y + high)
    headings = [column.caption for column in table.columns]
    boxes = [_row_boxes(table, corner, table.heading_height)]
    texts = [list(_texts(table, headings, table.heading_height, table.heading_lettering))]
    for i, row in enumerate(rows):
        low = y + table.heading_height + i * table.row_height
        boxes.append(_row_boxes(table, (x, low), table.row_height))
        values = [row.get(column.field, "") for column in table.columns]
        texts.append(list(_texts(table, values, table.row_height, table.lettering)))
    outline = symbols.rectangle(corner, box[2] - x, high, VISIBLE)
    lines = ruled([cell for row in boxes for cell in row], box, NARROW_LINE)
    groups = [_group(style.layer, (outline, *lines))]
    cut = []
    for i, (cells, line) in enumerate(zip(boxes, texts, strict=True)):
        groups.append(_group(style.layer, _row(table, cells, line)))
        place = f"{style.name}[{start + i - 1}]" if i else style.name
        columns = zip(table.columns, line, strict=True)
        cut += [f"{place}.{column.field}" for column, text in columns if text.cut]
    return SheetPart(groups=tuple(g for g in groups if g.primitives), box=box, cut=tuple(cut))


def _group(layer: Layer, primitives: Iterable[Primitive]) -> Group:
    return Group(layer=layer, primitives=tuple(primitives))  # type: ignore[arg-type]


def _row_boxes(table: RevisionTable | PartsTable, corner: Point, height: float) -> list[Box]:
    x, y = corner
    found = []
    for column in table.columns:
        found.append((x, y, x + column.width, y + height))
        x += column.width
    return found


def _texts(
    table: RevisionTable | PartsTable, values: Sequence[str], height: float, size: float
) -> Iterator[Fitted]:
    for column, value in zip(table.columns, values, strict=True):
        yield fitted(value.strip(), (column.width - 2 * SIDE, height - FOOT), size, _LINES)


def _row(
    table: RevisionTable | PartsTable, cells: Sequence[Box], texts: Sequence[Fitted]
) -> Iterator[Primitive]:
    for column, (x0, y0, x1, y1), text in zip(table.columns, cells, texts, strict=True):
        yield from written(text, (x0 + SIDE, y0, x1 - SIDE, y1), column.align)
