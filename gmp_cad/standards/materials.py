"""Materials of the trade: designation, density, strength, machinability group, cutting force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.table import document

_GREY = (0.7, 0.72, 0.75)

Colour = tuple[float, float, float]
Range = tuple[float, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material in one state; ranges are (min, max), max None where the standard has none.

    Density kg/m³, strength MPa, Brinell hardness; kc1 MPa at h = 1 mm, with two sources of
    kc = kc1·h^(−mc) (``kc_source``; ``_alt``: classical Kienzle values). ``iso513`` is the
    machinability group P M K N S O; ``colour`` is red, green, blue in [0, 1]. What a project does
    not say of a material of its own is "" or None. ``density_source``: where the density is from, ""
    where the project gives its own. ``like``: the designation of the one that it was
    said to resemble. ``origin``: the project's file that defines or changes it, "" for the database.
    """

    designation: str
    number: str = ""
    standard: str = ""
    family: str = ""
    density_kg_m3: float
    density_source: str = ""
    rm_mpa: Range | None = None
    hardness_hb: Range | None = None
    iso513: str = ""
    kc1_mpa: float | None = None
    mc: float | None = None
    kc_source: str = ""
    kc1_alt_mpa: float | None = None
    mc_alt: float | None = None
    aliases: tuple[str, ...] = ()
    colour: Colour = _GREY
    like: str = ""
    origin: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it may be called by: designation, number, aliases."""
        return tuple(filter(None, (self.designation, self.number, *self.aliases)))


@dataclass(frozen=True)
class Materials:
    """Materials by name: those of the database, or with the ones that a project adds.

    ``complete`` is False where those of the project could not be read: a name that is not here may
    be one of them.
    """

    entries: tuple[Material, ...]
    complete: bool = True

    def find(self, name: str) -> Material:
        """Return a material by designation, European number or alias; case and spaces do not matter.

        Raises OutsideTableError, with the nearest known designation, for an unknown one.
        """
        found = self.get(name)
        if found is None:
            raise OutsideTableError(
                Message("no material {name!r} in the database", name=name[:60]),
                hint=self.suggestion(name),
            )
        return found

    def get(self, name: str) -> Material | None:
        """Return the material of that name, None if there is none."""
        return self._by_name.get(material_key(name))

    def lacks(self, name: str) -> bool:
        """Return whether the name is certainly no material's."""
        return self.complete and self.get(name) is None

    def suggestion(self, name: str) -> Message:
        """Return the hint for a name that means nothing: the nearest one, or all designations."""
        known = [word for entry in self.entries for word in entry.names]
        designations = ", ".join(entry.designation for entry in self.entries)
        return suggestion(name, known) or Message("known materials: {names}", names=designations)

    def extended(self, own: Iterable[Material]) -> Materials:
        """Return these materials, those of the same designation replaced, then the new ones."""
        written = {material_key(entry.designation): entry for entry in own}
        kept = tuple(written.pop(material_key(e.designation), e) for e in self.entries)
        return Materials(kept + tuple(written.values()))

    @cached_property
    def _by_name(self) -> Mapping[str, Material]:
        """Return the entries by every name; a designation goes before another's alias."""
        found = {material_key(name): e for e in reversed(self.entries) for name in e.names}
        return found | {material_key(e.designation): e for e in reversed(self.entries)}


@cache
def database() -> Materials:
    """Return the materials that come with the program, in the order of their file."""
    entries = document("materials.toml")["material"]
    assert isinstance(entries, list)
    return Materials(tuple(_material(entry) for entry in entries))


def material_key(name: str) -> str:
    """Return what tells a name from another: case, spaces and underscores do not."""
    return re.sub(r"[\s_]+", "", name).casefold()


def _material(entry: Mapping[str, Any]) -> Material:
    return Material(
        designation=entry["designation"],
        number=entry["number"],
        standard=entry["standard"],
        family=entry["family"],
        density_kg_m3=float(entry["density_kg_m3"]),
        density_source=entry["density_source"],
        rm_mpa=as_range(entry["rm_mpa"]),
        hardness_hb=as_range(entry["hardness_hb"]),
        iso513=entry["iso513"],
        kc1_mpa=float(entry["kc1_mpa"]),
        mc=float(entry["mc"]),
        kc_source=entry["kc_source"],
        kc1_alt_mpa=_number(entry.get("kc1_alt_mpa")),
        mc_alt=_number(entry.get("mc_alt")),
        aliases=tuple(entry["aliases"]),
        colour=(entry["colour"][0], entry["colour"][1], entry["colour"][2]),
    )


def as_range(values: Sequence[float]) -> Range | None:
    """Return (min, max) of one or two values, None of none."""
    if not values:
        return None
    return float(values[0]), float(values[1]) if len(values) > 1 else None


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
