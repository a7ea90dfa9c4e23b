"""The fits of a product on its drawing: a text at the joint, on a leader (ISO 286-1, ISO 129-1)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.annotate.style import ABOVE, ARROW, TEXT
from gmp_cad.drawing.assembly.joints import Joint, JointPlace
from gmp_cad.drawing.layout.item import Candidate, Item, Stroke, area_of
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Box, Group, Point, Polyline
from gmp_cad.drawing.view import View, unit
from gmp_cad.evidence import Cut

_IN_PLANE_MM = 0.05
_LEVELS = (9.0, 15.5, 22.0, 28.5)  # of the texts from the view, on common lines
_STEP = 6.0
_MOST_ASIDE = 42.0
_SHELF = 1.0
_LONG, _LEVEL_COST, _STEEP_COST = 0.25, 2.0, 25.0
_STEEPEST_DEG, _GRAIN_DEG = 12.0, 9.0
_CLEAR = 0.8
_BELOW = 0.6


def shown_place(joint: Joint, view: View, cut: Cut) -> JointPlace | None:
    """Return the place of a fit whose axis lies in a plane of a section, None if there is none."""
    for place in joint.places:
        if not place.seen(view.towards):
            continue
        x = view.turn(place.middle)[0]
        depth = cut.steps[sum(start <= x for start, _ in cut.steps[1:])][1]
        if depth is not None and abs(view.depth(place.middle) - depth) < _IN_PLANE_MM:
            return place
    return None


@dataclass(frozen=True, slots=True)
class _Label:
    """A text on the shelf of a leader: where it points, its knee, and to which side it is written."""

    text: str
    tip: Point
    knee: Point
    turn: float
    width: float

    @property
    def shelf(self) -> Point:
        return (self.knee[0] + self.turn * self.width, self.knee[1])

    @property
    def box(self) -> Box:
        x0, x1 = sorted((self.knee[0], self.shelf[0]))
        return (x0, self.knee[1] - _BELOW, x1, self.knee[1] + ABOVE + 1.25 * TEXT)


def fit_item(joint: Joint, place: JointPlace, view: View, box: Box, grain: bool) -> Item:
    """Return the ways to write a fit above or below the ``box`` of a section.

    ``grain``: the material around is hatched at 45° or 135°, along which no leader runs.
    """
    return Item(
        key=joint.key,
        candidates=tuple(_candidates(joint, list(_tips(place, view)), box, grain)),
    )


def _tips(place: JointPlace, view: View) -> Iterator[Point]:
    """Yield places on both lines of the joint: at its middle and towards its ends."""
    x, y = view.place(place.middle)
    run = unit(view.turn(place.direction))
    radius, half = place.radius_mm * view.scale, place.length_mm * view.scale / 2
    for share in (0.0, 0.6, -0.6):
        at = symbols.along((x, y), run, share * half)
        for side in (1.0, -1.0):
            yield symbols.along(at, (-run[1], run[0]), side * radius)


def _candidates(joint: Joint, tips: Sequence[Point], box: Box, grain: bool) -> Iterator[Candidate]:
    _, y0, _, y1 = box
    count = int(_MOST_ASIDE // _STEP)
    wide = glyphs.width(joint.text, TEXT) + 2 * _SHELF
    for tip in tips:
        for up in (False, True):
            for level, off in enumerate(_LEVELS):
                y = y1 + off - TEXT if up else y0 - off
                for k in range(-count, count + 1):
                    knee = (tip[0] + k * _STEP, y)
                    for turn in (1.0, -1.0) if k == 0 else (math.copysign(1.0, k),):
                        label = _Label(joint.text, tip, knee, turn, wide)
                        cost = _cost(label, level, grain)
                        yield Candidate(
                            areas=(area_of(label.box),), cost=cost,
                            strokes=(Stroke(points=(_start(label), knee), kind="leader"),),
                            draw=partial(_drawn, label, joint.key),
                        )  # fmt: skip


def _cost(label: _Label, level: int, grain: bool) -> float:
    across, up = label.knee[0] - label.tip[0], label.knee[1] - label.tip[1]
    cost = _LONG * math.hypot(across, up) + _LEVEL_COST * level
    angle = math.degrees(math.atan2(up, across)) % 180.0
    if min(abs(angle - g) for g in (0.0, 90.0, 180.0)) < _STEEPEST_DEG:
        cost += _STEEP_COST / 5
    if grain and min(abs(angle - g) for g in (45.0, 135.0)) < _GRAIN_DEG:
        cost += _STEEP_COST
    return cost


def _start(label: _Label) -> Point:
    away = unit((label.knee[0] - label.tip[0], label.knee[1] - label.tip[1]))
    return symbols.along(label.tip, away, _CLEAR)


def _drawn(label: _Label, key: str) -> tuple[Group, ...]:
    away = unit((label.tip[0] - label.knee[0], label.tip[1] - label.knee[1]))
    x0 = min(label.knee[0], label.shelf[0]) + _SHELF
    drawn: tuple[Any, ...] = (
        Polyline(points=(label.tip, label.knee, label.shelf), pen=NARROW_LINE),
        symbols.arrowhead(label.tip, away, ARROW),
        *glyphs.line(label.text, (x0, label.knee[1] + ABOVE), TEXT),
    )
    return (Group(layer="dimensions", key=key, primitives=drawn),)
