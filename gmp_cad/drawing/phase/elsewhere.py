"""A view that stands elsewhere than in projection: a reference arrow with its letter (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.phase.style import HEAD
from gmp_cad.drawing.primitives import (
    Group,
    Point,
    Polyline,
    box_of,
    extent,
    grow,
    meet,
    moved_group,
    plain,
)
from gmp_cad.drawing.view import FIRST_ANGLE, View

_LETTER = 5.0
_SHAFT = 9.0
_CLEAR = 1.5
_SHARES = (0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92)
_STEP, _STEPS = 2.0, 20


def referred(
    front: tuple[View, Sequence[Group]], view: tuple[View, Sequence[Group]], letter: str
) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return the groups of the front view with an arrow, and those of the view with its letter.

    The arrow stands outside the front view, clear of all that is drawn, and points the way in which
    the other one is seen.
    """
    column, row = FIRST_ANGLE[view[0].name]
    arrow = _arrow(front, (float(column), float(row)), letter)
    x0, _, x1, y1 = extent(view[1])
    (name,) = glyphs.line(letter, ((x0 + x1) / 2, y1 + 2 * _CLEAR), _LETTER, "middle")
    return (*front[1], arrow), (*view[1], grouped("cutting_plane", (name,), key=f"view.{letter}"))


def _arrow(front: tuple[View, Sequence[Group]], way: Point, letter: str) -> Group:
    """Return the first arrow that is clear: along the side that the viewer looks at, further and further out."""
    boxes = [box_of(primitive) for primitive in plain(front[1])]
    last: Group | None = None
    for tip in _tips(front[0], way):
        last = _drawn(tip, way, letter)
        here = grow(box_of(last), _CLEAR)
        if not any(meet(here, box) for box in boxes):
            return last
    assert last is not None
    return moved_group(last, 0.0, 0.0)


def _tips(view: View, way: Point) -> Iterator[Point]:
    x0, y0, x1, y1 = view.box
    for step in range(1, _STEPS):
        for share in _SHARES:
            if way[1]:
                edge = y1 + step * _STEP if way[1] < 0 else y0 - step * _STEP
                yield (x0 + share * (x1 - x0), edge)
            else:
                edge = x0 - step * _STEP if way[0] > 0 else x1 + step * _STEP
                yield (edge, y0 + share * (y1 - y0))


def _drawn(tip: Point, way: Point, letter: str) -> Group:
    tail = symbols.along(tip, way, -_SHAFT)
    wide = glyphs.width(letter, _LETTER)
    corner = (tail[0] + 1.5, tail[1] + 0.5) if way[1] else (tail[0] + 1.0, tail[1] + 1.5)
    return grouped(
        "cutting_plane",
        (
            Polyline(points=(tail, symbols.along(tip, way, -HEAD)), pen=NARROW_LINE),
            symbols.arrowhead(tip, way, HEAD),
            *glyphs.line(letter, (corner[0] + wide / 2, corner[1]), _LETTER, "middle"),
        ),
        key=f"arrow.{letter}",
    )
