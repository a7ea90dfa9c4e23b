"""Item references around a view (ISO 6433): in rows and columns, leaders that do not cross.

The balloons stand on common lines around the view. Which one stands where is the assignment with
the least total length of leaders: in that, no two leaders cross, for crossed ones get shorter
when they change their ends.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment
from shapely.geometry import LineString
from shapely.geometry import box as shapely_box
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.pens import BLACK, NARROW_LINE, NONE
from gmp_cad.drawing.primitives import WHITE, Box, Circle, Group, Point, Polyline, Primitive
from gmp_cad.drawing.view import unit

HEIGHT = 5.0  # twice that of the dimensions (ISO 6433)
RADIUS = 5.5
PITCH = 13.0  # between two balloons of a row
AWAY = 13.0  # from the view to the middle of the nearest row
_DOT = 0.6
_PARALLEL_DEG = 9.0
_GRAIN, _CROSSING, _NEAR_DOT = 40.0, 1000.0, 60.0
_CLOSE_MM = 2.0
_BESIDE = 1.0  # between a leader and a balloon or a text that it passes
_NEAR_SLOTS, _ROUNDS = 6, 2
_GROWTH, _MOST_GROWN = PITCH / 2, 12  # of the lines of balloons, and how often beyond the least

Side = Literal["top", "bottom", "left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """An item to be ballooned: its number, the places to point at (best first), how leaders end.

    ``grain_deg``: the angle of its hatching, None where it is not cut.
    """

    number: str
    points: tuple[Point, ...]
    end: Literal["dot", "arrow"] = "dot"
    grain_deg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balloon:
    """A balloon on paper: its number, its middle, and where its leader ends."""

    number: str
    centre: Point
    tip: Point
    end: Literal["dot", "arrow"] = "dot"

    @property
    def start(self) -> Point:
        """Where the leader leaves the circle."""
        away = unit((self.tip[0] - self.centre[0], self.tip[1] - self.centre[1]))
        return symbols.along(self.centre, away, RADIUS)

    @property
    def leader(self) -> tuple[Point, Point]:
        """The leader from the circle to its tip."""
        return (self.start, self.tip)


def ring(box: Box, sides: Collection[Side], grown: float = 0.0) -> list[Point]:
    """Return the middles of balloons on one line along each side of a box.

    ``grown``: mm by which the lines stand farther away, and are longer at both ends.
    """
    x0, y0, x1, y1 = box
    off = AWAY + grown
    found: list[Point] = []
    for side, y in (("top", y1 + off), ("bottom", y0 - off)):
        if side in sides:
            found += [(x, y) for x in _spaced(x0 - grown, x1 + grown)]
    for side, x in (("left", x0 - off), ("right", x1 + off)):
        if side in sides:
            found += [(x, y) for y in _spaced(y0 - grown, y1 + grown)]
    return found


def _spaced(low: float, high: float) -> Iterator[float]:
    """Yield places one pitch apart, evenly about the middle of a side; at least one."""
    number = max(1, int((high - low) // PITCH) + 1)
    start = (low + high) / 2 - (number - 1) / 2 * PITCH
    yield from (start + i * PITCH for i in range(number))


def assigned(tips: Sequence[Point], slots: Sequence[Point]) -> list[int]:
    """Return the slot of each tip so that the leaders are shortest in all: they do not cross."""
    ends, starts = np.array(tips), np.array(slots)
    lengths = np.hypot(ends[:, None, 0] - starts[None, :, 0], ends[:, None, 1] - starts[None, :, 1])
    _, chosen = linear_sum_assignment(lengths)
    return [int(slot) for slot in chosen]


def ballooned(
    items: Sequence[Pointed], box: Box, sides: Collection[Side], kept: Sequence[Box] = ()
) -> tuple[Balloon, ...]:
    """Return a balloon for each item around the box of a view, in the order of the items.

    Where leaders would cross or run through other balloons, the lines of balloons move away from
    the view: they get longer, and leaders steeper. ``sides``: at least one. ``kept``: texts through which no leader should run.
    """
    if not items:
        return ()
    least = next(i for i in count() if len(ring(box, sides, i * _GROWTH)) >= len(items))
    best: tuple[int, tuple[Balloon, ...]] | None = None
    for step in range(least, least + _MOST_GROWN):
        placed = _placed(items, box, sides, ring(box, sides, step * _GROWTH), kept)
        met = conflicts(placed)
        if best is None or met < best[0]:
            best = met, placed
        if not met:
            break
    return best[1] if best is not None else ()


def _placed(
    items: Sequence[Pointed],
    box: Box,
    sides: Collection[Side],
    slots: Sequence[Point],
    kept: Sequence[Box],
) -> tuple[Balloon, ...]:
    """Return the balloons on these places: the shortest leaders, then bettered one by one."""
    tips = [_nearest(item, box, sides) for item in items]
    placed = [
        Balloon(number=item.number, centre=slots[slot], tip=tip, end=item.end)
        for item, tip, slot in zip(items, tips, assigned(tips, slots), strict=True)
    ]
    texts = [shapely_box(*one).buffer(_BESIDE) for one in kept]
    for _ in range(_ROUNDS):
        for i, item in enumerate(items):
            others = [*placed[:i], *placed[i + 1 :]]
            taken = {other.centre for other in others}
            free = [slot for slot in slots if slot not in taken]
            placed[i] = _improved(item, placed[i], free, _Scene(tuple(others), tuple(texts)))
    return tuple(placed)


def conflicts(balloons: Sequence[Balloon]) -> int:
    """Return how many pairs meet: leaders that cross, or run into the other's circle."""
    return sum(_meet(a, b) for a, b in combinations(balloons, 2))


