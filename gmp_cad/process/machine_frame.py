"""The frame of a tool's motion: its axis towards the spindle, and two directions across.

Lengths in mm; points of the part's frame become (u, v, h): across, across, along the tool's axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import Array, vector
from gmp_cad.spec.axes import AXES

Place = tuple[float, float, float]

SAFE_MM = 100.0  # of retreat above the workpiece
_ALIGNED = 0.999
_SQUARE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineFrame:
    """Unit directions ``u``, ``v`` across the tool, ``axis`` from its tip to the spindle."""

    u: Vector
    v: Vector
    axis: Vector

    def of(self, point: Sequence[float] | Array) -> tuple[float, float, float]:
        """Return a point as (u, v, h)."""
        p = np.array(point, dtype=float)
        return float(p @ self.u), float(p @ self.v), float(p @ self.axis)

    def point(self, u: float, v: float, h: float) -> Vector:
        """Return the point of the part's frame at (u, v, h)."""
        return vector(u * np.array(self.u) + v * np.array(self.v) + h * np.array(self.axis))

    def way(self, u: float, v: float, h: float = 0.0) -> Vector:
        """Return the unit direction with these components."""
        flat = np.array(self.point(u, v, h))
        return vector(flat / np.linalg.norm(flat))

    def is_floor(self, face: FaceGeometry) -> bool:
        """Whether a plane looks towards the spindle."""
        return face.surface == "plane" and float(np.dot(face.direction, self.axis)) > _ALIGNED

    def is_wall(self, face: FaceGeometry) -> bool:
        """Whether a plane or cylinder stands along the tool."""
        along = abs(float(np.dot(face.direction, self.axis)))
        if face.surface == "plane":
            return along < _SQUARE
        return face.surface == "cylinder" and along > _ALIGNED

    def heights(self, face: FaceGeometry) -> tuple[float, float]:
        """Return the lowest and highest place of a face along the tool."""
        if face.surface != "plane" or not face.outline:
            return self.span(face)
        levels = [self.of(p)[2] for wire in face.outline for p in wire]
        return min(levels), max(levels)

    def span(self, face: FaceGeometry) -> tuple[float, float]:
        """Return the extent along the tool of a surface of revolution whose axis lies so."""
        ends = [
            self.of(np.array(face.point) + t * np.array(face.direction))[2] for t in face.span_mm
        ]
        return min(ends), max(ends)


def machine_frame(work: PhaseWork, index: int) -> MachineFrame:
    """Return the frame of an operation: its own direction, or the spindle, and the machine's X."""
    operation = work.phase.operations[index]
    axis: Array = np.array(AXES[operation.direction or work.phase.spindle])
    u: Array = np.array(AXES[work.phase.x_axis])
    if abs(float(u @ axis)) > 0.5:  # a tool along the machine's X
        u = np.array(AXES[work.phase.spindle])
    return MachineFrame(u=vector(u), v=vector(np.cross(axis, u)), axis=vector(axis))


def way_through(
    frame: MachineFrame, runs: Sequence[Sequence[Place]], box_mm: Iterable[float]
) -> tuple[Vector, ...]:
    """Return the way of a tip along its runs (u, v, h): down to each and up again, but for the last.

    It goes over from one run to the next :data:`SAFE_MM` above the workpiece's box, past clamps.
    """
    box = np.array(tuple(box_mm))
    corners = [np.where(pick, box[3:], box[:3]) for pick in np.ndindex(2, 2, 2)]
    over = max(frame.of(corner)[2] for corner in corners) + SAFE_MM
    places: list[Place] = []
    for run in runs:
        places += [(*run[0][:2], over), *run, (*run[-1][:2], over)]
    return tuple(frame.point(*place) for place in places[:-1])
