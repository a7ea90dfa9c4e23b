"""How bright a surface is: a key light, a fill light, ambient light, a highlight and a soft rim.

Directions are (right, up, towards the viewer). The key light stands at the upper left, as on
engineering drawings, so that the three faces of a block in isometric view have three shades.
"""

from __future__ import annotations

import numpy as np

from gmp_cad.evidence import Vector
from gmp_cad.evidence.surface_mesh import Floats

AMBIENT = 0.47
KEY, KEY_SHARE = (-0.5, 0.68, 0.535), 0.45
FILL, FILL_SHARE = (0.0, -0.1, 0.995), 0.26
GLOSS = 0.14
RIM, RIM_FROM = 0.10, 0.4  # brightens what turns away from the viewer by more than this cosine


def brightness(normals: Floats) -> tuple[Floats, Floats]:
    """Return by what the colour of a surface is multiplied, and what is added to it (sRGB, 0-1).

    ``normals`` (n, 3): of any length but 0. The light on a surface grows with the cosine of its
    angle to the lamp (Lambert).
    """
    x, y, z = normals[:, 0], normals[:, 1], normals[:, 2]
    length = np.sqrt(x * x + y * y + z * z)
    unit = np.stack([x, y, z], axis=0) / np.maximum(length, 1e-12)
    light = AMBIENT + KEY_SHARE * _towards(unit, KEY) + FILL_SHARE * _towards(unit, FILL)
    edge = np.maximum(RIM_FROM - np.maximum(unit[2], 0.0), 0.0) / RIM_FROM
    gloss = _towards(unit, _half(KEY))
    for _ in range(5):  # to the 32nd power
        gloss = gloss * gloss
    return light + RIM * edge * edge, GLOSS * gloss


def _towards(unit: Floats, lamp: Vector) -> Floats:
    x, y, z = _unit(lamp)
    return np.asarray(np.maximum(unit[0] * x + unit[1] * y + unit[2] * z, 0.0))


def _half(lamp: Vector) -> Vector:
    """Return the direction between the lamp and the viewer."""
    x, y, z = _unit(lamp)
    return x, y, z + 1.0


def _unit(vector: Vector) -> Vector:
    x, y, z = vector
    length = float(np.sqrt(x * x + y * y + z * z))
    return x / length, y / length, z / length
