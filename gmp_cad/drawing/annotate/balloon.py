"""The balloon of a characteristic: its number in a circle, in a layer of its own."""

from __future__ import annotations

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.style import BALLOON_GAP, BALLOON_RADIUS, SMALL
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import WHITE, Circle, Group, Point

# What a balloon beside something takes, mm.
BALLOON_ROOM = 2 * BALLOON_RADIUS + BALLOON_GAP


def balloon(number: str, centre: Point, key: str, radius: float = BALLOON_RADIUS) -> Group:
    """Return the balloon of a line of the specification; its number stands upright."""
    size = SMALL if len(number) < 3 else 0.75 * SMALL
    foot = (centre[0], centre[1] - size / 2)
    circle = Circle(centre=centre, radius=radius, pen=NARROW_LINE, fill=WHITE)
    return grouped("balloons", (circle, *glyphs.line(number, foot, size, "middle")), key=key)
