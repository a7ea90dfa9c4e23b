"""How far the body of a posed tool stands from a surface, worked apart from the code that poses it."""

from __future__ import annotations

import math

import numpy as np
from shapely import LineString, Polygon

from gmp_cad.evidence import FaceGeometry, ToolPose


def gap_to_plane(pose: ToolPose, face: FaceGeometry) -> float:
    """Distance (mm) of the cutting body to the plane, negative inside the material.

    A ring of radius r across the axis reaches r·sin(angle of the axis to the normal) towards it.
    """
    normal, axis = np.array(face.direction), np.array(pose.axis)
    level = float(np.array(face.point) @ normal)
    lean = math.sqrt(max(0.0, 1 - float(normal @ axis) ** 2))
    return min(
        float((np.array(pose.tip) + at * axis) @ normal) - radius * lean - level
        for at, radius in pose.body.profile
    )


def gap_to_bore(pose: ToolPose, face: FaceGeometry) -> float:
    """Distance (mm) of the tool to a coaxial bore, over the length where both stand."""
    axis, arm = np.array(pose.axis), np.array(pose.tip) - np.array(face.point)
    assert np.linalg.norm(arm - float(arm @ axis) * axis) < 1e-6
    widest = max(radius for at, radius in pose.body.profile if at <= pose.body.cutting_mm)
    return face.radius_mm - widest


def fixed_outline(pose: ToolPose, origin=(0.0, 0.0, 0.0)) -> Polygon:
    """The insert of a turning tool as (z, r) about the workpiece's axis."""
    along, side = np.array(pose.along), np.array(pose.axis)
    arm = np.array(pose.tip) - np.array(origin)
    z, r = float(arm @ along), float(arm @ side)
    return Polygon([(z + dz, r + dr) for dz, dr in pose.body.profile])


def gap_to_line(pose: ToolPose, start, end) -> float:
    """Distance (mm) of the insert to the generatrix from (z, r) to (z, r); overlap is negative."""
    outline, line = fixed_outline(pose), LineString([start, end])
    inside = outline.buffer(-1e-6).intersection(line).length
    return -inside if inside else float(outline.distance(line))
