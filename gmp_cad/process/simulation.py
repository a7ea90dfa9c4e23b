"""Simulation of machining along one direction: dispersions, paths, sums (method of Δl).

Model of P. Bourdet (*Chaînes de cotes de fabrication*, méthode des Δl): in a phase every active
surface, located on or machined, has a dispersion Δl, the full range of its position in the
machine's frame. Two surfaces active in one phase are apart within the sum of their two Δl; others
are reached through surfaces that two phases share. Lengths in mm, along one axis of the part.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

DECIMALS = 9  # of a sum of dispersions, mm: below any meaning, above the noise of floats

ConditionKind = Literal["dimension", "geometric", "chip"]


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One surface as one phase sees it: what carries a dispersion Δl."""

    phase: str
    surface: str


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """A manufactured dimension: from one active surface of a phase to another."""

    phase: str
    start: str
    end: str

    @property
    def items(self) -> tuple[Item, Item]:
        """The two dispersions whose sum is the interval of the manufactured dimension."""
        return Item(self.phase, self.start), Item(self.phase, self.end)

    @property
    def ends(self) -> frozenset[str]:
        """Both surfaces, whichever way it is walked."""
        return frozenset((self.start, self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold between two surfaces, mm: an interval ``it`` around ``mean``, or a chip.

    ``mean``: signed, from ``start`` to ``end``; None where the interval alone counts.
    ``chip``: the least material that a tool must find (*copeau mini*) from ``start``, before the
    cut, to ``end``, after it. ``source``: the line of the specification, or the surface.
    """

    source: str
    kind: ConditionKind
    start: str
    end: str
    mean: float | None = None
    it: float | None = None
    chip: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis1D:
    """Everything along one axis: phases in their order, positions (mm), Δl of every active surface.

    ``least``: the least that each Δl can be brought to. ``located``: the items that a phase locates
    on; the other ones it machines (in phase 00 all are as the stock gives them).
    """

    axis: str
    phases: tuple[str, ...]
    positions: Mapping[str, float]
    dispersions: Mapping[Item, float]
    conditions: tuple[Condition, ...] = ()
    least: Mapping[Item, float] = field(default_factory=dict)
    located: frozenset[Item] = frozenset()

    def active(self, phase: str) -> tuple[str, ...]:
        """Return the active surfaces of a phase, by their position."""
        found = {item.surface for item in self.dispersions if item.phase == phase}
        return tuple(sorted(found, key=lambda s: (self.positions.get(s, 0.0), s)))

    @property
    def resting_twice(self) -> frozenset[str]:
        """Phases that rest on several surfaces along the axis."""
        phases = [item.phase for item in self.located]
        return frozenset(phase for phase in phases if phases.count(phase) > 1)

    def interval(self, segment: Segment) -> float:
        """Return the interval of a manufactured dimension, mm: the sum of its two Δl."""
        return round(sum(self.dispersions[item] for item in segment.items), DECIMALS)

    def at_least(self) -> Axis1D:
        """Return the same with every Δl at the least that it can be brought to."""
        lowered = {item: min(v, self.least.get(item, v)) for item, v in self.dispersions.items()}
        return replace(self, dispersions=lowered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A condition with its minimal path; an empty path where none leads from end to end.

    ``total``: ΣΔl of the path, mm.
    """

    condition: Condition
    path: tuple[Segment, ...]
    total: float

    @property
    def items(self) -> tuple[Item, ...]:
        """The dispersions of the path in the order of the walk."""
        return tuple(item for segment in self.path for item in segment.items)

    @property
    def slack(self) -> float | None:
        """Return IT − ΣΔl, mm; None for a chip, or where no path leads."""
        if self.condition.it is None or not self.path:
            return None
        return round(self.condition.it - self.total, DECIMALS)

    @property
    def feasible(self) -> bool:
        """Whether the dispersions fit into the interval (a chip always finds a size that gives it)."""
        slack = self.slack
        return bool(self.path) and (slack is None or slack >= 0)

    @property
    def direct(self) -> bool:
        """Whether one phase sees both ends."""
        return len(self.path) == 1


Edges = Mapping[str, Sequence[tuple[Segment, float]]]


def trace(axis: Axis1D) -> tuple[Traced, ...]:
    """Return every condition with its minimal path."""
    edges = edges_of(axis)
    return tuple(_traced(axis, condition, edges) for condition in axis.conditions)


def _traced(axis: Axis1D, condition: Condition, edges: Edges) -> Traced:
    path = minimal_path(axis, condition.start, condition.end, edges)
    total = round(sum(axis.interval(segment) for segment in path), DECIMALS)
    return Traced(condition=condition, path=path, total=total)


def edges_of(axis: Axis1D) -> Edges:
    """Return what leads from each surface: the dimensions that a phase can give, with their Δl + Δl.

    A phase gives the distance of two surfaces that it machines, or of one that it machines to one that
    it rests on; never that of two on which it rests.
    """
    found: dict[str, list[tuple[Segment, float]]] = {}
    for phase in axis.phases:
        active = axis.active(phase)
        rests = {s for s in active if Item(phase, s) in axis.located}
        for start in active:
            for end in active:
                if start != end and not {start, end} <= rests:
                    segment = Segment(phase, start, end)
                    found.setdefault(start, []).append((segment, axis.interval(segment)))
    return found


def minimal_path(
    axis: Axis1D, start: str, end: str, edges: Edges | None = None
) -> tuple[Segment, ...]:
    """Return the path of least ΣΔl from one surface to another; empty where none leads.

    A pivot counts once for each phase that the path crosses there. No phase is crossed twice: where
    i→j and k→l would be of one phase, the single i→l costs less, but for two surfaces i, l that it
    rests on, whose phases are therefore remembered. Of equal paths the shorter, then the one through
    earlier phases is taken. ``edges``: those of the axis, found unless given.
    """
    leading = edges_of(axis) if edges is None else edges
    resting = axis.resting_twice
    order = {phase: i for i, phase in enumerate(axis.phases)}
    best: set[tuple[str, frozenset[str]]] = set()
    waiting: list[tuple[float, int, tuple[int, ...], str, tuple[Segment, ...]]] = [
        (0.0, 0, (), start, ())
    ]
    while waiting:
        cost, steps, taken, place, path = heapq.heappop(waiting)
        if place == end:
            return path
        crossed = {segment.phase for segment in path}
        state = (place, frozenset(crossed & resting))
        if state in best:
            continue
        best.add(state)
        for segment, width in leading.get(place, ()):
            if segment.phase not in crossed:
                sum_ = round(cost + width, DECIMALS)
                through = (*taken, order[segment.phase])
                entry = (sum_, steps + 1, through, segment.end, (*path, segment))
                heapq.heappush(waiting, entry)
    return ()
