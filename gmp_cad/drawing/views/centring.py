"""Centre lines of a view (ISO 128-2, line 04.1): axes, crosses of circles, pitch circles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from shapely.affinity import scale as scaled
from shapely.geometry import LineString
from shapely.ops import unary_union

from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.pens import CENTRE
from gmp_cad.drawing.primitives import Circle, Group, Point
from gmp_cad.drawing.symbols import along
from gmp_cad.drawing.view import View, unit, without
from gmp_cad.drawing.views.axes import AxisGroup, axis_groups, parallel, square
from gmp_cad.drawing.views.seen import sight_of
from gmp_cad.evidence import FaceGeometry

_OVERSHOOT = 3.0
_LEAST_OVERSHOOT = 1.5
_LEAST_ARC_DEG = 170.0
_DECIMALS = 3
_SAME_MM = 0.05
_COARSE = 2  # sides of a quarter of a circle
_SMALL_SHARE = 0.6
_DRAWN = ("visible", "outline")
_LEAST_DASH, _SHORTER = 1.0, 1.5

# direction (unit, rounded), distance of the line from the origin -> stretches along it, each with
# the place that must lie in a long dash
_Lines = dict[tuple[Point, float], list[tuple[float, float, float]]]


def centre_lines(
    view: View,
    faces: Mapping[int, FaceGeometry],
    callouts: Iterable[Callout],
    cutting: Sequence[tuple[Point, ...]] = (),
) -> Iterator[Group]:
    """Yield the axes of the round faces that the view shows, of symmetry, and circles of patterns.

    A cutting line (``cutting``, on paper) takes the place of the axes that it runs along.
    """
    circles = _pitch_circles(view, callouts)
    lines: _Lines = {}
    for group in axis_groups(_shown(view, faces)):
        if parallel(group.direction, view.towards):
            _add_cross(lines, view, group, circles)
        elif square(group.direction, view.towards):
            _add_axis(lines, view, group)
    if view.planned.axis is not None:
        _add_middle(lines, view, *view.planned.axis)
    if lines:
        _add_symmetries(lines, view)
    strokes = [points for key in sorted(lines) for points in _strokes(key, lines[key])]
    covered = unary_union([LineString(path).buffer(_SAME_MM) for path in cutting])
    drawn = without(strokes, covered, CENTRE)
    rounds = tuple(Circle(centre=c, radius=r, pen=CENTRE) for c, r in circles)
    if drawn or rounds:
        yield Group(layer="centre", primitives=(*drawn, *rounds))


def _shown(view: View, faces: Mapping[int, FaceGeometry]) -> list[FaceGeometry]:
    """Return the faces of revolution that the view shows by lines, hidden ones if it has them."""
    sight = sight_of(view.projection, faces)
    shown = sight.profile | {i for i in sight.dashed if view.planned.draws_hidden((i,))}
    return [
        face
        for index, face in faces.items()
        if index in shown
        and face.surface in {"cylinder", "cone"}
        and face.angle_deg >= _LEAST_ARC_DEG
    ]


def _pitch_circles(view: View, callouts: Iterable[Callout]) -> list[tuple[Point, float]]:
    found = {
        (view.place(c.ends[0].point), c.radius_mm * view.scale)
        for c in callouts
        if c.kind == "circle" and parallel(c.direction, view.towards)
    }
    return sorted(found)


def _add_cross(
    lines: _Lines, view: View, group: AxisGroup, circles: Iterable[tuple[Point, float]]
) -> None:
    """Add the cross of a circle; on a pitch circle only the stroke towards its centre."""
    place = view.place(group.foot)
    radius = group.radius * view.scale
    reach = radius + min(_OVERSHOOT, max(_LEAST_OVERSHOOT, _SMALL_SHARE * radius))
    directions: list[Point] = [(1.0, 0.0), (0.0, 1.0)]
    for centre, pitch in circles:
        if abs(math.dist(centre, place) - pitch) < _SAME_MM:
            directions = [unit((place[0] - centre[0], place[1] - centre[1]))]
    for direction in directions:
        _add(lines, place, direction, (-reach, reach))


def _add_axis(lines: _Lines, view: View, group: AxisGroup) -> None:
    low, high = group.span
    start, end = view.place(group.point(low)), view.place(group.point(high))
    length = math.dist(start, end)
    direction = unit((end[0] - start[0], end[1] - start[1]))
    _add(lines, start, direction, (-_OVERSHOOT, length + _OVERSHOOT))


def _add_middle(lines: _Lines, view: View, axis: Literal["right", "up"], at: float) -> None:
    """Add the line on which the halves of a half section meet, from end to end of the part."""
    x0, y0, x1, y1 = view.box
    across, place = axis == "right", at * view.scale
    if across:
        start, direction, length = (place, y0), (0.0, 1.0), y1 - y0
    else:
        start, direction, length = (x0, place), (1.0, 0.0), x1 - x0
    _add(lines, start, direction, (-_OVERSHOOT, length + _OVERSHOOT))


def _add_symmetries(lines: _Lines, view: View) -> None:
    """Add the line about which all that a view shows is symmetrical, upright and across.

    What lies hidden inside counts too: a part with a hole beside the line is not symmetrical. In a
    section it does not: it may lie in the half that was taken away.
    """
    if view.planned.detail or view.planned.broken:
        return
    counted = _DRAWN if view.planned.kind == "section" else (*_DRAWN, "hidden")
    curves = [LineString(c.points) for c in view.projection.curves if c.line in counted]
    drawn = unary_union(curves)
    x0, y0, x1, y1 = view.projection.box_mm
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    # one by one: around all of them at once it takes seconds where curves nearly coincide
    room = unary_union([curve.buffer(_SAME_MM, quad_segs=_COARSE) for curve in curves])
    for direction, size in (((0.0, 1.0), y1 - y0), ((1.0, 0.0), x1 - x0)):
        across = scaled(drawn, 2 * direction[0] - 1, 2 * direction[1] - 1, origin=middle)
        if across.difference(room).length < _SAME_MM:
            place = (middle[0] * view.scale, middle[1] * view.scale)
            reach = size / 2 * view.scale + _OVERSHOOT
            _add(lines, place, direction, (-reach, reach))


def _add(lines: _Lines, place: Point, direction: Point, span: tuple[float, float]) -> None:
    """Add a stretch of line through a place, known by its direction and distance."""
    dx, dy = (round(v, _DECIMALS) + 0.0 for v in direction)
    flip = -1.0 if (dx, dy) < (0.0, 0.0) else 1.0
    direction = (direction[0] * flip, direction[1] * flip)
    at = place[0] * direction[0] + place[1] * direction[1]
    off = round(place[1] * direction[0] - place[0] * direction[1], _DECIMALS) + 0.0
    low, high = sorted(at + flip * end for end in span)
    key = ((dx * flip + 0.0, dy * flip + 0.0), off)
    lines.setdefault(key, []).append((low, high, at))


def _strokes(
    key: tuple[Point, float], stretches: list[tuple[float, float, float]]
) -> Iterator[tuple[Point, ...]]:
    """Yield the joined stretches of a line, each from its middle outwards: dashes cross there."""
    direction, off = unit(key[0]), key[1]
    foot = (-direction[1] * off, direction[0] * off)
    joined: list[list[float]] = []
    for low, high, at in sorted(stretches):
        if joined and low <= joined[-1][1] + _OVERSHOOT:
            if high - low > joined[-1][1] - joined[-1][0]:
                joined[-1][2] = at
            joined[-1][1] = max(joined[-1][1], high)
        else:
            joined.append([low, high, at])
    for low, high, at in joined:
        middle = min(max(at, low), high)
        for side, length in ((-1.0, middle - low), (1.0, high - middle)):
            if length > _SAME_MM:
                end = middle + side * _dashed_length(length)
                yield (along(foot, direction, middle), along(foot, direction, end))


def _dashed_length(length: float) -> float:
    """Return about the length of a line from its middle to its end, so that it ends in a dash."""
    dash, period = CENTRE.dash[0], sum(CENTRE.dash)
    over = length % period
    if over <= dash and (over > _LEAST_DASH or length < dash):
        return length
    if over <= dash:
        return length - over + _LEAST_DASH
    return length - over + dash if over - dash < _SHORTER else length - over + period + _LEAST_DASH
