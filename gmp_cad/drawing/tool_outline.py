"""Tools at the end of the cut in a view: silhouette, axis, number, cutting and feed motions.

Blue narrow lines to the scale of the view; sheet mm of the view. Mc is the cutting motion (clockwise seen
from the spindle, M3), Mf the feed. Each mark is a group of its own, to be moved or left out by a layout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, Polygon, box

from gmp_cad.drawing import glyphs, lettering
from gmp_cad.drawing.pens import BLUE, TOOL, TOOL_AXIS, Pen
from gmp_cad.drawing.primitives import Arc, Circle, Group, Point, Polyline, Primitive
from gmp_cad.drawing.symbols import TEXT_HEIGHT, Signs, along, arrowhead
from gmp_cad.drawing.view import View, lines_of, unit
from gmp_cad.evidence import ToolPose, Vector

ROOM_MM = 32.0  # of paper, drawn of a tool above its tip
_PARALLEL = 1e-3
_BEYOND = 2.0  # the axis goes past what it belongs to (ISO 128)
_FEED_MM = 9.0
_GAP = 1.5
_WHOLE = 1.3  # times the insert, at least so much of a turning tool is drawn
_STEP_MM = 0.8  # between two edges drawn across a tool
_HIDDEN = Pen(TOOL.width, BLUE, (2.0, 1.0))
_TURN_STEPS = 24
_LEAST_TURN, _MOST_TURN, _FLAT = 2.8, 6.0, 0.32  # of the curved arrow: radii, flattening
_WIDEST_TURN, _DEEPEST = 10.0, 2.0  # of the arrow about a shank: radius; half its height
_ON_SHANK = (0.8, 0.6, 0.4)  # of what is drawn of the tool, from its tip
_OFF_END = (4.0, 7.0, 11.0, 16.0, 22.0, 30.0, 40.0, 52.0)  # of a workpiece
_HALF_ROUND_DEG, _HALF_ROUND_MM = 65.0, 12.0  # of the arrow about an axis seen as a point
_ROUND_RADII = (6.0, 8.0, 10.0, 13.0, 17.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolDrawing:
    """A tool in a view: what stands fast (``outline``), and the marks that may move or go.

    ``marks``: its number, Mc and Mf, by name; a small tool that plunges has no number where its
    circle is seen. ``turns``: where else Mc may turn about the same axis, the best first.
    """

    outline: Group
    marks: dict[str, Group]
    turns: tuple[Group, ...] = ()


def tool_outline(
    pose: ToolPose, view: View, number: str, *, room_mm: float = ROOM_MM
) -> ToolDrawing | None:
    """Return the tool in the view: in profile, or as a circle along its axis; else None.

    ``number``: as in the table of operations (``T2``). ``room_mm``: how much of it is drawn above
    its tip, on paper; longer ones are broken off, but never within an insert.
    """
    drawn = (
        _fixed(pose, view, room_mm)
        if pose.body.motion == "fixed"
        else _turning(pose, view, room_mm)
    )
    if drawn is None:
        return None
    lines, marks, turns = drawn
    key = f"tools.{number}"
    if not _known_by_its_hole(pose, view):
        marks = {"number": _number(pose, view, number, room_mm), **marks}
    if turns:
        marks["Mc"] = turns[0]
    return ToolDrawing(
        outline=_group(lines, key),
        marks={name: _group(signs, f"{key}.{name}") for name, signs in marks.items() if signs},
        turns=tuple(_group(signs, f"{key}.Mc") for signs in turns),
    )


def workpiece_rotations(view: View, end: Vector, away: Vector) -> tuple[Group, ...]:
    """Return the arrows Mc that a workpiece's axis may have beyond its ends, the nearest first.

    ``end``: the free one, ``away`` from the holder, part frame. A farther one stands on the axis drawn on to it. Empty
    where the view does not show the axis in true length or as a point.
    """
    flat, place = view.turn(away), view.place(end)
    found: list[Signs] = []
    if math.hypot(*flat) > 1 - _PARALLEL:
        way = unit(flat)
        far = along(place, way, -_length(view, place, way))
        for off in _OFF_END:
            for foot, out in ((place, way), (far, (-way[0], -way[1]))):
                found += _about_axis(foot, out, way, off)
    elif abs(view.depth(away)) > 1 - _PARALLEL:
        clockwise = view.depth(away) > 0
        found += [_round_arrow(place, radius, clockwise=clockwise) for radius in _ROUND_RADII]
    return tuple(_group(signs, "tools.workpiece") for signs in found)


def _length(view: View, end: Point, way: Point) -> float:
    """Return how far the view reaches from an end of the workpiece, against ``way``."""
    x0, y0, x1, y1 = view.box
    corners = ((x0, y0), (x1, y0), (x0, y1), (x1, y1))
    return max((end[0] - x) * way[0] + (end[1] - y) * way[1] for x, y in corners)


def _about_axis(foot: Point, out: Point, away: Point, off: float) -> Iterator[Signs]:
    """Yield the arrows ``off`` beyond an end of a workpiece, its text on either side."""
    ends = (along(foot, out, _GAP), along(foot, out, off + _BEYOND))
    axis = (Polyline(points=ends, pen=TOOL_AXIS),) if off > _OFF_END[0] else ()
    for side in (-1, 1):
        arrow = _turn_arrow(along(foot, out, off), away, _LEAST_TURN * 1.4, text_side=side)
        yield (*arrow, *axis)


def _known_by_its_hole(pose: ToolPose, view: View) -> bool:
    """Whether the view shows a small tool that plunges from its end: in its own hole."""
    if pose.body.motion == "fixed" or math.hypot(*view.turn(pose.axis)) > _PARALLEL:
        return False
    across = pose.feed is not None and math.hypot(*view.turn(pose.feed)) > _PARALLEL
    return not across and max(r for _, r in pose.body.profile) * view.scale <= _MOST_TURN


# Lines, the number and Mf, and the places of Mc.
Drawn = tuple[Sequence[Primitive], dict[str, Signs], Sequence[Signs]]
Placer = Callable[[float, float], Point]


def _turning(pose: ToolPose, view: View, room: float) -> Drawn | None:
    """Return a tool that turns about its axis, from its side or from its end."""
    flat, depth = view.turn(pose.axis), view.depth(pose.axis)
    if math.hypot(*flat) < _PARALLEL:
        return _end_on(pose, view, hidden=depth < 0)
    if abs(depth) > _PARALLEL:
        return None
    up, tip = unit(flat), view.place(pose.tip)
    half = _cut_off([(at * view.scale, r * view.scale) for at, r in _half(pose)], room)
    side = (up[1], -up[0])

    def at(height: float, across: float) -> Point:
        return along(along(tip, up, height), side, across)

    right = [at(a, r) for a, r in half]
    left = [at(a, -r) for a, r in half]
    top, radius = half[-1]
    lines = [
        Polyline(points=(*right[::-1], *left[1:]), pen=TOOL),
        *(Polyline(points=(at(a, -r), at(a, r)), pen=TOOL) for a, r in _edges(half)),
        Polyline(points=tuple(_break(at, top, radius)), pen=TOOL),
        Polyline(points=(at(-_BEYOND, 0.0), at(top + _BEYOND, 0.0)), pen=TOOL_AXIS),
    ]
    widest = max(r for _, r in half)
    marks = {"Mf": _feed(pose, view, at, (widest, top))}
    return lines, marks, tuple(_turns(half, at, up))


def _turns(half: Sequence[tuple[float, float]], at: Placer, up: Point) -> Iterator[Signs]:
    """Yield where Mc turns about the axis: about its end, else about the shank."""
    top, radius = half[-1]
    size = min(max(radius, _LEAST_TURN), _MOST_TURN)
    for beyond in (1.5, 4.0):
        for side in (-1, 1):
            yield _turn_arrow(at(top + _BEYOND + beyond, 0.0), up, size, text_side=side)
    for share in _ON_SHANK:
        width = max(r for a, r in half if a >= share * top) + _GAP
        if width <= _WIDEST_TURN:
            for side in (-1, 1):
                yield _turn_arrow(at(share * top, 0.0), up, width, text_side=side)


def _half(pose: ToolPose) -> Iterable[tuple[float, float]]:
    """Return the half profile with the holder; the tip on the axis first."""
    return (*pose.body.profile, *pose.body.holder)


def _cut_off(half: list[tuple[float, float]], room: float) -> list[tuple[float, float]]:
    """Return the half profile up to ``room`` above the tip."""
    found: list[tuple[float, float]] = []
    for at, radius in half:
        if at > room:
            low, r0 = found[-1]
            share = (room - low) / (at - low)
            found.append((room, r0 + (radius - r0) * share))
            break
        found.append((at, radius))
    return found


def _edges(half: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where an edge is seen across the tool: where its outline bends, not too close."""
    found: list[tuple[float, float]] = []
    for (a0, r0), (a1, r1), (a2, r2) in zip(half, half[1:], half[2:], strict=False):
        bends = abs((a1 - a0) * (r2 - r1) - (a2 - a1) * (r1 - r0)) > 1e-6
        clear = not found or a1 - found[-1][0] > _STEP_MM
        if bends and a1 > 0 and r1 > 0 and clear:
            found.append((a1, max(r1, r2) if a2 == a1 else max(r0, r1) if a0 == a1 else r1))
    return found


