"""Clamping: safety, friction by nature of contact, force ratios, pressures, usual workholders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gmp_cad.standards.materials import Material
from gmp_cad.standards.table import document

_FILE = "clamping.toml"
# Where the family of a material of a project's own is not known.
_LIKE = "steel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceRatios:
    """Forces of a cut over its cutting force Fc; see the comments of the data file.

    ``across``, ``push``, ``pull``: milling; ``thrust``: drilling, over Fc·sin(σ/2);
    ``feed``, ``passive``: turning.
    """

    across: float = 0.0
    push: float = 0.0
    pull: float = 0.0
    thrust: float = 0.0
    feed: float = 0.0
    passive: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """What a material bears: mean and Hertz pressure (MPa, None without a strength), E (MPa)."""

    pressure_mpa: float | None
    hertz_mpa: float | None
    young_mpa: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Workholders:
    """Usual sizes of workholders: mm, mm², kg."""

    vice_jaw_width: float
    vice_jaw_height: float
    chuck_jaw_width: float
    chuck_jaw_length: float
    chuck_jaw_mass_kg: float
    chuck_jaw_radius: float
    pad_area: float
    dome_radius: float
    locator_area: float
    vee_length: float


def safety() -> float:
    """Return K, the factor on the cutting forces."""
    return float(_number("safety"))


def contact_n() -> float:
    """Return the normal force (N) that must remain on a locator that a clamp presses."""
    return float(_number("contact_n"))


def friction(nature: str) -> float:
    """Return μ of a contact by its nature; that of steel on steel for one that is not told."""
    table = _table("friction")
    return float(table.get(nature, table["default"]))


def force_ratios(family: str) -> ForceRatios:
    """Return the force ratios of a family of cuts (milling, face_mill, hole, turning …)."""
    return ForceRatios(**{k: float(v) for k, v in _table("forces")[family].items()})


def drill_point_thrust() -> float:
    """Return the thrust of a drill in the solid over that of its lips."""
    return float(_number("drill_point_thrust"))


def bearing(material: Material) -> Bearing:
    """Return the pressures that a material bears without a lasting mark, and its modulus."""
    table = _table("materials")
    row = table.get(material.family, table[_LIKE])
    strength = material.rm_mpa[0] if material.rm_mpa else None
    return Bearing(
        pressure_mpa=None if strength is None else row["pressure"] * strength,
        hertz_mpa=None if strength is None else row["hertz"] * strength,
        young_mpa=1000.0 * row["young"],
    )


@cache
def workholders() -> Workholders:
    """Return the usual sizes of workholders."""
    return Workholders(**{k: float(v) for k, v in _table("workholders").items()})


def _table(name: str) -> Mapping[str, Any]:
    found = document(_FILE)[name]
    assert isinstance(found, Mapping)
    return found


def _number(name: str) -> float:
    found = document(_FILE)[name]
    assert isinstance(found, float)
    return found
