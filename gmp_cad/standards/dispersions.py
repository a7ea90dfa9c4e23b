"""Default dispersions Δl and least chips for the simulation of machining (mm).

They are starting values of practice; a workshop replaces them by its measured history.
"""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.table import records


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """Full range of a surface's position in the machine frame, mm, with its usual interval."""

    role: str
    condition: str
    value_mm: float
    least_mm: float
    most_mm: float


def dispersions() -> tuple[Dispersion, ...]:
    """Return every default, locating surfaces first."""
    return tuple(
        Dispersion(
            role=row["role"],
            condition=row["condition"],
            value_mm=float(row["value"]),
            least_mm=float(row["least"]),
            most_mm=float(row["most"]),
        )
        for row in records("dispersions.csv")
    )


def dispersion(role: str, condition: str) -> Dispersion:
    """Return Δl of a surface that is ``locating`` or ``machined`` in a phase.

    ``condition`` says how: locating machined, drawn, sawn, forged, die_cast, sand_cast, soft_jaws,
    hard_jaws; machined nc_finish, nc_rough, conventional_stop, conventional_dial, reamed_nc,
    grinding. Raises OutsideTableError for another pair.
    """
    for entry in dispersions():
        if (entry.role, entry.condition) == (role, condition):
            return entry
    known = [entry.condition for entry in dispersions() if entry.role == role]
    raise OutsideTableError(
        Message(
            "no dispersion for a surface {role} as {condition!r}", role=role, condition=condition
        ),
        hint=suggestion(condition, known) or Message("known: {names}", names=", ".join(known)),
    )


def minimum_chip_mm(condition: str) -> float:
    """Return the least stock per side for finish, rough_sawn, rough_sand_cast, grinding …, mm.

    Raises OutsideTableError for another condition.
    """
    rows = {row["condition"]: row for row in records("minimum_chips.csv")}
    if condition not in rows:
        raise OutsideTableError(
            Message("no least chip for {condition!r}", condition=condition),
            hint=suggestion(condition, rows) or Message("known: {names}", names=", ".join(rows)),
        )
    return float(rows[condition]["least"])
