"""The choice of one candidate for each item: nothing overlaps, little crosses, all stand well.

A greedy start, then the best single change at a time; a change just made is barred for a while, so
that the search climbs out of dead ends (tabu search). No chance is involved: ties go to the first,
and items are taken in the order of their keys, so that their order does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gmp_cad.drawing.layout.conflict import STRUCK, Conflicts, conflicts
from gmp_cad.drawing.layout.ejection import Chains
from gmp_cad.drawing.layout.feasible import without_overlap
from gmp_cad.drawing.layout.item import Candidate, Item, Scene, Solution
from gmp_cad.drawing.layout.shapes import Flags, Floats, Ints
from gmp_cad.drawing.layout.standing import Standing, standing

_PATIENCE = 250  # moves without a better drawing before the search ends
_MOVES = 2000
_BARRED, _WAVER = 6, 7  # for how many moves a candidate just left may not come back
_GAIN = 1e-9
_MOST_WAYS = 100  # of an item, at first


def solve(items: Sequence[Item], scene: Scene) -> Solution:
    """Choose one candidate for each item; what overlaps nevertheless is counted, not hidden."""
    if not items:
        return Solution(chosen=(), overlaps=0, crossings=0, cost=0.0)
    order = sorted(range(len(items)), key=lambda i: (items[i].key, _signature(items[i])))
    candidates = [one for i in order for one in items[i].candidates]
    item = np.repeat(np.arange(len(order)), [len(items[i].candidates) for i in order])
    everyone = conflicts(candidates, item.tolist())
    stands = standing(everyone, scene)
    own = stands.cost + np.array([one.cost for one in candidates])

    clean = _cheapest(item, own, _clean(item, stands.overlaps))
    best = clean[_searched([candidates[c] for c in clean], item[clean], own[clean], None)]
    if len(clean) < len(candidates) and _count(candidates, best, stands)[0]:
        best = _searched(candidates, item, own, best)
    overlaps, crossings = _count(candidates, best, stands)
    first = np.searchsorted(item, np.arange(len(order)))
    chosen = dict(zip(order, (best - first).tolist(), strict=True))
    return Solution(
        chosen=tuple(chosen[i] for i in range(len(items))),
        overlaps=overlaps,
        crossings=crossings,
        cost=_total(candidates, best, own),
    )


def _signature(item: Item) -> tuple[object, ...]:
    """Return what tells items of the same key apart."""
    return tuple(
        (one.areas, tuple((stroke.kind, stroke.points) for stroke in one.strokes), one.cost)
        for one in item.candidates
    )


def _clean(item: Ints, overlaps: Ints) -> Ints:
    """Return the candidates without an overlap with the scene; all of an item that has none."""
    none_clean = np.bincount(item[overlaps == 0], minlength=int(item[-1]) + 1) == 0
    return np.flatnonzero((overlaps == 0) | none_clean[item])


def _cheapest(item: Ints, own: Floats, among: Ints) -> Ints:
    """Return the best ways of each item: the others are for drawings in which these do not fit."""
    order = among[np.lexsort((own[among], item[among]))]
    rank = np.arange(len(order)) - np.searchsorted(item[order], item[order])
    cheapest: Ints = np.sort(order[rank < _MOST_WAYS])
    return cheapest


def _searched(candidates: Sequence[Candidate], item: Ints, own: Floats, start: Ints | None) -> Ints:
    search = _Search(conflicts=conflicts(candidates, item.tolist()), own=own)
    search.begin(start)
    found = search.run()
    if search.overlaps(found):
        start = without_overlap(item, own, search.excluded)
        if start is not None:
            search.begin(start)
            found = search.run()
    return search.polished(found)


def _count(candidates: Sequence[Candidate], chosen: Ints, stands: Standing) -> tuple[int, int]:
    """Return the overlaps and the crossings of the chosen candidates."""
    among = conflicts([candidates[c] for c in chosen], range(len(chosen)))
    hits = [among.hits(c) for c in range(len(chosen))]
    twice = sum(int(h.overlaps.sum()) for h in hits), sum(int(h.crossings.sum()) for h in hits)
    return int(stands.overlaps[chosen].sum()) + twice[0] // 2, twice[1] // 2


def _total(candidates: Sequence[Candidate], chosen: Ints, own: Floats) -> float:
    among = conflicts([candidates[c] for c in chosen], range(len(chosen)))
    pairs = sum(float(among.row(c).sum()) for c in range(len(chosen)))
    return float(own[chosen].sum()) + pairs / 2


@dataclass(slots=True, kw_only=True)
class _Search:
    """The candidates chosen so far, and what each candidate would cost among them (``price``)."""

    conflicts: Conflicts
    own: Floats
    rows: dict[int, Floats] = field(default_factory=dict)
    first: Ints = field(init=False)
    chosen: Ints = field(init=False)
    price: Floats = field(init=False)
    tenure: int = field(init=False)

    def row(self, candidate: int) -> Floats:
        """Return the candidate's conflicts, worked out when it is first chosen."""
        if candidate not in self.rows:
            self.rows[candidate] = self.conflicts.row(candidate)
        return self.rows[candidate]

    def excluded(self, candidate: int) -> Flags:
        """Return the candidates that would overlap with this one."""
        excluded: Flags = self.row(candidate) >= STRUCK
        return excluded

    def overlaps(self, chosen: Ints) -> bool:
        """Return whether any of the chosen candidates overlap."""
        return any(bool(self.excluded(int(c))[chosen].any()) for c in chosen)

    def begin(self, start: Ints | None) -> None:
        """Choose a start: the given one, or greedily the items with the fewest ways first."""
        item = self.conflicts.item
        count = int(item[-1]) + 1
        self.first = np.searchsorted(item, np.arange(count + 1))
        self.price = self.own.copy()
        self.chosen = np.zeros(count, dtype=np.int64)
        self.tenure = min(_BARRED, count // 2)
        ways = np.bincount(item[self.own < STRUCK], minlength=count)
        for i in np.argsort(ways, kind="stable"):
            low, high = self.first[i], self.first[i + 1]
            self.chosen[i] = (
                low + int(np.argmin(self.price[low:high])) if start is None else start[i]
            )
            self.price += self.row(int(self.chosen[i]))

    def run(self) -> Ints:
        """Return the best choice that the search met."""
        item = self.conflicts.item
        barred = np.zeros(len(item), dtype=np.int64)
        change = best = 0.0
        kept, since = self.chosen.copy(), 0
        for move in range(_MOVES):
            gain = self.price - self.price[self.chosen][item]
            movable = self._worth_moving(hard_only=2 * since < _PATIENCE)[item]
            movable[self.chosen] = False
            if since > _PATIENCE or not movable.any():
                break
            open_ = movable & ((barred <= move) | (change + gain < best - _GAIN))
            new = int(np.argmin(np.where(open_ if open_.any() else movable, gain, np.inf)))
            change += float(gain[new])
            barred[self.chosen[item[new]]] = move + self.tenure + since % _WAVER
            self._move(int(item[new]), new)
            since += 1
            if change < best - _GAIN:
                best, kept, since = change, self.chosen.copy(), 0
        return kept

    def polished(self, found: Ints) -> Ints:
        """Return a choice after chains of changes and, where they helped, single ones again."""
        self.begin(found)
        chains = Chains(
            item=self.conflicts.item, own=self.own, row=self.row, hard=STRUCK,
            chosen=found.copy(), price=self.price.copy(),
        )  # fmt: skip
        improved = chains.improved()
        if (improved == found).all():
            return found
        self.begin(improved)
        return self.run()

    def _move(self, item: int, new: int) -> None:
        self.price += self.row(new) - self.row(int(self.chosen[item]))
        self.chosen[item] = new

    def _worth_moving(self, *, hard_only: bool) -> Flags:
        """Return the items that could stand better: at first, only those that overlap, if any."""
        lost = self.price[self.chosen] - np.minimum.reduceat(self.own, self.first[:-1])
        hard: Flags = lost >= STRUCK
        return hard if hard_only and hard.any() else lost > _GAIN
