"""Angles between two legs: dimension arc, extension lines, text along the arc (ISO 129-1)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes, direction_of, readable
from gmp_cad.drawing.annotate.caption import Caption, caption_of, gathered
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.shelf import angle_of
from gmp_cad.drawing.annotate.style import ARROW, EXTENSION_BEYOND, EXTENSION_GAP, FRAME_GAP
from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.layout.item import Area, Candidate, Stroke
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Arc, Group, Measured, Point, Polyline, Primitive
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import FaceGeometry, Vector

_RADII = (0.0, 7.0, 14.0, 22.0, 32.0, 44.0, 58.0)  # beyond the first one
_LEAST_RADIUS = 12.0
_BEYOND_LEG = 8.0
_RADIUS_COST = 0.15
_OPPOSITE_COST = 6.0
_OUTSIDE_COST = 3.0
_TAIL_MM = ARROW + 4.0
_SHELF_START = 1.0
_STEP_DEG = 4.0
_FAR = 1e-6
_CLEAR = 0.8  # between the text and the lines of the legs
_MOST_DEG = 170.0
_FACING, _SQUARE, _ON_AXIS_MM = 1 - 1e-6, 1e-6, 1e-3


@dataclass(frozen=True, slots=True)
class _Sector:
    """An angle on paper: from ``start`` anticlockwise to ``end`` (degrees); reach of each leg, mm."""

    vertex: Point
    start: float
    end: float
    reaches: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Place:
    """The arc's radius; the angle at which the text stands; its cost.

    ``side``: 0 for a text over the arc; outside the angle it stands on a shelf at the end of
    the arc, to its right (1) or left (-1).
    """

    radius: float
    text_deg: float
    side: float
    cost: float


def in_plane(callout: Callout, seen: Seen) -> Callout | None:
    """Return an angle as it lies in the plane of the view; None where it does not.

    The angle of a cone lies in every plane through the axis: it is turned about it.
    """
    towards = seen.view.towards
    if callout.vertex is None:
        return None
    if abs(dot(callout.direction, towards)) > _FACING:
        return callout
    known = [seen.faces[f] for end in callout.ends for f in end.faces if f in seen.faces]
    cone = next((face for face in known if face.surface == "cone"), None)
    if cone is None or not all(_coaxial(face, cone) for face in known):
        return None
    axis = cone.direction
    if max(abs(dot(axis, towards)), abs(dot(axis, callout.direction))) > _SQUARE:
        return None
    cosine = dot(callout.direction, towards)
    sine = dot(cross(callout.direction, towards), axis)

    def turned(point: Vector) -> Vector:
        arm = _minus(point, cone.point)
        along, aside = dot(arm, axis), cross(axis, arm)
        x, y, z = (
            origin + cosine * a + sine * b + (1 - cosine) * along * c
            for origin, a, b, c in zip(cone.point, arm, aside, axis, strict=True)
        )
        return (x, y, z)

    first, second = (replace(end, point=turned(end.point)) for end in callout.ends)
    return replace(callout, direction=towards, vertex=turned(callout.vertex), ends=(first, second))


def _coaxial(face: FaceGeometry, cone: FaceGeometry) -> bool:
    aside = cross(_minus(face.point, cone.point), cone.direction)
    return (
        face.surface in ("cone", "cylinder")
        and abs(dot(face.direction, cone.direction)) > _FACING
        and math.hypot(*aside) < _ON_AXIS_MM
    )


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def angle_candidates(callout: Callout, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to draw an angle: arcs at several radii, the text on them or beside."""
    caption = caption_of(callout)
    callout = in_plane(callout, seen) or callout
    return tuple(
        _candidate(caption, sector, place, seen.view.scale)
        for sector, extra in _sectors(callout, seen)
        for place in _places(sector, caption, extra)
    )


def _sectors(callout: Callout, seen: Seen) -> Iterator[tuple[_Sector, float]]:
    """Yield the angle between the legs, and the one opposite the vertex."""
    assert callout.vertex is not None
    vertex = seen.view.place(callout.vertex)
    legs = [_leg(end, vertex, seen) for end in callout.ends]
    (first, one), (second, other) = legs
    if (second - first) % 360 > 180:
        (first, one), (second, other) = (second, other), (first, one)
    end = first + (second - first) % 360
    yield _Sector(vertex, first, end, (one, other)), 0.0
    behind = tuple((-high, -low) for low, high in (one, other))
    yield _Sector(vertex, first + 180, end + 180, (behind[0], behind[1])), _OPPOSITE_COST


