"""Signs of locating and clamping in a view: where each may stand, its numbers beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from shapely.geometry import LineString
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing import glyphs, lettering, symbols
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.holding.sight import Sighting, geometric, technological
from gmp_cad.drawing.holding.sign import LabelSide, numbers
from gmp_cad.drawing.layout.item import Area, Candidate, Item, Stroke, area_of
from gmp_cad.drawing.pens import HIDDEN_SYMBOL
from gmp_cad.drawing.phase.style import LABEL, LARGER
from gmp_cad.drawing.phase.values import PhaseSketch
from gmp_cad.drawing.primitives import (
    Box,
    Group,
    Point,
    Polyline,
    Text,
    box_of,
    extent,
    moved_group,
    zoomed,
)
from gmp_cad.drawing.view import View, lines_of, outline

_ON_LINE = 0.5
_CLEAR = 1.2  # from the surface to where the area of a sign begins
_SIDE_STEPS = (0.0, 6.0, -6.0, 12.0, -12.0, 20.0, -20.0)
_SIDE_COST = 2.0  # more than a line close by: beside, it would tell another place of the locator
_ON_AXIS = 0.45
_BURIED_COST = 3.0  # times it: a line from beside its place says less
_LIFTS = (0.0, 6.0, 12.0, 18.0, 26.0, 36.0)
_LIFT_COST = 0.3
_LABELS: tuple[tuple[LabelSide, float], ...] = (("tail", 0.0), ("left", 1.5), ("right", 1.5))
_LABEL_GAP = 0.9
_BETWEEN = 0.6  # mm between two signs seen end-on
_STRAIGHT = 0.3  # of a unit direction: below, a text stands in the middle over it


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A sign as the view shows it. ``through``: its place, where the sign stands off behind the part."""

    sighting: Sighting
    through: Point | None = None

    @property
    def key(self) -> str:
        """How its group is called: ``normals.1-2``, or by its place."""
        if self.sighting.normals:
            return f"normals.{numbers(self.sighting.normals)}"
        return f"clamps.{self.sighting.tip[0]:.2f}.{self.sighting.tip[1]:.2f}"


def contacts_of(view: View, sketch: PhaseSketch) -> tuple[Contact, ...]:
    """Return all signs as the view shows them: technological ones, else those of part 1."""
    if sketch.holding:
        found = technological(sketch.holding, view)
    else:
        found = geometric(sketch.normals, sketch.clamps, view)
    area = outline(view)
    return tuple(_outside(view, one, area) for one in _apart(found))


