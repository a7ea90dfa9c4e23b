"""Texts at the end of a leader: where its knee may stand, and what is written on its shelf."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes, direction_of
from gmp_cad.drawing.annotate.caption import Caption, gathered
from gmp_cad.drawing.annotate.frames import datum_areas, hung
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.style import ARROW, FRAME_GAP, FRAME_HEIGHT
from gmp_cad.drawing.layout.item import Candidate, Stroke
from gmp_cad.drawing.pens import BLACK, NARROW_LINE, NONE
from gmp_cad.drawing.primitives import Box, Circle, Group, Measured, Point, Polyline, Primitive
from gmp_cad.drawing.view import unit

_OUTSIDE_REACHES = (9.0, 14.0, 20.0, 28.0, 38.0, 50.0)
_INSIDE_REACHES = (9.0, 18.0)
_AT_EDGE = 3.0
_REACH_COST = 0.2
_OUT_GAPS = (5.0, 10.0, 16.0, 23.0)
_SHELF_START = 1.0  # from the knee to the text
_DOT_RADIUS = 0.6
_PARALLEL_DEG = 8.0
HATCH_DEG = 45.0
_LINE_CLEAR = 0.8
_DOWN = (0.0, -1.0)

End = Literal["arrow", "dot"]


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader from its knee to the tip; ``through``: a line on from the tip that bears two arrows.

    ``end``: "arrow" on a line, "dot" on a surface (ISO 128-2).
    """

    tip: Point
    knee: Point
    cost: float
    end: End = "arrow"
    through: Point | None = None
    measured: Measured | None = None

    @property
    def away(self) -> Point:
        """The unit direction from the tip to the knee."""
        return unit((self.knee[0] - self.tip[0], self.knee[1] - self.tip[1]))

    @property
    def start(self) -> Point:
        """Where the leader is clear of the line that it points at."""
        return symbols.along(self.tip, self.away, _LINE_CLEAR)


def leaders(
    tip: Point, angles_deg: Iterable[tuple[float, float]], seen: Seen, end: End = "arrow"
) -> Iterator[Leader]:
    """Yield leaders from ``tip`` at each (angle, cost), short ones and those that leave the view."""
    box = seen.view.box
    hatched = bool(seen.view.projection.regions)
    for angle, extra in angles_deg:
        if along_a_grain(angle, hatched=hatched):
            continue
        direction = direction_of(angle)
        out = way_out(tip, direction, box)
        for reach in _reaches(out):
            yield Leader(
                tip, symbols.along(tip, direction, reach), extra + _REACH_COST * reach, end
            )


def _reaches(out: float) -> tuple[float, ...]:
    """Return lengths of leaders from a place that lies ``out`` mm inside the view's box."""
    if out < _AT_EDGE:
        return _OUTSIDE_REACHES
    return (*_INSIDE_REACHES, *(out + gap for gap in _OUT_GAPS))


def along_a_grain(angle_deg: float, *, hatched: bool) -> bool:
    """Return whether a leader would run along the edges or the hatching of the part."""
    turn = angle_deg % 90.0
    if min(turn, 90.0 - turn) < _PARALLEL_DEG:
        return True
    return hatched and abs(angle_deg % 180.0 - HATCH_DEG) < _PARALLEL_DEG


def way_out(tip: Point, direction: Point, box: Box) -> float:
    """Return how far it is from a point along a direction to the outside of a box, mm."""
    ways = []
    for place, step, low, high in (
        (tip[0], direction[0], box[0], box[2]),
        (tip[1], direction[1], box[1], box[3]),
    ):
        if abs(step) > 1e-9:
            ways.append(((high if step > 0 else low) - place) / step)
    return max(0.0, min(ways))


def shelved(caption: Caption, leader: Leader) -> Candidate:
    """Return the way to draw a callout on the shelf of a leader."""
    axes, shelf = _shelf(caption, leader)
    areas = [*caption.areas(axes)]
    stack = Axes((axes.origin[0], axes.origin[1] - FRAME_GAP))
    areas += caption.stack.areas(stack)
    if _hangs(caption):
        areas += datum_areas(_hook(leader, shelf), _DOWN)
    strokes = [Stroke(points=(leader.start, leader.knee, shelf), kind="leader")]
    if leader.through is not None:
        strokes.append(Stroke(points=(leader.tip, leader.through), kind="dimension"))
    return Candidate(
        areas=tuple(areas), strokes=tuple(strokes), tips=(leader.tip,), cost=leader.cost,
        draw=partial(_draw, caption, leader),
    )  # fmt: skip


def _hangs(caption: Caption) -> bool:
    """Return whether a datum sign hangs on the shelf itself: without frames that bear it."""
    return bool(caption.callout.datum) and not caption.stack.frames


def _hook(leader: Leader, shelf: Point) -> Point:
    """Return where a datum sign hangs on a shelf: near its end, away from the leader."""
    x, y = shelf
    inward = -1.0 if x > leader.knee[0] else 1.0
    return (x + inward * FRAME_HEIGHT / 2, y)


def _shelf(caption: Caption, leader: Leader) -> tuple[Axes, Point]:
    """Return the axes of the text's lower left corner, and the end of the shelf."""
    x, y = leader.knee
    wide = max(caption.width, caption.stack.width)
    if x >= leader.tip[0]:
        return Axes((x + _SHELF_START, y)), (x + _SHELF_START + wide, y)
    return Axes((x - _SHELF_START - wide, y)), (x - _SHELF_START - wide, y)


def _draw(caption: Caption, leader: Leader) -> tuple[Group, ...]:
    axes, shelf = _shelf(caption, leader)
    start = leader.through or leader.tip
    line = Polyline(points=(start, leader.knee, shelf), pen=NARROW_LINE)
    drawn: list[Primitive] = [line, *ending(leader)]
    measured = leader.measured
    if measured is not None:
        measured = replace(measured, text=" ".join(caption.callout.texts))
    main = grouped("dimensions", (*drawn, *caption.written(axes)), key=caption.key, measured=measured,
    )  # fmt: skip
    stack = caption.stack.draw(Axes((axes.origin[0], axes.origin[1] - FRAME_GAP)))
    if _hangs(caption):
        stack = (*stack, hung(_hook(leader, shelf), _DOWN, caption.callout.datum))
    return gathered(((main,), caption.signs(axes), stack))


def ending(leader: Leader) -> Iterator[Primitive]:
    """Yield the dot or the arrows of a leader."""
    if leader.end == "dot":
        yield Circle(centre=leader.tip, radius=_DOT_RADIUS, pen=NONE, fill=BLACK)
        return
    x, y = leader.away
    yield symbols.arrowhead(leader.tip, (x, y) if leader.through else (-x, -y), ARROW)
    if leader.through is not None:
        yield symbols.arrowhead(leader.through, (-x, -y), ARROW)


def angle_of(direction: Point) -> float:
    """Return the angle of a direction, anticlockwise from x, degrees."""
    return math.degrees(math.atan2(direction[1], direction[0]))