def _break(at: Placer, top: float, radius: float) -> Iterable[Point]:
    """Yield a freehand line across the broken end."""
    for i in range(13):
        share = i / 6 - 1.0
        yield at(top + 0.12 * min(radius, 4.0) * math.sin(math.pi * share * 2), radius * share)


def _end_on(pose: ToolPose, view: View, *, hidden: bool) -> Drawn:
    """Return the circle of what cuts, with its axes."""
    cutting = pose.body.cutting_mm + 1e-6
    reach = [i for i, (at, _) in enumerate(pose.body.profile) if at >= cutting - 2e-6][:1]
    head = pose.body.profile[: (reach or [len(pose.body.profile)])[0] + 1]
    radius = max(r for _, r in head) * view.scale
    centre = view.place(pose.tip)
    far = radius + _BEYOND
    lines: list[Primitive] = [
        Circle(centre=centre, radius=radius, pen=_HIDDEN if hidden else TOOL),
        *(
            Polyline(points=(along(centre, way, -far), along(centre, way, far)), pen=TOOL_AXIS)
            for way in ((1.0, 0.0), (0.0, 1.0))
        ),
    ]
    marks: dict[str, Signs] = {}
    turns: list[Signs] = []
    if radius > _MOST_TURN:
        turns = [
            _round_arrow(
                centre, size, clockwise=not hidden, inside=size < radius, middle_deg=middle
            )
            for size in (0.72 * radius, radius + _GAP)
            for middle in (90.0, 0.0, 180.0, 270.0)
        ]
    if pose.feed is not None and math.hypot(*view.turn(pose.feed)) > 1 - _PARALLEL:
        way = unit(view.turn(pose.feed))
        marks["Mf"] = _straight_arrow(along(centre, way, radius + _GAP), way, "Mf")
    return lines, marks, turns


