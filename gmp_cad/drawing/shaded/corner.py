"""From which corner a workpiece is looked at, so that what was machined is seen."""

from __future__ import annotations

import math

import numpy as np

from gmp_cad.drawing.shaded.scene import Body
from gmp_cad.drawing.view import cross
from gmp_cad.evidence import Vector

_AWAY = {"before": 0.1, "aside": 0.05}  # how much more another corner must show of what is painted


def corner_view(body: Body, right: Vector, up: Vector) -> tuple[Vector, Vector]:
    """Return (right, up) of the isometric view of a body that shows most of its painted faces.

    ``right`` and ``up``: those of its front view. Of the four corners above, that between front
    and right where nothing is painted, or where it shows as much as the others.
    """
    towards = cross(right, up)
    best, most = (1.0, 1.0), -math.inf
    for before in (1.0, -1.0):
        for aside in (1.0, -1.0):
            viewer = tuple(
                (aside * r + u + before * t) / math.sqrt(3)
                for r, u, t in zip(right, up, towards, strict=True)
            )
            against = _AWAY["before"] * (before < 0) + _AWAY["aside"] * (aside < 0)
            shown = round(_shown(body, (viewer[0], viewer[1], viewer[2])), 2) - against
            if shown > most:
                best, most = (before, aside), shown
    return isometric(right, up, *best)


def isometric(
    right: Vector, up: Vector, before: float = 1.0, aside: float = 1.0
) -> tuple[Vector, Vector]:
    """Return (right, up) of the isometric view whose front view has ``right`` and ``up``.

    ``before``, ``aside``: 1 from the front, from the right; -1 from the other side.
    """
    towards = cross(right, up)
    level = [before * r - aside * t for r, t in zip(right, towards, strict=True)]
    rise = [2 * u - aside * r - before * t for r, u, t in zip(right, up, towards, strict=True)]
    a, b = (tuple(c / math.sqrt(n) for c in v) for v, n in ((level, 2), (rise, 6)))
    return (a[0], a[1], a[2]), (b[0], b[1], b[2])


def _shown(body: Body, viewer: Vector) -> float:
    """Return the share of the painted surface that is turned to the viewer."""
    mesh = body.mesh
    painted = mesh.triangles[np.isin(mesh.faces, list(body.painted))]
    a, b, c = (mesh.points[painted[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    area = np.sqrt((across * across).sum(axis=1))
    facing = across[:, 0] * viewer[0] + across[:, 1] * viewer[1] + across[:, 2] * viewer[2]
    return float(area[facing > 1e-6 * area].sum() / max(area.sum(), 1e-12))
