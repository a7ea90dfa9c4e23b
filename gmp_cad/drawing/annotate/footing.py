"""Where signs of a surface may stand: points of the line that shows it, or of its extension."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.free_side import cut_stretches, free_stretches
from gmp_cad.drawing.annotate.seen import Line, Seen
from gmp_cad.drawing.annotate.sight import profile_lines
from gmp_cad.drawing.annotate.style import EXTENSION_GAP
from gmp_cad.drawing.layout.item import Stroke
from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.view import unit
from gmp_cad.evidence import FaceGeometry

_SHARES = (0.5, 0.3, 0.7, 0.15, 0.85)
_SHARE_COST = 2.0  # from the preferred place to the end of the line
_BEYOND = (6.0, 12.0, 20.0)
_EXTENSION_COST, _BEYOND_COST = 2.5, 0.1
_LINES = 4
_LINE_COST = 0.8
_BEHIND_COST = 4.0  # of a line that a section shows behind its plane: the cut wall is plainer
_COVERED_COST = 6.0  # of a line with the part before it: it is not plain what stands on what
_SHORT, _ROOMY = 1.0, 5.0  # mm: up to here a sign or leader stands in the middle of the line
_HIDDEN_COST = 30.0
_NORMAL = 1e-6
_IN_LINE = 12.0  # mm on both sides of the foot


@dataclass(frozen=True, slots=True)
class Footing:
    """A point of the surface's line, its outward direction, the extension line to it if any.

    ``stands``: signs may stand there; a leader comes to the circle of a hole from outside.
    """

    point: Point
    outward: Point
    cost: float
    extension: tuple[Point, Point] | None = None
    stands: bool = True


def footings(faces: Iterable[int], seen: Seen, preferred: float = 0.5) -> Iterator[Footing]:
    """Yield the places on the lines that show the faces from their side, the best lines first.

    ``preferred``: the share of the line's length where the sign stands best, so that signs of
    several kinds on one surface stand apart.
    """
    faces = tuple(faces)
    for rank, line in enumerate(profile_lines(faces, seen)[:_LINES]):
        for stretch, extra in _open_parts(line, faces, seen):
            yield from _along(line, stretch, faces, seen, preferred, rank * _LINE_COST + extra)
        if len(line.points) == 2 and line.length > _SHORT:
            yield from _extended(line, rank, faces, seen)


def _open_parts(
    line: Line, faces: tuple[int, ...], seen: Seen
) -> Iterator[tuple[tuple[Point, ...], float]]:
    """Yield the parts of a line where signs may stand, each with what it costs to stand there."""
    outward = _outward(*at_share(line.points, 0.5), line, faces, seen)
    if len(line.points) != 2 or outward is None:
        yield line.points, 0.0
        return
    stretches = free_stretches(line, outward, seen)
    behind = not seen.material.is_empty and not cut_stretches(line, outward, seen)
    yield from ((part, i * _LINE_COST + behind * _BEHIND_COST) for i, part in enumerate(stretches))
    if not stretches:
        yield line.points, _COVERED_COST


def _along(
    line: Line,
    part: tuple[Point, ...],
    faces: tuple[int, ...],
    seen: Seen,
    preferred: float,
    extra: float,
) -> Iterator[Footing]:
    """Yield the places on a part of a line; ``extra``: what the part costs already."""
    length = sum(math.dist(a, b) for a, b in pairwise(part))
    for share in _SHARES if length > _ROOMY else _SHARES[:1]:
        point, direction = at_share(part, share)
        outward = _outward(point, direction, line, faces, seen)
        if outward is not None:
            cost = extra + _SHARE_COST * abs(share - preferred)
            yield Footing(point, outward, cost, None, not _round_hole(line, faces, seen))


def in_line(foot: Footing) -> Stroke:
    """Return where no dimension line may run: the sign would mean an axis (ISO 1101, ISO 5459)."""
    ends = [symbols.along(foot.point, foot.outward, way) for way in (-_IN_LINE, _IN_LINE)]
    return Stroke(points=tuple(ends), kind="alignment")


def _extended(line: Line, rank: int, faces: tuple[int, ...], seen: Seen) -> Iterator[Footing]:
    a, b = line.points
    outward = _outward(*at_share(line.points, 0.5), line, faces, seen)
    if outward is None:
        return
    for end, start in ((b, a), (a, b)):
        direction = unit((end[0] - start[0], end[1] - start[1]))
        for beyond in _BEYOND:
            foot = symbols.along(end, direction, beyond)
            reach = (
                symbols.along(end, direction, EXTENSION_GAP),
                symbols.along(end, direction, beyond + 4.0),
            )
            cost = rank * _LINE_COST + _EXTENSION_COST + _BEYOND_COST * beyond
            yield Footing(foot, outward, cost, reach)


def at_share(curve: tuple[Point, ...], share: float) -> tuple[Point, Point]:
    """Return the point at a share of a polyline's length, and the direction there."""
    ahead = share * sum(math.dist(a, b) for a, b in pairwise(curve))
    direction, last = (1.0, 0.0), curve[0]
    for a, b in pairwise(curve):
        step = math.dist(a, b)
        if step == 0:
            continue
        direction, last = ((b[0] - a[0]) / step, (b[1] - a[1]) / step), b
        if ahead <= step:
            return symbols.along(a, direction, ahead), direction
        ahead -= step
    return last, direction


