"""Where a characteristic is inspected: at the machine that finishes it, or at the inspection post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.quality.characteristics import Characteristic
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.workshop import Gauge, Workshop

# Gauges that do not come to the machine.
_AT_THE_POST = frozenset(
    {
        "cmm",
        "surface_plate",
        "height_gauge",
        "roughness_tester",
        "dial_indicator",
        "comparator",
        "form_tester",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """``made``: number of the phase that finishes it, "00" as the stock is, "" without a plan.

    ``phase`` and ``machine``: where it is inspected, "" where no phase or no post is known.
    """

    made: str = ""
    phase: str = ""
    machine: str = ""


def post_of(
    one: Characteristic, plan: ProcessPlan | None, workshop: Workshop, gauge: Gauge | None
) -> Post:
    """Return where a characteristic is inspected with a gauge."""
    inspecting = _inspection_phase(plan, workshop)
    own = next((m.id for m in workshop.machines if m.kind == "inspection"), "")
    if plan is None:
        return Post(machine=own)
    phase = _finishing(one, plan)
    made = str(phase.number) if phase is not None else "00"
    moved = gauge is None or gauge.kind in _AT_THE_POST
    if phase is not None and not moved:
        return Post(made=made, phase=made, machine=phase.machine)
    if inspecting is None:
        return Post(made=made, machine=own)
    return Post(made=made, phase=str(inspecting.number), machine=inspecting.machine)


def _inspection_phase(plan: ProcessPlan | None, workshop: Workshop) -> Phase | None:
    """Return the last phase on an inspection post."""
    found = None
    for phase in plan.phases if plan is not None else ():
        machine = workshop.machine(phase.machine)
        if machine is not None and machine.kind == "inspection":
            found = phase
    return found


def _finishing(one: Characteristic, plan: ProcessPlan) -> Phase | None:
    """Return the phase that finishes a characteristic; None where it stays as the stock is.

    That is the last one with a Cf of its name or ends, or that names its tolerance; else the last
    one that makes its surface.
    """
    found = None
    for phase in plan.phases:
        if any(_same(name, target) for name in _finished(phase) for target in one.surfaces):
            found = phase
        if one.line.removeprefix("tolerances.") in phase.tolerances and "." in one.line:
            return phase
    for phase in plan.phases:
        if one.ends and any(set(cf.between or ()) == set(one.ends) for cf in phase.dimensions):
            return phase
    return found


def _finished(phase: Phase) -> Iterator[str]:
    for operation in phase.operations:
        yield from operation.makes


def _same(a: str, b: str) -> bool:
    return _stem(a) == _stem(b)


def _stem(name: str) -> str:
    return name.partition("[")[0].partition(".")[0]
