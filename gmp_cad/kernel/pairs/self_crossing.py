"""Whether a closed mesh passes through itself.

OCCT's own search for it (BOPAlgo_ArgumentAnalyzer) takes seconds for a plate with holes and never
ends for some springs, takes bodies that touch for faulty, and does not compare a face with itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree, box, points, polygons

from gmp_cad.kernel.pairs.pair_shape import Floats
from gmp_cad.kernel.surfaces.mesh import Mesh

Integers = NDArray[np.int64]
Pairs = tuple[Integers, Integers]
_AT_ONCE = 500  # triangles looked at together: bounds the memory
_LARGE = 100  # triangles: a flat face of more is looked at as a whole
_FLAT_MM = 1e-6
_WITHIN = 1e-6  # barycentric: what meets a triangle at its border only touches it


def crosses_itself(mesh: Mesh, deeper_mm: float) -> bool:
    """Tell whether a side or median of a triangle passes through another, and ``deeper_mm`` beyond.

    Both its ends must be so far from the plane of the other triangle (medians, since the sides of a
    square meet those of another on them). Triangles that share a corner are not compared, nor those
    of one large flat face: they are thin and long, and thousands of their boxes meet.
    """
    planes = [np.flatnonzero(mesh.faces == face) for face in _large_planes(mesh)]
    held = np.concatenate([np.empty(0, dtype=np.int64), *planes])
    rest = np.delete(mesh.triangles, held, axis=0)
    ones = np.concatenate((rest, *(_outline(mesh.triangles[plane]) for plane in planes)))

    def crossing(others: Integers, found: Pairs) -> bool:
        i, k = found
        apart = (ones[i][:, :, None] != others[k][:, None, :]).all(axis=(1, 2))
        passing, passed = mesh.vertices[ones[i[apart]]], mesh.vertices[others[k[apart]]]
        return _pierces(passing, passed, deeper_mm)

    where = mesh.vertices[ones]
    if any(crossing(rest, found) for found in _pairs(where, mesh.vertices[rest])):
        return True
    flat = (mesh.triangles[plane] for plane in planes)
    return any(
        crossing(others, _through(where, mesh.vertices[others], deeper_mm)) for others in flat
    )


def _large_planes(mesh: Mesh) -> list[int]:
    """Return the faces of many triangles that lie in one plane."""
    numbers, counts = np.unique(mesh.faces, return_counts=True)
    found = []
    for number in numbers[counts > _LARGE].tolist():
        held = mesh.vertices[np.unique(mesh.triangles[mesh.faces == number])]
        normal = np.linalg.svd(held - held.mean(axis=0), full_matrices=False)[2][2]
        if np.abs((held - held[0]) @ normal).max() <= _FLAT_MM:
            found.append(number)
    return found


def _outline(triangles: Integers) -> Integers:
    """Return the sides that one triangle only has, each as a triangle without width."""
    sides = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    lone, counts = np.unique(sides, axis=0, return_counts=True)
    outer: Integers = lone[counts == 1][:, [0, 1, 1]]
    return outer


def _pairs(ones: Floats, others: Floats) -> Iterator[Pairs]:
    """Yield pairs of triangles, one of each, whose boxes meet."""
    both = np.concatenate((ones, others))
    low, high = both.min(axis=1), both.max(axis=1)
    flat = box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    count = len(ones)
    tree = STRtree(flat[count:])
    for start in range(0, count, _AT_ONCE):
        i, k = tree.query(flat[start : min(start + _AT_ONCE, count)])
        i = i + start
        meet = (low[i, 2] <= high[k + count, 2]) & (low[k + count, 2] <= high[i, 2])
        yield i[meet], k[meet]


def _through(ones: Floats, plane: Floats, deeper_mm: float) -> Pairs:
    """Return the pairs of a triangle and one of a plane that a side or half median goes through."""
    normals = np.cross(plane[:, 1] - plane[:, 0], plane[:, 2] - plane[:, 0])
    normal = normals[np.linalg.norm(normals, axis=1).argmax()]
    seen = np.delete(np.arange(3), np.abs(normal).argmax())  # the two coordinates that tell most
    tree = STRtree(polygons(plane[:, :, seen]))
    away = (ones - plane[0, 0]) @ (normal / np.linalg.norm(normal))
    found = []
    for p, ends, far in _ways(ones, away):
        rows = _beyond(away[:, p], far, deeper_mm)
        share = (away[rows, p] / (away[rows, p] - far[rows]))[:, None]
        at = ones[rows, p] + share * (ends[rows] - ones[rows, p])
        row, k = tree.query(points(at[:, seen]), predicate="intersects")
        found.append((rows[row], k))
    return np.concatenate([i for i, _ in found]), np.concatenate([k for _, k in found])


def _ways(ones: Floats, away: Floats) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield corners, and for each the other end of a side and of a half median, and how far away."""
    middles, above = ones.mean(axis=1), away.mean(axis=1)
    for p in range(3):
        yield p, ones[:, p - 1], away[:, p - 1]
        yield p, middles, above


def _beyond(away: Floats, far: Floats, deeper_mm: float) -> Integers:
    """Return the rows whose ends lie on both sides of a plane, each so far from it."""
    both = (away * far < 0) & (np.minimum(np.abs(away), np.abs(far)) > deeper_mm)
    return np.flatnonzero(both)


def _pierces(ones: Floats, others: Floats, deeper_mm: float) -> bool:
    """Tell whether a side or half median of a triangle passes through the other of its row."""
    u, v = others[:, 1] - others[:, 0], others[:, 2] - others[:, 0]
    normals = np.cross(u, v)
    sizes = np.linalg.norm(normals, axis=1)
    sound = sizes > 0.0
    ones, others, u, v, normals, sizes = (x[sound] for x in (ones, others, u, v, normals, sizes))
    away = np.einsum("ntc,nc->nt", ones - others[:, :1], normals) / sizes[:, None]
    for p, ends, far in _ways(ones, away):
        rows = _beyond(away[:, p], far, deeper_mm)
        share = (away[rows, p] / (away[rows, p] - far[rows]))[:, None]
        at = ones[rows, p] + share * (ends[rows] - ones[rows, p]) - others[rows, 0]
        s = np.einsum("ij,ij->i", np.cross(at, v[rows]), normals[rows])
        t = np.einsum("ij,ij->i", np.cross(u[rows], at), normals[rows])
        least = _WITHIN * sizes[rows] ** 2
        if (np.minimum(np.minimum(s, t), sizes[rows] ** 2 - s - t) > least).any():
            return True
    return False
