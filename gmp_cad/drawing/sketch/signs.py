"""Signs of the contrat de phase, in sheet millimetres: locating, clamping, origin, axes, numbers.

Locating and clamping signs follow NF E 04-013 part 1 (geometric symbols).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gmp_cad.drawing.pens import BLACK, HIDDEN_SYMBOL, MARK, NARROW_LINE, NONE, RED, Pen
from gmp_cad.drawing.primitives import WHITE, Circle, Point, Polygon, Polyline, Primitive
from gmp_cad.drawing.symbols import ARROW, Signs, along, arrowhead, middle_text

NORMAL_LENGTH = 9.0
CLAMP_LENGTH = 11.0
END_ON_RADIUS = 1.5
SURFACE_RADIUS = 2.5
ORIGIN_RADIUS = 2.0
BESIDE = 1.75  # radii from the centre of a round sign: clear of the box around it


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
            *middle_text(label, along(tip, direction, 2.8)),
        ]
    return tuple(found)


def surface_number(place: Point, number: str) -> Signs:
    """Return the number of a machined surface in a red circle."""
    circle = Circle(centre=place, radius=SURFACE_RADIUS, pen=MARK, fill=WHITE)
    return (circle, *middle_text(number, place, RED))


def leader(points: tuple[Point, ...], pen: Pen = NARROW_LINE, *, arrow: bool = True) -> Signs:
    """Return a leader line along ``points``, with an arrow on its last point or without."""
    (x0, y0), (x1, y1) = points[-2:]
    line = Polyline(points=points, pen=pen)
    length = math.hypot(x1 - x0, y1 - y0)
    if not arrow or length == 0:
        return (line,)
    return (line, arrowhead(points[-1], ((x1 - x0) / length, (y1 - y0) / length)))
