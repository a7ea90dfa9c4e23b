"""Chains of tasks that wait for each other: no number of workers is faster than the longest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter


def in_order(before: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the names, each after those of ``before`` that it waits for; others are left out."""
    known = {name: [d for d in own if d in before] for name, own in before.items()}
    return tuple(TopologicalSorter(known).static_order())


def longest(
    order: Sequence[str], before: Mapping[str, Iterable[str]], costs: Mapping[str, float]
) -> tuple[float, tuple[str, ...]]:
    """Return how long the longest chain takes, and which it is; what has no cost takes no time.

    ``order``: as :func:`in_order` gives it.
    """
    ends: dict[str, float] = {}
    via: dict[str, str | None] = {}
    for name in order:
        known = [d for d in before[name] if d in ends]
        via[name] = max(known, key=ends.__getitem__) if known else None
        ends[name] = costs.get(name, 0.0) + (ends[via[name] or ""] if known else 0.0)
    chain: list[str] = []
    at = max(ends, key=ends.__getitem__) if ends else None
    seconds = ends[at] if at else 0.0
    while at is not None:
        chain.append(at)
        at = via[at]
    return seconds, tuple(name for name in reversed(chain) if name in costs)
