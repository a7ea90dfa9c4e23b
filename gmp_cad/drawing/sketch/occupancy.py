"""What stands where on a drawing, to keep texts and signs from lying over each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from gmp_cad.drawing.primitives import Box, Point, Polygon, Polyline, Primitive, box_of, grow

Segment = tuple[Point, Point]
_THIN = 1e-6  # gives the box of a level stroke an inside


class Occupancy:
    """Boxes taken by texts and signs, and the strokes that a text should not be crossed by."""

    def __init__(self) -> None:
        self._boxes = _Boxes()
        self._segments: list[Segment] = []
        self._around = _Boxes()

    def take(self, primitives: Iterable[Primitive]) -> None:
        """Count the box of each primitive as taken."""
        for primitive in primitives:
            self._boxes.add(box_of(primitive))

    def take_box(self, box: Box) -> None:
        """Count a box as taken."""
        self._boxes.add(box)

    def stroke(self, points: Sequence[Point]) -> None:
        """Count a polyline as drawn."""
        for a, b in pairwise(points):
            self._segments.append((a, b))
            self._around.add(grow(_box(a, b), _THIN))

    def strokes(self, primitives: Iterable[Primitive]) -> None:
        """Count the polylines among the primitives as drawn."""
        for item in primitives:
            if isinstance(item, Polyline | Polygon):
                self.stroke(item.points)

    def overlaps(self, box: Box, margin: float = 0.4) -> int:
        """Return how many taken boxes the box meets."""
        return len(self._boxes.meeting(grow(box, margin)))

    def crossings(self, box: Box, margin: float = 0.3) -> int:
        """Return how many strokes pass through the box."""
        grown = grow(box, margin)
        return sum(_passes(self._segments[i], grown) for i in self._around.meeting(grown))

    def free(self, box: Box, margin: float = 0.4) -> bool:
        """Return whether the box meets nothing."""
        return not self.overlaps(box, margin) and not self.crossings(box, margin)

    def cuts(self, a: Point, b: Point) -> int:
        """Return how many taken boxes the stroke from ``a`` to ``b`` passes through."""
        near = self._boxes.meeting(grow(_box(a, b), _THIN))
        return sum(_passes((a, b), self._boxes.boxes[i]) for i in near)

    def strikes(self, a: Point, b: Point) -> int:
        """Return how many taken boxes and strokes the stroke from ``a`` to ``b`` passes."""
        near = self._around.meeting(grow(_box(a, b), _THIN))
        return self.cuts(a, b) + sum(_cross((a, b), self._segments[i]) for i in near)


class _Boxes:
    """Boxes, asked for those that meet another one: thousands of times on one drawing."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self._table = np.empty((0, 4))

    def add(self, box: Box) -> None:
        self.boxes.append(box)

    def meeting(self, box: Box) -> list[int]:
        """Return the indices of the boxes that have a common inner point with ``box``."""
        if len(self._table) != len(self.boxes):
            self._table = np.array(self.boxes)
        x0, y0, x1, y1 = self._table.T
        hit = (x0 < box[2]) & (box[0] < x1) & (y0 < box[3]) & (box[1] < y1)
        return [int(i) for i in np.flatnonzero(hit)]


def _cross(first: Segment, second: Segment) -> bool:
    """Return whether two segments cross at an inner point of both."""
    return _apart(first, second) and _apart(second, first)


def _apart(line: Segment, ends: Segment) -> bool:
    (x0, y0), (x1, y1) = line
    sides = [(x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) for x, y in ends]
    return sides[0] * sides[1] < 0


def _box(a: Point, b: Point) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


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
