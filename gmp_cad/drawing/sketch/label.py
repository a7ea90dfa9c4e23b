"""The text of a dimension: name and size, boxed when theoretically exact."""

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


def width(dimension: SketchDimension) -> float:
    """Return the width of the whole text, mm."""
    sides = 2 * _BOX_SIDE if dimension.boxed else 0.0
    return glyphs.width(dimension.label, _HEIGHT) + sides


def height(dimension: SketchDimension) -> float:
    """Return how far the text rises above its dimension line, mm."""
    return _HEIGHT + _GAP + (1.4 if dimension.boxed else 0.5)


def label(
    dimension: SketchDimension, start: Point, rotation_deg: float = 0.0
) -> tuple[Primitive, ...]:
    """Return the text above a line that begins at ``start`` and runs at ``rotation_deg``."""
    angle = math.radians(rotation_deg)
    cos, sin = math.cos(angle), math.sin(angle)

    def at(x: float, y: float) -> Point:
        return (start[0] + x * cos - y * sin, start[1] + x * sin + y * cos)

    found: list[Primitive] = []
    x = 0.0
    if dimension.boxed:
        low, high, end = 0.3, _HEIGHT + 2 * _GAP + 0.5, width(dimension)
        corners = (at(0.0, low), at(end, low), at(end, high), at(0.0, high))
        found.append(Polygon(points=corners, pen=NARROW_LINE))
        x = _BOX_SIDE
    lift = _GAP + (_BOX_RISE if dimension.boxed else 0.0)
    found += glyphs.line(dimension.label, at(x, lift), _HEIGHT, "start", rotation_deg)
    return tuple(found)
