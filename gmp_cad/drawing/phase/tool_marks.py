"""Number and motions of a tool in a view: on or beside its own silhouette, never at another tool."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotate.scene import lines_of
from gmp_cad.drawing.layout.item import Area, Candidate, Item, Stroke, area_of
from gmp_cad.drawing.pens import BLUE, TOOL, TOOL_AXIS
from gmp_cad.drawing.primitives import (
    Box,
    Group,
    Point,
    Polyline,
    Text,
    box_of,
    extent,
    hull,
    moved_group,
)
from gmp_cad.drawing.symbols import along, arrowhead
from gmp_cad.drawing.tool_outline import ToolDrawing
from gmp_cad.drawing.view import unit

# mm as laid out, between a mark and the silhouette of its tool: on the page they are less
NUMBER_AWAY, FEED_AWAY = 5.0, 6.0
_CLEAR = 0.7  # from a mark to the lines of its tool
_NEARER = 1.0  # than to any other tool
_STEP = 4.0  # along the silhouette, between places beside it
_GRID = 1.5  # places nearer to each other than this are one
_GAPS = (1.0, 3.0)
_AROUND = tuple(
    (math.cos(math.radians(a)), math.sin(math.radians(a))) for a in range(0, 360, 45)
)  # fmt: skip
_REACHES = (9.0, 13.0, 18.0, 24.0)  # of a leader
_ANCHORS = 8
_AWAY_COST, _MOVED_COST, _LEADER_COST = 0.5, 0.1, 12.0
_PIECE = 5  # chords of a curved arrow
_TURN_COST = 0.25  # for each place of Mc after the first
_CROSSED_COST = 10.0
_GONE_COST = 200.0  # of an arrow
_LEFT_OUT = 400.0  # of a whole tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Silhouettes:
    """The drawn lines of a tool, without its axes, and those of all other tools of the view."""

    own: BaseGeometry
    others: BaseGeometry

    def stands(self, box: Box, most: float) -> bool:
        """Whether a mark stands clear of its tool, near it, and nearer to it than to the others."""
        mark = shapely.box(*box)
        away = self.own.distance(mark)
        return bool(
            _CLEAR <= away <= most
            and (self.others.is_empty or self.others.distance(mark) >= away + _NEARER)
        )


def silhouette(outline: Group) -> MultiLineString:
    """Return the lines of a tool without its axes."""
    drawn = [p for p in outline.primitives if getattr(p, "pen", None) != TOOL_AXIS]
    return MultiLineString([line for item in drawn for line in lines_of(item)])


def mark_items(
    drawing: ToolDrawing, others: Sequence[ToolDrawing], *, may_go: bool
) -> Iterator[Item]:
    """Yield the number, Mc and Mf of a tool.

    ``may_go``: its number may be left out, and the tool with it; an arrow always may.
    """
    around = Silhouettes(
        own=silhouette(drawing.outline),
        others=shapely.union_all([silhouette(one.outline) for one in others]),
    )
    for name, mark in drawing.marks.items():
        if name == "number":
            ways, gone = list(_numbers(mark, around)), _LEFT_OUT
        elif name == "Mf":
            ways, gone = list(_feeds(mark, around)), _GONE_COST
        else:
            ways, gone = list(turn_ways(drawing.turns, around.own, around.others)), _GONE_COST
        if may_go or name != "number" or not ways:
            ways.append(Candidate(areas=(), cost=gone, draw=tuple))
        yield Item(key=mark.key, candidates=tuple(ways))


def turn_ways(
    turns: Sequence[Group], own: BaseGeometry, others: BaseGeometry
) -> Iterator[Candidate]:
    """Yield the places of Mc about its axis: its text and its arrow keep clear.

    ``own``: lines that the arrow may run round; ``others``: those of tools that it does not belong
    to, which it had better not cross.
    """
    for rank, turn in enumerate(turns):
        texts = [item for item in turn.primitives if isinstance(item, Text)]
        lines = [line for item in turn.primitives for line in lines_of(item)]
        arrow = silhouette(turn)
        yield Candidate(
            areas=(area_of(extent(texts)), *_covered(arrow, own)),
            strokes=tuple(Stroke(points=line, kind="extension") for line in lines),
            cost=_TURN_COST * rank + _CROSSED_COST * others.intersects(arrow),
            draw=partial(_drawn, turn),
        )


def _covered(arrow: BaseGeometry, own: BaseGeometry) -> Iterator[Area]:
    """Yield the room that a curved arrow takes, piece by piece, but for what touches ``own``."""
    for line in shapely.get_parts(arrow):
        points = [(float(x), float(y)) for x, y in line.coords]
        for i in range(0, len(points) - 1, _PIECE):
            piece = points[i : i + _PIECE + 1]
            box = hull(piece)
            if own.is_empty or own.distance(shapely.box(*box)) > _CLEAR:
                yield area_of(box)


def _numbers(mark: Group, around: Silhouettes) -> Iterator[Candidate]:
    box = box_of(mark)
    half = ((box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
    first = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    for centre in _distinct((first, *_beside(around.own, half, _GAPS))):
        place = _box(centre, half)
        if around.stands(place, NUMBER_AWAY):
            far = math.dist(first, centre)
            cost = _AWAY_COST * around.own.distance(shapely.box(*place)) + _MOVED_COST * far
            yield _moved(mark, (centre[0] - first[0], centre[1] - first[1]), cost)
    yield from _led(mark, first, half, around.own)


def _led(mark: Group, first: Point, half: Point, own: BaseGeometry) -> Iterator[Candidate]:
    """Yield places farther off, from which a leader runs to the tool without crossing it."""
    for anchor in _along(own, own.length / _ANCHORS):
        for way in _AROUND:
            if own.distance(Spot(along(anchor, way, _REACHES[0]))) < 0.9 * _REACHES[0]:
                continue
            for reach in _REACHES:
                centre = along(anchor, way, reach)
                stop = along(anchor, way, reach - _half_across(half, way) - _CLEAR)
                line = LineString([along(anchor, way, _CLEAR), stop])
                if own.distance(line) < 0.5 * _CLEAR or own.intersects(
                    shapely.box(*_box(centre, half))
                ):
                    continue
                yield Candidate(
                    areas=(area_of(_box(centre, half)),),
                    strokes=(Stroke(points=(along(anchor, way, _CLEAR), stop), kind="leader"),),
                    tips=(anchor,),
                    cost=_LEADER_COST + _AWAY_COST * reach,
                    draw=partial(
                        _draw_led,
                        mark,
                        (centre[0] - first[0], centre[1] - first[1]),
                        (stop, anchor),
                    ),
                )


def _feeds(mark: Group, around: Silhouettes) -> Iterator[Candidate]:
    """Yield places of the arrow of a feed: it starts near its tool."""
    start = next(item for item in mark.primitives if isinstance(item, Polyline)).points[0]
    for place in _distinct((start, *_beside(around.own, (0.0, 0.0), (1.5, 4.0)))):
        shift = (place[0] - start[0], place[1] - start[1])
        begins = (*place, *place)
        x0, y0, x1, y1 = box_of(mark)
        box = (x0 + shift[0], y0 + shift[1], x1 + shift[0], y1 + shift[1])
        clear = around.own.distance(shapely.box(*box)) >= _CLEAR
        if clear and around.stands(begins, FEED_AWAY):
            yield _moved(mark, shift, _AWAY_COST * math.hypot(*shift))


def _beside(own: BaseGeometry, half: Point, gaps: Sequence[float]) -> Iterator[Point]:
    """Yield centres of boxes that stand beside the lines."""
    for gap in gaps:
        for foot in _along(own, _STEP):
            for way in _AROUND:
                yield along(foot, way, gap + _half_across(half, way))


def _half_across(half: Point, way: Point) -> float:
    """Return how far a box reaches from its centre towards a direction."""
    return min(
        half[i] / abs(way[i]) if abs(way[i]) > 1e-6 else math.inf for i in (0, 1)
    )  # fmt: skip


def _along(own: BaseGeometry, step: float) -> Iterator[Point]:
    for line in shapely.get_parts(own):
        count = max(1, round(line.length / step))
        for i in range(count + 1):
            spot = line.interpolate(i / count, normalized=True)
            yield (round(spot.x, 6), round(spot.y, 6))


def _distinct(places: Sequence[Point]) -> Iterator[Point]:
    met: set[tuple[int, int]] = set()
    for place in places:
        cell = (round(place[0] / _GRID), round(place[1] / _GRID))
        if cell not in met:
            met.add(cell)
            yield place


def _box(centre: Point, half: Point) -> Box:
    return (
        centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1],
    )  # fmt: skip


def _moved(mark: Group, shift: Point, cost: float) -> Candidate:
    x0, y0, x1, y1 = box_of(mark)
    dx, dy = shift
    return Candidate(
        areas=(area_of((x0 + dx, y0 + dy, x1 + dx, y1 + dy)),),
        cost=cost,
        draw=partial(_drawn, mark, shift),
    )


def _drawn(mark: Group, shift: Point = (0.0, 0.0)) -> tuple[Group, ...]:
    return (moved_group(mark, *shift),)


def _draw_led(mark: Group, shift: Point, line: tuple[Point, Point]) -> tuple[Group, ...]:
    moved = moved_group(mark, *shift)
    way = unit((line[1][0] - line[0][0], line[1][1] - line[0][1]))
    leader = (Polyline(points=line, pen=TOOL), arrowhead(line[1], way, 2.0, pen=TOOL, fill=BLUE))
    return (Group(layer=moved.layer, primitives=(*moved.primitives, *leader), key=moved.key),)
