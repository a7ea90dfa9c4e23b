"""Signs of the trade, placed in sheet millimetres: surface texture, tolerance frames, projection.

Surface texture ISO 21920-1; tolerance frames ISO 1101; the projection sign ISO 5456-2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.pens import BLACK, CENTRE, NARROW_LINE, Pen
from gmp_cad.drawing.primitives import WHITE, Circle, Point, Polygon, Polyline, Primitive
from gmp_cad.spec.texture import parse_texture, requirements_of

TEXT_HEIGHT = 2.5  # ISO 3098, the height of dimensions on A4 and A3
ARROW = 2.6
ARROW_HALF_ANGLE_DEG = 10.0
FRAME_HEIGHT = 2 * TEXT_HEIGHT
_TICK_ARM, _TICK_TOP = 3.0, 6.2  # heights of the arms of the sign of surface texture
_TICK_SLOPE = 1 / math.sqrt(3)  # its strokes stand at 60° to the surface
_TEXTURE_HEIGHT = 0.9 * TEXT_HEIGHT
_TEXTURE_PITCH = 1.4 * _TEXTURE_HEIGHT

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


def middle_text(text: str, place: Point, colour: str = BLACK) -> Signs:
    """Return a text with its middle at ``place``."""
    foot = (place[0], place[1] - TEXT_HEIGHT / 2)
    return glyphs.line(text, foot, TEXT_HEIGHT, "middle", 0.0, colour)


def texture(place: Point, text: str, direction: Point = (0.0, 1.0), lang: str = "") -> Signs:
    """Return the sign of a surface texture, what it asks for under its bar, its foot at ``place``.

    ``text`` is the notation of :mod:`gmp_cad.spec.texture`: a bar closes the sign where removal is
    required, a circle lies in it where it is forbidden. ``direction`` is the outward normal of the
    surface line: up, or left (read from the right). Without ``lang`` the decimal sign stays.
    """
    up, right = direction, (direction[1], -direction[0])
    required = parse_texture(text)
    lang = lang or ("en" if "." in text else "fr")

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
        found += middle_text(text, (x + width / 2, y + FRAME_HEIGHT / 2))
        x += width
    return tuple(found)


def rectangle(corner: Point, width: float, height: float, pen: Pen, fill: str = "") -> Polygon:
    """Return a rectangle from its lower left corner."""
    x, y = corner
    points = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(points=points, pen=pen, fill=fill)


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
