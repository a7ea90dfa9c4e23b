"""Circles and arcs seen as such: diameters, radii, spheres, pitch circles (ISO 129-1)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import direction_of
from gmp_cad.drawing.annotate.caption import caption_of
from gmp_cad.drawing.annotate.seen import Line, Seen
from gmp_cad.drawing.annotate.shelf import Leader, leaders, shelved
from gmp_cad.drawing.annotate.sight import arcs_of
from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.layout.item import Candidate
from gmp_cad.drawing.primitives import Measured, Point

_AROUND = (20, 40, 65, 115, 140, 160, 200, 220, 245, 295, 320, 340)
_ALL_AROUND = (*_AROUND, 12, 30, 53, 75, 105, 127, 150, 168, 192, 210, 255, 285, 330, 348)
_INSTANCES = 4
_INSTANCE_COST = 0.5
_BIG = 15.0  # mm of radius on paper: from here on the line may run across the circle
_ACROSS_COST = 1.5
_STEEP_COST = 0.03
_WRONG_SIDE_COST = 6.0
_ARC_SHARES = (0.5, 0.3, 0.7, 0.15, 0.85)
_TURNS = (0.0, 12.0, -12.0, 25.0, -25.0)


def round_candidates(callout: Callout, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to write a diameter at the end of a leader to one of its circles."""
    caption = caption_of(callout)
    radius = _radius(callout, seen)
    return tuple(
        shelved(caption, replace(leader, cost=leader.cost + rank * _INSTANCE_COST))
        for rank, centre in enumerate(_centres(callout, seen))
        for leader in _to_circle(callout, centre, radius, _AROUND if rank else _ALL_AROUND, seen)
    )


def _radius(callout: Callout, seen: Seen) -> float:
    """Return the radius on paper of the circle that is drawn."""
    radius = callout.radius_mm * seen.view.scale
    if callout.kind == "circle":
        return radius
    drawn = [line.arc.radius for line in arcs_of(callout, seen) if line.arc is not None]
    return drawn[0] if drawn else radius


def _centres(callout: Callout, seen: Seen) -> tuple[Point, ...]:
    """Return the centres of the circle and its instances, the nearest to the outside first."""
    view = seen.view
    places = [view.place(callout.ends[0].point)]
    if callout.kind != "circle":
        places += [view.place(point) for point in callout.instances if seen.shows(point)]
    x0, y0, x1, y1 = view.box

    def depth(place: Point) -> float:
        return min(place[0] - x0, x1 - place[0], place[1] - y0, y1 - place[1])

    distinct = {(round(x, 3), round(y, 3)): (x, y) for x, y in reversed(places)}
    return tuple(
        sorted(distinct.values(), key=lambda p: (round(depth(p), 2), -round(p[0], 3), -p[1]))
    )[:_INSTANCES]


def _to_circle(
    callout: Callout, centre: Point, radius: float, angles: tuple[int, ...], seen: Seen
) -> Iterator[Leader]:
    """Yield radial leaders from outside; across the whole circle where it is big.

    What is measured is the nominal circle: of a thread another one than the circle drawn.
    """
    nominal = callout.radius_mm * seen.view.scale
    for angle in angles:
        away = direction_of(angle)
        tip = symbols.along(centre, away, radius)
        far = symbols.along(centre, away, -radius)
        across = (symbols.along(centre, away, -nominal), symbols.along(centre, away, nominal))
        measured = Measured(kind="diameter", points=across, text="", scale=seen.view.scale)
        steep = _STEEP_COST * abs(abs((angle + 90) % 180 - 90) - 45)
        for leader in leaders(tip, ((angle, steep),), seen):
            yield replace(leader, measured=measured)
            if radius > _BIG:
                yield replace(
                    leader, through=far, measured=measured, cost=leader.cost + _ACROSS_COST
                )


def radius_candidates(callout: Callout, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to write a radius: its arrow on the arc, the leader towards the centre."""
    caption = caption_of(callout)
    arcs = arcs_of(callout, seen) or arcs_of(callout, seen, hidden=True)
    return tuple(
        shelved(caption, replace(leader, cost=leader.cost + rank * _INSTANCE_COST))
        for rank, line in enumerate(_distinct(arcs)[:_INSTANCES])
        for leader in _to_arc(line, callout, seen)
    )


def _distinct(arcs: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return one arc of each centre, the longest."""
    found: dict[Point, Line] = {}
    for line in arcs:
        assert line.arc is not None
        place = (round(line.arc.centre[0], 3), round(line.arc.centre[1], 3))
        if place not in found or line.length > found[place].length:
            found[place] = line
    return tuple(found.values())


def _to_arc(line: Line, callout: Callout, seen: Seen) -> Iterator[Leader]:
    arc = line.arc
    assert arc is not None
    sweep = (arc.end_deg - arc.start_deg) % 360 or 360.0
    nominal = callout.radius_mm * seen.view.scale
    for share in _ARC_SHARES:
        angle = arc.start_deg + share * sweep
        away = direction_of(angle)
        tip = symbols.along(arc.centre, away, arc.radius)
        centre = symbols.along(tip, away, -nominal)
        measured = Measured(kind="radius", points=(centre, tip), text="", scale=seen.view.scale)
        for outside in (True, False):
            wrong = _WRONG_SIDE_COST if outside == callout.hollow else 0.0
            straight = angle if outside else angle + 180
            turns = [(straight + turn, wrong + 0.1 * abs(turn)) for turn in _TURNS]
            for leader in leaders(tip, turns, seen):
                if _crosses(leader.knee, arc.centre, arc.radius, outside=outside):
                    yield replace(leader, measured=measured)


def _crosses(knee: Point, centre: Point, radius: float, *, outside: bool) -> bool:
    """Return whether the knee lies on the side of the circle that is meant."""
    return outside or math.dist(knee, centre) < 2 * radius or radius < 1e-9
