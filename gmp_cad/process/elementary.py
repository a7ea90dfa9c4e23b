"""Elementary operations: each surface as often as the plan works it (*opérations élémentaires*).

The unit of the *tableau des antériorités*: surface 2 roughed is ``2E``, finished ``2F``, drilled
``2P``. Two of one label are told apart by a stroke (``2E``, ``2E'``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.errors import Where
from gmp_cad.process.operations import surface_numbers
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.process import Phase, ProcessPlan, Treatment

_K = OperationKind
_CODES = {
    _K.SPOT_DRILLING: "Pt", _K.CENTRE_DRILLING: "C", _K.DRILLING: "P", _K.REAMING: "A",
    _K.COUNTERBORING: "L", _K.COUNTERSINKING: "Fr", _K.TAPPING: "T", _K.THREADING: "Fil",
    _K.CHAMFERING: "Ch", _K.GROOVING: "G", _K.GRINDING: "R", _K.PARTING: "Tr",
}  # fmt: skip
_STAGES = {Stage.ROUGH: "E", Stage.SEMI_FINISH: "½F", Stage.FINISH: "F"}
HEAT_TREATMENT = "TTH"

# The order in which operations work one surface: pointage, perçage, then alésage and lamage, the
# entry's chamfer before taraudage, grinding last. Equal ranks may follow each other either way.
RANKS: Mapping[OperationKind, int] = {
    _K.SPOT_DRILLING: 0, _K.CENTRE_DRILLING: 0, _K.DRILLING: 1, _K.BORING: 2, _K.COUNTERBORING: 2,
    _K.REAMING: 2, _K.COUNTERSINKING: 3, _K.CHAMFERING: 3, _K.TAPPING: 4, _K.THREADING: 4,
    _K.GRINDING: 5,
}  # fmt: skip
_SHAPED = 2  # milling and turning, whatever their kind
_STAGE_RANKS = {Stage.ROUGH: 0, Stage.SEMI_FINISH: 1, Stage.FINISH: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Elementary:
    """One operation on one surface. ``phase`` and ``index`` count in the order of the plan.

    ``surface`` is the feature that it makes, empty for a heat treatment; ``row`` the row of the
    operations table (``20.3``). ``treatment``: what a heat treatment does, None for a cut.
    """

    label: str
    phase: int
    index: int
    row: str
    surface: str
    kind: OperationKind
    stage: Stage
    where: Where
    treatment: Treatment | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the plan: phase, then operation."""
        return self.phase, self.index

    @property
    def rank(self) -> tuple[int, int]:
        """Where it must stand among those of its surface: kind, then stage."""
        return RANKS.get(self.kind, _SHAPED), _STAGE_RANKS[self.stage]

    @property
    def treats(self) -> bool:
        """Whether it is a heat treatment."""
        return self.treatment is not None


def elementary_operations(plan: ProcessPlan, machines: Mapping[str, str]) -> tuple[Elementary, ...]:
    """Return the elementary operations in the order of the plan.

    ``machines``: kind of each machine by its id; a phase on a heat-treatment post is one of them.
    """
    numbers, used = surface_numbers(plan), dict[str, int]()
    found = []
    for entry in _unlabelled(plan, machines):
        code = _CODES.get(entry.kind, _STAGES[entry.stage])
        label = HEAT_TREATMENT if entry.treats else f"{numbers[entry.surface]}{code}"
        used[label] = used.get(label, 0) + 1
        label += "'" * (used[label] - 1)
        found.append(
            Elementary(
                label=label, phase=entry.phase, index=entry.index, row=entry.row,
                surface=entry.surface, kind=entry.kind, stage=entry.stage, where=entry.where,
                treatment=entry.treatment,
            )
        )  # fmt: skip
    return tuple(found)


def _unlabelled(plan: ProcessPlan, machines: Mapping[str, str]) -> Iterator[Elementary]:
    for p, phase in enumerate(plan.phases):
        if machines.get(phase.machine) == "heat_treatment":
            yield _treatment(p, phase)
            continue
        for i, operation in enumerate(phase.operations):
            for name in operation.makes:
                yield _worked(p, i, phase, operation, name)


def _treatment(p: int, phase: Phase) -> Elementary:
    return Elementary(
        label="", phase=p, index=0, row=str(phase.number), surface="", kind=OperationKind.MANUAL,
        stage=Stage.FINISH, where=phase.where, treatment=phase.treatment or "hardening",
    )  # fmt: skip


def _worked(p: int, i: int, phase: Phase, operation: Operation, name: str) -> Elementary:
    return Elementary(
        label="", phase=p, index=i, row=f"{phase.number}.{i + 1}", surface=name,
        kind=operation.kind, stage=operation.stage, where=operation.where,
    )  # fmt: skip
