"""What a phase and a part cost: machine, operator, edges, setup spread over the batch, material.

The operator stays at the machine for the whole of Tu and Ts, as in a school's workshop: both rates
count for the same minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gmp_cad.process.operations import OperationRow, table_times
from gmp_cad.process.tool_life import EdgeLife, edge_life
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workshop import Machine
from gmp_cad.standards.materials import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseCost:
    """Cost of one phase for one part of a batch (EUR), and its times (min).

    ``setup_eur``: share of Ts in one part; ``machine_eur`` and ``operator_eur``: of Tu;
    ``edges_eur``: edges used and changed.
    """

    phase: str
    title: str
    machine: str
    series_min: float
    unit_min: float
    setup_eur: float
    machine_eur: float
    operator_eur: float
    edges_eur: float

    @property
    def part_eur(self) -> float:
        """Cost of the phase in one part."""
        return self.setup_eur + self.machine_eur + self.operator_eur + self.edges_eur


def rate_eur_min(machine: Machine | None) -> float:
    """Return what machine and operator cost together, EUR a minute; 0 without a machine."""
    if machine is None:
        return 0.0
    return (machine.hourly_rate_eur + machine.operator_rate_eur) / 60


def edge_lives(
    phase: Phase, rows: Sequence[OperationRow], machine: Machine | None, material: Material
) -> dict[int, EdgeLife]:
    """Return the life of the edge of each operation that cuts, by the operation's index."""
    found = {}
    for row in rows:
        if row.operation is None or row.tool is None or row.conditions is None:
            continue
        operation = phase.operations[row.operation]
        life = edge_life(row.conditions, row.tool, material, operation, rate_eur_min(machine))
        if life is not None:
            found[row.operation] = life
    return found


def phase_cost(
    phase: Phase,
    rows: tuple[OperationRow, ...],
    machine: Machine | None,
    material: Material,
    batch: int,
) -> PhaseCost:
    """Return the cost of a phase in one of ``batch`` parts launched together."""
    times = table_times(phase, rows)
    lives = edge_lives(phase, rows, machine, material)
    own = machine.hourly_rate_eur / 60 if machine else 0.0
    hand = machine.operator_rate_eur / 60 if machine else 0.0
    return PhaseCost(
        phase=str(phase.number), title=phase.title, machine=phase.machine,
        series_min=times.series_min, unit_min=times.unit_min,
        setup_eur=times.series_min * (own + hand) / batch,
        machine_eur=times.unit_min * own, operator_eur=times.unit_min * hand,
        edges_eur=sum(life.part_eur for life in lives.values()),
    )  # fmt: skip
