"""Tolerance frames of surfaces: a leader from the surface's line to the side of the frames (ISO 1101)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes, direction_of
from gmp_cad.drawing.annotate.footing import Footing, footings, in_line
from gmp_cad.drawing.annotate.frames import Stack
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.leader import pointed
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.shelf import Leader, angle_of, ending
from gmp_cad.drawing.annotation import SurfaceMark
from gmp_cad.drawing.layout.item import Candidate, Stroke
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Group, Point, Polyline

_REACHES = (7.0, 12.0, 18.0, 26.0, 36.0, 48.0)
_REACH_COST = 0.15
_TURNS = (0.0, 30.0, -30.0)
_TURN_COST = 0.08
_ELBOW = 3.0
_UPRIGHT = 0.2  # of a normal: its x component, below which frames may stand on either side
_FEET = 8
_PREFERRED = 0.3  # of the surface's line: its middle is left to the texture
_NORMAL_LOST_COST = 4.0


def frame_candidates(mark: SurfaceMark, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to set the tolerance frames of a surface."""
    stack = Stack(mark.frames)
    feet = sorted(footings(mark.faces, seen, _PREFERRED), key=lambda foot: foot.cost)[:_FEET]
    found = [
        _candidate(_facing(stack, side), leader, side, foot)
        for foot in feet
        for leader in _normal(foot)
        for side in _sides(leader)
    ]
    if found:
        return tuple(found)
    return tuple(
        _candidate(
            _facing(stack, side), replace(leader, cost=leader.cost + _NORMAL_LOST_COST), side, None
        )
        for leader in pointed(mark.faces, seen)
        for side in _sides(leader)
    )


def _normal(foot: Footing) -> Iterator[Leader]:
    """Yield leaders along the surface's normal, or a little beside it."""
    straight = angle_of(foot.outward)
    for turn in _TURNS:
        direction = direction_of(straight + turn)
        for reach in _REACHES:
            cost = foot.cost + _REACH_COST * (reach - _REACHES[0]) + _TURN_COST * abs(turn)
            yield Leader(foot.point, symbols.along(foot.point, direction, reach), cost)


def _sides(leader: Leader) -> tuple[float, ...]:
    """Return on which sides of the knee the frames may stand: right (1), left (-1)."""
    x, _ = leader.away
    if abs(x) < _UPRIGHT:
        return (1.0, -1.0)
    return (1.0,) if x > 0 else (-1.0,)


def _facing(stack: Stack, side: float) -> Stack:
    """Return the frames with their balloons at the end where the leader does not come."""
    return replace(stack, leading=side < 0)


def _edge(leader: Leader, side: float) -> Point:
    """Return where the leader meets the side of the frames."""
    x, y = leader.knee
    return (x + side * _ELBOW, y)


def _corner(stack: Stack, leader: Leader, side: float) -> Axes:
    x, y = _edge(leader, side)
    return Axes((x if side > 0 else x - stack.width, y + stack.joint()))


def _candidate(stack: Stack, leader: Leader, side: float, foot: Footing | None) -> Candidate:
    points = (leader.start, leader.knee, _edge(leader, side))
    strokes = [Stroke(points=points, kind="leader")]
    if foot is not None:
        strokes.append(in_line(foot))
    extension = foot.extension if foot is not None else None
    if extension is not None:
        strokes.append(Stroke(points=extension, kind="extension"))
    return Candidate(
        areas=stack.areas(_corner(stack, leader, side)),
        strokes=tuple(strokes),
        tips=(leader.tip,),
        cost=leader.cost,
        draw=partial(_draw, stack, leader, side, extension),
    )


def _draw(
    stack: Stack, leader: Leader, side: float, extension: tuple[Point, Point] | None
) -> tuple[Group, ...]:
    frames = stack.draw(_corner(stack, leader, side))
    points = (leader.tip, leader.knee, _edge(leader, side))
    lines = [Polyline(points=points, pen=NARROW_LINE)]
    if extension is not None:
        lines.append(Polyline(points=extension, pen=NARROW_LINE))
    first = frames[0]
    drawn = (*lines, *ending(leader), *first.primitives)
    return (grouped("tolerances", drawn, first.key), *frames[1:])
