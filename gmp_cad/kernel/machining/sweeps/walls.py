"""Prisms beside walls whose floor an operation does not name: contours, through pockets, slots.

In the frame of the machine: the tool comes from +Z, walls stand upright.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import cadquery as cq
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.machining.sweeps import curves, prism
from gmp_cad.kernel.machining.sweeps.curves import Curve, Point2
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.machining.sweeps.surroundings import Border, Surroundings
from gmp_cad.kernel.surfaces import edges
from gmp_cad.language import Message

_SAME_MM = 1e-4
_UPRIGHT = 1e-7
_FAILED: tuple[type[Exception], ...] = (KernelError, ValueError, *OCCT_ERRORS)
_ORIGIN: Vector = (0.0, 0.0, 0.0)
_UP: Vector = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """How far a tool runs on: past the start and the end of the wall, and below it."""

    start: bool
    end: bool
    below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """Walls that follow each other, and which ends of them are open."""

    curves: tuple[Curve, ...]
    faces: tuple[int, ...]
    open_start: bool = False
    open_end: bool = False


def walls_alone(
    around: Surroundings,
    faces: Sequence[int],
    alone: frozenset[int],
    made: frozenset[int],
    task: Task,
) -> tuple[list[Piece], list[Unmade]]:
    """Return the pieces beside the walls ``alone``, bounded by all upright ``faces``.

    ``made``: all faces of the operation; the walls that are not alone stand on floors of it.
    """
    seen = {face: seen_from_above(around, face) for face in faces}
    unmade = [
        Unmade(face=face, reason=Message("its outline along the tool axis is not understood"))
        for face, curve in seen.items()
        if curve is None and face in alone
    ]
    members = _united([curve for curve in seen.values() if curve is not None])
    chains = [_chain(around, chain) for chain in curves.chains(members)]
    groups = [
        group
        for group in _facing(chains, task.far)
        if any(alone & set(chain.faces) for chain in group)
    ]
    pieces = [_piece(around, group, made, task) for group in groups]
    for group in groups:
        pieces += deeper(around, [face for chain in group for face in chain.faces], task)
    return pieces, unmade


def deeper(around: Surroundings, faces: Sequence[int], task: Task) -> list[Piece]:
    """Return the pieces beside the parts of walls that go deeper than the floor they stand on.

    Such a wall stands on a floor with some of its foot and runs on below it beside: what clears
    the floor leaves that part. A depth that is given ends the whole wall.
    """
    feet = [(face, b) for face in faces for b in _bottom_borders(around, (face,))]
    levels = [b.middle[2] for _, b in feet if b.is_wall]
    if not levels or task.depth is not None:
        return []
    members = [
        _free_side_left(around, face, edge)
        for face, border in feet
        if not border.is_wall
        and border.middle[2] < max(levels) - _SAME_MM
        and (edge := _flattened(around, face, border.edge)) is not None
    ]
    chains = [_chain(around, chain) for chain in curves.chains(members)]
    return [_open_piece(around, group, task) for group in _facing(chains, task.far)]


def _flattened(around: Surroundings, face: int, edge: cq.Edge) -> cq.Edge | None:
    """Return an edge of the outline of a wall as it is seen from above; None for a point."""
    outer = cq.Wire(BRepTools.OuterWire_s(around.faces[face]))
    if not any(edge.wrapped.IsSame(other.wrapped) for other in outer.Edges()):
        return None  # the rim of a hole in the wall
    if _is_level(edge):
        return edge.translate(cq.Vector(0, 0, -edge.startPoint().z))
    places = [cq.Vector(p.x, p.y, 0) for p in (edge.positionAt(t) for t in (0.0, 0.5, 1.0))]
    if (places[2] - places[0]).Length < _SAME_MM:
        return None
    kind = BRepAdaptor_Surface(around.faces[face]).GetType()
    if kind == GeomAbs_SurfaceType.GeomAbs_Plane:
        return cq.Edge.makeLine(places[0], places[2])
    if kind == GeomAbs_SurfaceType.GeomAbs_Cylinder:
        return cq.Edge.makeThreePointArc(*places)
    return None


def _open_piece(around: Surroundings, group: list[_Chain], task: Task) -> Piece:
    """Return what is cleared beside chains with nothing under them, down to their faces' ends."""
    faces = tuple(dict.fromkeys(face for chain in group for face in chain.faces))
    lowest = min(edges.reach(around.faces[f], _ORIGIN, _UP)[0] for f in faces)

    def sweep(run: _Run) -> cq.Shape:
        bottom = -task.far if run.below else lowest
        return prism.upright(_between(group, run, task), bottom, task.far)

    return Piece(
        faces=faces, variants=tuple(partial(sweep, run) for run in _runs(group, below=True))
    )


def stands_on(around: Surroundings, face: int, over: frozenset[int]) -> bool:
    """Return whether a wall rises from faces ``over`` alone: what lies over them clears it."""
    feet = [border for border in _bottom_borders(around, (face,)) if border.is_wall]
    return bool(feet) and all(border.neighbour in over for border in feet)


