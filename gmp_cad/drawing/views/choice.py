"""Which views a part could be drawn in: its front view, those around it, and a pictorial one.

The front view is the one that tells most of the part (ISO 128-3): the axis of a turned part lies
across the sheet, its heavy end at the left; another part shows the side with the most holes and shape.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import (
    FRAME,
    SAME_MM,
    AxisGroup,
    along_frame,
    axis_groups,
    is_tube,
    is_whole,
    largest_radius,
    minus,
    opposite,
    parallel,
    plus,
    signed,
    square,
    standing_frame,
    times,
    turning_axis,
    unit,
)
from gmp_cad.evidence import FaceGeometry, PartGeometry, Vector

Directions = tuple[Vector, Vector]
_HOLE, _ROUND, _EDGE, _SHADOW = 2.0, 1.0, 0.5, 3.0
_STEPPED = 2.0  # of a counterbored hole around the axis, beside a plain one
_ACROSS = 4.0  # of what lies across the axis: turned aside, it is oblique in every view
_FLAT = _ACROSS / 4
_HEXAGON = 3  # directions of its flats
_LONG = 2.0  # a part this much higher than wide is laid down
_EVEN = 0.01
_ASIDE = 0.5  # of a plane that leans or lies in a hole, beside one that faces the viewer
_BELOW, _BEHIND = 0.25, 0.1  # how much more a corner must show to be looked at from there


def candidate_views(geometry: PartGeometry) -> dict[str, Directions]:
    """Return (right, up) of the front view and of all that may stand with it.

    ``front``, ``top``, ``bottom``, ``left``, ``right``, ``rear``, named by where they are seen
    from, and ``isometric``, which looks at the corner that shows most.
    """
    axis = turning_axis(geometry.faces)
    right, up = _standing(geometry.faces) if axis is None else _turned(axis, geometry.faces)
    towards = along_frame(cross(right, up))
    return {
        "front": (right, up),
        "top": (right, opposite(towards)),
        "bottom": (right, towards),
        "left": (towards, up),
        "right": (opposite(towards), up),
        "rear": (opposite(right), up),
        "isometric": _pictorial(geometry.faces, (right, up, towards)),
    }


def is_hollow(group: AxisGroup) -> bool:
    """Tell whether a group of coaxial faces bounds a hole and nothing else."""
    return is_whole(group) and all(face.hollow for face in group.faces)


def _turned(axis: AxisGroup, faces: Sequence[FaceGeometry]) -> Directions:
    """Return (right, up) for a turned part: the heavy end left, local features seen or cut."""
    right = _light_end(axis)
    wanted = [d for d, _ in _off_axis(axis, faces)]
    default = FRAME[2] if square(axis.direction, FRAME[2]) else FRAME[0]
    if not square(right, default):
        default = unit(cross(cross(right, FRAME[2]), right))
    candidates = [default, *wanted]
    scores = [
        sum(weight for d, weight in _off_axis(axis, faces) if parallel(d, up)) for up in candidates
    ]
    best = max(scores)
    chosen = [d for d, s in zip(candidates, scores, strict=True) if s > best - SAME_MM]
    if is_tube(axis) and _is_hexagon(chosen, best):
        corners = [along_frame(signed(unit(cross(right, d)))) for d in chosen]
        return right, max(corners, key=lambda d: (d in FRAME, round(dot(d, default), 4), d))
    if is_tube(axis) or not wanted:
        return right, along_frame(max(chosen, key=lambda d: round(dot(d, default), 4)))
    # on a shaft, what lies to one side is looked at from there
    seen = max(chosen, key=lambda d: (_lying(d, axis, faces), round(dot(d, default), 4)))
    return right, along_frame(unit(cross(seen, right)))


def _is_hexagon(sides: Sequence[Vector], weight: float) -> bool:
    """Tell whether nothing lies in these directions but the flats of a hexagon.

    Its corner stands up: the front view shows three of its flats, and no edge on the axis.
    """
    lines: list[Vector] = []
    for side in sides:
        if all(not parallel(side, line) for line in lines):
            lines.append(side)
    even = all(abs(abs(dot(a, b)) - 0.5) < _EVEN for a, b in combinations(lines, 2))
    return len(lines) == _HEXAGON and even and weight < 2 * _FLAT + SAME_MM


def _lying(side: Vector, axis: AxisGroup, faces: Sequence[FaceGeometry]) -> float:
    """Return how much more lies on a side than on the opposite one."""
    found = _off_axis(axis, faces)
    return round(sum(w * dot(d, side) for d, w in found if parallel(d, side)), 2)


def _off_axis(axis: AxisGroup, faces: Sequence[FaceGeometry]) -> list[tuple[Vector, float]]:
    """Return the directions from the axis in which features lie, and how much each counts."""
    found = []
    for group in axis_groups(faces):
        if group.foot == axis.foot and parallel(group.direction, axis.direction):
            continue
        if parallel(group.direction, axis.direction):
            away = minus(group.foot, axis.foot)
            weight = (_STEPPED if _is_stepped(group) else 1.0) if is_hollow(group) else 0.0
            found.append((unit(away), weight))
        elif square(group.direction, axis.direction):
            found.append((_side(group, axis), _ACROSS * (1.0 if is_hollow(group) else 0.5)))
    found += [
        (along_frame(face.direction), _FLAT)
        for face in faces
        if face.surface == "plane" and square(face.direction, axis.direction)
    ]
    return [(direction, weight) for direction, weight in found if weight]


def _is_stepped(group: AxisGroup) -> bool:
    """Tell whether a hole has more than one diameter: only a section tells its profile."""
    return len({round(face.radius_mm, 3) for face in group.faces}) > 1


def _side(group: AxisGroup, axis: AxisGroup) -> Vector:
    """Return the direction of a group across the axis, towards the side where its faces lie."""
    off = sum(f.area_mm2 * dot(minus(f.centre_mm, axis.foot), group.direction) for f in group.faces)
    return opposite(group.direction) if off < -SAME_MM else group.direction


def _light_end(axis: AxisGroup) -> Vector:
    """Return the direction along the axis from the heavy end; or from the smaller bore."""
    low, high = axis.span
    middle = (low + high) / 2
    for hollow in (False, True):
        moment = volume = 0.0
        for face in axis.faces:
            if face.hollow is hollow:
                a, b = axis.reach(face)
                size = largest_radius(face) ** 2 * (b - a)
                moment += size * ((a + b) / 2 - middle)
                volume += size * (high - low)
        if volume and abs(moment) > _EVEN * volume:
            heavy_right = (moment > 0) is not hollow
            return opposite(axis.direction) if heavy_right else axis.direction
    return axis.direction


def _standing(faces: Sequence[FaceGeometry]) -> Directions:
    """Return (right, up) for a part that is not turned."""
    frame = standing_frame(faces)
    sizes = [_extent(faces, axis) for axis in frame]
    scores = [_told(faces, frame, sizes, i) for i in range(3)]
    best = max(scores)
    index = next(i for i in (1, 0, 2) if scores[i] > best - _EDGE / 2)
    if index == 2 and any(not parallel(g.direction, frame[2]) for g in axis_groups(faces)):
        # the plan tells most, but not all: it stands below a front view, lengthwise
        index = 1 if sizes[0] > sizes[1] * (1 - _EVEN) else 0
    towards = _open_side(faces, frame[index], prefer_back=index < 2)
    up = frame[2] if index < 2 else frame[1]
    right = along_frame(cross(up, towards))
    wide = sum(abs(dot(right, a)) * s for a, s in zip(frame, sizes, strict=True))
    high = sum(abs(dot(up, a)) * s for a, s in zip(frame, sizes, strict=True))
    if high > wide * (_LONG if index < 2 else 1 + _EVEN):
        return up, along_frame(cross(towards, up))
    return right, up


def _told(
    faces: Sequence[FaceGeometry], frame: Sequence[Vector], sizes: Sequence[float], index: int
) -> float:
    """Return how much the view along one direction tells: holes, arcs, edges, and its area."""
    axis = frame[index]
    across = [group for group in axis_groups(faces) if parallel(group.direction, axis)]
    holes = sum(is_hollow(group) for group in across)
    planes = {
        tuple(round(v, 2) for v in (*along_frame(f.direction), dot(f.point, f.direction)))
        for f in faces
        if f.surface == "plane" and square(f.direction, axis)
    }
    shadows = [sizes[i - 1] * sizes[i - 2] for i in range(3)]
    share = shadows[index] / max(*shadows, SAME_MM)
    rounds = len(across) - holes
    return _HOLE * holes + _ROUND * rounds + _EDGE * len(planes) + _SHADOW * share


def _extent(faces: Iterable[FaceGeometry], axis: Vector) -> float:
    places = [dot(point, axis) for f in faces for loop in f.outline for point in loop]
    return max(places) - min(places) if places else 0.0


def _open_side(faces: Sequence[FaceGeometry], axis: Vector, *, prefer_back: bool) -> Vector:
    """Return the end of a direction from which more is seen: pockets, counterbores, mouths.

    Equal ends: from the front (-Y, +X) of a part that stands, from above of one that lies.
    """
    ends = [axis, opposite(axis)]
    if prefer_back and parallel(axis, FRAME[1]):
        ends.reverse()
    scores = [_openness(faces, end) for end in ends]
    return ends[1] if scores[1] > scores[0] * (1 + _EVEN) + SAME_MM else ends[0]


def _openness(faces: Sequence[FaceGeometry], towards: Vector) -> float:
    """Return how much an end shows: mouths, planes that face the viewer, less those in holes."""
    holes = [g for g in axis_groups(faces) if is_hollow(g) and parallel(g.direction, towards)]
    seen = 0.0
    for face in faces:
        if face.surface != "plane" or dot(face.direction, towards) < SAME_MM:
            continue
        if parallel(face.direction, towards) and not _in_hole(face, holes):
            seen += len(face.outline)
        else:
            seen += _ASIDE
    return seen


def _in_hole(face: FaceGeometry, holes: Iterable[AxisGroup]) -> bool:
    """Tell whether a plane across the view is the floor or a shelf of a hole."""
    for hole in holes:
        off = minus(face.centre_mm, hole.foot)
        aside = dot(off, off) - dot(off, hole.direction) ** 2
        if aside < SAME_MM and face.area_mm2 < math.pi * (hole.radius + SAME_MM) ** 2:
            return True
    return False


def _pictorial(faces: Sequence[FaceGeometry], front: tuple[Vector, Vector, Vector]) -> Directions:
    """Return (right, up) of the isometric view onto the corner that shows most (ISO 5456-3)."""
    best = max(
        _corners(front),
        key=lambda c: round(_shown(faces, c[0]) - c[1], 2),
    )
    towards = best[0]
    up = front[1]
    level = minus(up, times(towards, dot(up, towards)))
    level = unit(level)
    return cross(level, towards), level


def _corners(front: tuple[Vector, Vector, Vector]) -> Iterator[tuple[Vector, float]]:
    """Yield the eight directions to a viewer, and what speaks against each."""
    right, up, towards = front
    for above in (1.0, -1.0):
        for before in (1.0, -1.0):
            for aside in (1.0, -1.0):
                direction = plus(
                    plus(times(right, aside), times(up, above)), times(towards, before)
                )
                against = _BELOW * (above < 0) + _BEHIND * (before < 0)
                yield times(direction, 1 / math.sqrt(3)), against


def _shown(faces: Sequence[FaceGeometry], towards: Vector) -> float:
    """Return the share of plane surface that faces the viewer, and of mouths in it."""
    planes = [face for face in faces if face.surface == "plane"]
    total = sum(face.area_mm2 for face in planes)
    mouths = sum(len(face.outline) - 1 for face in planes)
    seen = [face for face in planes if dot(face.direction, towards) > 0]
    area = sum(face.area_mm2 for face in seen) / max(total, SAME_MM)
    return area + sum(len(face.outline) - 1 for face in seen) / max(mouths, 1)
