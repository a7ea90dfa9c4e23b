"""Section lining: the strokes of a hatched area."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gmp_cad.drawing.primitives import Hatch, Point

Segment = tuple[Point, Point]


def strokes(hatch: Hatch) -> tuple[Segment, ...]:
    """Return the hatching lines inside the loops (even-odd), from the lowest to the highest.

    Lines stand on multiples of the spacing, so that two areas of one part are hatched alike.
    """
    angle = math.radians(hatch.angle_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = [[(x * cos + y * sin, y * cos - x * sin) for x, y in loop] for loop in hatch.loops]
    heights = [v for loop in turned for _, v in loop]
    if not heights:
        return ()
    first = math.ceil(min(heights) / hatch.spacing)
    last = math.floor(max(heights) / hatch.spacing)
    found: list[Segment] = []
    for row in range(first, last + 1):
        v = row * hatch.spacing
        cuts = sorted(_crossings(turned, v))
        for u0, u1 in zip(cuts[::2], cuts[1::2], strict=False):
            start = (u0 * cos - v * sin, u0 * sin + v * cos)
            found.append((start, (u1 * cos - v * sin, u1 * sin + v * cos)))
    return tuple(found)


def _crossings(loops: Iterable[list[Point]], v: float) -> list[float]:
    found = []
    for loop in loops:
        for (u0, v0), (u1, v1) in zip(loop, loop[1:] + loop[:1], strict=True):
            if (v0 <= v) != (v1 <= v):  # half-open: a corner on the line counts once
                found.append(u0 + (u1 - u0) * (v - v0) / (v1 - v0))
    return found