def _outward(
    point: Point, direction: Point, line: Line, faces: Iterable[int], seen: Seen
) -> Point | None:
    """Return the normal of the line on the free side of the face that it shows."""
    for number in faces:
        face = seen.faces.get(number)
        if face is None or number not in line.faces:
            continue
        if line.arc is not None and _end_on(face, seen):
            free = (point[0] - line.arc.centre[0], point[1] - line.arc.centre[1])
        elif face.surface == "plane":
            free = seen.view.turn(face.direction)
        else:
            x, y = seen.view.place(face.point)
            ax, ay = seen.view.turn(face.direction)
            along = (point[0] - x) * ax + (point[1] - y) * ay
            free = (point[0] - x - along * ax, point[1] - y - along * ay)
            if face.hollow:
                free = (-free[0], -free[1])
        normal = (-direction[1], direction[0])
        side = normal[0] * free[0] + normal[1] * free[1]
        if abs(side) > _NORMAL:
            return normal if side > 0 else (direction[1], -direction[0])
    return None


def _end_on(face: FaceGeometry, seen: Seen) -> bool:
    """Return whether a surface of revolution is seen along its axis."""
    return face.surface != "plane" and abs(seen.view.depth(face.direction)) > 1 - _NORMAL


def _round_hole(line: Line, faces: Iterable[int], seen: Seen) -> bool:
    known = (seen.faces[face] for face in faces if face in line.faces)
    return any(face.hollow and _end_on(face, seen) for face in known)


def inner_points(faces: Iterable[int], seen: Seen) -> tuple[Point, ...]:
    """Return points on surfaces that the view shows from the front: between their lines."""
    found = []
    for number in faces:
        face = seen.faces.get(number)
        if face is None or not seen.of((number,)):
            continue
        centre = seen.view.place(face.centre_mm)
        found.append(centre)
        for line in seen.of((number,))[:_LINES]:
            (x, y), _ = at_share(line.points, 0.5)
            found.append((0.25 * centre[0] + 0.75 * x, 0.25 * centre[1] + 0.75 * y))
    return tuple(found)


def outline_points(faces: Iterable[int], seen: Seen) -> tuple[tuple[Point, Point, float], ...]:
    """Return (point, direction of the line, cost) on any line of the faces, hidden ones last."""
    found = []
    for hidden in (False, True):
        lines = sorted(seen.of(faces, hidden=hidden), key=lambda o: (-round(o.length, 3), o.points))
        for rank, line in enumerate(lines[:_LINES]):
            for share in _SHARES[:3]:
                point, direction = at_share(line.points, share)
                found.append((point, direction, rank * _LINE_COST + hidden * _HIDDEN_COST))
        if found:
            break
    return tuple(found)
