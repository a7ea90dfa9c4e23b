"""The *tableau de simulation*: surfaces in columns, phases in bands, dimensions as arrows between.

Drawn from top to bottom in sheet millimetres: the names of the surfaces over their lines, a band for
each phase with the dispersions of its active surfaces and its manufactured dimensions, then the
conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.drawing import glyphs, lettering, pens
from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import WHITE, Anchor, Drawing, Point, Polygon, Polyline, Primitive
from gmp_cad.drawing.symbols import arrowhead

Tone = Literal["plain", "free", "good", "bad", "chip"]

_TEXT_MM, _SMALL_MM = 2.2, 1.8
_GUTTER_MM = 34.0  # for the titles of the bands
_MARGIN_MM = 3.0
_LANE_MM = 4.8  # one row of arrows: the arrow, its text above it
_MARKS_MM = 8.4  # the row of the dispersions
_PAD_MM = 1.5
_HALF_TOOTH_MM = 1.3
_LINE = Pen(0.18, "#9AA5B1")
_RULE = Pen(0.25, "#12406B")
_COLOURS: dict[Tone, str] = {
    "plain": pens.BLACK, "free": "#0055B3", "good": "#14662F", "bad": pens.RED, "chip": "#7A4800",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An active surface in its column; ``located``: the part rests on it, else it is machined.

    ``text``: its dispersion; ``widened``: what the slack makes of it, "" where that is nothing.
    """

    column: int
    text: str
    located: bool
    widened: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A dimension between two columns."""

    start: int
    end: int
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A phase, or the conditions: title (one or two lines), dispersions, dimensions."""

    title: tuple[str, ...]
    marks: tuple[Mark, ...] = ()
    arrows: tuple[Arrow, ...] = ()


def simulation_table(
    columns: Sequence[str], bands: Sequence[Band], width: float, title: str
) -> Drawing:
    """Return the table, ``width`` mm wide and as high as its rows ask for."""
    places = _places(len(columns), width)
    lanes = [_lanes(band.arrows, places, width) for band in bands]
    heights = [_height(band, rows) for band, rows in zip(bands, lanes, strict=True)]
    head = max((lettering.width(name, _TEXT_MM) for name in columns), default=0.0) + 3.0
    total = head + sum(heights) + 2 * _MARGIN_MM
    top = total - _MARGIN_MM - head
    drawn: list[Primitive] = []
    for name, x in zip(columns, places, strict=True):
        drawn += glyphs.line(
            name, (x + _TEXT_MM / 2, top + 1.5), _TEXT_MM, "start", 90.0, pens.BLACK
        )
        drawn.append(Polyline(points=((x, top), (x, _MARGIN_MM)), pen=_LINE))
    for band, rows, height in zip(bands, lanes, heights, strict=True):
        drawn += _band(band, rows, places, (top, width))
        top -= height
    drawn.append(_rule(top, width))
    return Drawing(width=width, height=round(total, 3), primitives=tuple(drawn), title=title)


def _places(count: int, width: float) -> list[float]:
    room = width - _GUTTER_MM - 2 * _MARGIN_MM
    return [_GUTTER_MM + room * (i + 0.5) / max(count, 1) for i in range(count)]


def _height(band: Band, rows: Sequence[Sequence[Arrow]]) -> float:
    least = _PAD_MM + len(band.title) * (_TEXT_MM + 1.6)
    marks = _MARKS_MM if band.marks else 0.0
    return max(least, marks + len(rows) * _LANE_MM + _PAD_MM)


def _lanes(arrows: Sequence[Arrow], places: Sequence[float], width: float) -> list[list[Arrow]]:
    """Return the arrows in rows in which neither they nor their texts overlap."""
    rows: list[list[Arrow]] = []
    for arrow in arrows:
        low, high = _extent(arrow, places, width)
        for row in rows:
            others = (_extent(other, places, width) for other in row)
            if all(high < a or b < low for a, b in others):
                row.append(arrow)
                break
        else:
            rows.append([arrow])
    return rows


