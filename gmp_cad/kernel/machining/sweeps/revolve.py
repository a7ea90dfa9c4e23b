"""Regions of a half-plane turned around an axis: the bodies that turning and hole tools clear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import cadquery as cq

from gmp_cad.kernel.machining.sweeps import curves
from gmp_cad.kernel.machining.sweeps.curves import Curve, Point2
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task
from gmp_cad.kernel.machining.sweeps.profile import Axis

ON_AXIS_MM = 1e-6
PARALLEL = 1e-7
CHUCK = -1  # owner of the run-out of a tool: no face of the part

Rays = tuple[Point2, Point2]


def piece(
    axis: Axis,
    chain: Sequence[Curve],
    rays: Sequence[Rays],
    region: Callable[[Sequence[Curve], Rays], cq.Shape],
) -> Piece:
    """Return the body of a chain of profiles: one variant for each pair of rays at its ends."""

    def sweep(pair: Rays) -> cq.Shape:
        return axis.placed(revolved(region(chain, pair)))

    faces = tuple(curve.owner for curve in chain if curve.owner != CHUCK)
    return Piece(faces=faces, variants=tuple(partial(sweep, pair) for pair in rays))


def revolved(region: cq.Shape) -> cq.Shape:
    """Return a region of the half-plane y ≥ 0 turned around the x axis."""
    bodies = [
        cq.Solid.revolve(face, 360.0, cq.Vector(0, 0, 0), cq.Vector(1, 0, 0))
        for face in region.Faces()
    ]
    return bodies[0] if len(bodies) == 1 else cq.Compound.makeCompound(bodies)


def beside(task: Task, chain: Sequence[Curve], rays: Rays) -> cq.Shape:
    """Return the region beside a chain in the half-plane, the allowance away from it."""
    region = curves.beside_chain(chain, rays, task.allowance, task.far)
    return region.intersect(curves.rectangle((-4 * task.far, 0.0), (4 * task.far, task.far)))
