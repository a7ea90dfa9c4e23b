"""A view being drawn: its primitives so far, what they take, and how call-outs find room."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.pens import NARROW_LINE, Pen
from gmp_cad.drawing.primitives import Box, Point, Primitive, extent
from gmp_cad.drawing.sketch import signs
from gmp_cad.drawing.sketch.occupancy import Occupancy
from gmp_cad.drawing.view import View

_LETTER = symbols.TEXT_HEIGHT
_AROUND = tuple(range(0, 360, 15))


class Canvas:
    """One view under construction, in the view's paper millimetres."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.primitives: list[Primitive] = []
        self.occupied = Occupancy()
        self.clutter = 0.0

    def draw(self, primitives: Iterable[Primitive]) -> None:
        """Draw lines: texts shall keep clear of them, signs may touch them."""
        drawn = list(primitives)
        self.primitives += drawn
        self.occupied.strokes(drawn)

    def sign(self, primitives: Iterable[Primitive]) -> None:
        """Draw a sign or text; nothing else shall lie over it."""
        drawn = list(primitives)
        self.primitives += drawn
        self.occupied.take(drawn)

    def extent(self) -> Box:
        """Return the box of all that is drawn."""
        return extent(self.primitives)

    def label(self, text: str, near: Point, radius: float, first_deg: float = 45.0) -> None:
        """Write ``text`` beside ``near``, ``radius`` mm away, where there is most room."""
        width = glyphs.width(text, _LETTER)
        places = [
            _beside(near, radius + extra, first_deg + turn, width)
            for extra in (0.0, 1.5, 3.0, 5.0)
            for turn in (0, -45, 45, -90, 90, 135, -135, 180)
        ]
        place = min(places, key=lambda box: (self._clutter(box), places.index(box)))
        self.count(place)
        self.sign(glyphs.line(text, (place[0], place[1]), _LETTER))

    def count(self, box: Box) -> None:
        """Count what a text or sign that is about to be set in ``box`` will lie over."""
        self.clutter += self._clutter(box) / 3

    def _clutter(self, box: Box) -> int:
        return 3 * self.occupied.overlaps(box) + self.occupied.crossings(box)

    def call_out(
        self,
        target: Point,
        direction: Point,
        size: Point,
        draw: Callable[[Point], Sequence[Primitive]],
        knee_height: float = 0.0,
        pen: Pen = NARROW_LINE,
    ) -> None:
        """Set a box of ``size`` beside the target, with a leader to it, and draw its content.

        ``direction`` is the free side at the target; ``draw`` gets the box's lower left corner,
        above which the leader ends at ``knee_height``. The best of many places around is taken.
        """
        places = _call_out_places(target, direction, size, knee_height)
        corner, knee, _ = min(places, key=lambda place: self._room(place, size, target))
        self.count((*corner, corner[0] + size[0], corner[1] + size[1]))
        line = signs.leader((knee, target), pen, arrow=pen == NARROW_LINE)
        self.draw(line[:1])
        self.sign([*line[1:], *draw(corner)])

    def _room(self, place: tuple[Point, Point, float], size: Point, target: Point) -> float:
        """Return the cost of a place: its distance, and much more for what it meets."""
        (x, y), knee, cost = place
        box = (x, y, x + size[0], y + size[1])
        start = symbols.along(target, _towards(target, knee), 0.8)
        met = 25.0 * self.occupied.cuts(knee, start) + self.occupied.strikes(knee, start)
        return cost + 40.0 * self._clutter(box) + met


def _towards(a: Point, b: Point) -> Point:
    length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length)


def _beside(near: Point, radius: float, angle_deg: float, width: float) -> Box:
    """Return the box of a text that begins ``radius`` from ``near`` in a direction."""
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    x = near[0] + radius * cos - width * _share(cos)
    y = near[1] + radius * sin - _LETTER * _share(sin)
    return (x, y, x + width, y + _LETTER)


def _share(component: float) -> float:
    """Return how much of a box lies before its anchor, for one component of the direction."""
    if abs(component) < 0.3:
        return 0.5
    return 0.0 if component > 0 else 1.0


def _call_out_places(
    target: Point, direction: Point, size: Point, knee_height: float
) -> Iterator[tuple[Point, Point, float]]:
    """Yield (lower left corner, knee of the leader, cost) all around, best on the free side."""
    straight = math.degrees(math.atan2(direction[1], direction[0]))
    for radius in (7.0, 10.0, 14.0, 18.0, 23.0, 29.0, 36.0, 44.0):
        for turn in (30, -30, 45, -45, 15, -15, 60, -60, 75, -75, 110, -110, 135, -135, 160, -160):
            angle = math.radians(straight + turn)
            knee = symbols.along(target, (math.cos(angle), math.sin(angle)), radius)
            right = knee[0] >= target[0]
            x = knee[0] if right else knee[0] - size[0]
            yield (x, knee[1] - knee_height), knee, radius + abs(turn) / 8


def around(point: Point, radius: float) -> Iterator[Point]:
    """Yield points on a circle, from the upper right one on."""
    for degrees in _AROUND:
        angle = math.radians(45 + degrees)
        yield symbols.along(point, (math.cos(angle), math.sin(angle)), radius)
