"""What ``gmp-cad doctor --json`` prints."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class DoctorFinding(TypedDict):
    """One thing that was looked at: whether it is fine, and what mends it.

    ``remedy``: what to do, null where nothing is to be done or the ``command`` says it all;
    ``command``: what to paste into a terminal, empty where there is none.
    """

    area: str
    name: str
    level: Literal["ok", "warning", "problem"]
    message: str
    remedy: str | None
    command: str


class DoctorAnswer(TypedDict):
    """What this machine has and lacks for gmp_cad; the exit code is 1 where there is a problem."""

    version: Literal[1]
    problems: int
    warnings: int
    findings: list[DoctorFinding]
