"""Signs of the trade, placed in sheet millimetres: locating, clamping, origins, texture, frames.

Locating and clamping signs follow NF E 04-013 part 1 (geometric symbols); surface texture
ISO 21920-1; tolerance frames and datum triangles ISO 1101 and ISO 5459; balloons ISO 6433;
the projection sign ISO 5456-2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.pens import BLACK, CENTRE, HIDDEN_SYMBOL, MARK, NARROW_LINE, NONE, RED, Pen
from gmp_cad.drawing.primitives import WHITE, Circle, Point, Polygon, Polyline, Primitive
from gmp_cad.spec.texture import parse_texture, requirements_of

TEXT_HEIGHT = 2.5  # ISO 3098, the height of dimensions on A4 and A3
ARROW = 2.6
ARROW_HALF_ANGLE_DEG = 10.0
NORMAL_LENGTH = 9.0
CLAMP_LENGTH = 11.0
END_ON_RADIUS = 1.5
SURFACE_RADIUS = 2.5
ORIGIN_RADIUS = 2.0
FRAME_HEIGHT = 2 * TEXT_HEIGHT
_DATUM_ARM = 4.0
_DATUM_LENGTH = 5.0
DATUM_REACH = _DATUM_LENGTH + FRAME_HEIGHT
_TICK_ARM, _TICK_TOP = 3.0, 6.2  # heights of the arms of the sign of surface texture
_TICK_SLOPE = 1 / math.sqrt(3)  # its strokes stand at 60° to the surface
_TEXTURE_HEIGHT = 0.9 * TEXT_HEIGHT
_TEXTURE_PITCH = 1.4 * _TEXTURE_HEIGHT
BESIDE = 1.75  # radii from the centre of a round sign: clear of the box around it

Signs = tuple[Primitive, ...]


def along(point: Point, direction: Point, distance: float) -> Point:
    """Return the point ``distance`` mm from ``point`` along the unit ``direction``."""
    return (point[0] + direction[0] * distance, point[1] + direction[1] * distance)


def arrowhead(
    tip: Point, direction: Point, size: float = ARROW, pen: Pen = NARROW_LINE, fill: str = BLACK
) -> Polygon:
    """Return a closed arrowhead that points along the unit ``direction``, its tip at ``tip``."""
    half = size * math.tan(math.radians(ARROW_HALF_ANGLE_DEG))
    x, y = along(tip, direction, -size)
    dx, dy = direction
    sides = ((x - dy * half, y + dx * half), (x + dy * half, y - dx * half))
    return Polygon(points=(tip, *sides), pen=Pen(0.1, pen.colour), fill=fill)


def normal_in_profile(tip: Point, direction: Point) -> Signs:
    """Return a locating normal seen from its side: its tip on the surface, along the normal."""
    tail = along(tip, direction, -NORMAL_LENGTH)
    return (
        Polyline(points=(tail, along(tip, direction, -ARROW)), pen=NARROW_LINE),
        _wide_head(tip, direction, 3.0, BLACK),
    )


def _wide_head(tip: Point, direction: Point, size: float, fill: str) -> Polygon:
    x, y = along(tip, direction, -size)
    dx, dy = direction[0] * size / 3, direction[1] * size / 3
    return Polygon(points=(tip, (x - dy, y + dx), (x + dy, y - dx)), pen=NARROW_LINE, fill=fill)


def normal_end_on(place: Point, hidden: bool) -> Signs:
    """Return a locating normal seen along itself; dashed when the material hides it."""
    pen = HIDDEN_SYMBOL if hidden else NARROW_LINE
    return (
        Circle(centre=place, radius=END_ON_RADIUS, pen=pen, fill=WHITE),
        Circle(centre=place, radius=0.4, pen=NONE, fill=BLACK),
    )


def clamp_in_profile(tip: Point, direction: Point) -> Signs:
    """Return a clamp seen from its side: open triangle on the surface, bar at its root."""
    root = along(tip, direction, -CLAMP_LENGTH)
    dx, dy = direction[0] * 2.5, direction[1] * 2.5
    bar = ((root[0] - dy, root[1] + dx), (root[0] + dy, root[1] - dx))
    return (
        Polyline(points=(root, along(tip, direction, -4.0)), pen=NARROW_LINE),
        _wide_head(tip, direction, 4.0, WHITE),
        Polyline(points=bar, pen=Pen(0.5)),
    )


def clamp_end_on(place: Point, hidden: bool) -> Signs:
    """Return a clamp seen along its force: two open circles, dashed when hidden."""
    pen = HIDDEN_SYMBOL if hidden else NARROW_LINE
    return (
        Circle(centre=place, radius=END_ON_RADIUS + 0.3, pen=pen, fill=WHITE),
        Circle(centre=place, radius=0.7, pen=NARROW_LINE, fill=WHITE),
    )


def program_origin(place: Point) -> Signs:
    """Return the sign of the program origin OP: a circle with two opposite black quadrants."""
    return (
        Circle(centre=place, radius=ORIGIN_RADIUS, pen=NARROW_LINE, fill=WHITE),
        *(
            Polygon(points=(place, *_quadrant(place, start)), pen=NONE, fill=BLACK)
            for start in (0.0, 180.0)
        ),
    )


def _quadrant(centre: Point, start_deg: float) -> list[Point]:
    angles = [math.radians(start_deg + 90 * i / 12) for i in range(13)]
    return [along(centre, (math.cos(a), math.sin(a)), ORIGIN_RADIUS) for a in angles]


def axes(place: Point, directions: Sequence[tuple[str, Point]], length: float = 11.0) -> Signs:
    """Return the machine axes that lie in a view: (label, unit direction) from ``place``."""
    found: list[Primitive] = []
    for label, direction in directions:
        tip = along(place, direction, length)
        found += [
            Polyline(points=(place, along(tip, direction, -ARROW)), pen=NARROW_LINE),
            _wide_head(tip, direction, 3.0, BLACK),
            *_middle_text(label, along(tip, direction, 2.8)),
        ]
    return tuple(found)


def _middle_text(
    text: str, place: Point, colour: str = BLACK, height: float = TEXT_HEIGHT
) -> Signs:
    return glyphs.line(text, (place[0], place[1] - height / 2), height, "middle", 0.0, colour)


def surface_number(place: Point, number: str) -> Signs:
    """Return the number of a machined surface in a red circle."""
    circle = Circle(centre=place, radius=SURFACE_RADIUS, pen=MARK, fill=WHITE)
    return (circle, *_middle_text(number, place, RED))


def balloon(place: Point, number: str, radius: float = 4.0) -> Signs:
    """Return an item or dimension reference: a number in a circle."""
    height = TEXT_HEIGHT if len(number) > 2 or radius < 4 else 3.5
    circle = Circle(centre=place, radius=radius, pen=NARROW_LINE, fill=WHITE)
    return (circle, *_middle_text(number, place, height=height))


def texture(place: Point, text: str, direction: Point = (0.0, 1.0), lang: str = "fr") -> Signs:
    """Return the sign of a surface texture, what it asks for under its bar, its foot at ``place``.

    ``text`` is the notation of :mod:`gmp_cad.spec.texture`: a bar closes the sign where removal is
    required, a circle lies in it where it is forbidden. ``direction`` is the outward normal of the
    surface line: up, or left (read from the right).
    """
    up, right = direction, (direction[1], -direction[0])
    required = parse_texture(text)

    def at(x: float, y: float) -> Point:
        return along(along(place, right, x), up, y)

    lines = tuple(requirements_of(required, lang))
    top = _TICK_TOP + _TEXTURE_PITCH * (len(lines) - 1)
    reach = max(glyphs.width(line, _TEXTURE_HEIGHT) for line in lines) + 1.6
    rotation = math.degrees(math.atan2(right[1], right[0]))
    corners = (
        (-_TICK_ARM * _TICK_SLOPE, _TICK_ARM),
        (0.0, 0.0),
        (top * _TICK_SLOPE, top),
        (top * _TICK_SLOPE + reach, top),
    )
    found: list[Primitive] = [
        Polyline(points=tuple(at(*corner) for corner in corners), pen=NARROW_LINE)
    ]
    if required.removal == "required":
        ends = (at(-_TICK_ARM * _TICK_SLOPE, _TICK_ARM), at(_TICK_ARM * _TICK_SLOPE, _TICK_ARM))
        found.append(Polyline(points=ends, pen=NARROW_LINE))
    elif required.removal == "forbidden":  # inscribed under the height of the short arm
        found.append(
            Circle(centre=at(0.0, 2 * _TICK_ARM / 3), radius=_TICK_ARM / 3, pen=NARROW_LINE)
        )
    for i, line in enumerate(lines):
        base = top - _TEXTURE_HEIGHT - 0.9 - i * _TEXTURE_PITCH
        foot = at(top * _TICK_SLOPE + 0.6, base)
        found += glyphs.line(line, foot, _TEXTURE_HEIGHT, "start", rotation)
    return tuple(found)


def frame_width(symbol: str, value: str, datums: Sequence[str]) -> float:
    """Return the width in mm of a tolerance frame."""
    return sum(_cells(symbol, value, datums))


def _cells(symbol: str, value: str, datums: Sequence[str]) -> list[float]:
    texts = (value, *datums)
    return [
        max(FRAME_HEIGHT, glyphs.width(symbol, TEXT_HEIGHT) + TEXT_HEIGHT),
        *(max(FRAME_HEIGHT, glyphs.width(text, TEXT_HEIGHT) + TEXT_HEIGHT) for text in texts),
    ]


def tolerance_frame(corner: Point, symbol: str, value: str, datums: Sequence[str]) -> Signs:
    """Return a tolerance frame, its lower left corner at ``corner``; ``symbol`` a glyph."""
    found: list[Primitive] = []
    x, y = corner
    for text, width in zip((symbol, value, *datums), _cells(symbol, value, datums), strict=True):
        found.append(rectangle((x, y), width, FRAME_HEIGHT, NARROW_LINE, WHITE))
        found += _middle_text(text, (x + width / 2, y + FRAME_HEIGHT / 2))
        x += width
    return tuple(found)


Frame = tuple[str, str, Sequence[str]]


def stack_size(frames: Sequence[Frame], datum_letter: str) -> Point:
    """Return width and height of frames stacked upon each other, with a datum at their side."""
    wide = max((frame_width(*frame) for frame in frames), default=0.0)
    if datum_letter:
        wide += _DATUM_ARM + FRAME_HEIGHT
    return (wide, FRAME_HEIGHT * max(len(frames), 1 if datum_letter else 0))


def stack(corner: Point, frames: Sequence[Frame], datum_letter: str) -> Signs:
    """Return frames stacked from ``corner`` (lower left) up, a datum sign at the lowest one."""
    found: list[Primitive] = []
    for i, frame in enumerate(frames):
        found += tolerance_frame((corner[0], corner[1] + i * FRAME_HEIGHT), *frame)
    if datum_letter:
        wide = frame_width(*frames[0]) if frames else 0.0
        foot = (corner[0] + wide, corner[1] + FRAME_HEIGHT / 2)
        found += datum(foot, (1.0, 0.0), datum_letter, _DATUM_ARM)
    return tuple(found)


def rectangle(corner: Point, width: float, height: float, pen: Pen, fill: str = "") -> Polygon:
    """Return a rectangle from its lower left corner."""
    x, y = corner
    points = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(points=points, pen=pen, fill=fill)


def datum(foot: Point, direction: Point, letter: str, length: float = _DATUM_LENGTH) -> Signs:
    """Return a datum triangle that stands on ``foot``, its framed letter outwards."""
    dx, dy = direction
    side = 1.6
    base = ((foot[0] - dy * side, foot[1] + dx * side), (foot[0] + dy * side, foot[1] - dx * side))
    half = FRAME_HEIGHT / 2
    middle = along(foot, direction, length + half)
    return (
        Polygon(points=(*base, along(foot, direction, 2.6)), pen=Pen(0.1), fill=BLACK),
        Polyline(points=(foot, along(foot, direction, length)), pen=NARROW_LINE),
        rectangle(
            (middle[0] - half, middle[1] - half), FRAME_HEIGHT, FRAME_HEIGHT, NARROW_LINE, WHITE
        ),
        *_middle_text(letter, middle),
    )


def first_angle(centre: Point, height: float = 7.0) -> Signs:
    """Return the sign of first-angle projection: the cone, and its view from the left beside."""
    x, y = centre
    return (*_cone((x - height * 1.1, y), height), *_cone_end((x + height * 0.75, y), height))


def third_angle(centre: Point, height: float = 7.0) -> Signs:
    """Return the sign of third-angle projection: the cone, its view from the left before it."""
    x, y = centre
    return (*_cone_end((x - height * 0.75, y), height), *_cone((x + height * 0.1, y), height))


def _cone(small_end: Point, height: float) -> Signs:
    """Return the cone of the projection signs from the side, its small end at the left."""
    (left, y), big, small, length = small_end, height / 2, height / 4, height
    cone = (
        (left, y - small),
        (left + length, y - big),
        (left + length, y + big),
        (left, y + small),
    )
    return (
        Polygon(points=cone, pen=NARROW_LINE),
        Polyline(points=((left - 1.5, y), (left + length + 1.5, y)), pen=CENTRE),
    )


def _cone_end(centre: Point, height: float) -> Signs:
    """Return the cone of the projection signs seen from its small end."""
    (x, y), big, small = centre, height / 2, height / 4
    return (
        Circle(centre=centre, radius=big, pen=NARROW_LINE),
        Circle(centre=centre, radius=small, pen=NARROW_LINE),
        Polyline(points=((x - big - 1.5, y), (x + big + 1.5, y)), pen=CENTRE),
        Polyline(points=((x, y - big - 1.5), (x, y + big + 1.5)), pen=CENTRE),
    )


def leader(points: tuple[Point, ...], end: str = "arrow", pen: Pen = NARROW_LINE) -> Signs:
    """Return a leader line along ``points``; its last point bears an "arrow", a "dot" or nothing."""
    (x0, y0), (x1, y1) = points[-2:]
    line = Polyline(points=points, pen=pen)
    length = math.hypot(x1 - x0, y1 - y0)
    if end == "none":
        return (line,)
    if end == "dot" or length == 0:
        return (line, Circle(centre=points[-1], radius=0.5, pen=NONE, fill=BLACK))
    return (line, arrowhead(points[-1], ((x1 - x0) / length, (y1 - y0) / length)))
