"""The z-buffer: which triangle is nearest at each sample of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gmp_cad.drawing.shaded.camera import Camera
from gmp_cad.evidence.surface_mesh import Floats, Integers

NOTHING = -1
_INDEX_BITS = 24
_DEPTH_STEPS = float(1 << 37)
_AT_ONCE = 1 << 19  # fragments: what stays in the caches of a processor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facets:
    """The triangles that face the viewer, as planes over the picture (all (n,), in samples).

    ``index``: in the scene. ``x``, ``y``, ``z`` (n, 3): the corners. ``across``, ``down``: how the
    depth grows from one sample to the next. ``share``: (n, 4) how the weights of the second and
    of the third corner grow (across, down; across, down).
    """

    index: Integers
    x: Floats
    y: Floats
    z: Floats
    across: Floats
    down: Floats
    share: Floats


def facets(placed: Floats, triangles: Integers) -> Facets:
    """Return the triangles that turn to the viewer; solids are closed, the others are hidden."""
    x, y, z = (placed[:, k][triangles] for k in range(3))
    bx, by, cx, cy = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0], x[:, 2] - x[:, 0], y[:, 2] - y[:, 0]
    area = bx * cy - cx * by
    index = np.flatnonzero(area < 0)  # rows count downwards
    x, y, z, area = x[index], y[index], z[index], area[index]
    bx, by, cx, cy = bx[index] / area, by[index] / area, cx[index] / area, cy[index] / area
    share = np.stack([cy, -cx, -by, bx], axis=1)
    rise, far = z[:, 1] - z[:, 0], z[:, 2] - z[:, 0]
    across = share[:, 0] * rise + share[:, 2] * far
    down = share[:, 1] * rise + share[:, 3] * far
    return Facets(index=index, x=x, y=y, z=z, across=across, down=down, share=share)


def nearest(found: Facets, camera: Camera) -> Integers:
    """Return the nearest facet at each sample (row after row), NOTHING where there is none.

    Where two are equally near the last one wins.
    """
    buffer = np.full(camera.columns * camera.rows, NOTHING, dtype=np.int64)
    low, high = (float(f(found.z)) if found.z.size else 0.0 for f in (np.min, np.max))
    steps = _DEPTH_STEPS / max(high - low, 1e-9)
    for spans in _spans(found, camera):
        facet, start, length, depth = spans
        which = np.repeat(np.arange(len(facet)), length)
        along = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
        deep = depth[which] + along * found.across[facet][which]
        level = np.clip((deep - low) * steps, 0.0, _DEPTH_STEPS).astype(np.int64)
        np.maximum.at(buffer, start[which] + along, (level << _INDEX_BITS) | facet[which])
    mask = (1 << _INDEX_BITS) - 1
    return np.where(buffer < 0, NOTHING, buffer & mask)


_Spans = tuple[Integers, Integers, Integers, Floats]


def _spans(found: Facets, camera: Camera) -> Iterator[_Spans]:
    """Yield the rows of all facets: facet, first sample, how many, depth at the first one."""
    top = np.ceil(found.y.min(axis=1) - 0.5).astype(np.int64)
    bottom = np.floor(found.y.max(axis=1) - 0.5).astype(np.int64)
    top, bottom = np.maximum(top, 0), np.minimum(bottom, camera.rows - 1)
    height = np.maximum(bottom - top + 1, 0)
    facet = np.repeat(np.arange(len(height)), height)
    row = np.arange(len(facet)) - np.repeat(np.cumsum(height) - height - top, height)
    left, right = _ends(found, facet, row + 0.5)
    first = np.maximum(np.ceil(left - 0.5), 0)
    length = np.minimum(np.floor(right - 0.5), camera.columns - 1) - first + 1
    kept = np.flatnonzero(length > 0)
    facet, row, first = facet[kept], row[kept], first[kept]
    depth = (
        found.z[facet, 0] + found.across[facet] * (first + 0.5 - found.x[facet, 0])
        + found.down[facet] * (row + 0.5 - found.y[facet, 0])
    )  # fmt: skip
    spans = facet, row * camera.columns + first.astype(np.int64), length[kept].astype(np.int64)
    total = np.cumsum(spans[2])
    cuts = np.searchsorted(total, np.arange(_AT_ONCE, int(total[-1:].sum()), _AT_ONCE))
    for part in np.split(np.arange(len(kept)), np.unique(cuts)):
        if len(part):
            yield spans[0][part], spans[1][part], spans[2][part], depth[part]


def _ends(found: Facets, facet: Integers, row: Floats) -> tuple[Floats, Floats]:
    """Return the first and the last column (between samples) of each facet on each row.

    An edge gives the same column to both facets beside it: samples on it belong to both.
    """
    left = np.full(len(row), np.inf)
    right = np.full(len(row), -np.inf)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        upper = np.where(found.y[:, a] <= found.y[:, b], a, b)
        every = np.arange(len(upper))
        x0, y0 = found.x[every, upper], found.y[every, upper]
        x1, y1 = found.x[every, a + b - upper], found.y[every, a + b - upper]
        level = y1 == y0
        slope = (x1 - x0) / np.where(level, 1.0, y1 - y0)
        on = (y0[facet] <= row) & (row <= y1[facet]) & ~level[facet]
        column = x0[facet] + (row - y0[facet]) * slope[facet]
        left = np.where(on, np.minimum(left, column), left)
        right = np.where(on, np.maximum(right, column), right)
    return left, right
