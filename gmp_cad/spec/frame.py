"""What a tolerance frame says: its zone and its datum system, as values (ISO 1101, ISO 5459).

Lengths in mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.spec.size import plain_number

Shape = Literal["", "⌀", "S⌀"]
Material = Literal["", "Ⓜ", "Ⓛ"]
Combination = Literal["", "CZ", "SZ"]


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
    shape: Shape = ""
    material: Material = ""
    projected_mm: float | None = None
    offset_mm: float | None = None
    free_state: bool = False
    combination: Combination = ""

    def __str__(self) -> str:
        return print_zone(self)

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The signs after the width, without their lengths, in the order of ISO 1101."""
        signs = (
            self.combination,
            "" if self.offset_mm is None else "UZ",
            "" if self.projected_mm is None else "Ⓟ",
            self.material,
            "Ⓕ" if self.free_state else "",
        )
        return tuple(sign for sign in signs if sign)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumReference:
    """One compartment of the datum system: a single datum ``A Ⓜ`` or a common one ``A-B``."""

    letters: tuple[str, ...]
    material: Material = ""

    def __str__(self) -> str:
        return print_reference(self)


def print_zone(zone: Zone, lang: str = "fr") -> str:
    """Return the zone as the second compartment writes it; ``parse_zone`` gives it back."""
    lengths = {"UZ": _offset(zone, lang), "Ⓟ": f" {plain_number(zone.projected_mm or 0.0, lang)}"}
    written = (f"{sign}{lengths.get(sign, '')}" for sign in zone.modifiers)
    return " ".join((f"{zone.shape}{plain_number(zone.width_mm, lang)}", *written))


def _offset(zone: Zone, lang: str) -> str:
    value = zone.offset_mm or 0.0
    return f"{'-' if value < 0 else '+'}{plain_number(abs(value), lang)}"


def print_reference(reference: DatumReference) -> str:
    """Return a compartment of the datum system: ``A``, ``A Ⓜ``, ``A-B``, ``(A-B) Ⓜ``."""
    letters = "-".join(reference.letters)
    if not reference.material:
        return letters
    return f"{f'({letters})' if len(reference.letters) > 1 else letters} {reference.material}"


def print_frame(
    sign: str, zone: Zone, references: Sequence[DatumReference], lang: str = "fr"
) -> str:
    """Return a whole frame on one line: ``⌖ | ⌀0,05 Ⓜ | A | B-C``."""
    return " | ".join((sign, print_zone(zone, lang), *map(print_reference, references)))
