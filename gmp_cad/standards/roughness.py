"""What quality the processes reach: IT grades and Ra, and the stages that a quality needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.table import records


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a process reaches: IT grades and Ra in µm, (best, coarsest usual)."""

    process: str
    it: tuple[int, int]
    ra_um: tuple[float, float]


def capability(process: str) -> Capability:
    """Return the reachable quality of a process; raises OutsideTableError for an unknown one."""
    found = _capabilities().get(process)
    if found is None:
        raise OutsideTableError(
            Message("no reachable quality for the process {process!r}", process=process),
            hint=suggestion(process, processes())
            or Message("known processes: {names}", names=", ".join(processes())),
        )
    return found


def processes() -> tuple[str, ...]:
    """Return the processes whose quality is known."""
    return tuple(_capabilities())


def required_stages(it_grade: int, ra_um: float) -> tuple[str, ...]:
    """Return the stages that a surface needs for an IT grade and an Ra (workshop practice).

    Stages are rough, semi_finish, finish and grinding; the finer of the two demands decides.
    """
    for row in records("stages.csv"):
        if it_grade >= int(row["it_from"]) and ra_um >= float(row["ra_from"]):
            return tuple(row["stages"].split())
    raise OutsideTableError(
        Message("no process for IT {it} and Ra {ra}", it=it_grade, ra=float(ra_um))
    )


@cache
def _capabilities() -> dict[str, Capability]:
    return {
        row["process"]: Capability(
            process=row["process"],
            it=(int(row["it_best"]), int(row["it_coarse"])),
            ra_um=(float(row["ra_best"]), float(row["ra_coarse"])),
        )
        for row in records("processes.csv")
    }
