"""Which page of a document became which: pages that were put in or taken out shift all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmp_cad.documents.printing.page_picture import Pixels

Thumbnail = NDArray[np.float64]
Pair = tuple[int | None, int | None]

_BLOCK_PX = 10  # of a page: 15 pixels an inch are enough to know it again
# What stands apart, in thousandths: whole numbers, since the way back adds them up again.
_WHOLE = 1000
_GAP = 450  # of a page that came or went; a pair alike by less than a tenth is two of these
_OTHER_SIZE = 800


def thumbnail(pixels: Pixels) -> Thumbnail:
    """Return how much ink there is on each small block of a page, 0 to 1."""
    rows, columns = (side // _BLOCK_PX for side in pixels.shape[:2])
    dark = 255.0 - pixels[: rows * _BLOCK_PX, : columns * _BLOCK_PX].min(axis=2)
    blocks = dark.reshape(rows, _BLOCK_PX, columns, _BLOCK_PX)
    return np.asarray(blocks.sum(axis=(1, 3)) / (255.0 * _BLOCK_PX * _BLOCK_PX))


def likeness(before: Thumbnail, after: Thumbnail) -> float:
    """Return which share of the ink of two pages stands at the same place, 0 to 1."""
    if before.shape != after.shape:
        return 1.0 - _OTHER_SIZE / _WHOLE
    most = float(np.maximum(before, after).sum())
    return float(np.minimum(before, after).sum()) / most if most else 1.0


def aligned(before: Sequence[Thumbnail], after: Sequence[Thumbnail]) -> list[Pair]:
    """Return the pairs of pages (ranks) that belong together, in order; None: there is none.

    Of all ways to keep both orders it is the one that leaves the least apart.
    """
    n, m = len(before), len(after)
    cost = np.zeros((n + 1, m + 1), dtype=np.int64)
    cost[:, 0], cost[0, :] = np.arange(n + 1) * _GAP, np.arange(m + 1) * _GAP
    apart = np.array(
        [[round(_WHOLE * (1.0 - likeness(a, b))) for b in after] for a in before], dtype=np.int64
    ).reshape(n, m)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost[i, j] = min(
                cost[i - 1, j - 1] + apart[i - 1, j - 1], cost[i - 1, j] + _GAP, cost[i, j - 1] + _GAP
            )  # fmt: skip
    found: list[Pair] = []
    i, j = n, m
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + apart[i - 1, j - 1]:
            i, j = i - 1, j - 1
            found.append((i, j))
        elif j and cost[i, j] == cost[i, j - 1] + _GAP:
            j -= 1
            found.append((None, j))
        else:
            i -= 1
            found.append((i, None))
    return found[::-1]
