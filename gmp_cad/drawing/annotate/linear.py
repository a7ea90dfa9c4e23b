"""Dimensions between extension lines: lengths, and diameters seen from their side (ISO 129-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.caption import Caption, caption_of, gathered
from gmp_cad.drawing.annotate.frames import Stack, datum_areas, hung
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.rows import Row, rows_of
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.spans import Span
from gmp_cad.drawing.annotate.style import (
    ARROW,
    EXTENSION_BEYOND,
    EXTENSION_GAP,
    FRAME_GAP,
)
from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.layout.item import Area, Candidate, Stroke
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Group, Measured, Point, Polyline, Primitive

_LEAST_BETWEEN = 2 * ARROW + 3.0  # arrows stand inside from this length on
_TAIL = ARROW + 4.0  # of a dimension line outside its arrows
_MARGIN = 0.8  # between a text and the extension lines beside it
_OUTSIDE_GAP = 2.4  # from an extension line to a text beyond it
_PAST_AXIS = 8.0
_OUTSIDE_COST, _NARROW_OUTSIDE_COST = 8.0, 2.0
_SHIFT_COST = 1.0
_TURNED_FRAME_COST, _FAR_END_COST = 6.0, 1.0
_APART_COST = 5.0  # of frames that do not stand under their size
_TURNED_TEXT_COST = 0.12  # for each mm of a long text that stands
_SHELF_COST, _SHELF_DROPS = 2.5, (3.0, 9.0, 16.0)
_CLEAR = 2.0  # between what stands at the end of a line and its last extension line
_ELBOW, _DROP = 5.0, 9.0
_STANDING_DEG = 89.9
_FEW_ROWS, _MANY_ROWS = 2, 5


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the parts of one candidate stand: u of the line's ends and of the text's start.

    ``shelf``: the text stands on a level shelf at the line's end: its axes, the shelf's ends.
    ``stack``: axes of the frames' upper left corner; ``joint``: the line to frames beside the end;
    ``leading``: it comes to their right end.
    ``datum``: foot and direction of a datum triangle; ``dropped``: the arrow that it replaces.
    """

    line: tuple[float, float]
    text: float
    cost: float
    stack: Axes | None = None
    joint: tuple[Point, ...] = ()
    datum: tuple[Point, Point] | None = None
    dropped: int | None = None
    leading: bool = False

    def facing(self, stack: Stack) -> Stack:
        """Return the frames with their balloons at the end where the joint does not come."""
        return replace(stack, leading=self.leading)

    shelf: tuple[Axes, Point, Point] | None = None


