"""Mean sizes of the manufactured dimensions: from the drawing's means, then from the chips.

Along one axis, lengths in mm. Every toleranced condition is one equation: the signed sum of the
manufactured dimensions of its path is the middle of its zone. What the drawing leaves free, the
stock and the sizes between stages, follows from the least chips, rounded up to sizes that people
write.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gmp_cad.process.simulation import DECIMALS, Axis1D, Segment, Traced

CF_STEP_MM = 0.1
STOCK_STEP_MM = 0.5
STOCK_PHASE = "00"
_RANK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """A manufactured dimension: distance and interval, mm; ``segment`` runs from low to high.

    ``free``: no condition of the drawing fixes it; a chip, or the plan as it stands, does.
    """

    segment: Segment
    mean: float
    it: float
    free: bool = False

    @property
    def limits(self) -> tuple[float, float]:
        """Least and greatest distance."""
        return round(self.mean - self.it / 2, DECIMALS), round(self.mean + self.it / 2, DECIMALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """The material that a cut finds, mm: least, greatest, and the least that it needs."""

    traced: Traced
    low: float
    high: float
    needed: float


@dataclass(slots=True)
class _System:
    """Equations in the positions of the active surfaces of every phase (their own origin is free).

    An unknown is the shift of a surface from its nominal position: where nothing says otherwise,
    the least shifts are taken, so that sizes stay the drawing's.
    """

    axis: Axis1D
    columns: Mapping[tuple[str, str], int]
    rows: list[list[float]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def row(self, path: Iterable[Segment]) -> list[float]:
        line = [0.0] * len(self.columns)
        for segment in path:
            line[self.columns[segment.phase, segment.end]] += 1.0
            line[self.columns[segment.phase, segment.start]] -= 1.0
        return line

    def require(self, path: Sequence[Segment], length: float) -> None:
        """Add: the signed length of the path is ``length`` (mm, positive towards its end)."""
        self.rows.append(self.row(path))
        self.values.append(length - self.nominal(path))

    def nominal(self, path: Iterable[Segment]) -> float:
        places = self.axis.positions
        return sum(places[s.end] - places[s.start] for s in path)

    def fixed(self, segment: Segment) -> bool:
        """Tell whether the equations so far give the length of a segment."""
        if not self.rows:
            return False
        known = np.array(self.rows)
        both = np.vstack([known, self.row([segment])])
        return int(np.linalg.matrix_rank(both, _RANK)) == int(np.linalg.matrix_rank(known, _RANK))

    def length(self, path: Iterable[Segment]) -> float:
        """Return the signed length of a path with the least shifts that satisfy the equations."""
        segments = tuple(path)
        if not self.rows:
            return self.nominal(segments)
        shifts, *_ = np.linalg.lstsq(np.array(self.rows), np.array(self.values), rcond=None)
        return self.nominal(segments) + float(np.array(self.row(segments)) @ shifts)


def solved(
    axis: Axis1D, traced: Sequence[Traced], *, keep_free: bool = False
) -> tuple[tuple[Sized, ...], tuple[Chip, ...]]:
    """Return every manufactured dimension that the conditions walk, and the chips.

    ``axis`` holds the distributed Δl. Free sizes become the least that the chips ask for, rounded
    up (0.1 mm, for the stock 0.5 mm); ``keep_free`` leaves them as the plan has them, so that its
    own chips are seen.
    """
    names = sorted({(s.phase, end) for t in traced for s in t.path for end in (s.start, s.end)})
    system = _System(axis=axis, columns={name: i for i, name in enumerate(names)})
    for entry in traced:
        if entry.condition.mean is not None and entry.feasible:
            system.require(entry.path, entry.condition.mean)
    drawn = {s.ends | {s.phase} for t in traced for s in t.path if system.fixed(s)}
    chips = [t for t in traced if t.condition.chip is not None and t.path]
    if not keep_free:
        _size_from_chips(axis, system, chips)
    sized = tuple(_sized(axis, system, s, drawn) for s in _segments(axis, traced))
    return sized, tuple(_chip(axis, system, entry) for entry in chips)


def _size_from_chips(axis: Axis1D, system: _System, chips: Sequence[Traced]) -> None:
    """Fix the free sizes, those of the last phases first: each chip raises the one that it may."""
    left = list(chips)
    while left:
        ranked = sorted(left, key=lambda t: (len(_free(system, t)), -_last_phase(axis, t)))
        entry = ranked[0]
        left.remove(entry)
        free = _free(system, entry)
        if free:
            earliest = min(free, key=lambda s: axis.phases.index(s.phase))
            for other in (s for s in free if s != earliest):
                system.require([other], system.nominal([other]))
            _raise(axis, system, entry, earliest)


def _free(system: _System, entry: Traced) -> list[Segment]:
    return [segment for segment in entry.path if not system.fixed(segment)]


def _last_phase(axis: Axis1D, entry: Traced) -> int:
    return max(axis.phases.index(segment.phase) for segment in entry.path)


def _raise(axis: Axis1D, system: _System, entry: Traced, segment: Segment) -> None:
    """Give a segment the least rounded length at which the chip is still found."""
    needed = entry.condition.chip
    assert needed is not None
    outward = _outward(axis, entry)
    others = [s for s in entry.path if s != segment]
    # The chip is the way from the surface after the cut out to the one before it: −outward · path.
    share = needed + _total(axis, entry) / 2 + outward * system.length(others)
    step = STOCK_STEP_MM if segment.phase == STOCK_PHASE else CF_STEP_MM
    # A share below zero is a size that the chip eats into: rounded up, that size is rounded down.
    system.require([segment], -outward * math.ceil(round(share / step, 6)) * step)


def _total(axis: Axis1D, entry: Traced) -> float:
    return sum(axis.interval(segment) for segment in entry.path)


def _outward(axis: Axis1D, entry: Traced) -> float:
    """Return +1 where the material before the cut lies above the surface after it, else −1."""
    places = axis.positions
    return math.copysign(1.0, places[entry.condition.start] - places[entry.condition.end])


def _segments(axis: Axis1D, traced: Sequence[Traced]) -> list[Segment]:
    """Return each manufactured dimension walked, once, from its low end to its high one."""
    found: dict[tuple[str, frozenset[str]], Segment] = {}
    for segment in (s for t in traced for s in t.path):
        ends = sorted(segment.ends, key=lambda s: (axis.positions.get(s, 0.0), s))
        found.setdefault((segment.phase, segment.ends), Segment(segment.phase, ends[0], ends[1]))
    order = {phase: i for i, phase in enumerate(axis.phases)}
    return sorted(found.values(), key=lambda s: (order[s.phase], axis.positions[s.start], s.end))


def _sized(axis: Axis1D, system: _System, segment: Segment, drawn: set[frozenset[str]]) -> Sized:
    return Sized(
        segment=segment, mean=round(abs(system.length([segment])), 6), it=axis.interval(segment),
        free=segment.ends | {segment.phase} not in drawn,
    )  # fmt: skip


def _chip(axis: Axis1D, system: _System, entry: Traced) -> Chip:
    assert entry.condition.chip is not None
    mean = -_outward(axis, entry) * system.length(entry.path)
    half = _total(axis, entry) / 2
    return Chip(
        traced=entry, low=round(mean - half, 6), high=round(mean + half, 6),
        needed=entry.condition.chip,
    )  # fmt: skip
