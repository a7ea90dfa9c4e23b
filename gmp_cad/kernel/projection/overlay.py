"""Curves of a view drawn once: lines that cover each other, and lines that come in pieces.

Hidden-line removal gives an edge in pieces, and edges that are seen one behind the other. On each
straight line and each circle of the view every stretch is kept with the strongest of its lines
(ISO 128-2: a visible line goes before a hidden one), and stretches alike are joined.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from gmp_cad.evidence import Polyline, ViewArc, ViewCurve
from gmp_cad.kernel.projection.flatten import arc_points

Line = Literal["visible", "outline", "smooth", "hidden"]
_LINES: tuple[Line, ...] = ("visible", "outline", "smooth", "hidden")  # the strongest first
_STRAIGHT = 2  # points
_SAME_MM = 1e-5
_SHORT_MM = 1e-4  # what is left between two ends that should meet


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A curve on its carrier, between two coordinates (mm along it)."""

    low: float
    high: float
    curve: ViewCurve


def overlaid(curves: Sequence[ViewCurve]) -> tuple[ViewCurve, ...]:
    """Return the curves that a reader sees, in an order that depends on them alone.

    Of equal lines the stronger one is kept and bounds all their faces; what is hidden under a
    visible line is left out, and so are its faces.
    """
    straight = [c for c in curves if c.arc is None and len(c.points) == _STRAIGHT]
    arcs = [c for c in curves if c.arc is not None]
    free = [c for c in curves if c.arc is None and len(c.points) > _STRAIGHT]
    drawn = [*_lines(straight), *_circles(arcs), *_free(free)]
    return tuple(sorted(drawn, key=_order))


def _order(curve: ViewCurve) -> tuple[int, Polyline, tuple[int, ...], str]:
    return (_LINES.index(curve.line), curve.points, curve.faces, curve.part)


def _free(curves: Sequence[ViewCurve]) -> Iterator[ViewCurve]:
    same: dict[Polyline, list[ViewCurve]] = {}
    for curve in curves:
        points = min(curve.points, curve.points[::-1])
        same.setdefault(points, []).append(curve)
    for points, found in same.items():
        yield replace(_seen(found), points=points)


def _seen(curves: Sequence[ViewCurve]) -> ViewCurve:
    """Return the strongest of curves in one place, with the faces of all that are seen there."""
    first = min(curves, key=_order)
    hidden = first.line == "hidden"
    faces = {
        face
        for c in curves
        if (c.line == "hidden") == hidden and c.part == first.part
        for face in c.faces
    }
    return replace(first, faces=tuple(sorted(faces)))


def _lines(curves: Sequence[ViewCurve]) -> Iterator[ViewCurve]:
    ordered = sorted(curves, key=lambda c: (-math.dist(*c.points), _order(c)))
    carriers = _Carriers(len(ordered))
    for curve in ordered:
        carriers.add(curve)
    for (x, y), (dx, dy), found in carriers.groups():
        stretches = []
        for curve in found:
            low, high = sorted((px - x) * dx + (py - y) * dy for px, py in curve.points)
            stretches.append(_Stretch(low, high, curve))
        for low, high, curve in _joined(_levelled(stretches)):
            points = tuple(
                (round(x + t * dx, 6) + 0.0, round(y + t * dy, 6) + 0.0) for t in (low, high)
            )
            yield replace(curve, points=min(points, points[::-1]))


class _Carriers:
    """Straight lines of the view, each through its longest piece."""

    def __init__(self, room: int) -> None:
        self._ends = np.empty((room, 4))  # a point and a unit direction
        self._found: list[list[ViewCurve]] = []

    def add(self, curve: ViewCurve) -> None:
        """Put a piece on the line that it lies on, or on its own."""
        (ax, ay), (bx, by) = curve.points
        known = self._ends[: len(self._found)]
        off = np.maximum(
            np.abs((ax - known[:, 0]) * known[:, 3] - (ay - known[:, 1]) * known[:, 2]),
            np.abs((bx - known[:, 0]) * known[:, 3] - (by - known[:, 1]) * known[:, 2]),
        )
        near = np.flatnonzero(off <= _SAME_MM)
        if near.size:
            self._found[int(near[0])].append(curve)
            return
        length = math.dist(*curve.points)
        self._ends[len(self._found)] = (ax, ay, (bx - ax) / length, (by - ay) / length)
        self._found.append([curve])

    def groups(
        self,
    ) -> Iterator[tuple[tuple[float, float], tuple[float, float], list[ViewCurve]]]:
        """Yield (point, direction, pieces) of every line."""
        for (x, y, dx, dy), found in zip(self._ends.tolist(), self._found, strict=False):
            yield (x, y), (dx, dy), found


