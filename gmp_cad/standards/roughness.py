"""Surface texture: Ra series and N grades, and what quality the processes reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.table import records

# ISO 1302:2002 annex: N1 to N12, Ra in µm; each doubles the previous one.
RA_OF_GRADE = {
    "N1": 0.025, "N2": 0.05, "N3": 0.1, "N4": 0.2, "N5": 0.4, "N6": 0.8,
    "N7": 1.6, "N8": 3.2, "N9": 6.3, "N10": 12.5, "N11": 25.0, "N12": 50.0,
}  # fmt: skip
RA_SERIES_UM = tuple(RA_OF_GRADE.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a process reaches: IT grades and Ra in µm, (best, coarsest usual)."""

    process: str
    it: tuple[int, int]
    ra_um: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Usual stock of a stage per side, mm (least, most)."""

    least_mm: float
    most_mm: float


def ra_of_grade(grade: str) -> float:
    """Return Ra in µm of a roughness grade "N1" to "N12"; raises OutsideTableError."""
    if grade not in RA_OF_GRADE:
        raise OutsideTableError(Message("{grade!r} is no roughness grade: N1 to N12", grade=grade))
    return RA_OF_GRADE[grade]


def n_grade(ra_um: float) -> str:
    """Return the grade of a value of the Ra series ("N7" for 1.6); raises OutsideTableError."""
    for grade, value in RA_OF_GRADE.items():
        if value == ra_um:
            return grade
    raise OutsideTableError(
        Message(
            "Ra {ra} is not in the series {series}",
            ra=float(ra_um),
            series=", ".join(f"{value:g}" for value in RA_SERIES_UM),
        )
    )


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


def allowance(stage: str) -> Allowance:
    """Return the usual stock of a stage per side; raises OutsideTableError for an unknown one."""
    rows = {row["stage"]: row for row in records("allowances.csv")}
    if stage not in rows:
        raise OutsideTableError(
            Message("unknown stage {stage!r}: {known}", stage=stage, known=", ".join(rows))
        )
    return Allowance(least_mm=float(rows[stage]["least"]), most_mm=float(rows[stage]["most"]))


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
