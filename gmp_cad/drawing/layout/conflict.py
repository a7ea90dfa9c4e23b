"""What candidates of different items cost each other: overlaps, struck texts, crossing lines.

Costs compare with the candidates' own costs (mm of detour). An overlap costs more than all the
crossings of a drawing together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.drawing.layout.item import Candidate
from gmp_cad.drawing.layout.shapes import (
    TOUCH,
    Flags,
    Floats,
    Ints,
    Shapes,
    boxes_near,
    encounter,
    meeting,
    shapes,
    straight_parts,
    summed,
)

GAP = 0.8  # mm: clear space between texts, frames and signs
CLEAR = 0.4  # mm: clear space between a text and a line
AIR = 1.0  # mm: nearer, a text or sign seems to belong to the line beside it
SIDE = 5.0  # mm: dimension lines side by side nearer than this are hard to tell apart

OVERLAP = 10_000.0  # two texts or signs, or two dimension lines, on each other
STRUCK = 5_000.0  # a text or sign with a line through it
TIGHT = 2.0  # no air between them

DIMENSION, EXTENSION, LEADER, ALIGNMENT = 0, 1, 2, 3
KINDS = {"dimension": DIMENSION, "extension": EXTENSION, "leader": LEADER, "alignment": ALIGNMENT}
# ISO 129-1: a dimension line should cross no other line; extension lines may cross each other
_CROSSING = np.array(
    [[60.0, 12.0, 40.0, 0.0], [12.0, 0.3, 6.0, 0.0], [40.0, 6.0, 30.0, 0.0], [0.0] * 4]
)
# one line drawn on the other: extension lines may be shared. What stands in line with a dimension
# line belongs to the axis or median plane (ISO 1101, ISO 5459): signs of a surface never do
_ON_LINE = np.array(
    [[OVERLAP, 30.0, 60.0, 200.0], [30.0, 0.0, 20.0, 0.0], [60.0, 20.0, 30.0, 0.0],
     [200.0, 0.0, 0.0, 0.0]]
)  # fmt: skip
_SIDE_BY_SIDE = 25.0
_TIP, _ONE_TIP = 3.0, 80.0  # mm between the ends of two leaders; cost where they are nearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Conflicts of one candidate: with which other, at what cost, whether overlap or crossing."""

    other: Ints
    cost: Floats
    overlaps: Ints
    crossings: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """The shapes of all candidates, in the order of candidates; ``item``: of each candidate.

    ``kinds``, ``on_part``: of the lines; ``tips``: rows x, y, candidate. ``first_area``,
    ``first_line``: where those of each candidate begin, and one end more.
    """

    item: Ints
    areas: Shapes
    lines: Shapes
    kinds: Ints
    on_part: Flags
    tips: Floats
    first_area: Ints
    first_line: Ints

    def row(self, candidate: int) -> Floats:
        """Return what the candidate costs with each candidate of the other items."""
        hits = self.hits(candidate)
        return summed(hits.other, hits.cost, len(self.item))

    def hits(self, candidate: int) -> Hits:
        """Return the candidate's conflicts with those of the other items."""
        areas = slice(self.first_area[candidate], self.first_area[candidate + 1])
        lines = slice(self.first_line[candidate], self.first_line[candidate + 1])
        drawn = self.kinds != ALIGNMENT
        mine = np.arange(lines.start, lines.stop)
        found = (
            self._overlaps(self.areas.taken(areas), candidate),
            self._struck(self.areas.taken(areas), self.lines, candidate, drawn),
            self._struck(self.lines.taken(mine[drawn[lines]]), self.areas, candidate),
            self._crossings(lines, candidate),
            self._tips(candidate),
        )
        return _together(found)

    def _near(self, mine: Floats, shapes_: Shapes, gap: float, candidate: int) -> tuple[Ints, Ints]:
        i, j = boxes_near(mine, shapes_.boxes, gap)
        foreign = self.item[shapes_.owner[j]] != self.item[candidate]
        return i[foreign], j[foreign]

    def _overlaps(self, mine: Shapes, candidate: int) -> Hits:
        i, j = self._near(mine.boxes, self.areas, GAP, candidate)
        near = meeting(mine, self.areas, (i, j), GAP)
        i, j = i[near], j[near]
        share = _common(mine.boxes[i], self.areas.boxes[j])
        return _hard(self.areas.owner[j], OVERLAP * (1 + share))

    def _struck(
        self, mine: Shapes, others: Shapes, candidate: int, drawn: Flags | None = None
    ) -> Hits:
        struck, close = (
            others.owner[self._within(mine, others, candidate, drawn, gap)] for gap in (CLEAR, AIR)
        )
        none = np.zeros(len(close), dtype=np.int64)
        tight = Hits(other=close, cost=np.full(len(close), TIGHT), overlaps=none, crossings=none)
        return _together((_hard(struck, np.full(len(struck), STRUCK)), tight))

    def _within(
        self, mine: Shapes, others: Shapes, candidate: int, drawn: Flags | None, gap: float
    ) -> Ints:
        """Return which of the others, of those that are drawn, come nearer than ``gap``."""
        i, j = self._near(mine.boxes, others, gap, candidate)
        if drawn is not None:
            i, j = i[drawn[j]], j[drawn[j]]
        return j[meeting(mine, others, (i, j), gap)]

    def _tips(self, candidate: int) -> Hits:
        """Return the leaders that end where one of the candidate's ends."""
        owner = self.tips[:, 2].astype(np.int64)
        mine, others = owner == candidate, self.item[owner] != self.item[candidate]
        apart = self.tips[mine][:, None, :2] - self.tips[others][None, :, :2]
        _, j = np.nonzero(np.hypot(apart[..., 0], apart[..., 1]) < _TIP)
        none = np.zeros(len(j), dtype=np.int64)
        return Hits(
            other=owner[others][j], cost=np.full(len(j), _ONE_TIP), overlaps=none, crossings=none
        )

    def _crossings(self, mine: slice, candidate: int) -> Hits:
        i, j = self._near(self.lines.boxes[mine], self.lines, SIDE, candidate)
        met = encounter(self.lines.corners[mine][i], self.lines.corners[j])
        kinds = self.kinds[mine][i], self.kinds[j]
        on_line = met.parallel & (met.distance <= CLEAR)
        dimensions = (kinds[0] == DIMENSION) & (kinds[1] == DIMENSION)
        beside = met.parallel & ~on_line & dimensions & (met.distance < SIDE - TOUCH)
        cost = np.select(
            [met.crosses, on_line, beside], [_CROSSING[kinds], _ON_LINE[kinds], _SIDE_BY_SIDE], 0.0
        )
        kept = cost > 0
        # extension lines may cross: such a crossing is no fault to count
        counted = (
            met.crosses & ((kinds[0] != EXTENSION) | (kinds[1] != EXTENSION))
            & (kinds[0] != ALIGNMENT) & (kinds[1] != ALIGNMENT)
        )  # fmt: skip
        return Hits(
            other=self.lines.owner[j[kept]],
            cost=cost[kept],
            overlaps=(on_line & dimensions)[kept].astype(np.int64),
            crossings=counted[kept].astype(np.int64),
        )