def _apart(sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    """Yield the sightings, those seen end-on at one place beside each other."""
    placed: list[tuple[Point, float]] = []
    for one in sightings:
        if one.direction is None:
            tip, radius = one.tip, _radius(one)
            while met := [r for at, r in placed if math.dist(tip, at) < radius + r + _BETWEEN / 2]:
                tip = (tip[0] + radius + max(met) + _BETWEEN, tip[1])
            placed.append((tip, radius))
            yield replace(one, tip=tip)
        else:
            yield one


def _radius(sighting: Sighting) -> float:
    box = _bare_box(sighting)
    return (box[2] - box[0]) / 2


def _outside(view: View, one: Sighting, area: BaseGeometry) -> Contact:
    """Return a sign whose place no line of the view shows, standing off the part, a line to its place."""
    tip = Spot(one.tip)
    if one.direction is None or not area.buffer(-_ON_LINE).contains(tip):
        return Contact(sighting=one)
    drawn = [c for c in view.projection.curves if c.line in ("visible", "outline")]
    if any(LineString(view.points(c)).distance(tip) < _ON_LINE for c in drawn):
        return Contact(sighting=one)
    back = (-one.direction[0], -one.direction[1])
    reach = area.bounds[2] - area.bounds[0] + area.bounds[3] - area.bounds[1]
    ray = LineString([one.tip, symbols.along(one.tip, back, reach)])
    inside = [end for line in lines_of(ray.intersection(area)) for end in line]
    far = max((math.dist(one.tip, end) for end in inside), default=0.0)
    return Contact(sighting=replace(one, tip=symbols.along(one.tip, back, far)), through=one.tip)


def contact_items(contacts: Iterable[Contact]) -> Iterator[Item]:
    """Yield an item for each sign in profile, and for the numbers of each seen end-on."""
    for contact in contacts:
        one = contact.sighting
        if one.direction is not None:
            yield Item(key=contact.key, candidates=tuple(_in_profile(contact, one.direction)))
        elif one.normals:
            places = around(one.tip, numbers(one.normals), _radius(one), contact.key)
            yield Item(key=contact.key, candidates=tuple(places))


def end_on_signs(contacts: Iterable[Contact]) -> tuple[Group, ...]:
    """Return the signs seen end-on, without their numbers: they stand on their places."""
    return tuple(
        replace(_without_texts(_drawn(c.sighting)), key=c.key)
        for c in contacts
        if c.sighting.direction is None
    )


def _drawn(one: Sighting, label: LabelSide = "tail") -> Group:
    """Return a sign at the size of the sketch."""
    (group,) = zoomed([replace(one, tip=(0.0, 0.0)).drawn(label)], LARGER)
    assert isinstance(group, Group)
    return moved_group(group, *one.tip)


def _without_texts(group: Group) -> Group:
    kept: Any = tuple(p for p in group.primitives if not isinstance(p, Text))
    return replace(group, primitives=kept)


def _bare_box(one: Sighting) -> Box:
    """Return the box of a sign without its numbers at the origin, drawn upright if in profile."""
    upright = None if one.direction is None else (0.0, -1.0)
    return box_of(_without_texts(_drawn(replace(one, tip=(0.0, 0.0), direction=upright))))


def _in_profile(contact: Contact, direction: Point) -> Iterator[Candidate]:
    """Yield the places of a sign: on its point, further out, beside it along the surface."""
    one = contact.sighting
    side = (-direction[1], direction[0])
    box = _bare_box(one)
    for step in _SIDE_STEPS:
        for lift in _LIFTS if not step else _LIFTS[:1]:
            tip = symbols.along(symbols.along(one.tip, side, step), direction, -lift)
            aside = _SIDE_COST * (_BURIED_COST if contact.through else 1.0)
            cost = aside * abs(step) + _LIFT_COST * lift
            for label, extra in _LABELS if one.normals else _LABELS[:1]:
                yield _candidate(contact, replace(one, tip=tip), (label, box), cost + extra)


def _candidate(
    contact: Contact, one: Sighting, look: tuple[LabelSide, Box], cost: float
) -> Candidate:
    label, box = look
    group = replace(_drawn(one, label), key=contact.key)
    texts = [p for p in group.primitives if isinstance(p, Text)]
    areas = [*_body(one, box), *([area_of(extent(texts))] if texts else [])]
    led = contact.through or contact.sighting.tip
    line = (one.tip, led) if math.dist(one.tip, led) > _ON_LINE else ()
    strokes = (Stroke(points=line, kind="extension", on_part=True),) if line else ()
    return Candidate(
        areas=tuple(areas), strokes=strokes, cost=cost, draw=partial(_with_line, group, line)
    )


def _body(one: Sighting, box: Box) -> tuple[Area, Area]:
    """Return what a sign takes on both sides of its axis, clear of the surface that it stands on.

    A centre line or extension line may run along the axis itself: the sign stands on it.
    """
    assert one.direction is not None
    out = (-one.direction[0], -one.direction[1])
    across = (out[1], -out[0])

    def at(t: float, s: float) -> Point:
        return symbols.along(symbols.along(one.tip, out, s), across, t)

    def side(low: float, high: float) -> Area:
        return (at(low, _CLEAR), at(high, _CLEAR), at(high, box[3]), at(low, box[3]))

    return side(box[0], -_ON_AXIS), side(_ON_AXIS, box[2])


def _with_line(group: Group, line: tuple[Point, ...]) -> tuple[Group, ...]:
    if not line:
        return (group,)
    led: Any = (Polyline(points=line, pen=HIDDEN_SYMBOL), *group.primitives)
    return (replace(group, primitives=led),)


def around(centre: Point, text: str, radius: float, key: str) -> Iterator[Candidate]:
    """Yield the places of a text around a round sign, the nearest first."""
    wide = glyphs.width(text, LABEL)
    low, high = lettering.reach(text, LABEL)
    for away in (0.0, 1.5, 3.5, 6.0, 9.0):
        for rank, degrees in enumerate((45, 315, 135, 225, 0, 180, 90, 270)):
            angle = math.radians(degrees)
            direction = (math.cos(angle), math.sin(angle))
            x, y = symbols.along(centre, direction, radius + _LABEL_GAP + away)
            corner = (x - wide * _share(direction[0]), y - LABEL * _share(direction[1]))
            yield Candidate(
                areas=(area_of((corner[0], corner[1] + low, corner[0] + wide, corner[1] + high)),),
                cost=0.1 * rank + away,
                draw=partial(_draw_text, text, corner, key),
            )


def _share(component: float) -> float:
    """Return how much of a text lies before its anchor, for one component of the direction."""
    if abs(component) < _STRAIGHT:
        return 0.5
    return 0.0 if component > 0 else 1.0


def _draw_text(text: str, corner: Point, key: str) -> tuple[Group, ...]:
    return (grouped("holding", glyphs.line(text, corner, LABEL), key=key),)
