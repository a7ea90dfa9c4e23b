"""What a form tool clears: the section of T-slots, dovetails and side grooves, along their path."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import cadquery as cq

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps import curves, prism
from gmp_cad.kernel.machining.sweeps.curves import Curve, Point2
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.kernel.machining.sweeps.walls import seen_from_above
from gmp_cad.kernel.surfaces import edges
from gmp_cad.language import Message

_PARALLEL = 1e-7
_END_MM = 1e-4
_ORIGIN: Vector = (0.0, 0.0, 0.0)
_UP: Vector = (0.0, 0.0, 1.0)


def is_along(around: Surroundings, faces: Sequence[int], path: Vector) -> bool:
    """Return whether all ``faces`` keep one section along ``path``."""
    return all(
        abs(vector.dot(normal, path)) < _PARALLEL
        for face in faces
        for _, normal in around.samples(face)
    )


def form(
    around: Surroundings, faces: Sequence[int], tool: Vector, task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the section of ``faces`` swept along +Z, the path, out of at least one open side.

    The frame has the path along Z; ``tool`` is the tool axis in it, to which the shank leads.
    """
    found = [seen_from_above(around, face) for face in faces]
    chains = curves.chains([curve for curve in found if curve is not None])
    if None in found or any(curves.is_loop(chain) for chain in chains):
        reason = Message("its outline along the path of the tool is not understood")
        return [], [Unmade(face=face, reason=reason) for face in faces]
    return [_piece(around, chain, tool, task) for chain in chains], []


def _piece(around: Surroundings, chain: Sequence[Curve], tool: Vector, task: Task) -> Piece:
    faces = tuple(curve.owner for curve in chain)
    spans = [edges.reach(around.faces[face], _ORIGIN, _UP) for face in faces]
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    region = _region(chain, (tool[0], tool[1]), task)
    below, above = (_is_open(around, faces, level) for level in (low, high))
    runs = {
        (-task.far if below else low, task.far if above else high),
        (-task.far if below else low, high),
        (low, task.far if above else high),
    } - {(low, high)}
    widest_first = sorted(runs, key=lambda run: run[0] - run[1])
    return Piece(
        faces=faces,
        variants=tuple(partial(prism.upright, region, *run) for run in widest_first)
        or (partial(prism.upright, region, -task.far, task.far),),
    )


def _is_open(around: Surroundings, faces: Sequence[int], level: float) -> bool:
    """Return whether no wall closes the slot at one end of its path."""
    ends = [b for f in faces for b in around.borders(f) if abs(b.middle[2] - level) < _END_MM]
    return not any(border.is_wall for border in ends)


def _region(chain: Sequence[Curve], tool: Point2, task: Task) -> cq.Shape:
    first, last = chain[0], chain[-1]
    back = (-first.start_tangent[0], -first.start_tangent[1])
    rays = (back, last.end_tangent)
    if rays[0][0] * rays[1][0] + rays[0][1] * rays[1][1] < 1 - _PARALLEL:
        rays = (tool, tool)  # the mouth is named by others: the shank stands in it
    return curves.beside_chain(chain, rays, task.allowance, task.far)
