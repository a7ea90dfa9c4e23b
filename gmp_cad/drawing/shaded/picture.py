"""A shaded picture with dark lines on a transparent ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmp_cad.drawing.shaded.camera import fitted
from gmp_cad.drawing.shaded.lines import coverage, joints, lines, visible
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.drawing.shaded.scene import Body, Scene, scene
from gmp_cad.drawing.shaded.size import DOTS_PER_MM, PICTURE_PX, THUMBNAIL_PX
from gmp_cad.drawing.shaded.surfaces import looked_at, shaded
from gmp_cad.evidence import Vector
from gmp_cad.evidence.surface_mesh import Floats

_INK = (0.09, 0.10, 0.12)
_LINE_PX, _THUMBNAIL_LINE_PX = 1.5, 0.8


def pictures(bodies: Sequence[Body], right: Vector, up: Vector) -> tuple[bytes, bytes]:
    """Return the picture of ``bodies`` and its thumbnail, as PNG files.

    ``right`` and ``up``: perpendicular unit vectors of the bodies' frame as they are seen.
    """
    shown = scene(bodies)
    picture, thumbnail = (
        to_png(pixels(shown, right, up, size, line), DOTS_PER_MM)
        for size, line in ((PICTURE_PX, _LINE_PX), (THUMBNAIL_PX, _THUMBNAIL_LINE_PX))
    )
    return picture, thumbnail


def pixels(
    shown: Scene, right: Vector, up: Vector, size: tuple[int, int], line_px: float
) -> NDArray[np.uint8]:
    """Return (height, width, 4): sRGB and opacity of each pixel of a picture of ``size``."""
    seen = looked_at(shown, fitted(shown, right, up, size))
    inked = coverage(visible(lines(seen), seen), line_px, size)
    inked = np.maximum(inked, coverage(joints(seen, inked), line_px, size))
    return _flattened(shaded(seen), inked)


def _flattened(picture: Floats, inked: Floats) -> NDArray[np.uint8]:
    """Return the picture with its lines over it, as bytes."""
    ink = inked[:, :, None]
    over = picture * (1.0 - ink)
    over[:, :, :3] += ink * np.array(_INK)
    over[:, :, 3] += inked
    opacity = over[:, :, 3:]
    colour = over[:, :, :3] / np.where(opacity > 0, opacity, 1.0)
    whole = np.clip(np.concatenate([colour, opacity], axis=2), 0.0, 1.0)
    return np.asarray(np.rint(whole * 255.0), dtype=np.uint8)
