"""Constraints of order between elementary operations (*antériorités*): levels, cycles, breaches.

A constraint says what must be done when an operation starts. Those between a datum and the surface
that refers to it also hold when both are made in one clamping: they are ``together``.
Source: the *tableau des antériorités* and *tableau des niveaux* of the teaching of methods.
"""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.process.elementary import Elementary

Kind = Literal["D", "G", "T", "E"]
KINDS: tuple[Kind, ...] = ("D", "G", "T", "E")


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """``before`` is done when ``after`` starts, both labels of elementary operations.

    ``kind``: D dimensional, G geometric, T technological, E economic; ``together``: one clamping
    for both satisfies it; ``where``: the plan's own line, None for one that is derived.
    """

    before: str
    after: str
    kind: Kind
    reason: Message
    together: bool = False
    where: Where | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the constraints make of the operations.

    ``levels``: labels by level, the first level needing nothing; empty where ``cycle`` is not.
    ``cycle``: labels of operations that wait for each other, the first one repeated at the end.
    ``breaches``: constraints that the order of the plan breaks.
    """

    levels: tuple[tuple[str, ...], ...]
    cycle: tuple[str, ...]
    breaches: tuple[Constraint, ...]


def order_of(operations: Sequence[Elementary], constraints: Sequence[Constraint]) -> Order:
    """Return levels, cycle and breaches of the constraints between the operations of a plan."""
    binding = binding_constraints(operations, constraints)
    cycle = _cycle(operations, binding)
    return Order(
        levels=() if cycle else levels_of([op.label for op in operations], binding),
        cycle=cycle,
        breaches=tuple(_breaches(operations, constraints)),
    )


def binding_constraints(
    operations: Sequence[Elementary], constraints: Iterable[Constraint]
) -> tuple[Constraint, ...]:
    """Return the constraints that order something: surfaces made in one clamping are associated."""
    phase = {op.label: op.phase for op in operations}
    return tuple(c for c in constraints if not (c.together and phase[c.before] == phase[c.after]))


def levels_of(
    labels: Sequence[str], constraints: Iterable[Constraint]
) -> tuple[tuple[str, ...], ...]:
    """Return the labels by level: each stands one above the highest of those that it waits for.

    The levels of the table of levels (*tableau des niveaux*): level 1 waits for nothing. Raises
    graphlib.CycleError where operations wait for each other.
    """
    waits = _waits(labels, constraints)
    level: dict[str, int] = {}
    for label in graphlib.TopologicalSorter(waits).static_order():
        level[label] = 1 + max((level[before] for before in waits[label]), default=0)
    height = max(level.values(), default=0)
    return tuple(
        tuple(label for label in labels if level[label] == step) for step in range(1, height + 1)
    )


def reduced(
    labels: Sequence[str], constraints: Sequence[Constraint]
) -> tuple[tuple[str, str], ...]:
    """Return the pairs (before, after) that no other constraints imply, sorted by the labels' order.

    The transitive reduction of an order without cycles: what a graph of it needs to show.
    """
    waits, rank = _waits(labels, constraints), {label: i for i, label in enumerate(labels)}
    earlier: dict[str, set[str]] = {}
    for label in graphlib.TopologicalSorter(waits).static_order():
        earlier[label] = set().union(*(earlier[b] | {b} for b in waits[label]))
    pairs = [
        (before, after)
        for after in labels
        for before in waits[after]
        if not any(before in earlier[other] for other in waits[after] if other != before)
    ]
    return tuple(sorted(pairs, key=lambda pair: (rank[pair[0]], rank[pair[1]])))


def _waits(labels: Sequence[str], constraints: Iterable[Constraint]) -> Mapping[str, set[str]]:
    waits: dict[str, set[str]] = {label: set() for label in labels}
    for constraint in constraints:
        waits[constraint.after].add(constraint.before)
    return waits


def _cycle(operations: Sequence[Elementary], constraints: Sequence[Constraint]) -> tuple[str, ...]:
    """Return operations that wait for each other, beginning with the first one of the plan."""
    labels = [op.label for op in operations]
    waits = _waits(labels, constraints)
    ordered = {label: sorted(waits[label], key=labels.index) for label in labels}
    try:
        graphlib.TopologicalSorter(ordered).prepare()
    except graphlib.CycleError as error:
        ring = list(error.args[1])[:-1]
        start = ring.index(min(ring, key=labels.index))
        turned = [*ring[start:], *ring[:start]]
        return (*turned, turned[0])
    return ()


def _breaches(
    operations: Sequence[Elementary], constraints: Iterable[Constraint]
) -> Iterable[Constraint]:
    by_label = {op.label: op for op in operations}
    for constraint in constraints:
        before, after = by_label[constraint.before], by_label[constraint.after]
        kept = before.phase <= after.phase if constraint.together else before.place < after.place
        if not kept:
            yield constraint
