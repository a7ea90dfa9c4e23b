"""Poses of chamfer mills: the middle of their cone lies on the chamfer.

Lengths in mm.
"""

from __future__ import annotations

import math

import numpy as np

from gmp_cad.evidence import FaceGeometry, ToolPose, Vector
from gmp_cad.process.extent import PhaseWork, faces_made
from gmp_cad.process.machine_frame import MachineFrame, Place, machine_frame, way_through
from gmp_cad.process.tool_body import tool_body
from gmp_cad.spec.workshop import Tool

_LEANS = 1e-3


def pose(work: PhaseWork, index: int, tool: Tool) -> ToolPose | None:
    """Return the pose on the last chamfer of the operation; the path follows all of them."""
    frame = machine_frame(work, index)
    middle = _middle_of_cone(tool)
    faces = faces_made(work, work.phase.operations[index])
    found = [(face, _tips(frame, face, middle)) for face in faces]
    runs = [(face, run) for face, run in found if run]
    if not runs:
        return None
    path = way_through(frame, [run for _, run in runs], work.entering.box_mm)
    return ToolPose(
        operation=index,
        body=tool_body(tool),
        tip=path[-1],
        axis=frame.axis,
        feed=_feed(frame, runs[-1][0]),
        path=path,
    )


def _middle_of_cone(tool: Tool) -> tuple[float, float]:
    """Return the radius and the height above the tip in the middle of the cutting cone."""
    profile = tool_body(tool).profile
    widest = max(radius for _, radius in profile[:3])
    top = min(at for at, radius in profile if radius >= widest - 1e-6)
    foot = max((radius for at, radius in profile if at < 1e-9), default=0.0)
    return (foot + widest) / 2, top / 2


def _tips(frame: MachineFrame, face: FaceGeometry, middle: tuple[float, float]) -> list[Place]:
    radius, height = middle
    if face.surface == "cone":
        return _on_cone(frame, face, middle)
    nu, nv, nh = frame.of(face.direction)
    flat = math.hypot(nu, nv)
    if face.surface != "plane" or flat < _LEANS or nh < _LEANS or not face.outline:
        return []
    run = (-nv / flat, nu / flat)
    reaches = sorted(frame.of(p)[0] * run[0] + frame.of(p)[1] * run[1] for p in face.outline[0])
    u, v, h = frame.of(face.centre_mm)
    here = u * run[0] + v * run[1]
    ends = (reaches[0] - here, reaches[-1] - here)
    return [
        (
            u + run[0] * s + nu / flat * radius,
            v + run[1] * s + nv / flat * radius,
            h - height,
        )
        for s in ends
    ]


def _on_cone(frame: MachineFrame, face: FaceGeometry, middle: tuple[float, float]) -> list[Place]:
    """Return the tips round a conical chamfer, or the one on its axis where it is small."""
    radius, height = middle
    u, v, _ = frame.of(face.point)
    slope = math.tan(math.radians(face.half_angle_deg))
    mean_at = sum(face.span_mm) / 2
    ring = abs(face.radius_mm + mean_at * slope)
    level = sum(frame.span(face)) / 2
    reach = ring - radius if face.hollow else ring + radius
    if reach <= 0:  # plunged on its axis: the cone of the tool where it is as wide as the ring
        return [(u, v, level - height * ring / radius)]
    turns = [math.pi / 2 * i for i in range(5)]
    return [(u + reach * math.cos(a), v + reach * math.sin(a), level - height) for a in turns]


def _feed(frame: MachineFrame, face: FaceGeometry) -> Vector | None:
    if face.surface != "plane":
        return frame.way(0.0, 1.0)
    run = np.cross(frame.axis, face.direction)
    size = float(np.linalg.norm(run))
    return frame.way(*frame.of(run / size)) if size > _LEANS else None
