"""The colours of what the z-buffer sees: one shade a pixel inside a face, four at its borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmp_cad.drawing.shaded.camera import SAMPLES, Camera
from gmp_cad.drawing.shaded.depth import NOTHING, Facets, facets, nearest
from gmp_cad.drawing.shaded.lighting import brightness
from gmp_cad.drawing.shaded.scene import Scene
from gmp_cad.evidence.surface_mesh import Floats, Integers

Places = NDArray[np.floating[Any]]

_LIFT = 0.22  # of the way to white: dark lines show on the darkest materials too
_FLAT = 1e-5  # between the normals of a triangle's corners


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What a camera sees of a scene: ``nearest`` facet of each sample, and all facets.

    ``normals`` (n, 3, 3): of the corners of each facet, as the camera sees them; ``flat``: whether
    these are one.
    """

    scene: Scene
    camera: Camera
    facets: Facets
    nearest: Integers
    normals: Floats
    flat: NDArray[np.bool_]

    @property
    def faces(self) -> Integers:
        """The face of each facet, and NOTHING behind the last: what nearest -1 looks up."""
        return np.append(self.scene.faces[self.facets.index], NOTHING)


def looked_at(shown: Scene, camera: Camera) -> Seen:
    """Return what ``camera`` sees of a scene."""
    found = facets(camera.placed(shown.points), shown.triangles)
    normals = camera.turned(shown.normals)[shown.triangles[found.index]]
    spread = np.abs(normals[:, 1:] - normals[:, :1]).max(axis=(1, 2), initial=0.0)
    return Seen(
        scene=shown, camera=camera, facets=found, nearest=nearest(found, camera),
        normals=normals, flat=spread < _FLAT,
    )  # fmt: skip


def shaded(seen: Seen) -> Floats:
    """Return (height, width, 4): red, green, blue, already multiplied by the coverage, and that."""
    width, height = seen.camera.width, seen.camera.height
    blocks = seen.nearest.reshape(height, SAMPLES, width, SAMPLES)
    first = blocks[:, 0, :, 0]
    faces = seen.faces
    own = faces[first]
    alike = np.ones((height, width), dtype=np.bool_)
    for row in range(SAMPLES):
        for column in range(SAMPLES):
            alike &= faces[blocks[:, row, :, column]] == own
    picture = np.zeros((height * width, 4))
    inner = np.flatnonzero((alike & (own != NOTHING)).ravel())
    middle = SAMPLES / 2
    picture[inner, :3] = _colours(
        seen, first.ravel()[inner],
        inner % width * SAMPLES + middle, inner // width * SAMPLES + middle,
    )  # fmt: skip
    picture[inner, 3] = 1.0
    border = np.flatnonzero(~alike.ravel())
    share = 1.0 / (SAMPLES * SAMPLES)
    for row in range(SAMPLES):
        for column in range(SAMPLES):
            facet = blocks[:, row, :, column].ravel()[border]
            at, facet = border[facet != NOTHING], facet[facet != NOTHING]
            across = at % width * SAMPLES + column + 0.5
            down = at // width * SAMPLES + row + 0.5
            picture[at, :3] += _colours(seen, facet, across, down) * share
            picture[at, 3] += share
    return picture.reshape(height, width, 4)


def _colours(seen: Seen, facet: Integers, across: Places, down: Places) -> Floats:
    """Return the sRGB colours of facets at these places."""
    corners = seen.normals
    light, gloss = (values[facet] for values in brightness(corners[:, 0]))
    curved = np.flatnonzero(~seen.flat[facet])
    bent = _normals(seen, facet[curved], across[curved], down[curved])
    light[curved], gloss[curved] = brightness(bent)
    colour = seen.scene.colours[seen.scene.faces[seen.facets.index[facet]]]
    colour = colour + (1.0 - colour) * _LIFT
    return np.asarray(np.clip(colour * light[:, None] + gloss[:, None], 0.0, 1.0))


def _normals(seen: Seen, facet: Integers, across: Places, down: Places) -> Floats:
    """Return the normals of facets at these places, between those of their corners."""
    x, y = across - seen.facets.x[facet, 0], down - seen.facets.y[facet, 0]
    share = seen.facets.share[facet]
    second = np.clip(share[:, 0] * x + share[:, 1] * y, 0.0, 1.0)[:, None]
    third = np.clip(share[:, 2] * x + share[:, 3] * y, 0.0, 1.0)[:, None]
    corners = seen.normals[facet]
    first = np.maximum(1.0 - second - third, 0.0)
    return np.asarray(corners[:, 0] * first + corners[:, 1] * second + corners[:, 2] * third)
