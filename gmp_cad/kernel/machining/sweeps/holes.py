"""What hole tools clear: drills, boring bars, reamers, counterbores, countersinks, spot drills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import cadquery as cq

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps import curves, profile, revolve
from gmp_cad.kernel.machining.sweeps.curves import Curve
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.machining.sweeps.profile import Axis
from gmp_cad.kernel.machining.sweeps.revolve import ON_AXIS_MM, PARALLEL, Rays
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.language import Message

_SHORT_MM = 1e-6
_APART_MM = 0.1
_SMOOTH_MM = 1e-7  # a flat goes on smoothly from its fillet: it rises by nothing
_SPOT_SHARE = 0.8  # of the hole's radius, and of its depth: the spot lies within the hole


def bore(
    around: Surroundings, faces: Sequence[int], tool: Vector, task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the bodies of the holes that ``faces`` are the walls of; the tool comes from ``tool``.

    The bottom of a blind hole belongs to it. The allowance is radial: the bottom is finished.
    """
    pieces: list[Piece] = []
    groups, unmade = _holes(around, faces, tool)
    for axis, members in groups.items():
        whole = profile.united(members, over_gaps=True)
        chains = curves.chains(_with_bottom(around, axis, whole))
        pieces += [_hole(around, axis, chain, task) for chain in chains]
    return pieces, unmade


def _holes(
    around: Surroundings, faces: Sequence[int], tool: Vector
) -> tuple[dict[Axis, list[Curve]], list[Unmade]]:
    """Return the profiles of each hole; one that is not along the tool is listed as well."""
    groups: dict[Axis, list[Curve]] = {}
    unmade: list[Unmade] = []
    discs = []
    for face in faces:
        own = profile.axis_of(around, face)
        if own is None:
            discs.append(face)
            continue
        along = vector.dot(own.direction, tool)
        if abs(along) < 1 - PARALLEL:
            reason = Message("its axis is not along the tool")
            unmade.append(Unmade(face=face, reason=reason))
        axis = Axis(own.point, vector.times(own.direction, -1.0 if along < 0 else 1.0))
        axis = next((a for a in groups if a.holds(axis)), axis)
        curve = profile.generatrix(around, face, axis)
        if curve is not None:
            groups.setdefault(axis, []).append(curve)
    for face in discs:
        _add_disc(around, face, groups)
    return groups, unmade


def _add_disc(around: Surroundings, face: int, groups: dict[Axis, list[Curve]]) -> None:
    for axis, members in groups.items():
        curve = profile.generatrix(around, face, axis)
        if curve and any(
            curves.near(p, q)
            for c in members
            for p in (c.start, c.end)
            for q in (curve.start, curve.end)
        ):
            members.append(curve)
            return


def _with_bottom(around: Surroundings, axis: Axis, members: list[Curve]) -> list[Curve]:
    """Return the profile with the faces that close it at its lower end (a cone, a flat)."""
    lowest = min(members, key=lambda c: min(c.start[0], c.end[0]))
    bottom: list[Curve] = []
    while lowest.end[1] > ON_AXIS_MM and lowest.end[0] <= lowest.start[0] + _SHORT_MM:
        below = _below(around, axis, lowest)
        if below is None or any(below.owner == c.owner for c in (*members, *bottom)):
            return members  # another bore goes on: it is made by its own operation
        bottom.append(below)
        lowest = below
    return [*members, *bottom]


def _below(around: Surroundings, axis: Axis, curve: Curve) -> Curve | None:
    """Return what closes a bore below a curve: a cone, a flat, or the fillet between them."""
    for border in around.borders(curve.owner):
        smooth = border.rise_mm > -_SMOOTH_MM
        if smooth and curves.near(axis.place(border.middle), curve.end):
            found = profile.generatrix(around, border.neighbour, axis)
            narrows = found and found.end[1] < found.start[1] - _SHORT_MM
            if found and narrows and curves.near(found.start, curve.end):
                return found
    return None


def _hole(around: Surroundings, axis: Axis, chain: Sequence[Curve], task: Task) -> Piece:
    last = chain[-1]
    entry = (1.0, 0.0)
    ends = [last.end_tangent, curves.left(last.end_tangent)]
    if last.end[1] < ON_AXIS_MM:
        ends = ends[:1]
    elif profile.is_closed_at(around, last.owner, axis, last.end) or _goes_on(around, axis, last):
        ends = ends[1:]
    radius = max(y for c in chain for _, y in (c.start, c.end)) - task.allowance
    depth = task.depth if task.depth and not _is_own_depth(chain, task.depth) else None

    def region(members: Sequence[Curve], rays: Rays) -> cq.Shape:
        top = max(c.start[0] for c in members)
        if depth is not None:
            return curves.rectangle((top - depth, 0.0), (task.far, radius))
        whole = curves.beside_chain(members, rays, 0.0, task.far)
        return whole.intersect(curves.rectangle((-4 * task.far, 0.0), (4 * task.far, radius)))

    return revolve.piece(axis, chain, [(entry, end) for end in ends], region)


def _goes_on(around: Surroundings, axis: Axis, last: Curve) -> bool:
    """Return whether another hole on the same axis lies beyond: its own operation makes it."""
    for face in range(len(around.faces)):
        own = profile.axis_of(around, face)
        if own is None or not axis.holds(own) or profile.is_outside(around, face):
            continue
        curve = profile.generatrix(around, face, axis)
        if curve and max(curve.start[0], curve.end[0]) < last.end[0] - _APART_MM:
            return True
    return False


def _is_own_depth(chain: Sequence[Curve], depth: float) -> bool:
    """Return whether ``depth`` is that of the cylinder, or of the cylinder and its bottom."""
    top = chain[0].start[0]
    return any(abs(top - c.end[0] - depth) < 1e-3 for c in chain)


def spot(
    around: Surroundings, faces: Sequence[int], tool: Vector, task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return 90° cones at the mouths of the holes, within what the drill removes afterwards.

    The cone reaches 0.8 of the radius of the hole, and no deeper than 0.8 of its length.
    """
    groups, unmade = _holes(around, faces, tool)
    pieces: list[Piece] = []
    for axis, members in groups.items():
        whole = profile.united(members, over_gaps=True)
        top = max(max(c.start[0], c.end[0]) for c in whole)
        length = top - min(min(c.start[0], c.end[0]) for c in whole)
        radius = min(max(c.start[1], c.end[1]) for c in whole) - task.allowance
        reach = _SPOT_SHARE * min(radius, length)
        chain = (curves.line((top, reach), (top - reach, 0.0), owner=whole[0].owner),)
        rays = ((1.0, 0.0), chain[0].end_tangent)
        pieces.append(
            revolve.piece(
                axis, chain, [rays], partial(revolve.beside, replace(task, allowance=0.0))
            )
        )
    return pieces, unmade