def _circles(curves: Sequence[ViewCurve]) -> Iterator[ViewCurve]:
    groups: list[tuple[ViewArc, list[ViewCurve]]] = []
    for curve in sorted(curves, key=_order):
        assert curve.arc is not None
        found = next((g for a, g in groups if _concentric(a, curve.arc)), None)
        if found is None:
            groups.append((curve.arc, [curve]))
        else:
            found.append(curve)
    for circle, found in groups:
        yield from _around(circle, found)


def _concentric(a: ViewArc, b: ViewArc) -> bool:
    return abs(a.radius - b.radius) + math.dist(a.centre, b.centre) <= _SAME_MM


def _around(circle: ViewArc, curves: Sequence[ViewCurve]) -> Iterator[ViewCurve]:
    """Yield the arcs of one circle, joined over 0° too."""
    scale = math.radians(circle.radius)
    stretches = []
    for curve in curves:
        assert curve.arc is not None
        start, end = curve.arc.start_deg, curve.arc.end_deg
        turns = [(start, min(end, 360.0)), (0.0, end - 360.0)]
        stretches += [_Stretch(a * scale, b * scale, curve) for a, b in turns if b > a]
    joined = [(a / scale, b / scale, c) for a, b, c in _joined(_levelled(stretches))]
    if len(joined) > 1:
        (a, b, first), (c, d, last) = joined[0], joined[-1]
        if a * scale <= _SHORT_MM and (360 - d) * scale <= _SHORT_MM and _alike(first, last):
            joined = [*joined[1:-1], (c, b + 360, _with_faces(last, first))]
    for start, end, curve in joined:
        whole = end - start >= 360 - _SHORT_MM / scale
        ends = (0.0, 360.0) if whole else (_angle(start), _angle(end))
        arc = replace(circle, start_deg=ends[0], end_deg=ends[1])
        points = arc_points(arc)
        yield replace(curve, arc=arc, points=min(points, points[::-1]))


def _angle(value: float) -> float:
    return round(value, 10)


def _levelled(stretches: Sequence[_Stretch]) -> Iterator[tuple[float, float, ViewCurve]]:
    """Yield what is seen between any two neighbouring ends on a carrier, from low to high."""
    ends = _clustered(sorted(e for s in stretches for e in (s.low, s.high)))
    for low, high in pairwise(ends):
        middle = (low + high) / 2
        over = [s.curve for s in stretches if s.low < middle < s.high]
        if over:
            yield low, high, _seen(over)


def _clustered(values: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] > _SHORT_MM:
            kept.append(value)
    return kept


def _joined(
    stretches: Iterator[tuple[float, float, ViewCurve]],
) -> list[tuple[float, float, ViewCurve]]:
    found: list[tuple[float, float, ViewCurve]] = []
    for low, high, curve in stretches:
        if found and found[-1][1] == low and _alike(found[-1][2], curve):
            found[-1] = (found[-1][0], high, _with_faces(found[-1][2], curve))
        else:
            found.append((low, high, curve))
    return found


def _alike(a: ViewCurve, b: ViewCurve) -> bool:
    """Whether two stretches of a carrier make one: arcs of one circle already for one face.

    A straight line ends where its faces do: it may be what is seen of them.
    """
    same = a.faces == b.faces or (a.arc is not None and not set(a.faces).isdisjoint(b.faces))
    return same and (a.line, a.part) == (b.line, b.part)


def _with_faces(a: ViewCurve, b: ViewCurve) -> ViewCurve:
    return replace(a, faces=tuple(sorted({*a.faces, *b.faces})))
