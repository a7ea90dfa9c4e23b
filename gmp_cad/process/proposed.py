"""Manufactured dimensions that a plan leaves to the simulation: names, sizes with limits, surfaces.

For each phase that cuts and gives no Cf: what the paths of the conditions walk there, and the sizes of
single surfaces (diameters, threads) that the phase finishes. Lengths in mm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gmp_cad.process.faces import same_feature
from gmp_cad.process.simulation_means import Sized
from gmp_cad.process.simulation_plan import PlanScene, Simulation, simulations
from gmp_cad.process.simulation_surfaces import surface_of
from gmp_cad.spec.operation import ManufacturedDimension, OperationKind
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.size import Kind, Role, Size, print_size

_STEPS = 10_000  # of a millimetre: means are rounded, intervals cut, to this
# Tools that give their own size, whatever the program says.
_SIZING = frozenset(
    {OperationKind.REAMING, OperationKind.TAPPING, OperationKind.DRILLING, OperationKind.THREADING}
)

Proposals = Mapping[str, tuple[ManufacturedDimension, ...]]


def completed(plan: ProcessPlan, proposals: Proposals) -> ProcessPlan:
    """Return the plan with the proposed Cf of the phases that give none."""
    phases = tuple(
        p if p.dimensions else p.model_copy(update={"dimensions": proposals.get(str(p.number), ())})
        for p in plan.phases
    )
    return plan.model_copy(update={"phases": phases})


def proposed_dimensions(
    scene: PlanScene, axes: Sequence[Simulation] | None = None
) -> dict[str, tuple[ManufacturedDimension, ...]]:
    """Return the Cf of each phase (by its number) that cuts and gives none.

    ``axes``: the simulations of the scene, computed unless given. Names go on from the phase's number
    (``Cf201``) and leave out those that the plan has.
    """
    found = simulations(scene) if axes is None else tuple(axes)
    taken = {cf.name for phase in scene.plan.phases for cf in phase.dimensions}
    proposals = {}
    for phase in scene.plan.phases:
        if phase.cuts and not phase.dimensions:
            entries = [*_lengths(phase, found), *_sizes(scene, phase)]
            names = _names(str(phase.number), len(entries), taken)
            proposals[str(phase.number)] = tuple(
                ManufacturedDimension.model_validate({"name": name, **entry}).model_copy(
                    update={"where": phase.where}
                )
                for name, entry in zip(names, entries, strict=True)
            )
    return proposals


def _names(phase: str, count: int, taken: set[str]) -> list[str]:
    found: list[str] = []
    number = 1
    while len(found) < count:
        if f"Cf{phase}{number}" not in taken:
            found.append(f"Cf{phase}{number}")
        number += 1
    return found


def _lengths(phase: Phase, axes: Sequence[Simulation]) -> Iterator[dict[str, object]]:
    for axis in axes:
        for sized in axis.sized:
            ends = (sized.segment.start, sized.segment.end)
            names = [surface_of(state) for state in ends]
            left = [axis.surfaces.leaving(name, str(phase.number)) for name in names]
            # A stage inside the phase is set by its allowance, and gone when the part is gauged; two
            # axes in line are a position, and what the dispersions may bring to 0, no length.
            mine = sized.segment.phase == str(phase.number) and sized.limits[0] > 0
            if mine and tuple(left) == ends:
                yield {"size": print_size(_size(sized)), "between": tuple(names)}


def _size(sized: Sized) -> Size:
    half = math.floor(sized.it / 2 * _STEPS + 1e-6) / _STEPS
    mean = round(sized.mean * _STEPS) / _STEPS
    return Size(kind=Kind.LINEAR, nominal=mean, deviations=(-half, half))


def _sizes(scene: PlanScene, phase: Phase) -> Iterator[dict[str, object]]:
    """Yield the toleranced size of each single surface that no later phase makes again."""
    later = [p for p in scene.plan.phases if p.number > phase.number]
    for key, dimension in scene.spec.dimensions.items():
        size = dimension.size
        bound = size.role is Role.TOLERANCED and size.tolerance_written
        if not dimension.on_feature or not bound:
            continue
        makers = [op for op in phase.operations if any(same_feature(key, m) for m in op.makes)]
        if makers and not any(
            same_feature(key, m) for p in later for op in p.operations for m in op.makes
        ):
            plain = replace(size, count=None, envelope=False)
            kind = "Co" if makers[-1].kind in _SIZING else "Cm"
            yield {"size": print_size(plain), "on": key, "kind": kind}
