"""A choice without any overlap, found by trying and taking back, where local changes fail.

Forward checking: what a choice excludes is known at once. Next comes the item with the fewest ways
left, for how often it was the one that got stuck (dom/wdeg, Boussemart et al. 2004); restarts use
what was learned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmp_cad.drawing.layout.shapes import Flags, Floats, Ints

_TRIES = (60, 120, 240, 480)  # choices tried before each restart and the end


def without_overlap(item: Ints, own: Floats, excluded: Callable[[int], Flags]) -> Ints | None:
    """Return one candidate of each item, none excluded by another; None where none was found.

    ``item``: of each candidate, ascending; ``own``: cost, the cheapest way is tried first;
    ``excluded``: the candidates that cannot stand beside one.
    """
    first = np.searchsorted(item, np.arange(int(item[-1]) + 1))
    stuck = np.ones(len(first))
    for tries in _TRIES:
        tree = _Tree(
            first=first,
            own=own,
            excluded=excluded,
            stuck=stuck,
            left=tries,
            chosen=np.full(len(first), -1),
            against=np.zeros(len(item), dtype=np.int64),
        )
        if tree.completed():
            return tree.chosen
    return None


@dataclass(slots=True, kw_only=True)
class _Tree:
    """The choices made so far (-1: none), and by how many of them each candidate is excluded."""

    first: Ints
    own: Floats
    excluded: Callable[[int], Flags]
    stuck: Floats
    left: int
    chosen: Ints
    against: Ints

    def completed(self) -> bool:
        """Return whether the choices made could be completed."""
        open_ = self.chosen < 0
        if not open_.any():
            return True
        ways = np.add.reduceat((self.against == 0).astype(np.int64), self.first)
        if (dead := open_ & (ways == 0)).any():
            self.stuck[dead] += 1
            return False
        item = int(np.argmin(np.where(open_, ways / self.stuck, np.inf)))
        return any(self._tried(item, candidate) for candidate in self._ways(item))

    def _ways(self, item: int) -> list[int]:
        end = self.first[item + 1] if item + 1 < len(self.first) else len(self.own)
        ways = np.arange(self.first[item], end)
        ways = ways[self.against[ways] == 0]
        cheapest: list[int] = ways[np.argsort(self.own[ways], kind="stable")].tolist()
        return cheapest

    def _tried(self, item: int, candidate: int) -> bool:
        if self.left == 0:
            return False
        self.left -= 1
        excluded = self.excluded(candidate)
        self.chosen[item] = candidate
        self.against += excluded
        if self.completed():
            return True
        self.chosen[item] = -1
        self.against -= excluded
        return False
