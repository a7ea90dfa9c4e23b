"""One thing that was looked at: whether it is as it should be, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gmp_cad.language import Message


class Level(StrEnum):
    """Fine; works, but not as well as it might; or something must be mended."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """What was found of one thing. ``remedy``: what to do; ``command``: what to paste for it.

    ``brief``: one of many alike, which people read in one line.
    """

    area: str
    name: str
    level: Level
    told: Message
    remedy: Message | None = None
    command: str = ""
    brief: bool = False
