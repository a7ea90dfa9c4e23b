"""The views of a workpiece on its machine (ISO 841), named as in first angle."""

from __future__ import annotations

from gmp_cad.drawing.view import cross
from gmp_cad.evidence import Vector


def milling_views(spindle: Vector, x_axis: Vector) -> dict[str, tuple[Vector, Vector]]:
    """Return (right, up) of the front, top and left views, spindle up (ISO 841: Z up, X right)."""
    y_axis = cross(spindle, x_axis)
    back = (-y_axis[0], -y_axis[1], -y_axis[2])
    return {"front": (x_axis, spindle), "top": (x_axis, y_axis), "left": (back, spindle)}


def turning_views(spindle: Vector, x_axis: Vector) -> dict[str, tuple[Vector, Vector]]:
    """Return (right, up) of the front and left views: spindle horizontal, chuck at the left.

    ``spindle`` points from the chuck to the tool side (Z), ``x_axis`` away from the axis (X, up).
    """
    third = cross(spindle, x_axis)
    return {"front": (spindle, x_axis), "left": (third, x_axis)}
