"""Convex areas and straight lines as arrays, and which of them meet, cross or lie side by side.

Millimetres of the paper. Thousands of candidates are compared, so everything works on whole arrays;
an upright box or a level line is exactly its bounding box and is compared as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gmp_cad.drawing.primitives import Point

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOUCH = 0.05  # mm: nearer than this, lines touch and do not cross
_PARALLEL = 0.02  # sine of the angle below which lines run side by side
_LEVEL = 1e-9
EXACT = 1e-6  # mm: what stands exactly at the wanted distance stands well
_STRETCH = 0.5  # mm: lines side by side over less than this only meet at their ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Convex polygons of the same number of corners (the last one repeated), or lines (two).

    ``owner``: to what each belongs; ``normals``: outward unit normals of the edges, zero for an
    edge without length; ``upright``: the shape fills its box.
    """

    owner: Ints
    corners: Floats
    normals: Floats
    boxes: Floats
    upright: Flags

    def __len__(self) -> int:
        return len(self.owner)

    def taken(self, which: slice | Ints | Flags) -> Shapes:
        """Return some of the shapes."""
        return Shapes(
            owner=self.owner[which],
            corners=self.corners[which],
            normals=self.normals[which],
            boxes=self.boxes[which],
            upright=self.upright[which],
        )


def shapes(outlines: Sequence[Sequence[Point]], owner: Sequence[int]) -> Shapes:
    """Return convex outlines, or lines of two points, as arrays."""
    size = max((len(outline) for outline in outlines), default=2)
    padded = [[*outline, *[outline[-1]] * (size - len(outline))] for outline in outlines]
    corners = np.array(padded, dtype=float).reshape(-1, size, 2)
    ahead = np.roll(corners, -1, axis=1)
    twice = (corners[..., 0] * ahead[..., 1] - corners[..., 1] * ahead[..., 0]).sum(axis=1)
    corners[twice < 0] = corners[twice < 0, ::-1]
    edges = np.roll(corners, -1, axis=1) - corners
    length = np.hypot(edges[..., 0], edges[..., 1])[..., None]
    normals = np.stack((edges[..., 1], -edges[..., 0]), axis=-1)
    normals /= np.where(length > _LEVEL, length, np.inf)
    return Shapes(
        owner=np.array(owner, dtype=np.int64),
        corners=corners,
        normals=normals,
        boxes=np.concatenate((corners.min(axis=1), corners.max(axis=1)), axis=1),
        upright=(np.abs(edges).min(axis=2) < _LEVEL).all(axis=1),
    )


def straight_parts(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Return the segments of a polyline; points that do not bend it are left out.

    Otherwise a line that crosses it exactly there would seem to touch two ends.
    """
    kept: list[Point] = []
    for point in points:
        if kept and abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) < _LEVEL:
            continue
        if len(kept) > 1 and _straight_on(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return list(pairwise(kept))


def _straight_on(a: Point, b: Point, c: Point) -> bool:
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]
    return abs(ux * vy - uy * vx) < _LEVEL and ux * vx + uy * vy > 0


def boxes_near(first: Floats, second: Floats, gap: float) -> tuple[Ints, Ints]:
    """Return the pairs (indices) of boxes that lie nearer than ``gap`` along x and along y."""
    a, b, gap = first[:, None, :], second[None, :, :], gap - EXACT
    near = (a[..., 0] < b[..., 2] + gap) & (b[..., 0] < a[..., 2] + gap)
    near &= (a[..., 1] < b[..., 3] + gap) & (b[..., 1] < a[..., 3] + gap)
    i, j = np.nonzero(near)
    return i, j


def meeting(first: Shapes, second: Shapes, pairs: tuple[Ints, Ints], gap: float) -> Flags:
    """Return which pairs, whose boxes are near, lie nearer than ``gap`` (> 0) in truth.

    Two convex shapes lie apart if an edge of one of them parts them (corners count as mitred).
    """
    i, j = pairs
    near = np.ones(len(i), dtype=bool)
    odd = np.flatnonzero(~(first.upright[i] & second.upright[j]))
    one, other = first.taken(i[odd]), second.taken(j[odd])
    near[odd] = np.maximum(_parted(one, other), _parted(other, one)) < gap - EXACT
    return near


def _parted(first: Shapes, second: Shapes) -> Floats:
    """Return the greatest distance of the second shape beyond an edge of the first."""
    here = (first.normals * first.corners).sum(axis=2)
    there = (first.normals @ second.corners.transpose(0, 2, 1)).min(axis=2)
    beyond: Floats = (there - here).max(axis=1)
    return beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """How pairs of lines meet: which cross, which run side by side, and how far apart."""

    crosses: Flags
    parallel: Flags
    distance: Floats


def encounter(first: Floats, second: Floats) -> Encounter:
    """Return how lines (n × 2 ends × 2) meet pair by pair; touching ends are no crossing."""
    one, other = first[:, 1] - first[:, 0], second[:, 1] - second[:, 0]
    unit = one / np.hypot(one[:, 0], one[:, 1])[:, None]
    unit2 = other / np.hypot(other[:, 0], other[:, 1])[:, None]
    d0, d1 = _cross(unit, second[:, 0] - first[:, 0]), _cross(unit, second[:, 1] - first[:, 0])
    e0, e1 = _cross(unit2, first[:, 0] - second[:, 0]), _cross(unit2, first[:, 1] - second[:, 0])
    crosses = (d0 * d1 < 0) & (e0 * e1 < 0)
    crosses &= np.minimum(np.abs((d0, d1)).min(axis=0), np.abs((e0, e1)).min(axis=0)) > TOUCH
    parallel = np.abs(_cross(unit, unit2)) < _PARALLEL
    n = np.flatnonzero(parallel)
    common = np.minimum(
        _stretch(first[n], second[n], unit[n]), _stretch(second[n], first[n], unit2[n])
    )
    parallel[n] = common > _STRETCH
    distance = np.maximum(np.abs(d0 + d1), np.abs(e0 + e1)) / 2
    return Encounter(crosses=crosses, parallel=parallel, distance=distance)


def _stretch(first: Floats, second: Floats, unit: Floats) -> Floats:
    """Return over what length lines run beside lines whose direction is ``unit``, mm."""
    length = ((first[:, 1] - first[:, 0]) * unit).sum(axis=1)
    start, end = (((second[:, k] - first[:, 0]) * unit).sum(axis=1) for k in (0, 1))
    low, high = np.minimum(start, end), np.maximum(start, end)
    common: Floats = np.minimum(high, length) - np.maximum(low, 0.0)
    return common


def _cross(a: Floats, b: Floats) -> Floats:
    product: Floats = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return product


def summed(owner: Ints, value: Floats, count: int) -> Floats:
    """Return the sum of the values of each of ``count`` owners."""
    total: Floats = np.bincount(owner, value, minlength=count).astype(float)
    return total
