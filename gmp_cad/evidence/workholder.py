"""Workholders without a model, as simple solids about the workpiece: vices and chucks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import Vector

HolderRole = Literal["fixed_jaw", "moving_jaw", "parallel", "chuck", "chuck_jaw", "centre"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderBlock:
    """A box of a workholder: its middle (mm) and three half edges square to each other, part frame."""

    role: HolderRole
    centre: Vector
    halves: tuple[Vector, Vector, Vector]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRound:
    """A cone frustum of a workholder: two points of its axis (mm) and the radius at each.

    Equal radii are a cylinder; a radius 0 is the point of a centre.
    """

    role: HolderRole
    ends: tuple[Vector, Vector]
    radii_mm: tuple[float, float]


HolderSolid = HolderBlock | HolderRound
