"""The phases of a process plan that are others in another state of a project."""

from __future__ import annotations

from gmp_cad.documents.comparison.difference import Change, PhaseChange
from gmp_cad.spec.process import Phase, ProcessPlan


def phase_changes(before: ProcessPlan | None, after: ProcessPlan | None) -> tuple[PhaseChange, ...]:
    """Return the phases that came, went, or do something else, in the order of their numbers."""
    old, new = _phases(before), _phases(after)
    return tuple(
        change
        for number in sorted({*old, *new}, key=lambda n: (old.get(n) or new[n]).number)
        if (change := _change(number, old.get(number), new.get(number))) is not None
    )


def _phases(plan: ProcessPlan | None) -> dict[str, Phase]:
    return {} if plan is None else {str(phase.number): phase for phase in plan.phases}


def _change(number: str, was: Phase | None, now: Phase | None) -> PhaseChange | None:
    if was is not None and now is not None and _said(was) == _said(now):
        return None
    status: Change = "changed" if was and now else "removed" if was else "added"
    phase = now or was
    assert phase is not None
    return PhaseChange(
        phase=number, status=status, title=phase.title,
        operations=_operations(now), operations_before=_operations(was),
    )  # fmt: skip


def _said(phase: Phase) -> object:
    return phase.model_dump(mode="json")


def _operations(phase: Phase | None) -> tuple[str, ...]:
    """Return what a phase does: ``face_milling top (finish)``."""
    if phase is None:
        return ()
    return tuple(
        " ".join([str(one.kind), ", ".join(one.makes), f"({one.stage})"]).replace("  ", " ")
        for one in phase.operations
    )
