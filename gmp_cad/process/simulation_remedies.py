"""What would make an infeasible condition feasible: every usual remedy is tried on the simulation.

Remedies of the trade: machine both surfaces in one phase, locate on the datum surface, move the
operation to another phase, bring the dispersions to the least of the tables, ask the design office
for a wider interval. A trial that makes another condition fail says which one. Lengths in mm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.language import Message, english
from gmp_cad.process.simulation import Axis1D, Condition, Item, Traced, trace
from gmp_cad.process.simulation_means import STOCK_PHASE
from gmp_cad.standards.dispersions import dispersion

RemedyKind = Literal["co_machine", "locate", "move", "least", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One that works: ΣΔl of the condition with it, mm, and the conditions that it makes fail.

    ``surface`` is machined in, or located on by, ``phase``; "" where neither is meant. ``partner``:
    the surface that is machined along.
    """

    kind: RemedyKind
    total: float
    surface: str = ""
    phase: str = ""
    partner: str = ""
    breaks: tuple[str, ...] = ()

    @property
    def said(self) -> Message:
        """The remedy in words, with what it gives and what it would break."""
        said = Message(
            _SAID[self.kind], surface=self.surface, phase=self.phase, partner=self.partner,
            sum=self.total,
        )  # fmt: skip
        if not self.breaks:
            return said
        lost = ", ".join(self.breaks)
        return Message("{said} (but {lost} would fail)", said=said, lost=lost)


_SAID: dict[RemedyKind, str] = english(
    {
        "co_machine": "machine {surface} in phase {phase} with {partner}: ΣΔl {sum} mm",
        "locate": "locate phase {phase} on {surface}: ΣΔl {sum} mm",
        "move": "machine {surface} in phase {phase}: ΣΔl {sum} mm",
        "least": "hold the least usual dispersions: ΣΔl {sum} mm",
        "ask": "ask the design office for an interval of {sum} mm",
    }
)


def remedies(axis: Axis1D, traced: Traced) -> tuple[Remedy, ...]:
    """Return what makes an infeasible condition feasible, what breaks nothing else first."""
    trials = (*_moved(axis, traced.condition), *_relocated(axis, traced.condition), _least(axis))
    found = []
    for remedy, changed in trials:
        (after,) = trace(replace(changed, conditions=(traced.condition,)))
        if after.feasible:
            breaks = _newly_broken(axis, changed, traced.condition)
            found.append(replace(remedy, total=after.total, breaks=breaks))
    if traced.path:
        found.append(Remedy(kind="ask", total=traced.total))
    return tuple(sorted(found, key=lambda r: (len(r.breaks), r.kind == "ask")))


def _moved(axis: Axis1D, condition: Condition) -> Iterator[tuple[Remedy, Axis1D]]:
    """Yield each end machined in another phase instead: with the other end, or without."""
    for surface, partner in _both_ways(condition):
        own = _machined_in(axis, surface)
        for phase in axis.phases[1:]:
            if own is None or phase == own or not _may_move(axis, surface, phase):
                continue
            with_it = _machined_in(axis, partner) == phase
            spreads = dict(axis.dispersions)
            spreads[Item(phase, surface)] = spreads.pop(Item(own, surface))
            remedy = Remedy(
                kind="co_machine" if with_it else "move", total=0.0, surface=surface, phase=phase,
                partner=partner if with_it else "",
            )  # fmt: skip
            yield remedy, replace(axis, dispersions=spreads)


def _relocated(axis: Axis1D, condition: Condition) -> Iterator[tuple[Remedy, Axis1D]]:
    """Yield each phase that machines one end, located on the other end instead of what it has."""
    for surface, datum in _both_ways(condition):
        phase, made = _machined_in(axis, surface), _machined_in(axis, datum)
        ready = made is not None and phase is not None and _before(axis, made, phase)
        if phase is None or not ready or Item(phase, datum) in axis.dispersions:
            continue
        old = {item for item in axis.located if item.phase == phase}
        spreads = {item: v for item, v in axis.dispersions.items() if item not in old}
        spreads[Item(phase, datum)] = dispersion("locating", "machined").value_mm
        yield (
            Remedy(kind="locate", total=0.0, surface=datum, phase=phase),
            replace(axis, dispersions=spreads, located=axis.located - old | {Item(phase, datum)}),
        )


def _least(axis: Axis1D) -> tuple[Remedy, Axis1D]:
    return Remedy(kind="least", total=0.0), axis.at_least()


def _both_ways(condition: Condition) -> tuple[tuple[str, str], tuple[str, str]]:
    return (condition.start, condition.end), (condition.end, condition.start)


def _machined_in(axis: Axis1D, surface: str) -> str | None:
    """Return the phase that machines a surface; None for a raw one."""
    for item in axis.dispersions:
        mine = item.surface == surface and item not in axis.located
        if mine and item.phase != STOCK_PHASE:
            return item.phase
    return None


def _may_move(axis: Axis1D, surface: str, phase: str) -> bool:
    """Tell whether no phase up to this one locates on the surface, and something locates the phase."""
    users = [item.phase for item in axis.located if item.surface == surface]
    early = any(not _before(axis, phase, user) for user in users)
    return not early and any(item.phase == phase for item in axis.dispersions)


def _before(axis: Axis1D, first: str, then: str) -> bool:
    return axis.phases.index(first) < axis.phases.index(then)


def _newly_broken(before: Axis1D, after: Axis1D, mended: Condition) -> tuple[str, ...]:
    held = {t.condition.source for t in trace(before) if _judged(t) and t.feasible}
    lost = {t.condition.source for t in trace(after) if _judged(t) and not t.feasible}
    return tuple(sorted((held & lost) - {mended.source}))


def _judged(traced: Traced) -> bool:
    return traced.condition.it is not None
