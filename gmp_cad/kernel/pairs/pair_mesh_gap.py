"""The smallest distance of two meshes and where it is, by their triangles (mm)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import STRtree, box
from trimesh.triangles import closest_point

from gmp_cad.evidence import Vector
from gmp_cad.kernel.pairs.pair_shape import Floats

Integers = NDArray[np.int64]
_AT_ONCE = 20_000  # pairs of triangles looked at together: bounds the memory
_SIDES = ((0, 1), (1, 2), (2, 0))


@dataclass(frozen=True, slots=True)
class Closest:
    """The smallest distance of two meshes (mm), and a point of each where it is."""

    distance_mm: float
    on_a: Vector
    on_b: Vector


def closest(a: Floats, b: Floats, near_mm: float) -> Closest:
    """Return where two sets of triangles ((n, 3, 3), mm) that do not cross are nearest.

    Those farther apart than ``near_mm`` everywhere have the distance of their nearest corners.
    """
    best = _corners(a, b)
    for i, k in _pairs(a, b, min(best.distance_mm, near_mm)):
        for start in range(0, len(i), _AT_ONCE):
            ones, others = a[i[start : start + _AT_ONCE]], b[k[start : start + _AT_ONCE]]
            near = _box_gaps(ones, others) < best.distance_mm
            if near.any():
                found = _nearest(ones[near], others[near])
                best = min(best, found, key=lambda c: c.distance_mm)
    return best


def _box_gaps(a: Floats, b: Floats) -> Floats:
    """Return the distances of the boxes of triangles, row by row."""
    apart = np.maximum(a.min(axis=1) - b.max(axis=1), b.min(axis=1) - a.max(axis=1))
    found: Floats = np.linalg.norm(np.maximum(apart, 0.0), axis=1)
    return found


def _corners(a: Floats, b: Floats) -> Closest:
    first, second = a.reshape(-1, 3), b.reshape(-1, 3)
    distances, indices = cKDTree(first).query(second)
    k = int(np.argmin(distances))
    return _closest(first[indices[k]][None], second[k][None])


def _pairs(a: Floats, b: Floats, reach: float) -> Iterator[tuple[Integers, Integers]]:
    """Yield the pairs of triangles whose boxes are not farther apart than ``reach``."""
    low_a, high_a = a.min(axis=1) - reach, a.max(axis=1) + reach
    low_b, high_b = b.min(axis=1), b.max(axis=1)
    tree = STRtree(box(low_b[:, 0], low_b[:, 1], high_b[:, 0], high_b[:, 1]))
    for start in range(0, len(a), 1000):
        rows = slice(start, start + 1000)
        i, k = tree.query(box(low_a[rows, 0], low_a[rows, 1], high_a[rows, 0], high_a[rows, 1]))
        i = i + start
        meet = (low_a[i, 2] <= high_b[k, 2]) & (low_b[k, 2] <= high_a[i, 2])
        yield i[meet], k[meet]


def _nearest(a: Floats, b: Floats) -> Closest:
    """Return the smallest distance of triangles row by row: corner to face, side to side."""
    found = []
    for n in range(3):
        found.append(_closest(a[:, n], np.asarray(closest_point(b, a[:, n]))))
        found.append(_closest(np.asarray(closest_point(a, b[:, n])), b[:, n]))
    found += [
        _closest(*_sides(a[:, p], a[:, q], b[:, r], b[:, s])) for p, q in _SIDES for r, s in _SIDES
    ]
    return min(found, key=lambda c: c.distance_mm)


def _closest(a: Floats, b: Floats) -> Closest:
    distances = np.linalg.norm(a - b, axis=1)
    k = int(np.argmin(distances))
    (ax, ay, az), (bx, by, bz) = a[k].tolist(), b[k].tolist()
    return Closest(float(distances[k]), (ax, ay, az), (bx, by, bz))


def _sides(p: Floats, q: Floats, r: Floats, s: Floats) -> tuple[Floats, Floats]:
    """Return the nearest points of the segments p-q and r-s, row by row.

    Ericson, Real-Time Collision Detection, 5.1.9.
    """
    d1, d2, w = q - p, s - r, p - r
    a, e, f = _dot(d1, d1), _dot(d2, d2), _dot(d2, w)
    b, c = _dot(d1, d2), _dot(d1, w)
    tiny = 1e-300
    across = a * e - b * b
    along = np.where(
        across > 1e-12 * a * e, np.clip((b * f - c * e) / np.maximum(across, tiny), 0, 1), 0.0
    )
    t = (b * along + f) / np.maximum(e, tiny)
    along = np.where(t < 0, np.clip(-c / np.maximum(a, tiny), 0, 1), along)
    along = np.where(t > 1, np.clip((b - c) / np.maximum(a, tiny), 0, 1), along)
    t = np.clip(t, 0, 1)
    return p + d1 * along[:, None], r + d2 * t[:, None]


def _dot(a: Floats, b: Floats) -> Floats:
    found: Floats = np.einsum("ij,ij->i", a, b)
    return found
