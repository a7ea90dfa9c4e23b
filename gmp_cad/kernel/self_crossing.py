"""Whether a closed mesh passes through itself.

OCCT's own search for it (BOPAlgo_ArgumentAnalyzer) takes seconds for a plate with holes and never
ends for some springs, takes bodies that touch for faulty, and does not compare a face with itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree, box

from gmp_cad.kernel.mesh import Mesh
from gmp_cad.kernel.pair_shape import Floats

Integers = NDArray[np.int64]
_AT_ONCE = 2000  # triangles looked at together: bounds the memory
_WITHIN = 1e-6  # barycentric: what meets a triangle at its border only touches it


def crosses_itself(mesh: Mesh, deeper_mm: float) -> bool:
    """Tell whether a side or median of a triangle passes through another, and ``deeper_mm`` beyond.

    Both its ends must be so far from the plane of the other triangle (medians, since the sides of a
    square meet those of another on them). Triangles that share a corner are not compared.
    """
    corners = mesh.vertices[mesh.triangles]
    for i, k in _pairs(corners):
        apart = (mesh.triangles[i][:, :, None] != mesh.triangles[k][:, None, :]).all(axis=(1, 2))
        if _pierces(corners[i[apart]], corners[k[apart]], deeper_mm):
            return True
    return False


def _pairs(corners: Floats) -> Iterator[tuple[Integers, Integers]]:
    """Yield pairs of triangles whose boxes meet, both ways round."""
    low, high = corners.min(axis=1), corners.max(axis=1)
    flat = box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tree = STRtree(flat)
    for start in range(0, len(corners), _AT_ONCE):
        i, k = tree.query(flat[start : start + _AT_ONCE])
        i = i + start
        meet = (i != k) & (low[i, 2] <= high[k, 2]) & (low[k, 2] <= high[i, 2])
        yield i[meet], k[meet]


def _pierces(ones: Floats, others: Floats, deeper_mm: float) -> bool:
    """Tell whether a side or half median of a triangle passes through the other of its row."""
    u, v = others[:, 1] - others[:, 0], others[:, 2] - others[:, 0]
    normals = np.cross(u, v)
    sizes = np.linalg.norm(normals, axis=1)
    sound = sizes > 0.0
    ones, others, u, v, normals, sizes = (x[sound] for x in (ones, others, u, v, normals, sizes))
    away = np.einsum("ntc,nc->nt", ones - others[:, :1], normals) / sizes[:, None]
    middles, above = ones.mean(axis=1), away.mean(axis=1)
    for p in range(3):
        for ends, far in ((ones[:, p - 1], away[:, p - 1]), (middles, above)):
            through = (away[:, p] * far < 0) & (
                np.minimum(np.abs(away[:, p]), np.abs(far)) > deeper_mm
            )
            rows = np.flatnonzero(through)
            share = (away[rows, p] / (away[rows, p] - far[rows]))[:, None]
            at = ones[rows, p] + share * (ends[rows] - ones[rows, p]) - others[rows, 0]
            s = np.einsum("ij,ij->i", np.cross(at, v[rows]), normals[rows])
            t = np.einsum("ij,ij->i", np.cross(u[rows], at), normals[rows])
            least = _WITHIN * sizes[rows] ** 2
            if (np.minimum(np.minimum(s, t), sizes[rows] ** 2 - s - t) > least).any():
                return True
    return False
