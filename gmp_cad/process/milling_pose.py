"""Poses of mills: on the floor that they make, touching its walls, over its far edge.

At the end of the cut the axis of a mill stands over the last open edge, or a radius off the wall that
stops it. Positions are worked in the plane across the tool (u, v), mm; the allowance still due
stays on floors and walls.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import LineString, MultiLineString, Polygon, union_all
from shapely.geometry.base import BaseGeometry

from gmp_cad.evidence import FaceGeometry, ToolPose, Vector
from gmp_cad.process.cut import APPROACH_MM, left_by
from gmp_cad.process.extent import PhaseWork, faces_made
from gmp_cad.process.machine_frame import MachineFrame, machine_frame, way_through
from gmp_cad.process.tool_body import tool_body
from gmp_cad.spec.workshop import Tool

Point2 = tuple[float, float]

_ON_MM = 0.05  # outlines of arcs are sampled
_RISES_MM = 1e-3
_ABOVE_MM = 0.02  # a floor, where it is asked whether a wall stands
_LANE = 0.75  # of the diameter, the width of cut in lanes
_CORNERS = 24  # of a path round a pocket


@dataclass(frozen=True, slots=True, kw_only=True)
class _Floor:
    """A floor in (u, v): its area, level with the allowance, and the foot lines of its walls."""

    area: BaseGeometry
    level: float
    walls: BaseGeometry


def pose(work: PhaseWork, index: int, tool: Tool) -> ToolPose | None:
    """Return the pose at the end of the operation; the path covers the region that it mills."""
    frame = machine_frame(work, index)
    operation = work.phase.operations[index]
    faces = faces_made(work, operation)
    radius, left = (tool.diameter_mm or 10.0) / 2, left_by(operation)
    floor = _floor(work, frame, faces, left)
    if floor is None:
        runs, level = _along_walls(frame, faces, radius + left)
    elif _closed(floor):
        runs, level = [_in_pocket(floor, radius + left)], floor.level
    else:
        runs, level = [_in_lanes(floor, radius, left)], floor.level
    if not runs:
        return None
    places = [[(u, v, level) for u, v in run] for run in runs]
    path = way_through(frame, places, work.entering.box_mm)
    return ToolPose(
        operation=index,
        body=tool_body(tool),
        tip=path[-1],
        axis=frame.axis,
        feed=_way(frame, runs[-1]),
        path=path,
    )


def _way(frame: MachineFrame, run: Sequence[Point2]) -> Vector | None:
    """Return the direction of the last motion of a run; None where it does not move."""
    (u0, v0), (u1, v1) = run[-2:] if len(run) > 1 else (run[0], run[0])
    du, dv = u1 - u0, v1 - v0
    return frame.way(du, dv) if abs(du) + abs(dv) > _RISES_MM else None


def _floor(
    work: PhaseWork, frame: MachineFrame, faces: Sequence[FaceGeometry], left: float
) -> _Floor | None:
    """Return the lowest floor among the faces made; all of the same level belong to it."""
    floors = [face for face in faces if frame.is_floor(face) and face.outline]
    if not floors:
        return None
    level = min(frame.of(face.centre_mm)[2] for face in floors)
    same = [f for f in floors if abs(frame.of(f.centre_mm)[2] - level) < _RISES_MM]
    area = union_all([_region(frame, face) for face in same])
    standing = [
        _foot(frame, face, level)
        for face in work.leaving.faces
        if frame.is_wall(face) and face.outline and frame.heights(face)[1] > level + _RISES_MM
    ]
    beside = [line.intersection(area.boundary.buffer(_ON_MM)) for line in standing]
    walls = union_all([w for w in beside if w.length > 2 * _ON_MM] or [LineString()])
    return _Floor(area=area, level=level + left, walls=walls)


def _region(frame: MachineFrame, face: FaceGeometry) -> BaseGeometry:
    rings = [[frame.of(p)[:2] for p in wire] for wire in face.outline if len(wire) > 2]
    return Polygon(rings[0], rings[1:]).buffer(0)


def _foot(frame: MachineFrame, face: FaceGeometry, level: float) -> BaseGeometry:
    """Return the lines in (u, v) over which a wall stands just above a level.

    The side of a step is one face with what lies beneath it: only where it rises it is a wall.
    """
    if face.surface != "plane":
        rings = [[frame.of(p)[:2] for p in (*w, w[0])] for w in face.outline if len(w) > 1]
        return union_all(MultiLineString(rings))
    nu, nv, _ = frame.of(face.direction)
    wires = [[frame.of(p) for p in wire] for wire in face.outline if len(wire) > 2]
    flat = [[(v * nu - u * nv, h) for u, v, h in wire] for wire in wires]
    standing = Polygon(flat[0], flat[1:]).buffer(0)
    s0, _, s1, _ = standing.bounds
    off = wires[0][0][0] * nu + wires[0][0][1] * nv
    above = LineString([(s0 - 1, level + _ABOVE_MM), (s1 + 1, level + _ABOVE_MM)])
    pieces = standing.intersection(above)
    return union_all(
        [
            LineString([(off * nu - s * nv, off * nv + s * nu) for s, _ in piece.coords])
            for piece in getattr(pieces, "geoms", [pieces])
            if isinstance(piece, LineString) and not piece.is_empty
        ]
    )


def _sides(floor: _Floor) -> dict[str, bool]:
    """Return which sides of the floor's box a wall closes for the most part."""
    u0, v0, u1, v1 = floor.area.bounds
    sides = {
        "u0": LineString([(u0, v0), (u0, v1)]), "u1": LineString([(u1, v0), (u1, v1)]),
        "v0": LineString([(u0, v0), (u1, v0)]), "v1": LineString([(u0, v1), (u1, v1)]),
    }  # fmt: skip
    found = {}
    for name, side in sides.items():
        here = floor.area.boundary.intersection(side.buffer(_ON_MM)).length
        walled = floor.walls.intersection(side.buffer(_ON_MM)).length
        found[name] = walled > max(here, 2 * _ON_MM) / 2
    return found


