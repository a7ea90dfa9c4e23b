"""The orthographic camera: where the points of a scene stand on the picture, and how deep."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gmp_cad.drawing.shaded.scene import Scene
from gmp_cad.drawing.view import cross
from gmp_cad.evidence import Vector
from gmp_cad.evidence.surface_mesh import Floats

SAMPLES = 2  # in each direction of a pixel
_GRID = 256.0  # corners stand on a grid of this many places a sample: all sees the same corner
_MARGIN = 0.035  # of the picture, on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Looks along ``right`` × ``up`` from the front; the picture has ``width`` × ``height`` pixels.

    ``scale``: samples a mm; ``centre``: what stands in the middle (mm along right and up).
    """

    right: Vector
    up: Vector
    width: int
    height: int
    scale: float
    centre: tuple[float, float]

    @property
    def columns(self) -> int:
        """Samples across."""
        return self.width * SAMPLES

    @property
    def rows(self) -> int:
        """Samples from top to bottom."""
        return self.height * SAMPLES

    def turned(self, vectors: Floats) -> Floats:
        """Return vectors (n, 3) of the scene as (right, up, towards the viewer)."""
        axes = (self.right, self.up, cross(self.right, self.up))
        x, y, z = vectors[:, 0], vectors[:, 1], vectors[:, 2]
        return np.stack([x * a[0] + y * a[1] + z * a[2] for a in axes], axis=1)

    def placed(self, points: Floats) -> Floats:
        """Return points (n, 3) as (column, row, depth towards the viewer), in samples."""
        seen = self.turned(points)
        column = (seen[:, 0] - self.centre[0]) * self.scale + self.columns / 2
        row = self.rows / 2 - (seen[:, 1] - self.centre[1]) * self.scale
        flat = [np.rint(values * _GRID) / _GRID for values in (column, row)]
        return np.stack([*flat, seen[:, 2] * self.scale], axis=1)


def fitted(scene: Scene, right: Vector, up: Vector, size: tuple[int, int]) -> Camera:
    """Return the camera that shows the whole scene, in the middle, as large as it fits.

    ``right`` and ``up``: perpendicular unit vectors of the scene. ``size``: pixels.
    """
    width, height = size
    towards = Camera(right=right, up=up, width=width, height=height, scale=1.0, centre=(0.0, 0.0))
    seen = towards.turned(scene.points)
    low, high = seen.min(axis=0), seen.max(axis=0)
    across, tall = (max(float(high[k] - low[k]), 1e-9) for k in range(2))
    room = 1 - 2 * _MARGIN
    scale = min(width * room / across, height * room / tall) * SAMPLES
    centre = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    return Camera(right=right, up=up, width=width, height=height, scale=scale, centre=centre)


def focused(camera: Camera, points: Floats, fills: float, closest: float) -> Camera:
    """Return a camera that looks the same way at ``points`` (n, 3) of the scene alone.

    They fill the share ``fills`` of the picture, in its middle; it comes no more than ``closest``
    times closer than ``camera``, and never stands farther away.
    """
    seen = camera.turned(points)
    low, high = seen.min(axis=0), seen.max(axis=0)
    across, tall = (max(float(high[k] - low[k]), 1e-9) for k in range(2))
    scale = min(camera.width * fills / across, camera.height * fills / tall) * SAMPLES
    centre = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    scale = max(camera.scale, min(scale, closest * camera.scale))
    return replace(camera, scale=scale, centre=centre)