def seen_from_above(around: Surroundings, face: int) -> Curve | None:
    """Return the curve of a wall in the plane z = 0, its free side on the left."""
    kind = BRepAdaptor_Surface(around.faces[face]).GetType()
    if kind == GeomAbs_SurfaceType.GeomAbs_Plane:
        return _straight(around, face)
    if kind == GeomAbs_SurfaceType.GeomAbs_Cylinder:
        return _round(around, face)
    return _any(around, face)


def _straight(around: Surroundings, face: int) -> Curve:
    point, normal = around.samples(face)[0]
    along = (normal[1], -normal[0])
    low, high = edges.reach(around.faces[face], point, (*along, 0.0))
    ends = [(point[0] + s * along[0], point[1] + s * along[1]) for s in (low, high)]
    return curves.line(ends[0], ends[1], owner=face)


def _round(around: Surroundings, face: int) -> Curve:
    surface = BRepAdaptor_Surface(around.faces[face])
    u0, u1, v0, _ = BRepTools.UVBounds_s(around.faces[face])
    if u1 - u0 > math.tau - 1e-9:
        cylinder = surface.Cylinder()
        at = cylinder.Location()
        edge = cq.Edge.makeCircle(cylinder.Radius(), cq.Vector(at.X(), at.Y(), 0))
    else:
        places = [surface.Value(u, v0) for u in (u0, (u0 + u1) / 2, u1)]
        edge = cq.Edge.makeThreePointArc(*(cq.Vector(p.X(), p.Y(), 0) for p in places))
    return _free_side_left(around, face, edge)


def _any(around: Surroundings, face: int) -> Curve | None:
    """Return the level edge of a general cylinder (a wall over a spline), if it is one edge."""
    level = [b for b in around.borders(face) if _is_level(b.edge)]
    if not level:
        return None
    lowest = min(level, key=lambda b: b.middle[2])
    edge = lowest.edge.translate(cq.Vector(0, 0, -lowest.middle[2]))
    return _free_side_left(around, face, edge)


def _is_level(edge: cq.Edge) -> bool:
    box = edge.BoundingBox()
    return bool(box.zmax - box.zmin < _SAME_MM)


def _free_side_left(around: Surroundings, face: int, edge: cq.Edge) -> Curve:
    curve = curves.oriented(edge, backwards=False, owner=face)
    point, normal = min(
        around.samples(face), key=lambda s: min(math.dist(s[0][:2], p) for p in curve.points)
    )
    i = min(range(len(curve.points) - 1), key=lambda k: math.dist(point[:2], curve.points[k]))
    a, b = curve.points[i], curve.points[i + 1]
    side = curves.left((b[0] - a[0], b[1] - a[1]))
    if side[0] * normal[0] + side[1] * normal[1] > 0:
        return curve
    return curves.oriented(edge, backwards=True, owner=face)


def _united(members: list[Curve]) -> list[Curve]:
    """Return the curves with those on the same place united (a wall that a groove divides)."""
    kept: list[Curve] = []
    for curve in sorted(members, key=lambda c: (c.start, c.end)):
        i = next((i for i, other in enumerate(kept) if _overlap(other, curve)), None)
        if i is None:
            kept.append(curve)
        elif abs(curve.turning) < _UPRIGHT:
            kept[i] = _longest(kept[i], curve)
    return kept


def _overlap(a: Curve, b: Curve) -> bool:
    if curves.near(a.start, b.start) and curves.near(a.end, b.end):
        return True
    if abs(a.turning) > _UPRIGHT or abs(b.turning) > _UPRIGHT:
        return False
    if abs(curves.turn(a.start_tangent, b.start_tangent)) > _UPRIGHT:
        return False
    across = curves.left(a.start_tangent)
    gap = (b.start[0] - a.start[0]) * across[0] + (b.start[1] - a.start[1]) * across[1]
    low, high = _along(a, b.start), _along(a, b.end)
    return abs(gap) < _SAME_MM and low < math.dist(a.start, a.end) - _SAME_MM and high > _SAME_MM


def _along(line: Curve, point: Point2) -> float:
    t = line.start_tangent
    return (point[0] - line.start[0]) * t[0] + (point[1] - line.start[1]) * t[1]


def _longest(a: Curve, b: Curve) -> Curve:
    points = sorted((a.start, a.end, b.start, b.end), key=lambda p: _along(a, p))
    return curves.line(points[0], points[-1], owner=a.owner)


def _chain(around: Surroundings, chain: tuple[Curve, ...]) -> _Chain:
    faces = tuple(curve.owner for curve in chain)
    if curves.is_loop(chain):
        return _Chain(curves=chain, faces=faces)
    return _Chain(
        curves=chain,
        faces=faces,
        open_start=not _is_closed_at(around, chain[0].owner, chain[0].start),
        open_end=not _is_closed_at(around, chain[-1].owner, chain[-1].end),
    )


