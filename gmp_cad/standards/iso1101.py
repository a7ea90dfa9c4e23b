"""ISO 1101:2017 geometric characteristics: signs, groups, and what each one admits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from gmp_cad.standards.table import records

Group = Literal["form", "profile", "orientation", "location", "runout"]
Datum = Literal["never", "may", "must"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """One line of the table: ``zones`` and ``modifiers`` that a frame of it may hold.

    ``features``: plane, axis, point, round (a surface of revolution), cylinder, median, or any.
    ``spellings``: the words and signs by which it is also known.
    """

    name: str
    sign: str
    group: Group
    zones: tuple[str, ...]
    datum: Datum
    modifiers: tuple[str, ...]
    features: tuple[str, ...]
    spellings: tuple[str, ...]


@cache
def characteristics() -> Mapping[str, Characteristic]:
    """Return the fourteen characteristics by name, in the order of the standard."""
    return {row["name"]: _characteristic(row) for row in records("iso1101.csv")}


def _characteristic(row: Mapping[str, str]) -> Characteristic:
    return Characteristic(
        name=row["name"],
        sign=row["sign"],
        group=cast("Group", row["group"]),
        zones=tuple(zone.removeprefix("-") for zone in row["zones"].split()),
        datum=cast("Datum", row["datum"]),
        modifiers=tuple(row["modifiers"].split()),
        features=tuple(row["features"].split()),
        spellings=tuple(row["spellings"].split("|")),
    )


@cache
def spellings() -> Mapping[str, str]:
    """Return the name of each characteristic by all that stands for it: names, signs, words."""
    return {
        text: item.name
        for item in characteristics().values()
        for text in (item.name, item.sign, *item.spellings)
    }
