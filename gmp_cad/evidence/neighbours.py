"""Which of many placed boxes are near each other: a tree of boxes, joined with itself.

A box is six numbers (mm): low corner x, y, z, high corner x, y, z, its edges along the frame's
axes. The tree is a complete binary one, split at the median of the coordinate that spreads most,
so that its depth never depends on how the boxes lie; both its making and its join go through whole
levels at once in numpy. Time grows as n log n + m for n boxes with m near pairs; memory besides the
result as n.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Boxes = NDArray[np.float64]
Indices = NDArray[np.int64]

# Pairs of nodes looked at together: bounds the memory of the join, long enough for numpy.
_BLOCK = 1 << 18
# A distance computed from rounded differences, squares and sums is off by less than 4 roundings.
_ROUNDING = 8 * float(np.finfo(np.float64).eps)
_UNDERFLOW = 1e-300  # the least numbers lose more than a share of themselves


def near_pairs(boxes: ArrayLike, near_mm: float) -> Indices:
    """Return the pairs ``(i, j)``, ``i < j``, of boxes at most ``near_mm`` apart, sorted.

    The distance is the Euclidean one, 0 where boxes touch or overlap. No such pair is ever left
    out; one that is farther by less than the rounding of the arithmetic may be among them.
    Raise ValueError if ``boxes`` is not an array of n×6 finite numbers with low ≤ high, or
    ``near_mm`` is no distance.
    """
    checked = _checked(boxes)
    if not 0.0 <= near_mm < np.inf:
        raise ValueError(f"near_mm: a distance >= 0 is expected, found {near_mm}")
    if len(checked) < 2:
        return np.empty((0, 2), np.int64)
    order, levels = _tree(checked)
    # A pair as one number, i n + j: sorted at once, and half the memory.
    found = [
        np.minimum(one, other) * len(checked) + np.maximum(one, other)
        for one, other in _joined(order, levels, near_mm)
    ]
    keys = np.concatenate(found) if found else np.empty(0, np.int64)
    keys.sort()
    return np.stack(np.divmod(keys, len(checked)), axis=1)


def box_distance(boxes: ArrayLike, pairs: Indices) -> NDArray[np.float64]:
    """Return how far (mm) the two boxes of each pair are apart: no solids in them are nearer.

    Raise ValueError as :func:`near_pairs`.
    """
    checked = _checked(boxes)
    gaps = _gaps(checked[pairs[:, 0]], checked[pairs[:, 1]])
    return np.hypot(np.hypot(gaps[:, 0], gaps[:, 1]), gaps[:, 2])


def placed_boxes(box: ArrayLike, matrices: ArrayLike) -> Boxes:
    """Return a box for each placement of ``box``, that holds all of it for certain.

    ``box``: one for all placements, or one for each (k×6); ``matrices``: k×4×4, rigid, mm. The box
    of the turned box, not of the solid in it; widened by the rounding of its own arithmetic.
    Raise ValueError as :func:`near_pairs`, and if a matrix is not finite.
    """
    moves = np.asarray(matrices, np.float64).reshape(-1, 4, 4)
    if not np.isfinite(moves).all():
        raise ValueError("matrices: finite numbers are expected")
    own = np.broadcast_to(_checked(np.atleast_2d(np.asarray(box))), (len(moves), 6))
    centre, half = (own[:, :3] + own[:, 3:]) / 2, (own[:, 3:] - own[:, :3]) / 2
    turn, shift = moves[:, :3, :3], moves[:, :3, 3]
    size = np.abs(turn)
    middle = np.einsum("kij,kj->ki", turn, centre) + shift
    reach = np.einsum("kij,kj->ki", size, half)
    reach += _ROUNDING * (np.einsum("kij,kj->ki", size, np.abs(centre)) + np.abs(shift) + reach)
    reach += _UNDERFLOW
    return np.hstack((middle - reach, middle + reach))


def _checked(boxes: ArrayLike) -> Boxes:
    found = np.asarray(boxes, np.float64)
    if found.size == 0:
        return np.empty((0, 6))
    if found.ndim != 2 or found.shape[1] != 6:
        raise ValueError(f"boxes: rows of six numbers are expected, found shape {found.shape}")
    wrong = ~(np.isfinite(found).all(axis=1) & (found[:, :3] <= found[:, 3:]).all(axis=1))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"boxes[{row}]: finite numbers, low <= high, found {found[row].tolist()}")
    return found


def _gaps(first: Boxes, second: Boxes) -> NDArray[np.float64]:
    """Return how far boxes are apart along x, y and z: 0 where they overlap along it."""
    apart = np.maximum(first[:, :3] - second[:, 3:], second[:, :3] - first[:, 3:])
    return np.maximum(apart, 0.0)


def _tree(boxes: Boxes) -> tuple[Indices, list[Boxes]]:
    """Return the boxes' indices in order of the leaves, and the nodes of each level, root first.

    Node k of a level has the nodes 2k and 2k + 1 of the next. The leaves are filled up to a power
    of two with boxes that hold nothing and are infinitely far from all.
    """
    count = len(boxes)
    depth = (count - 1).bit_length()
    order = np.arange(1 << depth)
    low = np.full((1 << depth, 6), np.inf)
    low[:count] = boxes
    high = np.where(np.isinf(low), -np.inf, low)
    for level in range(depth):
        groups = order.reshape(1 << level, -1)
        spread = high[groups].max(axis=1) - low[groups].min(axis=1)
        keys = low[groups, spread.argmax(axis=1)[:, None]]
        middle = groups.shape[1] // 2
        order = np.take_along_axis(groups, np.argpartition(keys, middle - 1, axis=1), 1).ravel()
    levels = [np.hstack((low[order, :3], high[order, 3:]))]
    for _ in range(depth):
        below = levels[0].reshape(-1, 2, 6)
        levels.insert(0, np.hstack((below[:, :, :3].min(axis=1), below[:, :, 3:].max(axis=1))))
    return order, levels


def _joined(
    order: Indices, levels: list[Boxes], near_mm: float
) -> Iterator[tuple[Indices, Indices]]:
    """Yield the pairs of different boxes that are near, each once, many at a time.

    Depth first in blocks of pairs of nodes of one level: what waits stays small even where nearly
    all pairs are near.
    """
    root = np.zeros(1, np.int64)
    waiting = [(0, root, root)]
    while waiting:
        level, first, second = waiting.pop()
        if level == len(levels) - 1:
            apart = first != second
            yield order[first[apart]], order[second[apart]]
            continue
        first, second = _children(first, second)
        nodes = levels[level + 1]
        gaps = _gaps(nodes[first], nodes[second])
        near = np.einsum("ij,ij->i", gaps, gaps) <= near_mm * near_mm * (1 + _ROUNDING)
        first, second = first[near], second[near]
        waiting += [
            (level + 1, first[start : start + _BLOCK], second[start : start + _BLOCK])
            for start in range(0, len(first), _BLOCK)
        ]


def _children(first: Indices, second: Indices) -> tuple[Indices, Indices]:
    """Return the pairs of children of pairs of nodes; of a node with itself, each pair once."""
    one = (2 * first[:, None] + np.array([0, 0, 1, 1])).ravel()
    other = (2 * second[:, None] + np.array([0, 1, 1, 0])).ravel()
    once = one <= other
    return one[once], other[once]
