"""Where the motions of an assembly begin: which placements may meet, between which values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from gmp_cad.build.assembly.motion import STILL_MM, Pair, Placed, Watch
from gmp_cad.build.assembly.pairs import Floats, boxes_in_place, corners_of, relative
from gmp_cad.evidence import Box, Placement, Vector
from gmp_cad.evidence.neighbours import box_distance, near_pairs
from gmp_cad.spec.motion import Insertion

Wanted = Callable[[str, str], bool]
_BEYOND_MM = 1e-3  # an insertion begins so far beyond the place where the boxes would touch
_STRAIGHT = 1e-8


def begin_parameter(
    watch: Watch, samples: Mapping[float, Placed], wanted: Wanted, margin_mm: float
) -> None:
    """Let ``watch`` follow the pairs that may meet between one sample and the next.

    ``samples``: where all stands, by the values of the parameter; ``wanted`` tells which pairs of
    items to look at; ``margin_mm``: the largest gap that is asked of any.
    """
    watch.placed.update(samples)
    for start, end in pairwise(sorted(samples)):
        for pair in _meeting(watch.boxes, samples[start], samples[end], wanted, margin_mm):
            watch.follow(pair, start, end)


def _meeting(
    boxes: Mapping[str, Box], start: Placed, end: Placed, wanted: Wanted, margin_mm: float
) -> Iterator[Pair]:
    names = sorted(
        (n for n, p in start.items() if p.item in boxes and n in end),
        key=lambda n: (start[n].item, n),
    )
    if len(names) < 2:
        return
    placed = [start[name] for name in names]
    first = np.array([p.matrix for p in placed])
    last = np.array([end[name].matrix for name in names])
    ends = boxes_in_place(placed, first, boxes), boxes_in_place(placed, last, boxes)
    corners = np.array([corners_of(boxes[p.item]) for p in placed])
    swept = np.hstack((np.minimum(*ends)[:, :3], np.maximum(*ends)[:, 3:]))
    turning = np.abs(last - first)[:, :3, :3].max(axis=(1, 2)) > _STRAIGHT
    bulge = np.where(turning, _ways(corners, first, last) / 2, 0.0)[:, None]
    swept += np.hstack((-bulge, -bulge, -bulge, bulge, bulge, bulge))
    pairs = near_pairs(swept, margin_mm)
    i, j = pairs[:, 0], pairs[:, 1]
    ways = _ways(corners[j], relative(first[i], first[j]), relative(last[i], last[j]))
    apart = box_distance(ends[0], pairs) + box_distance(ends[1], pairs)
    # The chord of a turn is never shorter than 2/π of its arc.
    near = (ways > STILL_MM) & (apart < ways * np.pi / 2 + 2 * margin_mm)
    for a, b in pairs[near].tolist():
        if wanted(placed[a].item, placed[b].item):
            yield names[a], names[b]


def _ways(corners: Floats, start: Floats, end: Floats) -> Floats:
    """Return how far the farthest corner of each box moves (mm), along the chord."""
    moved = np.einsum("nij,nkj->nki", (end - start)[:, :3], corners)
    found: Floats = np.linalg.norm(moved, axis=2).max(axis=1)
    return found


def begin_insertion(
    watch: Watch, name: str, insertion: Insertion, placed: Placed, wanted: Wanted
) -> None:
    """Let ``watch`` follow a part on a straight line into its place, past those already there.

    The values of the motion are how far (mm) it still has to go. ``placed``: the part and those
    that are in place. Boxes tell between which values it may meet each of them; it comes from where
    it meets none, or from as far as its ``travel``.
    """
    moving = placed[name]
    others = [p for n, p in sorted(placed.items()) if n != name and p.item in watch.boxes]
    others = [p for p in others if wanted(moving.item, p.item)]
    if not others or moving.item not in watch.boxes:
        return
    all_boxes = _boxes([moving, *others], watch.boxes)
    most = math.inf if insertion.travel is None else insertion.travel
    for other, far, near in zip(others, *_reach(all_boxes, insertion.direction), strict=True):
        if far > near and most > near:
            start, end = min(round(float(far) + _BEYOND_MM, 6), most), round(float(near), 6)
            for value in (start, end):
                watch.placed[value] = still_to_go(placed, name, insertion.direction, value)
            first, second = sorted((moving, other), key=lambda p: (p.item, p.name))
            watch.follow((first.name, second.name), start, end)


def _boxes(placements: Sequence[Placement], boxes: Mapping[str, Box]) -> Floats:
    return boxes_in_place(placements, np.array([p.matrix for p in placements]), boxes)


def _reach(boxes: Floats, direction: Vector) -> tuple[Floats, Floats]:
    """Return from how far to how near (mm still to go) the first box overlaps each other one.

    Both are 0 where it never does on its way.
    """
    low, high = boxes[0, :3], boxes[0, 3:]
    near, far = np.zeros(len(boxes) - 1), np.full(len(boxes) - 1, np.inf)
    for axis, part in enumerate(direction):
        # the moving box lies from low - part·s to high - part·s
        ahead, behind = low[axis] - boxes[1:, 3 + axis], high[axis] - boxes[1:, axis]
        if abs(part) < _STRAIGHT:
            far = np.where((ahead > 0) | (behind < 0), -1.0, far)
            continue
        ends = np.sort(np.stack((ahead / part, behind / part)), axis=0)
        near, far = np.maximum(near, ends[0]), np.minimum(far, ends[1])
    return np.where(far > near, far, 0.0), np.where(far > near, near, 0.0)


def still_to_go(placed: Placed, name: str, direction: Vector, value: float) -> Placed:
    """Return the placements with one part ``value`` mm before its place on its way into it."""
    moving = placed[name]
    rows = [
        (row[0], row[1], row[2], row[3] - part * value)
        for row, part in zip(moving.matrix, direction, strict=False)
    ]
    matrix = (rows[0], rows[1], rows[2], (0.0, 0.0, 0.0, 1.0))
    return {**placed, name: Placement(name=name, item=moving.item, matrix=matrix)}
