"""Materials of the trade: designation, density, strength, machinability group, cutting force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.table import document


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material in one state; ranges are (min, max), max None where the standard has none.

    Density kg/m³, strength MPa, Brinell hardness; kc1 MPa at h = 1 mm, with two sources of
    kc = kc1·h^(−mc) (``kc_source``; ``_alt``: classical Kienzle values, None if there are none).
    ``iso513`` is the machinability group P M K N S O; ``colour`` is red, green, blue in [0, 1].
    """

    designation: str
    number: str
    standard: str
    family: str
    density_kg_m3: float
    rm_mpa: tuple[float, float | None]
    hardness_hb: tuple[float, float | None] | None
    iso513: str
    kc1_mpa: float
    mc: float
    kc_source: str
    kc1_alt_mpa: float | None
    mc_alt: float | None
    aliases: tuple[str, ...]
    colour: tuple[float, float, float]


def material(name: str) -> Material:
    """Return a material by designation, European number or alias; case and spaces do not matter.

    Raises OutsideTableError, with the nearest known designation, for an unknown one.
    """
    found = _by_name().get(_key(name))
    if found is None:
        raise OutsideTableError(
            Message("no material {name!r} in the database", name=name),
            hint=suggestion(name, _names())
            or Message("known materials: {names}", names=", ".join(_designations())),
        )
    return found


def materials() -> tuple[Material, ...]:
    """Return every material of the database, in its order."""
    return _materials()


def _key(name: str) -> str:
    return re.sub(r"[\s_]+", "", name).casefold()


@cache
def _materials() -> tuple[Material, ...]:
    entries = document("materials.toml")["material"]
    assert isinstance(entries, list)
    return tuple(_material(entry) for entry in entries)


def _material(entry: Mapping[str, Any]) -> Material:
    strength = _range(entry["rm_mpa"])
    assert strength is not None
    return Material(
        designation=entry["designation"],
        number=entry["number"],
        standard=entry["standard"],
        family=entry["family"],
        density_kg_m3=float(entry["density_kg_m3"]),
        rm_mpa=strength,
        hardness_hb=_range(entry["hardness_hb"]),
        iso513=entry["iso513"],
        kc1_mpa=float(entry["kc1_mpa"]),
        mc=float(entry["mc"]),
        kc_source=entry["kc_source"],
        kc1_alt_mpa=_number(entry.get("kc1_alt_mpa")),
        mc_alt=_number(entry.get("mc_alt")),
        aliases=tuple(entry["aliases"]),
        colour=(entry["colour"][0], entry["colour"][1], entry["colour"][2]),
    )


def _range(values: list[float]) -> tuple[float, float | None] | None:
    if not values:
        return None
    return float(values[0]), float(values[1]) if len(values) > 1 else None


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _designations() -> tuple[str, ...]:
    return tuple(entry.designation for entry in _materials())


def _names() -> tuple[str, ...]:
    return tuple(
        name
        for entry in _materials()
        for name in (entry.designation, entry.number, *entry.aliases)
        if name
    )


@cache
def _by_name() -> Mapping[str, Material]:
    return {
        _key(name): entry
        for entry in reversed(_materials())
        for name in (*entry.aliases, entry.number, entry.designation)
        if name
    }