def _meet(a: Balloon, b: Balloon) -> bool:
    return (
        segments_cross((a.centre, a.tip), (b.centre, b.tip))
        or away_from(b.centre, a.centre, a.tip) < RADIUS + _BESIDE
        or away_from(a.centre, b.centre, b.tip) < RADIUS + _BESIDE
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a leader keeps clear of: other balloons, and texts."""

    others: tuple[Balloon, ...]
    texts: tuple[BaseGeometry, ...]


def _nearest(item: Pointed, box: Box, sides: Collection[Side]) -> Point:
    """Return the place of an item nearest to the rows of balloons, of equal ones the broadest."""
    x0, y0, x1, y1 = box

    def away(point: Point) -> float:
        ways = {"top": y1 - point[1], "bottom": point[1] - y0,
                "left": point[0] - x0, "right": x1 - point[0]}  # fmt: skip
        return min(ways[side] for side in sides)

    return min(item.points, key=lambda p: round(away(p)))


def _improved(item: Pointed, balloon: Balloon, free: Sequence[Point], scene: _Scene) -> Balloon:
    """Return the balloon where its leader runs best: across the hatching, clear of all else."""
    near = sorted(free, key=lambda slot: (math.dist(slot, balloon.centre), slot))[:_NEAR_SLOTS]
    ways = [
        Balloon(number=item.number, centre=centre, tip=tip, end=item.end)
        for centre in (balloon.centre, *near)
        for tip in (balloon.tip, *item.points)
    ]
    return min(ways, key=lambda way: round(_price(way, item, scene), 6))


def _price(way: Balloon, item: Pointed, scene: _Scene) -> float:
    run = (way.tip[0] - way.centre[0], way.tip[1] - way.centre[1])
    price = math.hypot(*run)
    angle = math.degrees(math.atan2(run[1], run[0]))
    grains = [0.0, 90.0] if item.grain_deg is None else [0.0, 90.0, item.grain_deg]
    for grain in grains:
        turn = abs((angle - grain + 90.0) % 180.0 - 90.0)
        if turn < _PARALLEL_DEG:
            price += _GRAIN if grain == item.grain_deg else _GRAIN / 8
    for other in scene.others:
        price += _NEAR_DOT * (math.dist(way.tip, other.tip) < _CLOSE_MM)
        price += _CROSSING * _meet(way, other)
    if scene.texts:
        line = LineString((way.centre, way.tip))
        price += _CROSSING * sum(line.intersects(text) for text in scene.texts)
    return price


def crossings(balloons: Sequence[Balloon]) -> int:
    """Return how many pairs of leaders cross."""
    return sum(segments_cross(a.leader, b.leader) for a, b in combinations(balloons, 2))


def segments_cross(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    """Whether two segments cross within both."""
    return _sides(a, b) and _sides(b, a)


def _sides(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    (x0, y0), (x1, y1) = a
    first, second = ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) for x, y in b)
    return first * second < 0


def away_from(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from a segment."""
    run = (end[0] - start[0], end[1] - start[1])
    length = run[0] * run[0] + run[1] * run[1]
    if length == 0:
        return math.dist(point, start)
    share = ((point[0] - start[0]) * run[0] + (point[1] - start[1]) * run[1]) / length
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * run[0], start[1] + share * run[1]))


def draw_balloon(balloon: Balloon, key: str) -> Group:
    """Return a balloon with its leader, as a group of its own."""
    x, y = balloon.centre
    start, tip = balloon.leader
    drawn: list[Primitive] = [
        Polyline(points=(start, tip), pen=NARROW_LINE),
        Circle(centre=balloon.centre, radius=RADIUS, pen=NARROW_LINE, fill=WHITE),
        *glyphs.line(balloon.number, (x, y - HEIGHT / 2), HEIGHT, "middle"),
    ]
    if balloon.end == "dot":
        drawn.append(Circle(centre=tip, radius=_DOT, pen=NONE, fill=BLACK))
    else:
        away = unit((tip[0] - start[0], tip[1] - start[1]))
        drawn.append(symbols.arrowhead(tip, away))
    return Group(layer="balloons", primitives=tuple(drawn), key=key)  # type: ignore[arg-type]
