"""The frame of a sheet, its reference zones, its centring and trimming marks (ISO 5457)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.pens import BLACK, NONE, Pen
from gmp_cad.drawing.primitives import Box, Group, Point, Polyline, Primitive
from gmp_cad.drawing.sheets.places import block_box, space_of
from gmp_cad.spec.sheet_template import Frame, SheetTemplate
from gmp_cad.standards.sheets import Sheet

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O
_TRIM_LONG, _TRIM_SHORT = 10.0, 5.0
# On the smallest sheet, the one that stands upright, zones are at the top and right sides only.
_SIDES = ("top", "right", "bottom", "left")


def sheet_frame(
    template: SheetTemplate, sheet: Sheet, tables: Sequence[Box] = ()
) -> tuple[Group, ...]:
    """Return the frame of the drawing space with its zones and marks, as groups of one layer.

    ``tables`` are the boxes that lie in the drawing space besides the title block: no centring mark
    runs into them.
    """
    frame, space = template.frame, space_of(template, sheet)
    x0, y0, x1, y1 = space
    parts: list[tuple[Primitive, ...]] = [
        (symbols.rectangle((x0, y0), x1 - x0, y1 - y0, Pen(frame.line)),)
    ]
    if frame.zones:
        parts.append(tuple(_zones(frame, sheet, space)))
    if frame.centring:
        parts.append(tuple(_centring(template, sheet, (block_box(template, sheet), *tables))))
    if frame.trimming:
        parts.append(tuple(_trimming(sheet)))
    return tuple(Group(layer="frame", primitives=part) for part in parts)  # type: ignore[arg-type]


def centring_boxes(template: SheetTemplate, sheet: Sheet) -> tuple[Box, ...]:
    """Return the room that the centring marks take inside the frame, for views to keep clear of."""
    frame, (x0, y0, x1, y1) = template.frame, space_of(template, sheet)
    if not frame.centring:
        return ()
    x, y, reach = sheet.width / 2, sheet.height / 2, frame.centring_reach + frame.line
    return (
        (x - frame.line, y0, x + frame.line, y0 + reach),
        (x - frame.line, y1 - reach, x + frame.line, y1),
        (x0, y - frame.line, x0 + reach, y + frame.line),
        (x1 - reach, y - frame.line, x1, y + frame.line),
    )


def zone_bounds(length: float, start: float, end: float, pitch: float) -> tuple[float, ...]:
    """Return where the zones of one side begin and end, from ``start`` to ``end`` of the frame.

    An even number of zones, counted on the whole sheet of ``length`` mm: 50 mm each from its middle
    outwards, what is left falls to the zones at the corners.
    """
    half = max(1, round(length / pitch / 2))
    inner = (length / 2 + pitch * i for i in range(1 - half, half))
    return (start, *(place for place in inner if start < place < end), end)


def _sides(sheet: Sheet) -> tuple[str, ...]:
    return _SIDES[:2] if sheet.height > sheet.width else _SIDES


def _zones(frame: Frame, sheet: Sheet, space: Box) -> Iterator[Primitive]:
    x0, y0, x1, y1 = space
    wide, pen = frame.zone_width, Pen(frame.zone_line)
    columns = zone_bounds(sheet.width, x0, x1, frame.zone_pitch)
    rows = zone_bounds(sheet.height, y0, y1, frame.zone_pitch)[::-1]
    for side in _sides(sheet):
        if side in ("top", "bottom"):
            inner, outer = (y1, y1 + wide) if side == "top" else (y0, y0 - wide)
            for i, (left, right) in enumerate(pairwise(columns)):
                yield from _mark(str(i + 1), ((left + right) / 2, (inner + outer) / 2), frame)
            lines = [((x, inner), (x, outer)) for x in columns[1:-1]]
        else:
            inner, outer = (x1, x1 + wide) if side == "right" else (x0, x0 - wide)
            for i, (high, low) in enumerate(pairwise(rows)):
                yield from _mark(row_letters(i), ((inner + outer) / 2, (high + low) / 2), frame)
            lines = [((inner, y), (outer, y)) for y in rows[1:-1]]
        for line in lines:
            yield Polyline(points=line, pen=pen)
    yield from _border(frame, sheet, space)


def _border(frame: Frame, sheet: Sheet, space: Box) -> Iterator[Primitive]:
    """Yield the outer line of the zones: round the frame, or over the sides that have zones."""
    x0, y0, x1, y1 = space
    wide, pen = frame.zone_width, Pen(frame.zone_line)
    if len(_sides(sheet)) == len(_SIDES):
        corner = (x0 - wide, y0 - wide)
        yield symbols.rectangle(corner, x1 - x0 + 2 * wide, y1 - y0 + 2 * wide, pen)
        return
    right, top = x1 + wide, y1 + wide
    points = ((x0, y1), (x0, top), (right, top), (right, y0), (x1, y0))
    yield Polyline(points=points, pen=pen)


def row_letters(number: int) -> str:
    """Return A, B … Z without I and O, then AA, BB …."""
    return _LETTERS[number % len(_LETTERS)] * (1 + number // len(_LETTERS))


def _mark(text: str, middle: Point, frame: Frame) -> Iterator[Primitive]:
    height = min(frame.zone_lettering, 0.8 * frame.zone_width)
    place = (middle[0], middle[1] - height / 2)
    yield from glyphs.line(text, place, height, "middle")


def _centring(template: SheetTemplate, sheet: Sheet, taken: Sequence[Box]) -> Iterator[Primitive]:
    """Yield a mark at each end of both axes of the sheet, from the zones to beyond the frame.

    A mark that would run into a taken box ends at the frame.
    """
    frame, (x0, y0, x1, y1) = template.frame, space_of(template, sheet)
    x, y, out, reach = sheet.width / 2, sheet.height / 2, frame.zone_width, frame.centring_reach
    for (along, across), (start, end) in (
        ((x, y0), (-out, reach)), ((x, y1), (out, -reach)),
        ((x0, y), (-out, reach)), ((x1, y), (out, -reach)),
    ):  # fmt: skip
        points = ((along, across + start), (along, across + end))
        if across == y:
            points = ((along + start, across), (along + end, across))
        if any(_meets(points, box, frame.line) for box in taken):
            points = (points[0], (along, across))
        yield Polyline(points=points, pen=Pen(frame.line))


def _meets(line: tuple[Point, Point], box: Box, gap: float) -> bool:
    (xa, ya), (xb, yb) = line
    return (
        box[0] - gap < max(xa, xb) and min(xa, xb) < box[2] + gap
        and box[1] - gap < max(ya, yb) and min(ya, yb) < box[3] + gap
    )  # fmt: skip


def _trimming(sheet: Sheet) -> Iterator[Primitive]:
    """Yield two overlapping filled rectangles in each corner of the trimmed sheet."""
    for long, short in ((_TRIM_LONG, _TRIM_SHORT), (_TRIM_SHORT, _TRIM_LONG)):
        for x in (0.0, sheet.width - long):
            for y in (0.0, sheet.height - short):
                yield symbols.rectangle((x, y), long, short, NONE, BLACK)
