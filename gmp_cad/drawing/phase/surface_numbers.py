"""Numbers of machined surfaces, each in a red balloon beside the line that shows its surface."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.annotate.footing import footings, inner_points
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.shelf import way_out
from gmp_cad.drawing.annotate.sight import profile_lines
from gmp_cad.drawing.layout.item import Area, Candidate, Item, Stroke
from gmp_cad.drawing.pens import MARK, NONE, RED
from gmp_cad.drawing.phase.style import NUMBER, NUMBER_RADIUS
from gmp_cad.drawing.phase.values import RedSurface
from gmp_cad.drawing.primitives import WHITE, Circle, Group, Point, Polyline, Primitive
from gmp_cad.drawing.view import unit

_TOUCHING = 1.4  # mm between balloon and line without a leader
_REACHES = (_TOUCHING, 4.0, 8.0, 14.0, 22.0, 32.0)
_OUT_GAPS = (4.0, 10.0, 18.0)
_TURNS_DEG = (0.0, 30.0, -30.0, 55.0, -55.0)
_TURN_COST, _REACH_COST, _LEADER_COST = 0.02, 0.25, 0.8
_WRONG_SIDE = 6.0
_FEET = 6
_SIDES = 8
_CORNERS = tuple(
    (math.cos(a), math.sin(a)) for a in (math.pi * (2 * i + 1) / _SIDES for i in range(_SIDES))
)
_DOT = 0.6
_SHORT_COST, _ROOMY = 0.5, 12.0
_FACING, _NOWHERE = 25.0, 1000.0
_TURN_OF_VIEW = 2.0
_AROUND_DEG = (30, 60, 120, 150, 210, 240, 300, 330)


def view_of(surface: RedSurface, sights: Sequence[Seen]) -> int:
    """Return in which view a surface gets its number: where it is the longest line."""

    def cost(number: int) -> float:
        lines = profile_lines(surface.faces, sights[number])
        if lines:
            short = _SHORT_COST * max(0.0, _ROOMY - lines[0].length)
            return round(short + _TURN_OF_VIEW * number, 6)
        return (_FACING if sights[number].of(surface.faces) else _NOWHERE) + number

    return min(range(len(sights)), key=cost)


def number_item(surface: RedSurface, seen: Seen) -> Item | None:
    """Return the ways to set the number of a surface in a view; None where the view lacks it."""
    found = list(_beside(surface, seen)) or list(_upon(surface, seen))
    return Item(key=f"surfaces.{surface.number}", candidates=tuple(found)) if found else None


def _beside(surface: RedSurface, seen: Seen) -> Iterator[Candidate]:
    feet = [foot for foot in footings(surface.faces, seen) if foot.extension is None]
    for foot in sorted(feet, key=lambda foot: foot.cost)[:_FEET]:
        straight = math.atan2(foot.outward[1], foot.outward[0])
        for side, wrong in ((0.0, 0.0), (math.pi, _WRONG_SIDE)):
            for turn in _TURNS_DEG:
                angle = straight + side + math.radians(turn)
                away = (math.cos(angle), math.sin(angle))
                extra = foot.cost + wrong + _TURN_COST * abs(turn)
                for reach in _reaches(foot.point, away, seen):
                    cost = extra + _REACH_COST * (reach - _TOUCHING)
                    yield _candidate(surface.number, foot.point, (away, reach), cost, dotted=False)


def _reaches(point: Point, away: Point, seen: Seen) -> tuple[float, ...]:
    out = way_out(point, away, seen.view.box)
    return tuple(sorted({*_REACHES, *(round(out + gap, 3) for gap in _OUT_GAPS)}))


def _upon(surface: RedSurface, seen: Seen) -> Iterator[Candidate]:
    """Yield places for the number of a surface that is seen from the front: a dot marks it."""
    for rank, point in enumerate(inner_points(surface.faces, seen)[:_FEET]):
        for degrees in _AROUND_DEG:
            away = (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
            for reach in _reaches(point, away, seen):
                cost = 0.5 * rank + _REACH_COST * reach
                yield _candidate(surface.number, point, (away, reach), cost, dotted=True)


def _candidate(
    number: str, foot: Point, way: tuple[Point, float], cost: float, *, dotted: bool
) -> Candidate:
    away, reach = way
    centre = symbols.along(foot, away, reach + NUMBER_RADIUS)
    led = dotted or reach > _TOUCHING
    start = symbols.along(foot, away, 0.8)
    rim = symbols.along(centre, away, -NUMBER_RADIUS)
    return Candidate(
        areas=(_octagon(centre, NUMBER_RADIUS + 0.2),),
        strokes=(Stroke(points=(start, rim), kind="leader"),) if led else (),
        tips=(foot,) if led else (),
        cost=cost + (_LEADER_COST if led else 0.0),
        draw=partial(_draw, number, foot, centre, led=led, dotted=dotted),
    )


def _octagon(centre: Point, radius: float) -> Area:
    (x, y), reach = centre, radius / math.cos(math.pi / _SIDES)
    return tuple((x + reach * cos, y + reach * sin) for cos, sin in _CORNERS)


def _draw(number: str, foot: Point, centre: Point, *, led: bool, dotted: bool) -> tuple[Group, ...]:
    drawn: list[Primitive] = []
    if led:
        away = unit((foot[0] - centre[0], foot[1] - centre[1]))
        rim = symbols.along(centre, away, NUMBER_RADIUS)
        drawn.append(Polyline(points=(rim, foot), pen=MARK))
    if dotted:
        drawn.append(Circle(centre=foot, radius=_DOT, pen=NONE, fill=RED))
    size = NUMBER if len(number) < 3 else 0.75 * NUMBER
    base = (centre[0], centre[1] - size / 2)
    drawn += [
        Circle(centre=centre, radius=NUMBER_RADIUS, pen=MARK, fill=WHITE),
        *glyphs.line(number, base, size, "middle", 0.0, RED),
    ]
    return (grouped("balloons", drawn, key=f"surfaces.{number}"),)
