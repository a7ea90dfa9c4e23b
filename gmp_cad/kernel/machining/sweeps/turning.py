"""What turning tools clear: rings, shoulders, half-spaces, wedges over conical chamfers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import partial

import cadquery as cq

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps import curves, profile, revolve
from gmp_cad.kernel.machining.sweeps.curves import Curve, Point2
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.machining.sweeps.profile import Axis
from gmp_cad.kernel.machining.sweeps.revolve import CHUCK, ON_AXIS_MM, PARALLEL, Rays
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.language import Message

_LEVEL = 0.1  # a profile that runs towards the chuck at all


def turn(
    around: Surroundings, faces: Sequence[int], spindle: Vector, task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the rings, shoulders and half-spaces that a lathe clears around ``spindle``.

    The tool runs out past the stock towards the free end; towards the chuck it stops behind the
    face, or behind the chamfer or fillet that ends it.
    """
    pieces: list[Piece] = []
    groups, unmade = _by_axis(around, faces, spindle)
    for axis, members in groups.items():
        for found in curves.chains(profile.united(members, over_gaps=False)):
            chain = _run_out(around, axis, found, task.allowance)
            rays = _turning_rays(around, axis, chain)
            region = partial(_turned_region, around, axis, (frozenset(faces), task))
            pieces.append(revolve.piece(axis, chain, rays, region))
    return pieces, unmade


def _run_out(
    around: Surroundings, axis: Axis, chain: Sequence[Curve], allowance: float
) -> tuple[Curve, ...]:
    """Return a chain with the run-out of the tool on its end towards the chuck, if it is open.

    ``allowance`` (mm) is what the region keeps off its outline afterwards.
    """
    first, last = chain[0], chain[-1]

    def length(face: int, place: Point2, onwards: float) -> float:
        to_chuck = onwards < -_LEVEL and profile.is_outside(around, face)
        if not to_chuck or profile.is_closed_at(around, face, axis, place):
            return 0.0
        return allowance + _end_length(around, axis, face, place)

    at_start = length(first.owner, first.start, -first.start_tangent[0])
    at_end = length(last.owner, last.end, last.end_tangent[0])
    return curves.lengthened(chain, at_start, at_end, CHUCK)


def _end_length(around: Surroundings, axis: Axis, face: int, place: Point2) -> float:
    """Return the length (mm) of the chamfer or fillet in which a turned face ends, else 0."""
    for border in around.borders(face):
        if border.is_wall or not curves.near(axis.place(border.middle), place):
            continue
        beyond = profile.generatrix(around, border.neighbour, axis)
        if beyond:
            return abs(beyond.end[0] - beyond.start[0])
    return 0.0


def _turned_region(
    around: Surroundings,
    axis: Axis,
    asked: tuple[frozenset[int], Task],
    chain: Sequence[Curve],
    rays: Rays,
) -> cq.Shape:
    """Return the region of a chain, but for what stays due on the walls that end it."""
    made, task = asked
    region = revolve.beside(task, chain, rays)
    walls = {
        border.neighbour
        for curve in chain
        if curve.owner != CHUCK
        for border in around.borders(curve.owner)
        if border.is_wall and border.neighbour not in made
    }
    for wall in sorted(walls):
        curve = profile.generatrix(around, wall, axis)
        if curve and task.due.get(wall, 0.0) > task.allowance:
            region = region.cut(curves.strip(curve, task.due[wall]))
    return region


def chamfer(
    around: Surroundings, faces: Sequence[int], task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the wedges over conical chamfers: across the face, and no farther along it."""
    pieces = []
    for face in faces:
        axis = profile.axis_of(around, face)
        curve = profile.generatrix(around, face, axis) if axis else None
        if axis and curve:
            across = curves.left(curve.start_tangent), curves.left(curve.end_tangent)
            pieces.append(revolve.piece(axis, (curve,), [across], partial(revolve.beside, task)))
    return pieces, []


def _by_axis(
    around: Surroundings, faces: Iterable[int], direction: Vector
) -> tuple[dict[Axis, list[Curve]], list[Unmade]]:
    """Return the profiles of the faces around each axis along ``direction``."""
    groups: dict[Axis, list[Curve]] = {}
    unmade: list[Unmade] = []
    main = profile.main_axis(around, direction)
    for face in faces:
        own = profile.axis_of(around, face)
        if own and vector.norm(vector.cross(own.direction, direction)) > PARALLEL:
            unmade.append(Unmade(face=face, reason=Message("its axis is not along the spindle")))
            continue
        axis = Axis(own.point, direction) if own else main or _through(around, face, direction)
        axis = next((a for a in groups if a.holds(axis)), axis)
        curve = profile.generatrix(around, face, axis)
        if curve is None:
            reason = Message("it is no surface of revolution around the spindle")
            unmade.append(Unmade(face=face, reason=reason))
        else:
            groups.setdefault(axis, []).append(curve)
    return groups, unmade


def _through(around: Surroundings, face: int, direction: Vector) -> Axis:
    centre = cq.Face(around.faces[face]).Center()
    return Axis((centre.x, centre.y, centre.z), direction)


def _turning_rays(around: Surroundings, axis: Axis, chain: Sequence[Curve]) -> list[Rays]:
    first, last = chain[0], chain[-1]
    back = (-first.start_tangent[0], -first.start_tangent[1])
    starts = _rays_at(around, axis, first.owner, first.start, (back, first.start_tangent))
    ends = _rays_at(around, axis, last.owner, last.end, (last.end_tangent, last.end_tangent))
    found = list(itertools.product(enumerate(starts), enumerate(ends)))
    return [(s[1], e[1]) for s, e in sorted(found, key=lambda pair: pair[0][0] + pair[1][0])]


def _rays_at(
    around: Surroundings, axis: Axis, face: int, place: Point2, ways: tuple[Point2, Point2]
) -> list[Point2]:
    """Return the rays at an end of a chain, the widest first: straight on, then aside.

    ``ways``: straight on, and the tangent of the chain there.
    """
    onwards, tangent = ways
    if place[1] < ON_AXIS_MM:
        return [onwards]
    to_chuck = onwards[0] < -_LEVEL and (face == CHUCK or profile.is_outside(around, face))
    if to_chuck or profile.is_closed_at(around, face, axis, place):
        return [curves.left(tangent)]
    return [onwards, curves.left(tangent)]