def _fixed(pose: ToolPose, view: View, room: float) -> Drawn | None:
    """Return a tool held fast, where the view shows the plane that it lies in."""
    assert pose.along is not None
    if max(abs(view.depth(pose.axis)), abs(view.depth(pose.along))) > _PARALLEL:
        return None
    tip, out, away = view.place(pose.tip), unit(view.turn(pose.axis)), unit(view.turn(pose.along))

    def at(z: float, x: float) -> Point:
        return along(along(tip, away, z), out, x)

    scale = view.scale
    room = max(room, _WHOLE * scale * max(abs(c) for place in pose.body.profile for c in place))
    window = box(-room, -room, room, room)
    insert = Polygon([(z * scale, x * scale) for z, x in pose.body.profile]).buffer(0)
    holder = Polygon([(z * scale, x * scale) for z, x in pose.body.holder]).buffer(0)
    seen = LineString(insert.exterior.coords), LineString(holder.exterior.coords)
    kept = [
        *lines_of(seen[0].intersection(window)),
        *lines_of(seen[1].intersection(window).difference(insert)),
    ]
    lines = [Polyline(points=tuple(at(z, x) for z, x in line), pen=TOOL) for line in kept]
    marks: dict[str, Signs] = {}
    if pose.feed is not None:
        way = unit(view.turn(pose.feed))
        lengthwise = abs(way[0] * away[0] + way[1] * away[1]) > 0.5
        inwards = -1.0 if _bores(pose) else 1.0
        start = at(-_GAP, inwards * 0.5 * room) if lengthwise else at(-3.0, 0.75 * room)
        marks["Mf"] = _straight_arrow(start, way, "Mf")
    return lines, marks, ()


def _bores(pose: ToolPose) -> bool:
    """Whether the tool points away from the axis: a boring bar."""
    return min(x for _, x in pose.body.profile) < -1.0


def _feed(pose: ToolPose, view: View, at: Placer, size: tuple[float, float]) -> Signs:
    """Return the arrow Mf of a tool in profile: before it, or beside it when it plunges."""
    if pose.feed is None or math.hypot(*view.turn(pose.feed)) < 1 - _PARALLEL:
        return ()
    way, up = unit(view.turn(pose.feed)), unit(view.turn(pose.axis))
    radius, top = size
    across = way[0] * up[1] - way[1] * up[0]
    if abs(across) < 0.5:  # along its own axis
        return _straight_arrow(at(max(top, _FEED_MM), radius + _GAP + 0.5), way, "Mf")
    side = math.copysign(radius + _GAP, across)
    return _straight_arrow(at(min(0.35 * top, 8.0) + 2.0, side), way, "Mf")


