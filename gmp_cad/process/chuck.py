"""Chucks: the force that a jaw needs by the hand formula, and what the rotation takes away.

Forces in N, lengths in mm, speeds in rev/min.
"""

from __future__ import annotations

import math


def jaw_force(
    fc_n: float, cut_diameter_mm: float, clamp_diameter_mm: float, friction: float, safety: float,
    jaws: int = 3,
) -> float:  # fmt: skip
    """Return the force per jaw that carries the cutting torque alone: K·Fc·(d/D) / (μ·jaws)."""
    return safety * fc_n * (cut_diameter_mm / clamp_diameter_mm) / (friction * jaws)


def centrifugal_loss(mass_kg: float, radius_mm: float, n: float) -> float:
    """Return the force that one turning jaw loses, m·r·ω², its centre of mass at ``radius_mm``."""
    omega = 2 * math.pi * n / 60
    return mass_kg * radius_mm / 1000 * omega**2
