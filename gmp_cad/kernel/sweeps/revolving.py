"""What turning tools and hole tools clear: regions of a half-plane, turned around an axis."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import cadquery as cq

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.sweeps import curves, profile
from gmp_cad.kernel.sweeps.curves import Curve, Point2
from gmp_cad.kernel.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.sweeps.profile import Axis
from gmp_cad.kernel.sweeps.surroundings import Surroundings
from gmp_cad.language import Message

_ON_AXIS_MM = 1e-6
_PARALLEL = 1e-7
_SHORT_MM = 1e-6
_LEVEL = 0.1  # a profile that runs towards the chuck at all
CHUCK = -1  # owner of the run-out of a tool: no face of the part
_SPOT_SHARE = 0.8  # of the hole's radius, and of its depth: the spot lies within the hole

Sweep = Callable[[], cq.Shape]


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
            chain = _run_out(around, axis, found)
            rays = _turning_rays(around, axis, chain)
            region = partial(_turned_region, around, axis, (frozenset(faces), task))
            pieces.append(_piece(axis, chain, rays, region))
    return pieces, unmade


def _run_out(around: Surroundings, axis: Axis, chain: Sequence[Curve]) -> tuple[Curve, ...]:
    """Return a chain with the run-out of the tool on its end towards the chuck, if it is open."""
    first, last = chain[0], chain[-1]
    found = tuple(chain)
    if first.start_tangent[0] > _LEVEL and _is_outside(around, first.owner):
        length = _end_length(around, axis, first.owner, first.start)
        start = (first.start[0] - length, first.start[1])
        if length > 0:
            found = (curves.line(start, first.start, owner=CHUCK), *found)
    if last.end_tangent[0] < -_LEVEL and _is_outside(around, last.owner):
        length = _end_length(around, axis, last.owner, last.end)
        end = (last.end[0] - length, last.end[1])
        if length > 0:
            found = (*found, curves.line(last.end, end, owner=CHUCK))
    return found


def _is_outside(around: Surroundings, face: int) -> bool:
    point, normal = around.samples(face)[0]
    own = profile.axis_of(around, face)
    if own is None:
        return False
    return vector.dot(vector.off_axis(point, own.point, own.direction), normal) > 0


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
    rays: tuple[Point2, Point2],
) -> cq.Shape:
    """Return the region of a chain, but for what stays due on the walls that end it."""
    made, task = asked
    region = _inset(task, chain, rays)
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
            pieces.append(_piece(axis, (curve,), [across], partial(_inset, task)))
    return pieces, []


def _inset(task: Task, chain: Sequence[Curve], rays: tuple[Point2, Point2]) -> cq.Shape:
    region = curves.beside_chain(chain, rays, task.allowance, task.far)
    return region.intersect(curves.rectangle((-4 * task.far, 0.0), (4 * task.far, task.far)))


def _by_axis(
    around: Surroundings, faces: Iterable[int], direction: Vector
) -> tuple[dict[Axis, list[Curve]], list[Unmade]]:
    """Return the profiles of the faces around each axis along ``direction``."""
    groups: dict[Axis, list[Curve]] = {}
    unmade: list[Unmade] = []
    main = profile.main_axis(around, direction)
    for face in faces:
        own = profile.axis_of(around, face)
        if own and vector.norm(vector.cross(own.direction, direction)) > _PARALLEL:
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


Rays = list[tuple[Point2, Point2]]


def _turning_rays(around: Surroundings, axis: Axis, chain: Sequence[Curve]) -> Rays:
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
    if place[1] < _ON_AXIS_MM:
        return [onwards]
    to_chuck = onwards[0] < -_LEVEL and (face == CHUCK or _is_outside(around, face))
    if to_chuck or profile.is_closed_at(around, face, axis, place):
        return [curves.left(tangent)]
    return [onwards, curves.left(tangent)]


def _piece(
    axis: Axis,
    chain: Sequence[Curve],
    rays: Rays,
    region: Callable[[Sequence[Curve], tuple[Point2, Point2]], cq.Shape],
) -> Piece:
    def sweep(pair: tuple[Point2, Point2]) -> cq.Shape:
        return axis.placed(_revolved(region(chain, pair)))

    faces = tuple(curve.owner for curve in chain if curve.owner != CHUCK)
    return Piece(faces=faces, variants=tuple(partial(sweep, pair) for pair in rays))


def _revolved(region: cq.Shape) -> cq.Shape:
    """Return a region of the half-plane y ≥ 0 turned around the x axis."""
    bodies = [
        cq.Solid.revolve(face, 360.0, cq.Vector(0, 0, 0), cq.Vector(1, 0, 0))
        for face in region.Faces()
    ]
    return bodies[0] if len(bodies) == 1 else cq.Compound.makeCompound(bodies)


# Holes


def bore(
    around: Surroundings, faces: Sequence[int], tool: Vector, task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the bodies of the holes that ``faces`` are the walls of; the tool comes from ``tool``.

    The bottom of a blind hole belongs to it. The allowance is radial: the bottom is finished.
    """
    pieces = []
    groups, unmade = _holes(around, faces, tool)
    for axis, members in groups.items():
        whole = profile.united(members, over_gaps=True)
        for chain in curves.chains(_with_bottom(around, axis, whole)):
            pieces.append(_hole(around, axis, chain, task))
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
        if abs(along) < 1 - _PARALLEL:
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
    found = list(members)
    lowest = min(found, key=lambda c: min(c.start[0], c.end[0]))
    while lowest.end[1] > _ON_AXIS_MM and lowest.end[0] <= lowest.start[0] + _SHORT_MM:
        below = _below(around, axis, lowest)
        if below is None or any(below.owner == c.owner for c in found):
            break
        found.append(below)
        lowest = below
    return found


