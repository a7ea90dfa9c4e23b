"""At which of its limits a part is built."""

from __future__ import annotations

from enum import StrEnum


class Condition(StrEnum):
    """At which of its limits a part is built."""

    NOMINAL = "nominal"
    MIDDLE = "middle"
    MMC = "mmc"
    LMC = "lmc"