def _leg(end: End, vertex: Point, seen: Seen) -> tuple[float, tuple[float, float]]:
    """Return the direction of a leg, and between which distances from the vertex it is drawn."""
    place = seen.view.place(end.point)
    angle = angle_of((place[0] - vertex[0], place[1] - vertex[1]))
    axes = Axes(vertex, direction_of(angle))
    local = [axes.of(p) for line in seen.of(end.faces) for p in line.points]
    on_leg = [u for u, v in local if abs(v) < 0.05] or [axes.of(place)[0]]
    return angle, (min(on_leg), max(on_leg))


def _places(sector: _Sector, caption: Caption, extra: float) -> Iterator[_Place]:
    reach = max(high for _, high in sector.reaches)
    inner = max(_LEAST_RADIUS, 0.6 * reach)
    firsts = (inner, max(_LEAST_RADIUS, reach + _BEYOND_LEG))
    radii = sorted({round(first + beyond, 3) for first in firsts for beyond in _RADII})
    for radius in radii:
        cost = extra + _RADIUS_COST * (radius - inner)
        tail = math.degrees(_TAIL_MM / radius)
        middle = (sector.start + sector.end) / 2
        for place in (
            _Place(radius, middle, 0.0, cost),
            *(
                _Place(radius, sector_end, side, cost + _OUTSIDE_COST)
                for sector_end in (sector.end + tail, sector.start - tail)
                for side in (1.0, -1.0)
            ),
        ):
            if _is_clear(sector, caption, place):
                yield place


def _is_clear(sector: _Sector, caption: Caption, place: _Place) -> bool:
    """Return whether the text keeps clear of the lines of both legs, and of the arc itself."""
    axes = _text_axes(sector, caption, place)
    x, y = sector.vertex
    corners = (p for area in (*caption.areas(axes), *_stacked(caption, axes, place)) for p in area)
    turns = [_turn(angle_of((p[0] - x, p[1] - y)), place.text_deg) for p in corners]
    margin = math.degrees(_CLEAR / place.radius)
    low, high = min(turns) - margin, max(turns) + margin
    if high - low > _MOST_DEG:
        return False
    if any(low < _turn(leg, place.text_deg) < high for leg in (sector.start, sector.end)):
        return False
    return not place.side or not _struck_by_arc(sector, caption, place, axes)


def _struck_by_arc(sector: _Sector, caption: Caption, place: _Place, axes: Axes) -> bool:
    """Return whether the arc runs through a level text at its end, or the frames under it."""
    wide = max(caption.width, caption.stack.width)
    low = -caption.stack.depth - FRAME_GAP - _CLEAR if caption.stack.frames else _CLEAR
    arc = _flat(sector.vertex, place.radius, *_arc(sector, place), step=1.0)
    local = (axes.of(point) for point in arc)
    return any(
        -_SHELF_START < u < wide + _CLEAR and low < v < caption.rise + _CLEAR for u, v in local
    )


def _turn(angle_deg: float, from_deg: float) -> float:
    """Return the angle from one direction to another, -180 to 180."""
    return (angle_deg - from_deg + 180) % 360 - 180


def _stacked(caption: Caption, axes: Axes, place: _Place) -> tuple[Area, ...]:
    return caption.stack.areas(_stack_axes(caption, axes, place))


def _stack_axes(caption: Caption, axes: Axes, place: _Place) -> Axes:
    """Return where the frames stand: under the shelf, or over a text under which the arc runs."""
    if place.side:
        return axes.moved(0.0, -FRAME_GAP)
    return axes.moved(0.0, caption.height + FRAME_GAP + caption.stack.height)


def _text_axes(sector: _Sector, caption: Caption, place: _Place) -> Axes:
    """Return where the text begins: along the chord over the arc, or level at the arc's end."""
    away = direction_of(place.text_deg)
    if place.side:
        x, y = symbols.along(sector.vertex, away, place.radius)
        wide = max(caption.width, caption.stack.width)
        return Axes((x + _SHELF_START if place.side > 0 else x - _SHELF_START - wide, y))
    along = readable((-away[1], away[0]))
    outer = along[0] * away[1] - along[1] * away[0] > 0  # the text's up points outwards
    sagitta = place.radius - math.sqrt(max(0.0, place.radius**2 - (caption.width / 2) ** 2))
    lift = 0.0 if outer else sagitta
    middle = Axes(symbols.along(sector.vertex, away, place.radius), along)
    return middle.moved(-caption.width / 2, lift)