def _closed(floor: _Floor) -> bool:
    """Whether walls close the floor all round, or its outline is not a box's."""
    around = floor.walls.buffer(_ON_MM).intersection(floor.area.boundary).length
    outer = sum(p.exterior.length for p in _polygons(floor.area))
    return bool(around > 0.9 * outer)


def _polygons(area: BaseGeometry) -> list[Polygon]:
    parts = getattr(area, "geoms", [area])
    return sorted((p for p in parts if isinstance(p, Polygon)), key=lambda p: -p.area)


def _in_pocket(floor: _Floor, radius: float) -> list[Point2]:
    """Return the axis round a closed pocket, a radius off its walls; across it where it just fits."""
    (pocket, *_) = _polygons(floor.area)
    inside = _polygons(pocket.buffer(-radius, join_style="mitre"))
    if inside and inside[0].area > _RISES_MM:
        outline = inside[0].exterior.simplify(_ON_MM)
        points = [(float(u), float(v)) for u, v in outline.coords]
        step = max(1, len(points) // _CORNERS)
        return [*points[:-1:step], points[-1]]
    u0, v0, u1, v1 = pocket.bounds
    if u1 - u0 >= v1 - v0:
        middle, r = (v0 + v1) / 2, min(radius, (u1 - u0) / 2)
        return [(u0 + r, middle), (u1 - r, middle)]
    middle, r = (u0 + u1) / 2, min(radius, (v1 - v0) / 2)
    return [(middle, v0 + r), (middle, v1 - r)]


def _in_lanes(floor: _Floor, radius: float, left: float) -> list[Point2]:
    """Return the axis in lanes over an open floor, the last along the wall, or its only one."""
    sides, (u0, v0, u1, v1) = _sides(floor), floor.area.bounds
    flip = _feeds_along_v(sides, (u1 - u0, v1 - v0))
    names = ("v0", "v1", "u0", "u1") if flip else ("u0", "u1", "v0", "v1")
    a0, a1, b0, b1 = (v0, v1, u0, u1) if flip else (u0, u1, v0, v1)
    off = radius + left
    start = a0 + off if sides[names[0]] else a0 - radius - APPROACH_MM
    end = a1 - off if sides[names[1]] else a1
    lanes = _lanes((b0, b1), (sides[names[2]], sides[names[3]]), radius, left)
    back = sides[names[1]] and not sides[names[0]]  # runs in from the open side
    points: list[Point2] = []
    for i, lane in enumerate(lanes):
        ahead = i % 2 == (len(lanes) - 1) % 2 or back
        way = ((start, lane), (end, lane))
        points += way if ahead else way[::-1]
    return [(b, a) if flip else (a, b) for a, b in points]


def _feeds_along_v(sides: dict[str, bool], size: Point2) -> bool:
    """Whether the feed runs along v: along the walls, else along the longer side."""
    along_u = sides["v0"] + sides["v1"]
    along_v = sides["u0"] + sides["u1"]
    return along_v > along_u if along_u != along_v else size[1] > size[0]


def _lanes(span: Point2, walled: tuple[bool, bool], radius: float, left: float) -> list[float]:
    """Return where lanes run across the floor: the last one along a wall, if there is one."""
    low, high = span
    if not any(walled) and high - low <= 2 * radius:
        return [(low + high) / 2]
    first = low + radius + left if walled[0] else low + 0.5 * radius
    last = high - radius - left if walled[1] else high - 0.5 * radius
    if last <= first + _RISES_MM:
        only = (low + high) / 2 if all(walled) else first if walled[0] else last
        return [only]
    count = int(np.ceil((last - first) / (2 * radius * _LANE) - 1e-9))
    lanes = [first + (last - first) * i / count for i in range(count + 1)]
    return lanes[::-1] if walled[0] and not walled[1] else lanes


def _along_walls(
    frame: MachineFrame, faces: Iterable[FaceGeometry], off: float
) -> tuple[list[list[Point2]], float]:
    """Return the axis along walls without a floor, and the lowest place of the walls.

    Walls beside each other are one run.
    """
    walls = [face for face in faces if frame.is_wall(face)]
    runs: list[list[Point2]] = []
    for face in walls:
        run = _beside(frame, face, off)
        if run and runs and math.dist(runs[-1][-1], run[0]) < 2 * off:
            runs[-1] += run
        elif run:
            runs.append(run)
    return runs, min((frame.heights(face)[0] for face in walls), default=0.0)


def _beside(frame: MachineFrame, face: FaceGeometry, off: float) -> list[Point2]:
    if face.surface == "plane":
        nu, nv, _ = frame.of(face.direction)
        feet = [frame.of(p) for wire in face.outline for p in wire]
        along = sorted(feet, key=lambda p: (round(p[0] * -nv + p[1] * nu, 6), p[2]))
        return [(p[0] + nu * off, p[1] + nv * off) for p in (along[0], along[-1])]
    u, v, _ = frame.of(face.point)
    reach = face.radius_mm - off if face.hollow else face.radius_mm + off
    if reach <= 0:
        return []
    if face.angle_deg < 360 - 1e-6:
        return _round_arc(frame, face, (u, v), reach)
    turns = [np.pi / 2 * i for i in range(5)]
    return [(u + reach * float(np.cos(a)), v + reach * float(np.sin(a))) for a in turns]


def _round_arc(
    frame: MachineFrame, face: FaceGeometry, centre: Point2, reach: float
) -> list[Point2]:
    """Return the axis beside the middle of a partial cylinder."""
    u, v, _ = frame.of(face.centre_mm)
    arm = np.array([u - centre[0], v - centre[1]])
    size = float(np.linalg.norm(arm))
    if size < _RISES_MM:
        return []
    u, v = centre[0] + reach * arm[0] / size, centre[1] + reach * arm[1] / size
    return [(float(u), float(v))]
