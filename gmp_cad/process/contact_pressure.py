"""Pressure of locators and clamps on the part, against what its material bears without a mark.

Flat contact: p = F / A. Domed contact on a plane (Hertz 1882; Johnson, Contact Mechanics, 1985):
1/E* = (1 − ν₁²)/E₁ + (1 − ν₂²)/E₂, a = (3·F·R / 4·E*)^(1/3), p₀ = 3·F / (2·π·a²). A cylinder along a
flank of a vee: p₀ = √(F·E* / (π·R·L)) (the same source, line contact).
Forces in N, lengths in mm, pressures in MPa.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Hardened steel of locators; Poisson's ratio of metals.
LOCATOR_YOUNG_MPA = 210_000.0
POISSON = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """The pressure at one contact: ``area_mm2`` of a flat one, ``radius_mm`` of a dome or shaft.

    ``pressure_mpa``: mean, or greatest by Hertz; ``limit_mpa``: None without a strength.
    """

    on: str
    label: str
    force_n: float
    pressure_mpa: float
    limit_mpa: float | None
    area_mm2: float = 0.0
    radius_mm: float = 0.0

    @property
    def marks(self) -> bool:
        """Whether it leaves a mark on the part."""
        return self.limit_mpa is not None and self.pressure_mpa > self.limit_mpa


def mean_pressure(force_n: float, area_mm2: float) -> float:
    """Return F / A in MPa."""
    return force_n / area_mm2


def combined_modulus(young_mpa: float, other_mpa: float = LOCATOR_YOUNG_MPA) -> float:
    """Return E* (MPa) of two elastic bodies of Poisson's ratio 0.3."""
    return 1 / ((1 - POISSON**2) / young_mpa + (1 - POISSON**2) / other_mpa)


def hertz_radius(force_n: float, radius_mm: float, young_mpa: float) -> float:
    """Return the radius a (mm) of the contact of a steel dome on a plane of modulus E."""
    return float((3 * force_n * radius_mm / (4 * combined_modulus(young_mpa))) ** (1 / 3))


def hertz_line_pressure(
    force_n: float, radius_mm: float, length_mm: float, young_mpa: float
) -> float:
    """Return p₀ = √(F·E* / (π·R·L)) (MPa) of a steel flank along L of a cylinder of radius R."""
    if force_n <= 0:
        return 0.0
    return math.sqrt(force_n * combined_modulus(young_mpa) / (math.pi * radius_mm * length_mm))


def hertz_pressure(force_n: float, radius_mm: float, young_mpa: float) -> float:
    """Return the greatest pressure p₀ (MPa) under a steel dome on a plane of modulus E."""
    if force_n <= 0:
        return 0.0
    return 3 * force_n / (2 * math.pi * hertz_radius(force_n, radius_mm, young_mpa) ** 2)
