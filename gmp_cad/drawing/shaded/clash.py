"""The picture of an interference: two parts as ghosts, what both fill in red, drawn over them.

Where the common solid is small against the parts the picture shows its surroundings, and a small
one in the corner the whole pair with the place of the large one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from gmp_cad.drawing.shaded.camera import Camera, fitted, focused
from gmp_cad.drawing.shaded.lines import clipped, coverage, lines, visible
from gmp_cad.drawing.shaded.overlay import (
    INK,
    INSET_PX,
    as_bytes,
    circled,
    framed,
    inked,
    over,
    paper,
    set_in,
)
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.drawing.shaded.scene import Body, Colour, Scene, scene
from gmp_cad.drawing.shaded.size import DOTS_PER_MM, PICTURE_PX
from gmp_cad.drawing.shaded.surfaces import looked_at, shaded
from gmp_cad.drawing.view import cross
from gmp_cad.evidence import Vector
from gmp_cad.evidence.surface_mesh import Floats

RED: Colour = (0.86, 0.02, 0.04)
GHOSTS: tuple[Colour, Colour] = ((0.05, 0.30, 0.80), (1.0, 0.58, 0.0))
_OPACITY = 0.34
_LINE_PX, _HIDDEN_PX, _INSET_LINE_PX = 1.5, 0.9, 0.8
_SEEN, _BEHIND = 0.80, 0.35  # opacity of the lines of a ghost: those seen, and all of them
_EVEN = 0.5  # of the red is the same wherever the light comes from
_FILLS = 0.30  # so much of the picture the common solid fills, seen from close
_CLOSEST = 80.0  # and no closer: then the meshes would show their facets
_WORTH = 1.8  # an inset is worth its place from so many times on
_UP: Vector = (0.0, 0.0, 1.0)
_NEARER, _ABOVE, _FRONT, _RIGHT = 0.25, 0.08, 0.04, 0.02  # against a share of 1 of the largest area


def clash_picture(ghosts: Sequence[Body], common: Body) -> bytes:
    """Return the picture (PNG) of parts and of the solid that they share; all in one frame."""
    whole, red = scene([*ghosts, common]), scene([common])
    right, up = best_view(scene(ghosts), red)
    far = fitted(whole, right, up, PICTURE_PX)
    near = focused(far, red.points, _FILLS, _CLOSEST)
    zoomed = near.scale >= _WORTH * far.scale
    camera = near if zoomed else far
    picture = _drawn(ghosts, red, camera, (_LINE_PX, _HIDDEN_PX))
    picture = over(picture, circled(red.points, camera, RED))
    if zoomed:
        small = fitted(whole, right, up, INSET_PX)
        inset = _drawn(ghosts, red, small, (_INSET_LINE_PX, 0.0))
        set_in(picture, over(paper(INSET_PX), framed(inset, small, near, RED)))
    return to_png(as_bytes(picture), DOTS_PER_MM)


def best_view(ghosts: Scene, common: Scene) -> tuple[Vector, Vector]:
    """Return (right, up) of the view from a corner that shows the most of a common solid.

    Of two that show as much: the one from which it is nearer than the parts, then from above, the
    front and the right.
    """
    a, b, c = (common.points[common.triangles[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    middle, size = _middle(ghosts.points)
    towards = [x - y for x, y in zip(_middle(common.points)[0], middle, strict=True)]
    views = [
        tuple(s / math.sqrt(3) for s in signs) for signs in itertools.product((1.0, -1.0), repeat=3)
    ]
    shown = [float(np.maximum(across @ np.array(view), 0.0).sum()) for view in views]
    largest = max(*shown, 1e-12)

    def merit(rank: int) -> float:
        x, y, z = views[rank]
        near = sum(t * v for t, v in zip(towards, views[rank], strict=True)) / max(size, 1e-9)
        return round(
            round(shown[rank] / largest, 2) + _NEARER * near
            + math.copysign(_ABOVE, z) + math.copysign(_FRONT, -y) + math.copysign(_RIGHT, x), 6,
        )  # fmt: skip

    x, y, z = views[max(range(len(views)), key=lambda rank: (merit(rank), -rank))]
    right = _unit(cross(_UP, (x, y, z)))
    return right, cross((x, y, z), right)


def _middle(points: Floats) -> tuple[tuple[float, ...], float]:
    low, high = points.min(axis=0), points.max(axis=0)
    return tuple(float(v) for v in (low + high) / 2), float(np.sqrt(((high - low) ** 2).sum()))


def _unit(vector: Vector) -> Vector:
    x, y, z = vector
    length = math.sqrt(x * x + y * y + z * z)
    return x / length, y / length, z / length


def _drawn(
    ghosts: Sequence[Body], red: Scene, camera: Camera, widths: tuple[float, float]
) -> Floats:
    """Return the picture (height, width, 4), colours multiplied by the opacity, for a camera."""
    size = (camera.width, camera.height)
    picture = np.zeros((camera.height, camera.width, 4))
    depth = {
        rank: _middle(camera.turned(scene([body]).points))[0][2] for rank, body in enumerate(ghosts)
    }
    for rank in sorted(depth, key=lambda rank: (depth[rank], rank)):
        seen = looked_at(scene([ghosts[rank]]), camera)
        every = clipped(lines(seen), camera)
        ink = _SEEN * coverage(visible(every, seen), widths[0], size)
        ink = np.maximum(ink, _BEHIND * coverage(every, widths[1], size))
        picture = over(over(picture, shaded(seen) * _OPACITY), inked(ink, INK))
    seen = looked_at(red, camera)
    every = clipped(lines(seen), camera)
    lit = shaded(seen)
    even = lit[:, :, 3:] * np.array([*RED, 1.0])
    picture = over(picture, _EVEN * even + (1.0 - _EVEN) * lit)
    return over(picture, inked(coverage(visible(every, seen), widths[0], size), INK))
