"""Technological signs of a phase (NF E 04-013 part 2): which element holds the workpiece, and how.

A sign has four slots from the surface outwards: nature of the contact, state of the surface,
function, technology. The text of :attr:`HoldingSign.code` stands for it where none can be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import Vector

ContactNature = Literal[
    "flat", "domed", "serrated", "relieved", "fixed_point", "live_point", "vee", "cup", "rocker",
    "orienting",
]  # fmt: skip
HoldingFunction = Literal["locating", "clamping", "support"]
HoldingTechnology = Literal[
    "fixed", "fixed_centring", "reversible_centring", "clamping", "concentric",
    "floating_concentric", "adjustable", "support_irreversible", "support_reversible",
]  # fmt: skip

NATURE_CODES: dict[ContactNature, str] = {
    "flat": "PL", "domed": "PT", "serrated": "ST", "relieved": "DG", "fixed_point": "PF",
    "live_point": "PR", "vee": "VE", "cup": "CU", "rocker": "PA", "orienting": "OR",
}  # fmt: skip
FUNCTION_CODES: dict[HoldingFunction, str] = {
    "locating": "MIP", "clamping": "MAP", "support": "SOUTIEN",
}  # fmt: skip
TECHNOLOGY_CODES: dict[HoldingTechnology, str] = {
    "fixed": "appui_fixe", "fixed_centring": "centrage_fixe",
    "reversible_centring": "centrage_reversible", "clamping": "systeme_serrage",
    "concentric": "serrage_concentrique",
    "floating_concentric": "serrage_concentrique_flottant",
    "adjustable": "reglage_irreversible", "support_irreversible": "soutien_irreversible",
    "support_reversible": "soutien_reversible",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingPlace:
    """Where a sign touches: point (mm) and unit direction into the part, part frame.

    ``normal``: the number of the locating normal realised there, 0 for a clamp.
    """

    point: Vector
    direction: Vector
    normal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingSign:
    """A technological sign: its four slots, and the places where it touches feature ``on``."""

    nature: ContactNature
    machined: bool
    function: HoldingFunction
    technology: HoldingTechnology
    on: str = ""
    places: tuple[HoldingPlace, ...] = ()

    @property
    def normals(self) -> tuple[int, ...]:
        """Numbers of the locating normals that it realises, increasing."""
        return tuple(sorted(place.normal for place in self.places if place.normal))

    @property
    def code(self) -> str:
        """The sign as text: ``MIP;PL;usinee;appui_fixe;n=1,2,3``."""
        state = "usinee" if self.machined else "brute"
        slots = [
            FUNCTION_CODES[self.function],
            NATURE_CODES[self.nature],
            state,
            TECHNOLOGY_CODES[self.technology],
        ]
        if self.normals:
            slots.append("n=" + ",".join(map(str, self.normals)))
        return ";".join(slots)