def _is_closed_at(around: Surroundings, face: int, place: Point2) -> bool:
    """Return whether a wall rises beside an upright edge of ``face`` at ``place``."""
    return any(b.is_wall for b in around.borders(face) if math.dist(b.middle[:2], place) < _SAME_MM)


def _region(chain: _Chain, run: _Run, inset: float, far: float) -> cq.Shape:
    if curves.is_loop(chain.curves):
        if curves.enclosed_area(chain.curves) > 0:
            return curves.inside_loop(chain.curves, inset)
        return curves.outside_loop(chain.curves, inset, far)
    stops = (chain.open_start and not run.start, chain.open_end and not run.end)
    # an edge that is no wall keeps nothing: the inset is made good beyond it
    members = curves.lengthened(chain.curves, inset * stops[0], inset * stops[1], chain.faces[0])
    first, last = members[0], members[-1]
    back = (-first.start_tangent[0], -first.start_tangent[1])
    rays = (
        back if chain.open_start and run.start else curves.left(first.start_tangent),
        last.end_tangent if chain.open_end and run.end else curves.left(last.end_tangent),
    )
    return curves.beside_chain(members, rays, inset, far)


def _facing(chains: Sequence[_Chain], far: float) -> list[list[_Chain]]:
    """Return the chains grouped: walls that face each other bound one region.

    Those of a slot; a pocket and the islands in it; bosses that stand side by side.
    """
    regions = [_widest_region(chain, far) for chain in chains]
    groups: list[list[int]] = []
    for i, chain in enumerate(chains):
        group = next(
            (
                g
                for g in groups
                if all(_sees(regions[i], chains[k]) and _sees(regions[k], chain) for k in g)
            ),
            None,
        )
        if group is None:
            groups.append([i])
        else:
            group.append(i)
    return [[chains[i] for i in group] for group in groups]


def _widest_region(chain: _Chain, far: float) -> cq.Shape:
    """Return what lies beside a chain: straight on past its ends, unless the rays meet."""
    for on in (True, False):
        try:
            region = _region(chain, _Run(start=on, end=on, below=True), 0.0, far)
        except _FAILED:
            continue
        if region.isValid():
            return region
    raise KernelError(Message("The outline of a feature cannot be closed"))


def _sees(region: cq.Shape, chain: _Chain) -> bool:
    curve = chain.curves[len(chain.curves) // 2]
    middle = cq.Vertex.makeVertex(*curve.points[len(curve.points) // 2], 0)
    return bool(region.distance(middle) < _SAME_MM)


def _piece(around: Surroundings, group: list[_Chain], made: frozenset[int], task: Task) -> Piece:
    faces = tuple(face for chain in group for face in chain.faces)
    bottoms = list(_bottom_borders(around, faces))
    closed = [b for b in bottoms if b.is_wall]
    lowest = min(edges.reach(around.faces[f], _ORIGIN, _UP)[0] for f in faces)

    def sweep(run: _Run) -> cq.Shape:
        return prism.upright(_between(group, run, task), bottom(run), task.far)

    def bottom(run: _Run) -> float:
        if task.depth is not None:
            return max(edges.reach(around.faces[f], _ORIGIN, _UP)[1] for f in faces) - task.depth
        if closed:
            return max(b.middle[2] + _left_below(b, made, task) for b in closed)
        return -task.far if run.below else lowest

    runs = _runs(group, below=not closed)
    return Piece(faces=faces, variants=tuple(partial(sweep, run) for run in runs))


def _between(group: Sequence[_Chain], run: _Run, task: Task) -> cq.Shape:
    """Return the region of the plane z = 0 that lies beside all chains of a group."""
    region = _region(group[0], run, task.allowance, task.far)
    for chain in group[1:]:
        region = region.intersect(_region(chain, run, task.allowance, task.far))
    return region


def _left_below(border: Border, made: frozenset[int], task: Task) -> float:
    due = 0.0 if border.neighbour in made else task.due.get(border.neighbour, 0.0)
    return max(task.allowance, due)


def _runs(group: list[_Chain], *, below: bool) -> list[_Run]:
    """Return the ways in which the tool may run on, from the widest to the narrowest."""
    starts = (True, False) if any(chain.open_start for chain in group) else (False,)
    ends = (True, False) if any(chain.open_end for chain in group) else (False,)
    belows = (True, False) if below else (False,)
    found = [_Run(start=s, end=e, below=b) for s, e, b in itertools.product(starts, ends, belows)]
    return sorted(found, key=lambda run: -(run.start + run.end + run.below))


def _bottom_borders(around: Surroundings, faces: Sequence[int]) -> Iterator[Border]:
    """Yield the edges that bound the walls from below."""
    for face in faces:
        lowest = edges.reach(around.faces[face], _ORIGIN, _UP)[0]
        for border in around.borders(face):
            rising = vector.dot(border.inwards, _UP)
            if rising > 0.5 or (rising > _UPRIGHT and border.middle[2] < lowest + _SAME_MM):
                yield border
