"""Poses of tools that are held fast while the workpiece turns.

The tip is the programmed point of the nose: at the end of the cut it touches the cylinder and the
shoulder at once. Positions are worked as (z, r), mm: z along the workpiece's axis away from the
chuck, r from that axis; the tool stands on the side of the machine's X.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import FaceGeometry, ToolPose, Vector
from gmp_cad.process.cut import APPROACH_MM, left_by
from gmp_cad.process.extent import PhaseWork, cut_geometry, faces_made
from gmp_cad.process.faces import Array, vector
from gmp_cad.process.tool_body import tool_body
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.workshop import Tool

Place = tuple[float, float]
_ROUND = ("cylinder", "cone")
_ALIGNED = 1 - 1e-6
_NEAR_MM = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lathe:
    """The workpiece's axis: a point of it, its direction away from the chuck, the tool's side."""

    origin: Vector
    along: Vector
    side: Vector

    def place(self, point: Sequence[float] | Array) -> Place:
        """Return (z, r) of a point of the part."""
        arm = np.array(point, dtype=float) - np.array(self.origin)
        z = float(arm @ self.along)
        return z, float(np.linalg.norm(arm - z * np.array(self.along)))

    def point(self, z: float, r: float) -> Vector:
        """Return the point of the part's frame at (z, r) on the tool's side."""
        origin, along, side = (np.array(x) for x in (self.origin, self.along, self.side))
        return vector(origin + z * along + r * side)

    def ends(self, face: FaceGeometry) -> tuple[Place, Place]:
        """Return both ends of a cylinder or cone, that towards the chuck first."""
        found = []
        for t in face.span_mm:
            z, _ = self.place(np.array(face.point) + t * np.array(face.direction))
            slope = math.tan(math.radians(face.half_angle_deg)) if face.surface == "cone" else 0.0
            found.append((z, abs(face.radius_mm + t * slope)))
        low, high = sorted(found)
        return low, high

    def level(self, face: FaceGeometry) -> float:
        """Return z of a plane across the axis."""
        return self.place(face.point)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turned:
    work: PhaseWork
    index: int
    lathe: _Lathe
    faces: tuple[FaceGeometry, ...]
    left: float
    tool: Tool

    @property
    def barrels(self) -> list[FaceGeometry]:
        """The surfaces of revolution, from the free end to the chuck."""
        found = [f for f in self.faces if f.surface in _ROUND]
        return sorted(found, key=lambda f: tuple(-z for z, _ in self.lathe.ends(f)))

    @property
    def planes(self) -> list[FaceGeometry]:
        """The planes across the axis, from the free end to the chuck."""
        found = [
            f for f in self.faces
            if f.surface == "plane" and abs(np.dot(f.direction, self.lathe.along)) > _ALIGNED
        ]  # fmt: skip
        return sorted(found, key=lambda f: -self.lathe.level(f))

    @property
    def outside(self) -> Place:
        """Z of the free end and the largest radius of the workpiece that entered, with approach."""
        box = np.array(self.work.entering.box_mm)
        corners = [np.where(pick, box[3:], box[:3]) for pick in np.ndindex(2, 2, 2)]
        arms = [np.array(corner) - np.array(self.lathe.origin) for corner in corners]
        z = max(float(arm @ self.lathe.along) for arm in arms)
        r = max(abs(float(arm @ self.lathe.side)) for arm in arms)
        return z + APPROACH_MM, r + APPROACH_MM


def pose(work: PhaseWork, index: int, tool: Tool) -> ToolPose | None:
    """Return the pose at the end of the operation; its path passes where the profile bends."""
    operation = work.phase.operations[index]
    faces = faces_made(work, operation)
    turned = _Turned(
        work=work, index=index, lathe=_lathe(work, faces), faces=faces,
        left=left_by(operation), tool=tool,
    )  # fmt: skip
    follow = _FOLLOW.get(operation.kind, _turn)
    places, feed = follow(turned)
    if not places:
        return None
    lathe = turned.lathe
    path = tuple(lathe.point(z, r) for z, r in places)
    way = feed[0] * np.array(lathe.along) + feed[1] * np.array(lathe.side)
    return ToolPose(
        operation=index,
        body=tool_body(tool),
        tip=path[-1],
        axis=lathe.side,
        feed=vector(way),
        path=path,
        along=lathe.along,
    )


def _lathe(work: PhaseWork, faces: Sequence[FaceGeometry]) -> _Lathe:
    """Return the axis of what is turned: that of a face along the spindle, else the box's middle."""
    along: Array = np.array(AXES[work.phase.spindle])
    for face in (*faces, *work.leaving.faces):
        if face.surface in _ROUND and abs(float(np.dot(face.direction, along))) > _ALIGNED:
            point = np.array(face.point)
            break
    else:
        box = np.array(work.entering.box_mm)
        point = (box[:3] + box[3:]) / 2
    origin = point - float(point @ along) * along
    return _Lathe(origin=vector(origin), along=vector(along), side=AXES[work.phase.x_axis])


Followed = tuple[list[Place], Place]


