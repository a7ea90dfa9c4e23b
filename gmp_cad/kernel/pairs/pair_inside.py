"""Whether a point lies inside a solid: by the crossings of rays with its faces.

OCCT's own classifier aims a ray at a point of each face in turn, which takes seconds where it
meets a sliver. Here the rays have settled odd directions; one that grazes an edge or meets two
faces in one point tells nothing, and the next is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import cadquery as cq
from OCP.gp import gp_Dir, gp_Lin, gp_Pnt

from gmp_cad.kernel.pairs.pair_rays import Rays

_TOLERANCE_MM = 1e-7
_APART_MM = 1e-6  # crossings nearer to each other cannot be told apart
_DIRECTIONS = tuple(
    gp_Dir(*d)
    for d in (
        (0.5773, 0.2113, 0.7887), (-0.3141, 0.8217, 0.4755), (0.1310, -0.3779, 0.9165),
        (0.9093, 0.3011, -0.2887), (-0.6103, -0.3717, 0.6997), (0.2711, 0.9012, 0.3382),
    )
)  # fmt: skip


class Inside:
    """Tells the points that lie inside the solids of a shape."""

    def __init__(self, shape: cq.Shape) -> None:
        self._solids = [Rays(solid, _TOLERANCE_MM) for solid in shape.Solids()]

    def holds(self, point: gp_Pnt, votes: int = 1) -> bool:
        """Tell whether a point is inside; so many rays that tell anything must agree on it."""
        return any(_agree(solid, point, votes, inside=True) for solid in self._solids)

    def lacks(self, point: gp_Pnt, votes: int = 1) -> bool:
        """Tell whether a point is outside; so many rays that tell anything must agree on it."""
        return all(_agree(solid, point, votes, inside=False) for solid in self._solids)


def _agree(solid: Rays, point: gp_Pnt, votes: int, *, inside: bool) -> bool:
    agreed = 0
    for told in islice(_told(solid, point), votes):
        if told != inside:
            return False
        agreed += 1
    return agreed > 0


def _told(solid: Rays, point: gp_Pnt) -> Iterator[bool]:
    for direction in _DIRECTIONS:
        found = solid.crossings(gp_Lin(point, direction), 0.0)
        grazes = any(on_border for _, on_border in found)
        if not grazes and all(b - a > _APART_MM for (a, _), (b, _) in pairwise(found)):
            yield len(found) % 2 == 1
