"""What is laid over a shaded picture: other layers, ink, circles, a small picture in its corner.

Pictures are (height, width, 4): colours multiplied by the opacity, and that, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmp_cad.drawing.shaded.camera import SAMPLES, Camera
from gmp_cad.drawing.shaded.lines import Lines, coverage
from gmp_cad.drawing.shaded.scene import Colour
from gmp_cad.evidence.surface_mesh import Floats

INK: Colour = (0.09, 0.10, 0.12)
INSET_PX = (264, 198)
_INSET_MARGIN_PX = 8
_LEAST_FRAME_PX = 7.0
_SMALL_PX, _MARK_PX = 30.0, 26.0  # what is smaller gets a circle of this radius around it


def over(below: Floats, above: Floats) -> Floats:
    """Return one picture over another."""
    return np.asarray(above + below * (1.0 - above[:, :, 3:]))


def inked(ink: Floats, colour: Colour) -> Floats:
    """Return ink (height, width: how much of it there is) of a colour."""
    return np.asarray(ink[:, :, None] * np.array([*colour, 1.0]))


def circled(points: Floats, camera: Camera, colour: Colour) -> Floats:
    """Return a circle around points (n, 3) that are hardly seen, nothing around larger ones."""
    size = (camera.width, camera.height)
    placed = camera.placed(points)[:, :2] / SAMPLES
    low, high = placed.min(axis=0), placed.max(axis=0)
    if float((high - low).max()) >= _SMALL_PX:
        return np.zeros((camera.height, camera.width, 4))
    x, y = (float(v) for v in (low + high) / 2)
    corners = [(x + _MARK_PX * c, y + _MARK_PX * s) for c, s in _circle()]
    return inked(coverage(_polyline(corners), 2.5, size), colour)


def framed(inset: Floats, small: Camera, near: Camera, colour: Colour) -> Floats:
    """Return the inset with the frame of the large picture, at least so large as to be seen."""
    shift = [
        (n - s) * small.scale / SAMPLES for n, s in zip(near.centre, small.centre, strict=True)
    ]
    x, y = small.width / 2 + shift[0], small.height / 2 - shift[1]
    share = small.scale / near.scale
    w, h = (max(share * side / 2, _LEAST_FRAME_PX) for side in (near.width, near.height))
    corners = [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h), (x - w, y - h)]
    size = (small.width, small.height)
    return over(inset, inked(coverage(_polyline(corners), 1.6, size), colour))


def paper(size: tuple[int, int]) -> Floats:
    """Return white paper with a border."""
    width, height = size
    sheet = np.ones((height, width, 4))
    for edge in (sheet[:1], sheet[-1:], sheet[:, :1], sheet[:, -1:]):
        edge[:, :, :3] = INK
    return sheet


def set_in(picture: Floats, inset: Floats) -> None:
    """Put a small picture into the lower right corner of a large one."""
    height, width, _ = inset.shape
    bottom, right = (n - _INSET_MARGIN_PX for n in picture.shape[:2])
    picture[bottom - height : bottom, right - width : right] = inset


def as_bytes(picture: Floats) -> NDArray[np.uint8]:
    """Return a picture as sRGB and opacity, one byte each."""
    opacity = picture[:, :, 3:]
    colour = picture[:, :, :3] / np.where(opacity > 0, opacity, 1.0)
    whole = np.clip(np.concatenate([colour, opacity], axis=2), 0.0, 1.0)
    return np.asarray(np.rint(whole * 255.0), dtype=np.uint8)


def _circle() -> list[tuple[float, float]]:
    """Return a closed polygon on the unit circle, from quotients alone (half-angle tangents)."""
    steps = [k / 16 for k in range(16)]
    quarter = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)) for t in steps]
    half = [*quarter, *((-s, c) for c, s in quarter)]
    return [*half, *((-c, -s) for c, s in half), half[0]]


def _polyline(corners: Sequence[tuple[float, float]]) -> Lines:
    """Return lines from corner to corner (pixels)."""
    points = np.array([[x * SAMPLES, y * SAMPLES, 0.0] for x, y in corners])
    count = len(corners) - 1
    return Lines(
        start=points[:-1], end=points[1:], faces=np.zeros((count, 2), dtype=np.int64)
    )  # fmt: skip
