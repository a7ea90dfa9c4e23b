"""Poses of tools that plunge along an axis: drills, reamers, taps, counterbores, boring heads.

At the end of the cut a tool cuts at its full diameter down to the end of the cylinder that it makes: a
drill's tip lies its point deeper. Lengths in mm.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from gmp_cad.evidence import FaceGeometry, ToolPose
from gmp_cad.process.cut import left_by
from gmp_cad.process.extent import PhaseWork, cut_geometry, faces_made
from gmp_cad.process.faces import faces_of, instances_of
from gmp_cad.process.machine_frame import MachineFrame, machine_frame, way_through
from gmp_cad.process.tool_body import cutting_offset, tool_body
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.workshop import Tool

_ON_MM = 1e-3
_THROUGH_MM = 1.0  # a reamer, tap or boring tool runs out of a through hole
# ISO 866 type A: the mouth of the 60° cone is 2.12 times the pilot
_CENTRE_MOUTH = 2.12
_CENTRE_HALF_ANGLE_DEG = 30.0

Hole = tuple[FaceGeometry, ...]
Depth = Callable[["_Place", Tool], float]


class _Place:
    """One hole of an operation: its axis, ends, and whether material closes it."""

    def __init__(self, work: PhaseWork, index: int, frame: MachineFrame, hole: Hole) -> None:
        self.work, self.index, self.frame, self.hole = work, index, frame, hole
        ends = [end for face in hole for end in frame.span(face)]
        self.floor, self.top = min(ends), max(ends)
        self.u, self.v, _ = frame.of(hole[0].point)
        depth = work.phase.operations[index].depth
        self.bottom = self.top - depth if depth else self.floor

    @property
    def closed(self) -> bool:
        """Whether a bottom, flat or conical, closes the hole."""
        return any(self._closes(face) for face in self.work.leaving.faces)

    @property
    def flat(self) -> bool:
        """Whether its bottom is a plane, which the point of a drill would go through."""
        return any(
            self._closes(face) for face in self.work.leaving.faces if face.surface == "plane"
        )

    def _closes(self, face: FaceGeometry) -> bool:
        low, high = self.frame.heights(face)
        if abs(high - self.floor) > _ON_MM and abs(low - self.floor) > _ON_MM:
            return False
        if face.surface == "cone":
            u, v, _ = self.frame.of(face.point)
            return face.hollow and math.hypot(u - self.u, v - self.v) < _ON_MM and low < self.floor
        if not self.frame.is_floor(face):
            return False
        u, v, _ = self.frame.of(face.centre_mm)
        return math.hypot(u - self.u, v - self.v) < self.hole[0].radius_mm


def pose(work: PhaseWork, index: int, tool: Tool) -> ToolPose | None:
    """Return the pose in the last hole of the operation; the path goes through all of them."""
    frame = machine_frame(work, index)
    holes = _holes(frame, _faces(work, index), tool)
    if not holes:
        return None
    places = [_Place(work, index, frame, hole) for hole in holes]
    boring = work.phase.operations[index].kind is OperationKind.BORING
    depth = _bored if boring else _DEPTHS.get(tool.kind, _full)
    tips = [(place.u, place.v, depth(place, tool)) for place in places]
    path = way_through(frame, [[tip] for tip in tips], work.entering.box_mm)
    set_out = tool.kind in ("boring_head", "boring_bar")
    bored = 2 * (holes[-1][0].radius_mm - left_by(work.phase.operations[index])) if set_out else 0.0
    return ToolPose(
        operation=index,
        body=tool_body(tool, bored_mm=bored),
        tip=path[-1],
        axis=frame.axis,
        feed=frame.way(0.0, 0.0, -1.0),
        path=path,
    )


def _faces(work: PhaseWork, index: int) -> tuple[FaceGeometry, ...]:
    """Return the faces of the features made: the drill's wall too, where a counterbore came last."""
    operation = work.phase.operations[index]
    named = (face for name in operation.makes for face in faces_of(work.leaving, name))
    every = {face.index: face for face in (*faces_made(work, operation), *named)}
    return tuple(every[i] for i in sorted(every))


