"""The text of a dimension: balloon, name and size, boxed when theoretically exact."""

from __future__ import annotations

import math

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Point, Polygon, Primitive
from gmp_cad.drawing.sketch.values import SketchDimension

_HEIGHT = symbols.TEXT_HEIGHT
_GAP = 0.8
_BOX_SIDE = 1.0
_BOX_RISE = 0.6
BALLOON_RADIUS = 2.4
_BALLOON_GAP = 1.0


def width(dimension: SketchDimension) -> float:
    """Return the width of the whole text, mm."""
    return balloon_width(dimension) + _text_width(dimension)


def height(dimension: SketchDimension) -> float:
    """Return how far the text rises above its dimension line, mm."""
    if dimension.balloon:
        return 2 * BALLOON_RADIUS + 0.4
    return _HEIGHT + _GAP + (1.4 if dimension.boxed else 0.5)


def frames(dimension: SketchDimension) -> list[symbols.Frame]:
    """Return the tolerance frames of the dimension, the lowest first."""
    return [(f.symbol, f.value, f.datums) for f in reversed(dimension.frames)]


def frames_size(dimension: SketchDimension) -> Point:
    """Return width and height of the frames and the datum that belong to the dimension, mm."""
    return symbols.stack_size(frames(dimension), dimension.datum)


def draw_frames(dimension: SketchDimension, corner: Point) -> tuple[Primitive, ...]:
    """Return the frames and the datum, their lower left corner at ``corner``."""
    return symbols.stack(corner, frames(dimension), dimension.datum)


def balloon_width(dimension: SketchDimension) -> float:
    """Return the width of the balloon with its gap, mm."""
    return 2 * BALLOON_RADIUS + _BALLOON_GAP if dimension.balloon else 0.0


def _text_width(dimension: SketchDimension) -> float:
    sides = 2 * _BOX_SIDE if dimension.boxed else 0.0
    return glyphs.width(dimension.label, _HEIGHT) + sides


def label(
    dimension: SketchDimension, start: Point, rotation_deg: float = 0.0
) -> tuple[Primitive, ...]:
    """Return the text above a line that begins at ``start`` and runs at ``rotation_deg``."""
    angle = math.radians(rotation_deg)
    cos, sin = math.cos(angle), math.sin(angle)

    def at(x: float, y: float) -> Point:
        return (start[0] + x * cos - y * sin, start[1] + x * sin + y * cos)

    found: list[Primitive] = []
    x = balloon_width(dimension)
    if dimension.balloon:
        middle = at(BALLOON_RADIUS, BALLOON_RADIUS + 0.3)
        found += symbols.balloon(middle, dimension.balloon, BALLOON_RADIUS)
    if dimension.boxed:
        low, high, end = 0.3, _HEIGHT + 2 * _GAP + 0.5, x + _text_width(dimension)
        corners = (at(x, low), at(end, low), at(end, high), at(x, high))
        found.append(Polygon(points=corners, pen=NARROW_LINE))
        x += _BOX_SIDE
    lift = _GAP + (_BOX_RISE if dimension.boxed else 0.0)
    found += glyphs.line(dimension.label, at(x, lift), _HEIGHT, "start", rotation_deg)
    return tuple(found)