def _turn(turned: _Turned) -> Followed:
    """Follow a profile from the free end towards the chuck, outside or in a bore."""
    barrels = turned.barrels
    if not barrels:
        return _face(turned)
    inside = all(face.hollow for face in barrels)
    sign = -1.0 if inside else 1.0
    z_free, r_free = turned.outside
    cylinders = [f for f in barrels if f.surface == "cylinder"]
    if not cylinders:
        return _bevel(turned, barrels)
    stop = turned.left if _shoulder(turned, cylinders[-1]) else 0.0
    places: list[Place] = []
    for face in cylinders:
        (z0, r), (z1, _) = turned.lathe.ends(face)
        off = r + sign * turned.left
        places += [(z1, off), (z0 + (stop if face is cylinders[-1] else 0.0), off)]
    start = (z_free, places[0][1])
    approach = [(z_free, r_free), start] if not inside else [start]
    return [*approach, *places], (-1.0, 0.0)


def _shoulder(turned: _Turned, cylinder: FaceGeometry) -> bool:
    """Whether a plane made with it ends a cylinder towards the chuck."""
    (z0, _), _ = turned.lathe.ends(cylinder)
    return any(abs(turned.lathe.level(face) - z0) < _NEAR_MM for face in turned.planes)


def _bevel(turned: _Turned, cones: Sequence[FaceGeometry]) -> Followed:
    """Touch the chamfers with the round of the nose, that nearest the chuck last."""
    nose = turned.tool.nose_radius_mm or 0.0
    places: list[Place] = []
    for face in cones:
        (z0, r0), (z1, r1) = turned.lathe.ends(face)
        size = math.hypot(z1 - z0, r1 - r0)
        # square to the cone, towards the tool: away from the axis, or towards it in a bore
        out = -1.0 if face.hollow else 1.0
        nz, nr = out * (r0 - r1) / size, out * (z1 - z0) / size
        z, r = (z0 + z1) / 2 + nz * nose, (r0 + r1) / 2 + nr * nose
        places.append((z - nose, r - out * nose))
    return [turned.outside, *places], (-1.0, 0.0)


def _face(turned: _Turned) -> Followed:
    """Face a plane from the outside to where it ends."""
    planes = turned.planes
    if not planes:
        return [], (0.0, -1.0)
    plane = planes[-1]
    inner = _inner(turned, plane)
    z = turned.lathe.level(plane) + turned.left
    z_free, r_free = turned.outside
    return [(z_free, r_free), (z, r_free), (z, inner)], (0.0, -1.0)


def _inner(turned: _Turned, plane: FaceGeometry) -> float:
    """Return the radius of the boss that a face surrounds; 0 where the tool runs to the axis.

    A bore is no boss: it is made later, or the tool runs out into it.
    """
    z = turned.lathe.level(plane)
    bosses = [
        turned.lathe.ends(face)[0][1]
        for face in turned.work.leaving.faces
        if face.surface == "cylinder" and not face.hollow
        and abs(np.dot(face.direction, turned.lathe.along)) > _ALIGNED
        and abs(turned.lathe.ends(face)[0][0] - z) < _NEAR_MM
    ]  # fmt: skip
    return max(bosses, default=0.0)


def _groove(turned: _Turned) -> Followed:
    """Plunge to the bottom of a groove, its walls last: the blade against that at the chuck."""
    barrels = [f for f in turned.barrels if f.surface == "cylinder"]
    if not barrels:
        return _face(turned)
    wide = turned.tool.cutting_length_mm or 0.0
    (z0, r), (z1, _) = turned.lathe.ends(barrels[-1])
    r += -turned.left if barrels[-1].hollow else turned.left
    _, r_free = turned.outside
    high = max(z1 - wide, z0)
    return [(high, r_free), (high, r), (z0, r_free), (z0, r)], (0.0, -1.0)


def _part(turned: _Turned) -> Followed:
    """Cut off: the blade beside the face that stays on the part, down to the axis."""
    planes = turned.planes
    if not planes:
        return [], (0.0, -1.0)
    plane = planes[-1]
    on_free_part = float(np.dot(plane.direction, turned.lathe.along)) < 0
    wide = turned.tool.cutting_length_mm or 0.0
    z = turned.lathe.level(plane) - (wide if on_free_part else 0.0)
    _, r_free = turned.outside
    return [(z, r_free), (z, 0.0)], (0.0, -1.0)


def _thread(turned: _Turned) -> Followed:
    """Run the tip along the root of the thread."""
    barrels = [f for f in turned.barrels if f.surface == "cylinder"]
    geometry = cut_geometry(turned.work, turned.index)
    if not barrels or geometry is None:
        return [], (-1.0, 0.0)
    ends = [turned.lathe.ends(face) for face in barrels]
    inside = all(face.hollow for face in barrels)
    root = geometry.diameter_mm if inside else geometry.inner_diameter_mm
    low, high = min(e[0][0] for e in ends), max(e[1][0] for e in ends)
    return [(high + APPROACH_MM, root / 2), (low, root / 2)], (-1.0, 0.0)


_K = OperationKind
_FOLLOW: dict[OperationKind, Callable[[_Turned], Followed]] = {
    _K.FACING: _face, _K.GROOVING: _groove, _K.PARTING: _part, _K.THREADING: _thread,
}  # fmt: skip