def _holes(frame: MachineFrame, faces: Sequence[FaceGeometry], tool: Tool) -> tuple[Hole, ...]:
    """Return the surfaces along the tool that it makes: of each axis those nearest to its size."""
    kinds = ("cone",) if tool.kind == "countersink" else ("cylinder",)
    round_ones = [f for f in faces if f.surface in ("cylinder", "cone") and _along(frame, f)]
    meant = [f for f in round_ones if f.surface in kinds] or round_ones
    return tuple(_nearest(hole, tool) for hole in instances_of(meant))


def _along(frame: MachineFrame, face: FaceGeometry) -> bool:
    return abs(float(np.dot(face.direction, frame.axis))) > 1 - 1e-3


def _nearest(hole: Hole, tool: Tool) -> Hole:
    wanted = (tool.diameter_mm or 0.0) / 2
    if tool.kind in ("spot_drill", "centre_drill", "countersink") or not wanted:
        return hole
    gap = min(abs(face.radius_mm - wanted) for face in hole)
    return tuple(f for f in hole if abs(f.radius_mm - wanted) <= gap + _ON_MM)


def _full(place: _Place, tool: Tool) -> float:
    """Full diameter down to the end of the cylinder; the point of a drill stops at a flat bottom."""
    tip = place.bottom - cutting_offset(tool)
    return max(tip, place.floor) if place.flat and tool.kind == "drill" else tip


def _reamed(place: _Place, tool: Tool) -> float:
    """To the bottom of a blind hole; its entry out of a through one."""
    if place.closed or place.bottom > place.floor:
        return place.bottom
    return place.bottom - cutting_offset(tool) - _THROUGH_MM


def _tapped(place: _Place, tool: Tool) -> float:
    """Full thread over its length, never below the bottom of the hole drilled for it."""
    geometry = cut_geometry(place.work, place.index)
    length = geometry.length_mm if geometry else place.top - place.bottom
    tip = place.top - length - cutting_offset(tool)
    return max(tip, place.floor) if place.closed else tip


def _spotted(place: _Place, _tool: Tool) -> float:
    geometry = cut_geometry(place.work, place.index)
    return place.top - (geometry.length_mm if geometry else 0.0)


def _centred(place: _Place, tool: Tool) -> float:
    """Pilot and cone up to the mouth of ISO 866."""
    pilot = tool.diameter_mm or 2.5
    cone = (_CENTRE_MOUTH - 1) * pilot / 2 / math.tan(math.radians(_CENTRE_HALF_ANGLE_DEG))
    return place.top - (tool.cutting_length_mm or pilot) - cone


def _countersunk(place: _Place, tool: Tool) -> float:
    """Seat the cone of the tool in that of the part: same radius at the mouth."""
    mouths = [(place.frame.span(face)[1], _mouth_radius(face)) for face in place.hole]
    height, radius = max(mouths)
    return height - radius * math.tan(math.radians(tool.entering_angle_deg or 45.0))


def _mouth_radius(face: FaceGeometry) -> float:
    """Return the larger radius of a cone; that of a cylinder."""
    if face.surface == "cylinder":
        return face.radius_mm
    slope = math.tan(math.radians(face.half_angle_deg))
    return max(abs(face.radius_mm + t * slope) for t in face.span_mm)


def _bored(place: _Place, _tool: Tool) -> float:
    return place.bottom if place.closed else place.bottom - _THROUGH_MM


_DEPTHS: dict[str, Depth] = {
    "drill": _full, "counterbore": _full, "reamer": _reamed, "tap": _tapped,
    "spot_drill": _spotted, "centre_drill": _centred, "countersink": _countersunk,
    "boring_head": _bored, "boring_bar": _bored,
}  # fmt: skip
