"""What stands where on a drawing, to keep texts and signs from lying over each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from gmp_cad.drawing.primitives import Box, Point, Polygon, Polyline, Primitive, box_of

Segment = tuple[Point, Point]


class Occupancy:
    """Boxes taken by texts and signs, and the strokes that a text should not be crossed by."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.segments: list[tuple[Segment, Box]] = []

    def take(self, primitives: Iterable[Primitive]) -> None:
        """Count the box of each primitive as taken."""
        self.boxes += [box_of(primitive) for primitive in primitives]

    def take_box(self, box: Box) -> None:
        """Count a box as taken."""
        self.boxes.append(box)

    def stroke(self, points: Sequence[Point]) -> None:
        """Count a polyline as drawn."""
        for a, b in itertools.pairwise(points):
            self.segments.append(((a, b), _box(a, b)))

    def strokes(self, primitives: Iterable[Primitive]) -> None:
        """Count the polylines among the primitives as drawn."""
        for item in primitives:
            if isinstance(item, Polyline | Polygon):
                self.stroke(item.points)

    def overlaps(self, box: Box, margin: float = 0.4) -> int:
        """Return how many taken boxes the box meets."""
        grown = grow(box, margin)
        return sum(meet(grown, other) for other in self.boxes)

    def crossings(self, box: Box, margin: float = 0.3) -> int:
        """Return how many strokes pass through the box."""
        grown = grow(box, margin)
        return sum(
            meet(grown, around) and _passes(segment, grown) for segment, around in self.segments
        )

    def free(self, box: Box, margin: float = 0.4) -> bool:
        """Return whether the box meets nothing."""
        return not self.overlaps(box, margin) and not self.crossings(box, margin)

    def cuts(self, a: Point, b: Point) -> int:
        """Return how many taken boxes the stroke from ``a`` to ``b`` passes through."""
        around = _box(a, b)
        return sum(meet(around, box) and _passes((a, b), box) for box in self.boxes)

    def strikes(self, a: Point, b: Point) -> int:
        """Return how many taken boxes and strokes the stroke from ``a`` to ``b`` passes."""
        around = _box(a, b)
        crossed = (
            meet(grow(around, 1e-6), grow(box, 1e-6)) and _cross((a, b), other)
            for other, box in self.segments
        )
        return self.cuts(a, b) + sum(crossed)


def _cross(first: Segment, second: Segment) -> bool:
    """Return whether two segments cross at an inner point of both."""
    return _apart(first, second) and _apart(second, first)


def _apart(line: Segment, ends: Segment) -> bool:
    (x0, y0), (x1, y1) = line
    sides = [(x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) for x, y in ends]
    return sides[0] * sides[1] < 0


def _box(a: Point, b: Point) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def grow(box: Box, margin: float) -> Box:
    """Return the box grown by ``margin`` on each side."""
    return (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)


def meet(a: Box, b: Box) -> bool:
    """Return whether two boxes have a common point inside."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _passes(segment: Segment, box: Box) -> bool:
    """Return whether a segment has a stretch inside the box (Liang-Barsky clipping)."""
    (x0, y0), (x1, y1) = segment
    low, high = 0.0, 1.0
    for start, step, least, most in (
        (x0, x1 - x0, box[0], box[2]),
        (y0, y1 - y0, box[1], box[3]),
    ):
        if step == 0:
            if not least < start < most:
                return False
            continue
        enter, leave = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, enter), min(high, leave)
    return low < high