def _below(around: Surroundings, axis: Axis, curve: Curve) -> Curve | None:
    for border in around.borders(curve.owner):
        if border.is_wall and curves.near(axis.place(border.middle), curve.end):
            found = profile.generatrix(around, border.neighbour, axis)
            if found and curves.near(found.start, curve.end) and found.end[1] < _ON_AXIS_MM:
                return found
    return None


def _hole(around: Surroundings, axis: Axis, chain: Sequence[Curve], task: Task) -> Piece:
    last = chain[-1]
    entry = (1.0, 0.0)
    ends = [last.end_tangent, curves.left(last.end_tangent)]
    if last.end[1] < _ON_AXIS_MM:
        ends = ends[:1]
    elif profile.is_closed_at(around, last.owner, axis, last.end):
        ends = ends[1:]
    radius = max(y for c in chain for _, y in (c.start, c.end)) - task.allowance
    depth = task.depth if task.depth and not _is_own_depth(chain, task.depth) else None

    def region(members: Sequence[Curve], rays: tuple[Point2, Point2]) -> cq.Shape:
        top = max(c.start[0] for c in members)
        if depth is not None:
            return curves.rectangle((top - depth, 0.0), (task.far, radius))
        whole = curves.beside_chain(members, rays, 0.0, task.far)
        return whole.intersect(curves.rectangle((-4 * task.far, 0.0), (4 * task.far, radius)))

    return _piece(axis, chain, [(entry, end) for end in ends], region)


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
    pieces = []
    for axis, members in groups.items():
        whole = profile.united(members, over_gaps=True)
        top = max(max(c.start[0], c.end[0]) for c in whole)
        length = top - min(min(c.start[0], c.end[0]) for c in whole)
        radius = min(max(c.start[1], c.end[1]) for c in whole) - task.allowance
        reach = _SPOT_SHARE * min(radius, length)
        chain = (curves.line((top, reach), (top - reach, 0.0), owner=whole[0].owner),)
        rays = ((1.0, 0.0), chain[0].end_tangent)
        pieces.append(_piece(axis, chain, [rays], partial(_inset, _without_allowance(task))))
    return pieces, unmade


def _without_allowance(task: Task) -> Task:
    return Task(allowance=0.0, far=task.far, due=task.due)
