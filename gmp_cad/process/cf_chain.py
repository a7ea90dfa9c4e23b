"""What several manufactured dimensions give together: chains of Cf along one axis (*transfert*).

Each Cf joins two surfaces in the states in which its phase leaves them, so that a size of roughing
never stands for the finished one. In the worst case the intervals add up. Lengths in mm, signed along
the axis.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.evidence import Vector
from gmp_cad.process.simulation_surfaces import Features, Surfaces, surfaces_along
from gmp_cad.process.size_limits import size_limits
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.size import Role

_SAME_MM = 1e-6
_DECIMALS = 9
# A mean that the simulation has moved is still the size of that distance.
_NEAR_MM, _NEAR_SHARE = 0.5, 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A Cf between two states of surfaces, or what stands for it: signed limits from start to end."""

    name: str
    phase: str
    start: str
    end: str
    low: float
    high: float

    @property
    def interval(self) -> float:
        """IT, mm."""
        return round(self.high - self.low, _DECIMALS)

    def reversed(self) -> Link:
        """Return the same, walked the other way."""
        return Link(
            name=self.name, phase=self.phase, start=self.end, end=self.start, low=-self.high,
            high=-self.low,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """Links from one surface to another."""

    links: tuple[Link, ...]

    def __str__(self) -> str:
        return " + ".join(link.name for link in self.links)

    @property
    def limits(self) -> tuple[float, float]:
        """Worst case of the signed distance, mm."""
        low, high = sum(link.low for link in self.links), sum(link.high for link in self.links)
        return round(low, _DECIMALS), round(high, _DECIMALS)

    @property
    def interval(self) -> float:
        """Sum of the intervals, mm."""
        return round(sum(link.interval for link in self.links), _DECIMALS)


def chain_between(
    plan: ProcessPlan, spec: PartSpec, features: Features, ends: tuple[str, str]
) -> Chain | None:
    """Return the chain of least ΣIT between two features of the finished part, along any axis."""
    found = []
    for axis in range(3):
        surfaces = surfaces_along(axis, features, None, plan)
        start, end = (surfaces.find(name, spec.features) for name in ends)
        if start is not None and end is not None:
            found.append(best_chain(links_along(plan, spec, surfaces), start, end))
    chains = [chain for chain in found if chain is not None and chain.links]
    return min(chains, key=lambda chain: (chain.interval, len(chain.links)), default=None)


def links_along(plan: ProcessPlan, spec: PartSpec, surfaces: Surfaces) -> tuple[Link, ...]:
    """Return every toleranced Cf of the plan that lies along the axis."""
    found = (
        link_of(cf, str(phase.number), spec, surfaces)
        for phase in plan.phases
        for cf in phase.dimensions
    )
    return tuple(link for link in found if link is not None)


def link_of(
    cf: ManufacturedDimension, phase: str, spec: PartSpec, surfaces: Surfaces
) -> Link | None:
    """Return a Cf as a link, None if it is boxed, or does not lie along the axis."""
    limits = size_limits(cf.size)
    if limits is None or cf.size.role is not Role.TOLERANCED:
        return None
    states = states_of(cf, phase, spec, surfaces)
    if states is None:
        return None
    places = surfaces.positions()
    apart = places[states[1]] - places[states[0]]
    low, high = limits if apart > 0 else (-limits[1], -limits[0])
    return Link(
        name=cf.name, phase=phase, start=states[0], end=states[1], low=round(low, _DECIMALS),
        high=round(high, _DECIMALS),
    )  # fmt: skip


def states_of(
    cf: ManufacturedDimension, phase: str, spec: PartSpec, surfaces: Surfaces
) -> tuple[str, str] | None:
    """Return the states of the two ends after the phase, None where the axis does not hold both.

    Between two axes the size itself tells along which of the three it is taken; one that fits two of
    them, or the distance across, is along none.
    """
    if cf.between is None:
        return None
    names = [surfaces.find(end, spec.features) for end in cf.between]
    states = [surfaces.leaving(name, phase) if name else None for name in names]
    if states[0] is None or states[1] is None:
        return None
    places = surfaces.positions()
    apart = abs(places[states[1]] - places[states[0]])
    both = [surfaces.known[name] for name in names if name]
    axes = all(surface.outward == 0 for surface in both)
    lies = not axes or _along(cf.size.nominal, (both[0].point, both[1].point), surfaces.axis)
    return (states[0], states[1]) if apart > _SAME_MM and lies else None


def _along(nominal: float, points: tuple[Vector, Vector], axis: int) -> bool:
    """Tell whether a size between two axes is taken along this axis of the part, and no other one."""
    room = max(_NEAR_MM, _NEAR_SHARE * nominal)
    apart = [abs(b - a) for a, b in zip(*points, strict=True)]
    fits = [abs(d - nominal) <= room for d in apart]
    return fits[axis] and fits.count(True) == 1


def best_chain(links: Sequence[Link], start: str, end: str) -> Chain | None:
    """Return the chain of least ΣIT between two states, None where no Cf lead."""
    seen: set[str] = set()
    waiting: list[tuple[float, int, tuple[str, ...], str, tuple[Link, ...]]] = [
        (0.0, 0, (), start, ())
    ]
    while waiting:
        cost, steps, names, place, path = heapq.heappop(waiting)
        if place == end:
            return Chain(path)
        if place in seen:
            continue
        seen.add(place)
        for link in _from(links, place):
            if link.end not in seen:
                total = round(cost + link.interval, _DECIMALS)
                entry = (total, steps + 1, (*names, link.name), link.end, (*path, link))
                heapq.heappush(waiting, entry)
    return None


def _from(links: Sequence[Link], place: str) -> Iterator[Link]:
    for link in links:
        if link.start == place:
            yield link
        elif link.end == place:
            yield link.reversed()