def _candidate(caption: Caption, sector: _Sector, place: _Place, scale: float) -> Candidate:
    axes = _text_axes(sector, caption, place)
    start, end = _arc(sector, place)
    strokes = [Stroke(points=_flat(sector.vertex, place.radius, start, end), kind="dimension")]
    if place.side:
        strokes.append(Stroke(points=_shelf(sector, caption, place), kind="leader"))
    strokes += [Stroke(points=line, kind="extension") for line in _extensions(sector, place)]
    return Candidate(
        areas=(*caption.areas(axes), *_stacked(caption, axes, place)),
        strokes=tuple(strokes),
        cost=place.cost,
        draw=partial(_draw, caption, sector, place, scale),
    )


def _shelf(sector: _Sector, caption: Caption, place: _Place) -> tuple[Point, Point]:
    """Return the ends of the level line under a text outside the angle."""
    x, y = symbols.along(sector.vertex, direction_of(place.text_deg), place.radius)
    wide = _SHELF_START + max(caption.width, caption.stack.width)
    return (x, y), (x + place.side * wide, y)


def _arc(sector: _Sector, place: _Place) -> tuple[float, float]:
    """Return from where to where the dimension arc runs: to the shelf of a text outside."""
    if not place.side:
        return sector.start, sector.end
    return min(sector.start, place.text_deg), max(sector.end, place.text_deg)


def _flat(
    centre: Point, radius: float, start: float, end: float, step: float = _STEP_DEG
) -> tuple[Point, ...]:
    count = max(2, math.ceil((end - start) / step))
    return tuple(
        symbols.along(centre, direction_of(start + (end - start) * i / count), radius)
        for i in range(count + 1)
    )


def _extensions(sector: _Sector, place: _Place) -> Iterator[tuple[Point, Point]]:
    """Yield the extension lines from the legs to the arc, where the legs do not reach it.

    They start at the leg, through the vertex where the arc stands opposite to it.
    """
    for angle, (low, high) in zip((sector.start, sector.end), sector.reaches, strict=True):
        direction = direction_of(angle)
        if place.radius > high + _FAR:
            ends = (high + EXTENSION_GAP, place.radius + EXTENSION_BEYOND)
        elif place.radius < low - _FAR:
            ends = (low - EXTENSION_GAP, place.radius - EXTENSION_BEYOND)
        else:
            continue
        yield (
            symbols.along(sector.vertex, direction, ends[0]),
            symbols.along(sector.vertex, direction, ends[1]),
        )


def _draw(caption: Caption, sector: _Sector, place: _Place, scale: float) -> tuple[Group, ...]:
    axes = _text_axes(sector, caption, place)
    start, end = _arc(sector, place)
    drawn: list[Primitive] = [
        Polyline(points=line, pen=NARROW_LINE) for line in _extensions(sector, place)
    ]
    drawn.append(
        Arc(centre=sector.vertex, radius=place.radius, start_deg=start, end_deg=end,
            pen=NARROW_LINE)
    )  # fmt: skip
    if place.side:
        drawn.append(Polyline(points=_shelf(sector, caption, place), pen=NARROW_LINE))
    drawn += _arrows(sector, place)
    points = [
        symbols.along(sector.vertex, direction_of(angle), place.radius)
        for angle in (sector.start, sector.end, (sector.start + sector.end) / 2)
    ]
    measured = Measured(
        kind="angular", points=(sector.vertex, *points),
        text=" ".join(caption.callout.texts), scale=scale,
    )  # fmt: skip
    main = grouped("dimensions", (*drawn, *caption.written(axes)), key=caption.key, measured=measured,
    )  # fmt: skip
    stack = caption.stack.draw(_stack_axes(caption, axes, place))
    return gathered(((main,), caption.signs(axes), stack))


def _arrows(sector: _Sector, place: _Place) -> Iterator[Primitive]:
    """Yield the arrows on both legs, along the chord at each tip."""
    inside = not place.side
    for angle, way in ((sector.start, -1.0), (sector.end, 1.0)):
        way_out = way if inside else -way
        lean = angle - way_out * math.degrees(ARROW / 2 / place.radius)
        tangent = direction_of(lean + 90 * way_out)
        tip = symbols.along(sector.vertex, direction_of(angle), place.radius)
        yield symbols.arrowhead(tip, tangent, ARROW)
