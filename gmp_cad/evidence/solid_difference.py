"""What the material of a part gained and lost from one state to another.

Lengths in mm, volumes in mm³, in the part's frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import Vector
from gmp_cad.language import Message

Box = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lump:
    """A connected piece of material that came or went; ``box_mm``: (xmin, ymin, zmin, xmax, …)."""

    volume_mm3: float
    centre_mm: Vector
    box_mm: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class SolidDifference:
    """Material added and removed, the largest lump first.

    ``method``: ``same`` where nothing had to be computed, ``exact`` from the surfaces, ``mesh``
    from triangles where the kernel's Booleans contradict themselves (``reason`` says how).
    ``error_mm3``: within how much the volumes hold: of the exact ones what is left of
    V(after) − V(before) = added − removed, of a mesh what its triangles cannot show.
    """

    before_mm3: float
    after_mm3: float
    added_mm3: float = 0.0
    removed_mm3: float = 0.0
    added: tuple[Lump, ...] = ()
    removed: tuple[Lump, ...] = ()
    method: Literal["same", "exact", "mesh"] = "same"
    error_mm3: float = 0.0
    reason: Message | None = None
