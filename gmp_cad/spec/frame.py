"""What a tolerance frame says: its zone and its datum system, as values (ISO 1101, ISO 5459).

Lengths in mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Material = Literal["", "Ⓜ", "Ⓛ"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The second compartment of a frame: ``⌀0,05 Ⓜ``, ``0,2 CZ``, ``⌀0,1 Ⓟ 12``, ``0,4 UZ +0,1``.

    ``width_mm``: width or diameter of the zone. ``shape``: "" between two surfaces, "⌀" a
    cylinder, "S⌀" a sphere. ``material``: the requirement of ISO 2692. ``projected_mm``: length
    of the projected zone (Ⓟ), None without. ``offset_mm``: shift of the zone's middle away from
    the material (UZ), None without. ``free_state``: Ⓕ. ``combination``: one zone for all
    (CZ), a zone each (SZ), or unsaid.
    """

    width_mm: float
    shape: Literal["", "⌀", "S⌀"] = ""
    material: Material = ""
    projected_mm: float | None = None
    offset_mm: float | None = None
    free_state: bool = False
    combination: Literal["", "CZ", "SZ"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumReference:
    """One compartment of the datum system: a single datum ``A Ⓜ`` or a common one ``A-B``."""

    letters: tuple[str, ...]
    material: Material = ""
