"""Closed loops of the material that cutting planes meet, joined over the steps of a section."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gmp_cad.errors import KernelError
from gmp_cad.evidence import CutRegion, Polyline
from gmp_cad.language import Message

Point = tuple[float, float]
_SAME_MM = 1e-5
_SLIVER_MM2 = 1e-6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the boundary with the material on its left, and the faces of the part there."""

    points: Polyline
    faces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Loop:
    points: Polyline  # closed: the first point comes again as the last
    faces: frozenset[int]
    area: float


def regions_of(
    pieces: Sequence[Piece], axis: int, steps: Sequence[float], part: str = ""
) -> tuple[CutRegion, ...]:
    """Return the regions that ``pieces`` bound, ordered by their outer loops.

    ``steps``: where the cutting planes step along coordinate ``axis`` (0 or 1) of the view; what
    is cut on both sides of a step is one region. Outer loops run anticlockwise, voids clockwise.
    Raises KernelError when the pieces do not close.
    """
    kept = [p for p in pieces if _step_of(p, axis, steps) is None]
    for step in steps:
        kept += _unshared([p for p in pieces if _step_of(p, axis, steps) == step], axis, step)
    loops = [loop for loop in _closed(kept) if abs(loop.area) > _SLIVER_MM2]
    outer = sorted((loop for loop in loops if loop.area > 0), key=lambda loop: loop.area)
    voids: dict[Polyline, list[_Loop]] = {loop.points: [] for loop in outer}
    for void in (loop for loop in loops if loop.area < 0):
        around = (loop for loop in outer if _inside(_middle(void.points), loop.points))
        owner = next((loop for loop in around if loop.area > -void.area), None)
        if owner is None:
            raise KernelError(_OPEN)
        voids[owner.points].append(void)
    return tuple(
        _region(loop, voids[loop.points], part)
        for loop in sorted(outer, key=lambda loop: loop.points)
    )


_OPEN = Message("The boundary of a section does not close")


def _region(outer: _Loop, voids: list[_Loop], part: str) -> CutRegion:
    ordered = (outer, *sorted(voids, key=lambda loop: loop.points))
    faces = sorted(frozenset().union(*(loop.faces for loop in ordered)))
    return CutRegion(loops=tuple(loop.points for loop in ordered), faces=tuple(faces), part=part)


def _step_of(piece: Piece, axis: int, steps: Sequence[float]) -> float | None:
    """Return the step on which the whole piece lies."""
    return next((s for s in steps if all(abs(p[axis] - s) <= _SAME_MM for p in piece.points)), None)


def _unshared(pieces: Sequence[Piece], axis: int, step: float) -> Iterator[Piece]:
    """Yield what only one of the two planes that meet at a step cuts."""
    other = 1 - axis
    ends = sorted({p.points[i][other] for p in pieces for i in (0, -1)})
    for low, high in pairwise(ends):
        middle = (low + high) / 2
        if high - low <= _SAME_MM:
            continue
        over = [
            p for p in pieces if (p.points[0][other] - middle) * (p.points[-1][other] - middle) < 0
        ]
        rises = sum(1 if p.points[-1][other] > p.points[0][other] else -1 for p in over)
        if rises:
            a, b = (low, high) if rises > 0 else (high, low)
            points = ((step, a), (step, b)) if axis == 0 else ((a, step), (b, step))
            yield Piece(points, ())


def _closed(pieces: Sequence[Piece]) -> Iterator[_Loop]:
    """Yield the loops that the pieces form; where several meet, each turns left as far as it can."""
    nodes = _Nodes()
    leaving: dict[int, list[Piece]] = {}
    ordered = sorted(pieces, key=lambda p: (p.points, p.faces))
    for piece in ordered:
        leaving.setdefault(nodes.at(piece.points[0]), []).append(piece)
    for first in ordered:
        start = nodes.at(first.points[0])
        if first not in leaving[start]:
            continue
        chain = [first]
        leaving[start].remove(first)
        while (node := nodes.at(chain[-1].points[-1])) != start:
            onward = leaving.get(node)
            if not onward:
                raise KernelError(_OPEN)
            back = chain[-1]
            chosen = max(onward, key=lambda p: _turn(back.points, p.points))
            onward.remove(chosen)
            chain.append(chosen)
        yield _loop(chain)


class _Nodes:
    """Numbers for the places where pieces end: the same number within a tolerance."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], int] = {}
        self._count = 0

    def at(self, point: Point) -> int:
        i, k = (round(c / (4 * _SAME_MM)) for c in point)
        around = ((i + a, k + b) for a in (0, -1, 1) for b in (0, -1, 1))
        found = next((self._known[key] for key in around if key in self._known), None)
        if found is None:
            found = self._known[i, k] = self._count
            self._count += 1
        return found


def _turn(before: Polyline, after: Polyline) -> float:
    """Return the angle by which ``after`` turns to the left where it leaves ``before``."""
    (ax, ay), (bx, by) = before[-2], before[-1]
    (cx, cy), (dx, dy) = after[0], after[1]
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    return math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)


def _loop(chain: Sequence[Piece]) -> _Loop:
    ring = [point for piece in chain for point in piece.points[:-1]]
    corners = [
        b
        for a, b, c in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True)
        if not _between(a, b, c)
    ]
    lowest = corners.index(min(corners)) if corners else 0
    corners = corners[lowest:] + corners[:lowest]
    points = (*corners, *corners[:1])
    faces = frozenset(face for piece in chain for face in piece.faces)
    return _Loop(points, faces, _area(points))


def _between(a: Point, b: Point, c: Point) -> bool:
    """Whether b lies on the straight way from a to c."""
    length = math.dist(a, c)
    off = abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return off <= 2e-6 * length and ahead >= 0


def _area(points: Polyline) -> float:
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise(points)) / 2


def _middle(points: Polyline) -> Point:
    (ax, ay), (bx, by) = points[0], points[1]
    return ((ax + bx) / 2, (ay + by) / 2)


def _inside(point: Point, points: Polyline) -> bool:
    """Whether a point lies in a closed polyline (even-odd)."""
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in pairwise(points):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed = not crossed
    return crossed
