"""The second moments of a solid's volume, from the tensor of inertia that its mass gave it."""

from __future__ import annotations

import numpy as np

from gmp_cad.evidence import MassProperties
from gmp_cad.evidence.fingerprint import Moments


def second_moments(properties: MassProperties) -> Moments:
    """Return ∫xx, ∫yy, ∫zz, ∫xy, ∫yz, ∫zx dV (mm⁵) at the centre, along the axes of the part."""
    inertia = np.array(properties.inertia_kg_mm2) * mm3_per_kg(properties)
    central = np.eye(3) * np.trace(inertia) / 2 - inertia
    pairs = ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (2, 0))
    xx, yy, zz, xy, yz, zx = (float(central[i, j]) for i, j in pairs)
    return (xx, yy, zz, xy, yz, zx)


def mm3_per_kg(properties: MassProperties) -> float:
    """Return the volume of a kilogram: what makes moments of a mass those of its volume."""
    return properties.volume_mm3 / properties.mass_kg
