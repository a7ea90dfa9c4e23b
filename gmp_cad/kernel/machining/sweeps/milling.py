"""What an end mill, a face mill or a chamfer mill clears: floors, walls, slopes, chamfers.

Everything here is in the frame of the machine: the tool comes from +Z.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import cadquery as cq
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_SurfaceType

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps import curves, prism
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.machining.sweeps.surroundings import Border, Surroundings
from gmp_cad.kernel.machining.sweeps.walls import deeper, stands_on, walls_alone
from gmp_cad.kernel.surfaces import edges
from gmp_cad.language import Message

_FLAT = 1e-7  # a component of a unit normal below this is none
_SHORT_MM = 1e-4
_BLOCKED_MM3 = 1e-3
_UP: Vector = (0.0, 0.0, 1.0)
_AWAY = Message("it faces away from the tool")


def mill(
    around: Surroundings, faces: Sequence[int], task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the pieces that make ``faces``, and the faces that no tool from +Z makes."""
    made = frozenset(faces)
    slopes = {face: _slope(around, face) for face in faces}
    floors = [face for face in faces if slopes[face] == "floor"]
    beside = {b.neighbour for face in floors for b in around.borders(face) if b.is_wall}
    walls = [face for face in faces if slopes[face] == "wall"]
    over = frozenset(face for face in faces if slopes[face] in ("floor", "slope"))
    alone = [face for face in walls if face not in beside and not stands_on(around, face, over)]
    pieces, unmade = walls_alone(around, walls if alone else [], frozenset(alone), made, task)
    for face in walls:
        pieces += deeper(around, [face], task) if face not in alone else []
    pieces += [_floor(around, face, made, task) for face in floors]
    pieces += [_column(around, face, task) for face in faces if slopes[face] == "slope"]
    unmade += [Unmade(face=face, reason=_AWAY) for face in faces if slopes[face] == "under"]
    # what the tool would have to go through, for the proof against gouging
    hidden = [face for face in faces if slopes[face] == "under" and _is_plane(around, face)]
    return pieces + [_column(around, face, task) for face in hidden], unmade


def chamfer(
    around: Surroundings, faces: Sequence[int], task: Task
) -> tuple[list[Piece], list[Unmade]]:
    """Return the wedges over chamfered edges that are not turned."""
    slopes = {face: _slope(around, face) for face in faces}
    unmade = [Unmade(face=face, reason=_AWAY) for face in faces if slopes[face] == "under"]
    pieces = [
        _wedge(around, face, task) if _is_plane(around, face) else _column(around, face, task)
        for face in faces
        if slopes[face] in ("slope", "wall") or _is_plane(around, face)
    ]
    return pieces, unmade


def _slope(around: Surroundings, face: int) -> str:
    heights = [normal[2] for _, normal in around.samples(face)]
    if all(abs(h) < _FLAT for h in heights):
        return "wall"
    if min(heights) < -_FLAT:
        return "under"
    return "floor" if _is_plane(around, face) and min(heights) > 1 - _FLAT else "slope"


def _is_plane(around: Surroundings, face: int) -> bool:
    kind = BRepAdaptor_Surface(around.faces[face]).GetType()
    return bool(kind == GeomAbs_SurfaceType.GeomAbs_Plane)


def _level(around: Surroundings, face: int) -> float:
    return around.samples(face)[0][0][2]


def _floor(around: Surroundings, face: int, made: frozenset[int], task: Task) -> Piece:
    """Return the prism over a horizontal face: past its open edges, as far as nothing is there."""
    bottom = _level(around, face) + task.allowance
    if task.depth is not None:
        walls = (b.neighbour for b in around.borders(face) if b.is_wall)
        bottom = _top(around, (face, *walls)) - task.depth

    def sweep(keep: Callable[[Border], bool]) -> cq.Shape:
        region = _floor_region(around, face, made, task, keep)
        return prism.upright(region, bottom, task.far)

    blocked = partial(_is_blocked, around, bottom, task.far)
    kept: tuple[Callable[[Border], bool], ...] = (lambda _: False, blocked, lambda _: True)
    return Piece(faces=(face,), variants=tuple(partial(sweep, keep) for keep in kept))


def _top(around: Surroundings, faces: Iterable[int]) -> float:
    return max(edges.reach(around.faces[face], (0.0, 0.0, 0.0), _UP)[1] for face in faces)


def _floor_region(
    around: Surroundings,
    face: int,
    made: frozenset[int],
    task: Task,
    keep: Callable[[Border], bool],
) -> cq.Shape:
    """Return the outline of a floor in the plane z = 0, its islands and due layers left out."""
    # translate, not moved: OCCT's 2D offset applies the location of a single edge twice
    down = cq.Vector(0, 0, -_level(around, face))
    kept = [not border.is_wall and keep(border) for border in around.borders(face)]
    outline = [
        curves.as_explored(b.edge.translate(down), wall=b.is_wall or held, owner=b.neighbour)
        for b, held in zip(around.borders(face), kept, strict=True)
    ]
    loops = sorted(curves.chains(outline), key=curves.enclosed_area)
    inset = 0.0 if any(kept) else task.allowance  # nothing stays along an edge that is no wall
    region = curves.floor_region(loops[-1], inset, task.far)
    islands = [loop for loop in loops[:-1] if any(curve.wall for curve in loop)]
    for island in islands:
        region = region.intersect(curves.outside_loop(island, inset, 2 * task.far))
    walls = {b.neighbour for b in around.borders(face) if b.is_wall}
    stays = {wall: task.allowance if wall in made else task.due.get(wall, 0.0) for wall in walls}
    due = [
        curves.strip(curve, max(stays[curve.owner], task.allowance))
        for curve in (*loops[-1], *(c for island in islands for c in island))
        if curve.owner in walls and max(stays[curve.owner], task.allowance) > inset
    ]
    return region.cut(*due) if due else region


def _is_blocked(around: Surroundings, bottom: float, far: float, border: Border) -> bool:
    """Return whether a tool that runs straight out over an edge would meet the part."""
    start, end = border.edge.startPoint(), border.edge.endPoint()
    if (end - start).Length < _SHORT_MM:
        return True
    base = cq.Edge.makeLine(cq.Vector(start.x, start.y, bottom), cq.Vector(end.x, end.y, bottom))
    band = prism.swept(base, vector.times(border.inwards, -far))
    volume = prism.swept(band, (0.0, 0.0, far - bottom))
    return bool(volume.intersect(around.shape).Volume() > _BLOCKED_MM3)


def _column(around: Surroundings, face: int, task: Task) -> Piece:
    """Return what lies over a face up to the tool."""
    lifted = cq.Face(around.faces[face]).moved(cq.Location(cq.Vector(0, 0, task.allowance)))
    return Piece(faces=(face,), variants=(lambda: prism.swept(lifted, (0.0, 0.0, 2 * task.far)),))


def _wedge(around: Surroundings, face: int, task: Task) -> Piece:
    """Return what lies over a planar chamfer: up to the tool, or as high as the chamfer is wide.

    The edge that was there lies over the strip at less than its width.
    """
    normal = around.samples(face)[0][1]
    shape = cq.Face(around.faces[face])
    width = shape.Area() / max(b.edge.Length() for b in around.borders(face))
    lifted = shape.moved(cq.Location(cq.Vector(*vector.times(normal, task.allowance))))
    across = partial(prism.swept, lifted, vector.times(normal, width))
    upwards = partial(prism.swept, lifted, (0.0, 0.0, 2 * task.far))
    return Piece(faces=(face,), variants=(upwards, across) if normal[2] > _FLAT else (across,))