def linear_candidates(callout: Callout, span: Span, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to draw a dimension in profile: rows, and places of the text along them."""
    caption = caption_of(callout)
    return tuple(
        _candidate(caption, span, seen.view.scale, row, place)
        for row in rows_of(span, seen)
        for place in _places(caption, span, row)
    )


def _ends(span: Span) -> tuple[float, float]:
    """Return the u between which the dimension line runs, past the axis in a half section."""
    u0, u1 = span.feet[0].u, span.feet[1].u
    if span.missing is None or span.axis_u is None:
        return u0, u1
    past = min(_PAST_AXIS, 0.6 * span.length / 2)
    return (span.axis_u - past, u1) if span.missing == 0 else (u0, span.axis_u + past)


def _places(caption: Caption, span: Span, row: Row) -> Iterator[_Place]:
    u0, u1 = _ends(span)
    wide = max(caption.width, caption.stack.width if not _stands(span) else 0.0)
    slack = (u1 - u0) - wide - 2 * _MARGIN
    low, high = _line_ends(span, u0, u1)
    middle = (u0 + u1 - caption.width) / 2
    outside = _NARROW_OUTSIDE_COST if slack < 0 else _OUTSIDE_COST
    if slack >= 0:
        shares = (0.0, 1.0, -1.0, 0.5, -0.5) if row.level < _MANY_ROWS and slack > 4 else (0.0,)
        for share in shares:
            text = middle + share * slack / 2
            yield from _finished(caption, span, row, _Place((low, high), text, abs(share)))
    if _stands(span) and (slack < 0 or row.inside or caption.stack.frames):
        yield from _on_shelves(caption, span, row, (low, high))
    if slack < 0 or row.inside:
        right = max(u1 + _OUTSIDE_GAP, high if low < u0 else u1 + _OUTSIDE_GAP)
        left = min(u0 - _OUTSIDE_GAP, low if low < u0 else u0 - _OUTSIDE_GAP) - wide
        for text, line in (
            (right, (low, right + caption.width)),
            (left, (left, high)),
        ):
            cost = outside + (_TURNED_TEXT_COST * caption.width if _stands(span) else 0.0)
            yield from _finished(caption, span, row, _Place(line, text, cost))


def _on_shelves(
    caption: Caption, span: Span, row: Row, line: tuple[float, float]
) -> Iterator[_Place]:
    """Yield level shelves at the ends of a line that stands: texts too long to be turned."""
    wide = max(caption.width, caption.stack.width)
    above, below = caption.rise + _CLEAR, caption.stack.depth + FRAME_GAP + _CLEAR
    for i, way in ((1, 1.0), (0, -1.0)):
        if span.missing == i:
            continue
        drops = _SHELF_DROPS[: max(1, len(_SHELF_DROPS) - row.level)]
        least = span.feet[1].u + below - line[1] if i else line[0] + above - span.feet[0].u
        for drop in sorted({max(drop, least) for drop in drops}):
            u = line[i] + way * drop
            x, y = span.axes.at(u, row.v)
            ends = (line[0], u) if i else (u, line[1])
            for side in (1.0, -1.0):
                start = Axes((x + 1.0 if side > 0 else x - 1.0 - wide, y))
                shelf = (start, (x, y), (x + side * (1.0 + wide), y))
                stack = start.moved(0.0, -FRAME_GAP) if caption.stack.frames else None
                place = _Place(ends, u, _SHELF_COST + 0.1 * drop, stack, shelf=shelf)
                if caption.callout.datum and stack is None:
                    yield from _with_datum(span, row, place)
                else:
                    yield place


def _line_ends(span: Span, u0: float, u1: float) -> tuple[float, float]:
    """Return the ends of the dimension line: past its arrows where they stand outside."""
    if u1 - u0 >= _LEAST_BETWEEN:
        return u0, u1
    return u0 - (_TAIL if span.missing != 0 else 0.0), u1 + (_TAIL if span.missing != 1 else 0.0)


def _stands(span: Span) -> bool:
    """Return whether the line stands upright: frames and long texts may lie level beside it."""
    return abs(span.axes.angle_deg) > _STANDING_DEG


def _finished(caption: Caption, span: Span, row: Row, place: _Place) -> Iterator[_Place]:
    """Yield the place with the frames and the datum of the callout, where it has some."""
    if caption.stack.frames:
        yield from _with_frames(caption, span, row, place)
    elif caption.callout.datum:
        yield from _with_datum(span, row, place)
    else:
        yield place


def _with_frames(caption: Caption, span: Span, row: Row, place: _Place) -> Iterator[_Place]:
    """Yield frames under the text and, where the text is turned, upright at the line's end."""
    axes, stack = span.axes, caption.stack
    beside = place.text > span.feet[1].u or place.text < span.feet[0].u
    start = place.text if beside else place.text + (caption.width - stack.width) / 2
    start = max(start, place.text) if stack.width > caption.width else start
    turned = _TURNED_FRAME_COST if _stands(span) else 0.0
    under = axes.moved(start, row.v - FRAME_GAP)
    fits = beside or (start > span.feet[0].u and start + stack.width < span.feet[1].u)
    if fits:
        yield _Place(place.line, place.text, place.cost + turned, under)
    if not _stands(span):
        return
    for i, (end, way) in enumerate(((place.line[0], -1.0), (place.line[1], 1.0))):
        least = stack.depth - stack.joint() + _CLEAR if way > 0 else 0.0
        drops = (max(_DROP, least), max(_DROP, least) + _DROP)
        for drop in drops[: 2 if row.level < _FEW_ROWS else 1]:
            knee = axes.at(end + way * drop, row.v)
            for side in (-1.0, 1.0):
                edge = (knee[0] + side * _ELBOW, knee[1])
                left = edge[0] if side > 0 else edge[0] - stack.width
                corner = Axes((left, edge[1] + stack.joint()))
                cost = place.cost + _APART_COST + i * _FAR_END_COST + drop / _DROP
                joint = (axes.at(end, row.v), knee, edge)
                yield _Place(place.line, place.text, cost, corner, joint, leading=side < 0)


def _with_datum(span: Span, row: Row, place: _Place) -> Iterator[_Place]:
    """Yield the datum triangle in line with the dimension line: it means the axis (ISO 5459)."""
    axes = span.axes
    for end, way in ((0, -1.0), (1, 1.0)):
        u = span.feet[end].u
        if span.missing == end or (place.text - u) * way > 0:
            continue  # the half that is not shown, or the end where the text stands
        out = (axes.along[0] * way, axes.along[1] * way)
        line = (max(place.line[0], u), place.line[1]) if end == 0 else (
            place.line[0], min(place.line[1], u))  # fmt: skip
        outside = place.line != line
        datum = (axes.at(u, row.v), out)
        yield replace(
            place,
            line=line,
            cost=place.cost + 0.2 * end,
            datum=datum,
            dropped=end if outside else None,
        )


def _candidate(caption: Caption, span: Span, scale: float, row: Row, place: _Place) -> Candidate:
    text_axes = _text_axes(span, row, place)
    areas: list[Area] = [*caption.areas(text_axes)]
    if place.stack is not None:
        areas += place.facing(caption.stack).areas(place.stack)
    if place.datum is not None:
        areas += datum_areas(*place.datum)
    at = span.axes.at
    strokes = [
        Stroke(points=(at(a, row.v), at(b, row.v)), kind="dimension", on_part=on_part)
        for a, b, on_part in _stretches(span, row, place.line)
    ]
    strokes += [Stroke(points=line, kind="extension") for line in _extensions(span, row)]
    if place.shelf:
        strokes.append(Stroke(points=place.shelf[1:], kind="leader"))
    if place.joint:
        strokes.append(Stroke(points=place.joint, kind="leader"))
    return Candidate(
        areas=tuple(areas),
        strokes=tuple(strokes),
        cost=row.cost + place.cost * _SHIFT_COST,
        draw=partial(_draw, caption, span, scale, row, place),
    )


def _stretches(
    span: Span, row: Row, line: tuple[float, float]
) -> Iterator[tuple[float, float, bool]]:
    """Yield the stretches of the dimension line (u): which of them runs on its own feature."""
    if not row.inside:
        yield (*line, False)
        return
    low, high = max(line[0], span.feet[0].u), min(line[1], span.feet[1].u)
    yield (low, high, True)
    if line[0] < low:
        yield (line[0], low, False)
    if line[1] > high:
        yield (high, line[1], False)


def _text_axes(span: Span, row: Row, place: _Place) -> Axes:
    return place.shelf[0] if place.shelf else span.axes.moved(place.text, row.v)


def _extensions(span: Span, row: Row) -> Iterator[tuple[Point, Point]]:
    """Yield the extension lines that the row needs."""
    for i, foot in enumerate(span.feet):
        if span.missing == i:
            continue
        start = min(max(row.v, foot.low), foot.high)
        way = 1.0 if row.v > start else -1.0
        if abs(row.v - start) > 2 * EXTENSION_GAP:
            yield (
                span.axes.at(foot.u, start + way * EXTENSION_GAP),
                span.axes.at(foot.u, row.v + way * EXTENSION_BEYOND),
            )


def _draw(caption: Caption, span: Span, scale: float, row: Row, place: _Place) -> tuple[Group, ...]:
    axes = span.axes
    text_axes = _text_axes(span, row, place)
    lines: list[Primitive] = [
        Polyline(points=line, pen=NARROW_LINE) for line in _extensions(span, row)
    ]
    ends = (axes.at(place.line[0], row.v), axes.at(place.line[1], row.v))
    lines.append(Polyline(points=ends, pen=NARROW_LINE))
    if place.shelf:
        lines.append(Polyline(points=place.shelf[1:], pen=NARROW_LINE))
    lines += _arrows(span, row, place)
    feet = tuple(axes.at(f.u, min(max(row.v, f.low), f.high)) for f in span.feet)
    measured = Measured(
        kind="linear", points=(*feet, axes.at(span.feet[1].u, row.v)),
        angle_deg=axes.angle_deg, text=" ".join(caption.callout.texts), scale=scale,
    )  # fmt: skip
    main = grouped(
        "dimensions", (*lines, *caption.written(text_axes)), key=caption.key, measured=measured,
        also=caption.also,
    )  # fmt: skip
    return gathered(((main,), caption.signs(text_axes), _hanging(caption, place)))


def _hanging(caption: Caption, place: _Place) -> tuple[Group, ...]:
    found: list[Group] = []
    if place.joint:
        line = Polyline(points=place.joint, pen=NARROW_LINE)
        found.append(grouped("tolerances", (line,), key=caption.key))
    if place.stack is not None:
        found += place.facing(caption.stack).draw(place.stack)
    if place.datum is not None:
        found.append(hung(*place.datum, caption.callout.datum))
    return tuple(found)


def _arrows(span: Span, row: Row, place: _Place) -> Iterator[Primitive]:
    axes = span.axes
    u0, u1 = _ends(span)
    inside = u1 - u0 >= _LEAST_BETWEEN
    back = (-axes.along[0], -axes.along[1])
    for i, (u, outward) in enumerate(((u0, back), (u1, axes.along))):
        if i in (span.missing, place.dropped):
            continue
        towards = outward if inside else (-outward[0], -outward[1])
        yield symbols.arrowhead(axes.at(u, row.v), towards, ARROW)
