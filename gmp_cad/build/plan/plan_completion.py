"""A proposed plan completed with what only its solids show: clamping forces and gauges. No kernel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from gmp_cad.documents.plan.phase_gauges import gauge_of, gauge_titles
from gmp_cad.evidence import PhaseState, Removal
from gmp_cad.process.clamping import clamping_study
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.operations import operation_rows, surface_numbers
from gmp_cad.process.planning.draft import Draft, DraftContact, DraftPhase
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.workshop import Workshop

_STEP_N = 500.0
_MARGIN = 1.1
_MOST_N = 40000.0  # what a machine vice or a chuck gives


def completed(
    draft: Draft,
    plan: ProcessPlan,
    spec: PartSpec,
    workshop: Workshop,
    observed: tuple[Sequence[PhaseState], Sequence[Removal]],
) -> Draft:
    """Return the draft with a capable gauge for each dimension and forces that hold every case.

    ``plan`` is what the draft's text says; ``observed``: its states, ``"00"`` first, and removals.
    A force is the least that CP16 asks for with a tenth more, in steps of 500 N; where none holds,
    the usual one stays.
    """
    states, removals = observed
    phases = []
    for i, (drafted, phase) in enumerate(zip(draft.phases, plan.phases, strict=True)):
        work = PhaseWork(
            spec=spec, phase=phase, entering=states[i], leaving=states[i + 1],
            removals=tuple(removals), numbers=surface_numbers(plan),
        )  # fmt: skip
        phases.append(_held(_gauged(drafted, work, workshop), work, workshop))
    return replace(draft, phases=tuple(phases))


def _gauged(phase: DraftPhase, work: PhaseWork, workshop: Workshop) -> DraftPhase:
    chosen = []
    for drafted, dimension in zip(phase.dimensions, work.phase.dimensions, strict=True):
        gauge = gauge_of(work, dimension, workshop)
        chosen.append(replace(drafted, gauge=gauge.id if gauge else ""))
    return replace(phase, dimensions=tuple(chosen))


def _held(phase: DraftPhase, work: PhaseWork, workshop: Workshop) -> DraftPhase:
    if not phase.clamping:
        return phase
    rows = operation_rows(work, workshop, gauge_titles(work, workshop))
    study = clamping_study(work, rows)
    clamps = [
        _forced(drafted, clamp.needed_n)
        for drafted, clamp in zip(phase.clamping, study.clamps, strict=True)
    ]
    return replace(phase, clamping=tuple(clamps))


def _forced(contact: DraftContact, needed: float | None) -> DraftContact:
    if needed is None or contact.force is None:
        return contact
    force = max(contact.force, _STEP_N * math.ceil(_MARGIN * needed / _STEP_N))
    return replace(contact, force=force) if force <= _MOST_N else contact