def _hard(other: Ints, cost: Floats) -> Hits:
    count = np.ones(len(other), dtype=np.int64)
    return Hits(other=other, cost=cost, overlaps=count, crossings=0 * count)


def _together(found: Sequence[Hits]) -> Hits:
    return Hits(
        other=np.concatenate([hits.other for hits in found]),
        cost=np.concatenate([hits.cost for hits in found]),
        overlaps=np.concatenate([hits.overlaps for hits in found]),
        crossings=np.concatenate([hits.crossings for hits in found]),
    )


def _common(first: Floats, second: Floats) -> Floats:
    """Return the common part of pairs of boxes, as a share of the smaller box."""
    size = np.minimum(first[:, 2:], second[:, 2:]) - np.maximum(first[:, :2], second[:, :2])
    smaller = np.minimum(
        (first[:, 2:] - first[:, :2]).prod(axis=1), (second[:, 2:] - second[:, :2]).prod(axis=1)
    )
    share: Floats = np.maximum(size, 0.0).prod(axis=1) / np.maximum(smaller, TOUCH)
    return share


def conflicts(candidates: Sequence[Candidate], item: Sequence[int]) -> Conflicts:
    """Return the conflicts among candidates; ``item``: the item of each."""
    outlines = [(area, c) for c, one in enumerate(candidates) for area in one.areas]
    lines = [
        (part, c, KINDS[stroke.kind], stroke.on_part)
        for c, one in enumerate(candidates)
        for stroke in one.strokes
        for part in straight_parts(stroke.points)
    ]
    areas = shapes([area for area, _ in outlines], [c for _, c in outlines])
    strokes = shapes([line[0] for line in lines], [line[1] for line in lines])
    tips = [(*tip, c) for c, one in enumerate(candidates) for tip in one.tips]
    every = np.arange(len(candidates) + 1)
    return Conflicts(
        item=np.array(item, dtype=np.int64),
        areas=areas,
        lines=strokes,
        kinds=np.array([line[2] for line in lines], dtype=np.int64),
        on_part=np.array([line[3] for line in lines], dtype=bool),
        tips=np.array(tips, dtype=float).reshape(-1, 3),
        first_area=np.searchsorted(areas.owner, every),
        first_line=np.searchsorted(strokes.owner, every),
    )