def _extent(arrow: Arrow, places: Sequence[float], width: float) -> tuple[float, float]:
    ends = sorted((places[arrow.start], places[arrow.end]))
    middle, half = _middle(arrow, places, width), lettering.width(arrow.text, _SMALL_MM) / 2 + 1.0
    return min(ends[0], middle - half), max(ends[1], middle + half)


def _middle(arrow: Arrow, places: Sequence[float], width: float) -> float:
    """Return where the middle of the text stands: over the arrow, inside the table."""
    half = lettering.width(arrow.text, _SMALL_MM) / 2
    middle = (places[arrow.start] + places[arrow.end]) / 2
    return min(max(middle, _GUTTER_MM + half), width - _MARGIN_MM - half)


def _band(
    band: Band, rows: Sequence[Sequence[Arrow]], places: Sequence[float], frame: tuple[float, float]
) -> Iterator[Primitive]:
    top, width = frame
    yield _rule(top, width)
    for i, line in enumerate(band.title):
        foot = top - _PAD_MM - _TEXT_MM - i * (_TEXT_MM + 1.6)
        size = _TEXT_MM if i == 0 else _SMALL_MM
        yield from glyphs.line(line, (_MARGIN_MM, foot), size, "start", 0.0, pens.BLACK)
    for mark in band.marks:
        yield from _mark(mark, places[mark.column], top)
    y = top - (_MARKS_MM if band.marks else 0.0)
    for row in rows:
        y -= _LANE_MM
        for arrow in row:
            yield from _arrow(arrow, places, y + 1.2, width)


def _mark(mark: Mark, x: float, top: float) -> Iterator[Primitive]:
    """Draw a locating tooth under the line, or the red bar of a machined surface, and its Δl."""
    y = top - _PAD_MM - 2.2
    if mark.located:
        points = ((x, y + 2.2), (x - _HALF_TOOTH_MM, y), (x + _HALF_TOOTH_MM, y))
        yield Polygon(points=points, pen=pens.NARROW_LINE, fill=pens.BLACK)
    else:
        yield Polyline(points=((x, y + 2.4), (x, y - 0.4)), pen=pens.MACHINED)
    foot = (x + 1.8, y + 0.4)
    colour = pens.BLACK if mark.located else pens.RED
    yield from _boxed(mark.text, foot, "start", colour)
    below = (foot[0], foot[1] - _SMALL_MM - 1.3)
    yield from _boxed(mark.widened, below, "start", _COLOURS["good"])


def _boxed(text: str, foot: Point, anchor: Anchor, colour: str) -> Iterator[Primitive]:
    """Write a text on white, so that no line of a surface runs through it."""
    if not text:
        return
    length = lettering.width(text, _SMALL_MM)
    left = foot[0] - (length / 2 if anchor == "middle" else 0.0) - 0.4
    low, high = foot[1] - 0.35, foot[1] + _SMALL_MM + 0.5
    corners = ((left, low), (left + length + 0.8, low), (left + length + 0.8, high), (left, high))
    yield Polygon(points=corners, pen=pens.NONE, fill=WHITE)
    yield from glyphs.line(text, foot, _SMALL_MM, anchor, 0.0, colour)


def _arrow(arrow: Arrow, places: Sequence[float], y: float, width: float) -> Iterator[Primitive]:
    colour = _COLOURS[arrow.tone]
    pen = Pen(0.35 if arrow.tone in ("good", "bad", "chip") else pens.NARROW, colour)
    low, high = sorted((places[arrow.start], places[arrow.end]))
    yield Polyline(points=((low, y), (high, y)), pen=pen)
    yield arrowhead((low, y), (-1.0, 0.0), 2.0, pen, colour)
    yield arrowhead((high, y), (1.0, 0.0), 2.0, pen, colour)
    foot = (_middle(arrow, places, width), y + 0.8)
    yield from _boxed(arrow.text, foot, "middle", colour)


def _rule(y: float, width: float) -> Polyline:
    return Polyline(points=((_MARGIN_MM, y), (width - _MARGIN_MM, y)), pen=_RULE)
