"""Chains of changes: an item takes the place it wants, whoever stands there looks for another one.

Single changes cannot pass over an overlap; two or three together often can (ejection chains,
Glover 1996).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmp_cad.drawing.layout.shapes import Floats, Ints

_WORTH = 4.0  # mm of detour: items that lose less stay where they are
_PLACES = 10  # that an item tries
_CHAIN = 5  # items that a chain moves
_ROUNDS = 40
_GAIN = 1e-6


@dataclass(slots=True, kw_only=True)
class Chains:
    """The candidates chosen, and what each candidate would cost among them (``price``).

    ``item``: of each candidate, ascending; ``own``: its cost alone; ``row``: what it costs with each
    other one; from ``hard`` on that is an overlap.
    """

    item: Ints
    own: Floats
    row: Callable[[int], Floats]
    hard: float
    chosen: Ints
    price: Floats

    def improved(self) -> Ints:
        """Return the choice after all chains that make the drawing better."""
        first = np.searchsorted(self.item, np.arange(len(self.chosen) + 1))
        for _ in range(_ROUNDS):
            lost = self.price[self.chosen] - np.minimum.reduceat(self.own, first[:-1])
            order = np.argsort(-lost, kind="stable")
            if not any(self._placed(int(i), first) for i in order if lost[i] > _WORTH):
                break
        return self.chosen

    def _placed(self, item: int, first: Ints) -> bool:
        """Try the places that an item would like better; keep the first that pays."""
        ways = np.arange(first[item], first[item + 1])
        better = ways[self.own[ways] < self.price[self.chosen[item]] - _WORTH]
        # in the order of what they cost once those who stand there have gone
        rows = np.array([self.row(int(c))[better] for c in self.chosen])
        firm = self.own[better] + np.where(rows < self.hard, rows, 0.0).sum(axis=0)
        for new in better[np.argsort(firm, kind="stable")][:_PLACES]:
            before = self.chosen.copy(), self.price
            if self._chain(item, int(new), first):
                return True
            self.chosen, self.price = before
        return False

    def _chain(self, item: int, new: int, first: Ints) -> bool:
        """Move an item, then those on which it lies; return whether all that is a gain."""
        change = 0.0
        settled: list[int] = []
        waiting = [item]
        while waiting:
            one = waiting.pop(0)
            to = self._elsewhere(one, settled, first) if settled else new
            change += float(self.price[to] - self.price[self.chosen[one]])
            self.price = self.price + self.row(to) - self.row(int(self.chosen[one]))
            self.chosen[one] = to
            settled.append(one)
            struck = np.flatnonzero(self.row(to)[self.chosen] >= self.hard).tolist()
            waiting += [other for other in struck if other not in waiting]
            if set(struck) & set(settled) or len(settled) + len(waiting) > _CHAIN:
                return False
        return change < -_GAIN

    def _elsewhere(self, item: int, settled: list[int], first: Ints) -> int:
        """Return the best place of an item that those who moved leave free, if there is one."""
        ways = slice(first[item], first[item + 1])
        rows = np.array([self.row(int(self.chosen[other]))[ways] for other in settled])
        taken = (rows >= self.hard).any(axis=0)
        return int(first[item] + np.argmin(np.where(taken, np.inf, self.price[ways])))