def _number(pose: ToolPose, view: View, number: str, room: float) -> Signs:
    """Return the number of the tool: beyond its top, or beside its circle."""
    tip, flat = view.place(pose.tip), view.turn(pose.axis)
    if math.hypot(*flat) < _PARALLEL:
        radius = max(r for _, r in pose.body.profile) * view.scale
        return _text(number, along(tip, (0.7071, 0.7071), radius + 2.5))
    up = unit(flat)
    longest = room
    if pose.body.motion == "rotating":
        longest = min(room, _top(pose) * view.scale)
        return _text(number, along(along(tip, up, longest + 5.5), (up[1], -up[0]), 9.5))
    inwards = -1.0 if _bores(pose) else 1.0
    assert pose.along is not None
    away = unit(view.turn(pose.along))
    return _text(number, along(along(tip, up, inwards * 0.8 * longest), away, 19 * view.scale))


def _top(pose: ToolPose) -> float:
    return max(at for at, _ in _half(pose))


def _straight_arrow(start: Point, way: Point, label: str) -> Signs:
    end = along(start, way, _FEED_MM)
    middle = along(start, way, _FEED_MM / 2)
    line = Polyline(points=(start, end), pen=TOOL)
    head = arrowhead(end, way, pen=TOOL, fill=BLUE)
    aside = (-way[1], way[0]) if way[0] >= -1e-6 else (way[1], -way[0])
    room = _half_size(label)
    off = 0.8 + abs(aside[0]) * room[0] + abs(aside[1]) * room[1]
    return (line, head, *_text(label, along(middle, aside, off)))


def _turn_arrow(centre: Point, up: Point, radius: float, *, text_side: int = -1) -> Signs:
    """Return a curved arrow about an axis in the sheet: clockwise seen from where it points to."""
    side = (up[1], -up[0])
    points = []
    for i in range(_TURN_STEPS + 1):
        turn = math.radians(20.0 - 220.0 * i / _TURN_STEPS)
        across, height = radius * math.cos(turn), min(_FLAT * radius, _DEEPEST) * math.sin(turn)
        points.append(along(along(centre, side, across), up, height))
    way = unit((points[-1][0] - points[-2][0], points[-1][1] - points[-2][1]))
    head = arrowhead(points[-1], way, 2.0, pen=TOOL, fill=BLUE)
    half = _half_size("Mc")
    off = radius + 1.0 + abs(side[0]) * half[0] + abs(side[1]) * half[1]
    return (
        Polyline(points=tuple(points), pen=TOOL), head, *_text("Mc", along(centre, side, text_side * off)),
    )  # fmt: skip


def _round_arrow(
    centre: Point, radius: float, *, clockwise: bool, inside: bool = False, middle_deg: float = 90.0
) -> Signs:
    """Return a circular arrow about an axis seen as a point, its text at ``middle_deg``."""
    half_deg = min(_HALF_ROUND_DEG, math.degrees(_HALF_ROUND_MM / radius))
    start, end = middle_deg - half_deg, middle_deg + half_deg
    arc = Arc(centre=centre, radius=radius, start_deg=start, end_deg=end, pen=TOOL)
    turn = math.radians(start if clockwise else end)
    tip = along(centre, (math.cos(turn), math.sin(turn)), radius)
    way = (math.sin(turn), -math.cos(turn)) if clockwise else (-math.sin(turn), math.cos(turn))
    middle = math.radians(middle_deg)
    out = (math.cos(middle), math.sin(middle))
    half = _half_size("Mc")
    off = abs(out[0]) * half[0] + abs(out[1]) * half[1] + 1.0
    place = along(centre, out, radius - off if inside else radius + off)
    return (arc, arrowhead(tip, way, 2.0, pen=TOOL, fill=BLUE), *_text("Mc", place))


def _half_size(text: str) -> Point:
    low, high = lettering.reach(text, TEXT_HEIGHT)
    return (glyphs.width(text, TEXT_HEIGHT) / 2, (high - low) / 2)


def _text(text: str, centre: Point) -> Signs:
    low, high = lettering.reach(text, TEXT_HEIGHT)
    foot = (centre[0], centre[1] - (low + high) / 2)
    return glyphs.line(text, foot, TEXT_HEIGHT, "middle", 0.0, BLUE)


def _group(signs: Iterable[Primitive], key: str) -> Group:
    plain = tuple(sign for sign in signs if not isinstance(sign, Group))
    return Group(layer="tools", primitives=plain, key=key)
