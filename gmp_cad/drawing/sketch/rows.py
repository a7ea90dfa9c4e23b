"""Linear and diameter dimensions on rows outside a view (ISO 129-1), without overlaps.

A dimension is measured along one axis of the paper; ``across`` is the other one, on which its rows
are stacked: the shortest nearest to the part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gmp_cad.drawing import symbols
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Box, Point, Polyline, Primitive, hull
from gmp_cad.drawing.sketch import label
from gmp_cad.drawing.sketch.occupancy import Occupancy
from gmp_cad.drawing.sketch.values import SketchDimension

Side = Literal["top", "bottom", "left", "right"]
SIDES: dict[bool, tuple[Side, Side]] = {True: ("top", "bottom"), False: ("left", "right")}
_FIRST_ROW = 7.0
_STEP = 0.5
_LAST_ROW = 90.0
_OVERSHOOT = 1.5
_CROSSING_COST = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A dimension in one view, paper mm: its two ends, and how far each reaches on both sides.

    ``reach`` gives for each end the lowest and highest ``across`` of what it measures from.
    """

    dimension: SketchDimension
    horizontal: bool
    ends: tuple[float, float]
    reach: tuple[tuple[float, float], tuple[float, float]]
    cost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A span set out on one side of the view: what is drawn, and what it takes."""

    cost: float
    primitives: tuple[Primitive, ...]
    boxes: tuple[Box, ...]
    extensions: tuple[tuple[Point, Point], ...]


def best_row(span: Span, part: Box, occupied: Occupancy) -> Row | None:
    """Return the cheapest free place of the span beside the part's box; None if there is none."""
    rows = [row for side in SIDES[span.horizontal] for row in _on_side(span, side, part, occupied)]
    return min(rows, key=lambda row: row.cost, default=None)


def occupy(row: Row, occupied: Occupancy) -> None:
    """Count a row as taken."""
    for box in row.boxes:
        occupied.take_box(box)
    for extension in row.extensions:
        occupied.stroke(extension)


def _on_side(span: Span, side: Side, part: Box, occupied: Occupancy) -> Iterator[Row]:
    """Yield the nearest free row of a side, for each way to place the text."""
    edge = part[{"left": 0, "bottom": 1, "right": 2, "top": 3}[side]]
    sign = 1.0 if side in {"top", "right"} else -1.0
    for text_at in _text_places(span):
        offset = _FIRST_ROW
        while offset < _LAST_ROW:
            row = _row(span, edge + sign * offset, sign, edge, text_at, occupied)
            if row is not None:
                yield row
                break
            offset += _STEP


def _text_places(span: Span) -> list[float]:
    """Return where the middle of the text may stand along the dimension line."""
    low, high = span.ends
    width = label.width(span.dimension)
    inside = high - low - (2 * symbols.ARROW if _arrows_fit(span) else 0)
    if width + 1 <= inside:
        return [(low + high) / 2]
    tail = _tail(span)
    return [high + tail + width / 2 + 0.5, low - tail - width / 2 - 0.5]


def _arrows_fit(span: Span) -> bool:
    return span.ends[1] - span.ends[0] >= 2 * symbols.ARROW + 1.5


def _tail(span: Span) -> float:
    return 0.5 if _arrows_fit(span) else symbols.ARROW + 1.5


def _row(
    span: Span, across: float, sign: float, edge: float, text_at: float, occupied: Occupancy
) -> Row | None:
    text, line = _boxes(span, across, text_at)
    if occupied.overlaps(text) or occupied.overlaps(line) or occupied.crossings(text):
        return None
    extensions = _extensions(span, across, sign)
    ends = [_swap(span, (end, across)) for end in span.ends]
    over = sum(_over_part(reach, sign, edge) for reach in span.reach)
    crossed = sum(occupied.cuts(a, b) for a, b in extensions)
    crossed += occupied.crossings(hull(ends), 0.0)
    length = sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in extensions)
    return Row(
        cost=span.cost + length / 2 + over / 2 + crossed * _CROSSING_COST,
        primitives=tuple(_drawn(span, across, text_at, extensions)),
        boxes=(text, line),
        extensions=extensions,
    )


def _over_part(reach: tuple[float, float], sign: float, edge: float) -> float:
    """Return how far an extension line runs over the part before it leaves it."""
    return abs(edge - (reach[1] if sign > 0 else reach[0]))


def _swap(span: Span, point: Point) -> Point:
    """Return (along, across) as (x, y)."""
    return point if span.horizontal else (point[1], point[0])


def _boxes(span: Span, across: float, text_at: float) -> tuple[Box, Box]:
    """Return the boxes of the text, and of the line with its arrows."""
    above = -1.0 if not span.horizontal else 1.0  # the side of the line that reads as its top
    half = label.width(span.dimension) / 2
    low, high = _line_ends(span, text_at)
    tall = label.height(span.dimension)
    text = hull(
        _swap(span, (a, across + above * b))
        for a, b in ((text_at - half, 0.2), (text_at + half, tall))
    )
    line = hull(_swap(span, (a, across + b)) for a, b in ((low, -0.7), (high, 0.7)))
    return text, line


def _line_ends(span: Span, text_at: float) -> tuple[float, float]:
    """Return the ends of the dimension line, as long as its arrows and its text ask."""
    low, high = span.ends
    half = label.width(span.dimension) / 2
    if not _arrows_fit(span):
        low, high = low - symbols.ARROW - 1.5, high + symbols.ARROW + 1.5
    return (min(low, text_at - half), max(high, text_at + half))


def _extensions(span: Span, across: float, sign: float) -> tuple[tuple[Point, Point], ...]:
    found = []
    for end, (lowest, highest) in zip(span.ends, span.reach, strict=True):
        start = highest if sign > 0 else lowest
        found.append((_swap(span, (end, start)), _swap(span, (end, across + sign * _OVERSHOOT))))
    return tuple(found)


def _drawn(
    span: Span, across: float, text_at: float, extensions: tuple[tuple[Point, Point], ...]
) -> Iterator[Primitive]:
    for extension in extensions:
        yield Polyline(points=extension, pen=NARROW_LINE)
    line = tuple(_swap(span, (end, across)) for end in _line_ends(span, text_at))
    yield Polyline(points=line, pen=NARROW_LINE)
    outward = 1.0 if _arrows_fit(span) else -1.0
    for end, way in zip(span.ends, (-outward, outward), strict=True):
        yield symbols.arrowhead(_swap(span, (end, across)), _swap(span, (way, 0.0)))
    start = _swap(span, (text_at - label.width(span.dimension) / 2, across))
    yield from label.label(span.dimension, start, 0.0 if span.horizontal else 90.0)
