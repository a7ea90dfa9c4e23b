"""The machine's axes and the program origin in a view (ISO 841): signs of a sketch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.layout.item import Candidate, Item, area_of
from gmp_cad.drawing.pens import BLACK, NARROW_LINE, NONE
from gmp_cad.drawing.phase.contacts import around
from gmp_cad.drawing.phase.style import AXIS, HEAD, LABEL, ORIGIN
from gmp_cad.drawing.phase.values import Mark
from gmp_cad.drawing.primitives import (
    WHITE,
    Circle,
    Group,
    Point,
    Polygon,
    Polyline,
    Primitive,
    extent,
)
from gmp_cad.drawing.view import View, unit
from gmp_cad.evidence import Vector

_IN_PLANE = 0.3
_BESIDE = (6.0, 11.0, 17.0, 24.0, 32.0)
_AWAY_COST = 0.15
_BETWEEN = 0.5  # mm between two signs
_QUADRANT_STEPS = 12


def mark_signs(view: View, marks: Iterable[Mark]) -> tuple[Group, ...]:
    """Return the signs of the origins: OP a circle with two black quadrants, Op an empty one."""
    return tuple(
        grouped("holding", _sign(view.place(mark.point), mark), key=f"mark.{mark.label}")
        for mark in _distinct(view, marks)
    )


def _distinct(view: View, marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield the marks of a view; one that another would cover is left out: the text tells where it is."""
    placed: list[Point] = []
    for mark in marks:
        place = view.place(mark.point)
        if all(math.dist(place, other) > 2 * ORIGIN + _BETWEEN for other in placed):
            placed.append(place)
            yield mark


def mark_items(view: View, marks: Iterable[Mark]) -> Iterator[Item]:
    """Yield the names of the origins, beside their signs."""
    for mark in _distinct(view, marks):
        key = f"mark.{mark.label}"
        places = around(view.place(mark.point), mark.label, ORIGIN, key)
        yield Item(key=key, candidates=tuple(places))


def _sign(place: Point, mark: Mark) -> Iterator[Primitive]:
    yield Circle(centre=place, radius=ORIGIN, pen=NARROW_LINE, fill=WHITE)
    if not mark.origin:
        yield Circle(centre=place, radius=ORIGIN / 4, pen=NONE, fill=BLACK)
        return
    for start in (0.0, 180.0):
        angles = [
            math.radians(start + 90 * i / _QUADRANT_STEPS) for i in range(_QUADRANT_STEPS + 1)
        ]
        rim = tuple(symbols.along(place, (math.cos(a), math.sin(a)), ORIGIN) for a in angles)
        yield Polygon(points=(place, *rim), pen=NONE, fill=BLACK)


def axes_item(view: View, axes: Sequence[tuple[str, Vector]]) -> Item | None:
    """Return the places of the machine's axes that lie in the view: at a corner, outside it."""
    lying = [
        (label, unit(flat))
        for label, axis in axes
        if math.hypot(*(flat := view.turn(axis))) > _IN_PLANE
    ]
    if not lying:
        return None
    box = extent(_axes((0.0, 0.0), lying))
    x0, y0, x1, y1 = view.box
    found = []
    for away in _BESIDE:
        left, right = x0 - away - box[2], x1 + away - box[0]
        low, high = y0 - away - box[3], y1 + away - box[1]
        bottom, top = y0 - box[1], y1 - box[3]
        places = (
            (left, bottom), (right, bottom), (left, top), (right, top),
            (x0 - box[0], low), (x1 - box[2], low), (x0 - box[0], high), (x1 - box[2], high),
            (left, low), (right, low), (left, high), (right, high),
        )  # fmt: skip
        for rank, place in enumerate(places):
            area = (box[0] + place[0], box[1] + place[1], box[2] + place[0], box[3] + place[1])
            found.append(
                Candidate(
                    areas=(area_of(area),),
                    cost=0.3 * rank + _AWAY_COST * (away - _BESIDE[0]),
                    draw=partial(_draw_axes, place, lying),
                )
            )
    return Item(key="axes", candidates=tuple(found))


def _draw_axes(place: Point, lying: Sequence[tuple[str, Point]]) -> tuple[Group, ...]:
    return (grouped("notes", _axes(place, lying), key="axes"),)


def _axes(place: Point, lying: Sequence[tuple[str, Point]]) -> list[Primitive]:
    found: list[Primitive] = []
    for label, direction in lying:
        tip = symbols.along(place, direction, AXIS)
        x, y = symbols.along(tip, direction, 1.2 + LABEL / 2)
        found += [
            Polyline(points=(place, symbols.along(tip, direction, -HEAD)), pen=NARROW_LINE),
            symbols.arrowhead(tip, direction, HEAD),
            *glyphs.line(label, (x, y - LABEL / 2), LABEL, "middle"),
        ]
    return found
