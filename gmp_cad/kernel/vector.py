"""Arithmetic of points and directions: tuples of three floats (mm in the part's frame)."""

from __future__ import annotations

import math

from gmp_cad.evidence import Vector


def plus(a: Vector, b: Vector) -> Vector:
    """Return a + b."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def minus(a: Vector, b: Vector) -> Vector:
    """Return a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def times(a: Vector, factor: float) -> Vector:
    """Return ``a`` scaled; a zero is never negative."""
    return (a[0] * factor + 0.0, a[1] * factor + 0.0, a[2] * factor + 0.0)


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def norm(a: Vector) -> float:
    """Return the length."""
    return math.hypot(*a)


def unit(a: Vector) -> Vector:
    """Return the direction of ``a``, which must not be zero."""
    return times(a, 1 / norm(a))


def along(point: Vector, direction: Vector, distance: float) -> Vector:
    """Return the point at ``distance`` (mm) from ``point`` in ``direction``."""
    return plus(point, times(direction, distance))


def off_axis(point: Vector, origin: Vector, direction: Vector) -> Vector:
    """Return the part of ``point - origin`` perpendicular to the unit ``direction``."""
    offset = minus(point, origin)
    return minus(offset, times(direction, dot(offset, direction)))


def perpendicular(direction: Vector) -> Vector:
    """Return a unit vector perpendicular to ``direction``, the same for the same input."""
    x, y, z = (abs(c) for c in direction)
    axis = (1.0, 0.0, 0.0) if x <= min(y, z) else (0.0, 1.0, 0.0) if y <= z else (0.0, 0.0, 1.0)
    return unit(cross(direction, axis))


def angle_deg(a: Vector, b: Vector) -> float:
    """Return the angle between two directions, 0 to 180°, exact for small angles too."""
    return math.degrees(math.atan2(norm(cross(a, b)), dot(a, b)))


def undirected_angle_deg(a: Vector, b: Vector) -> float:
    """Return the angle between two lines, 0 to 90°."""
    return math.degrees(math.atan2(norm(cross(a, b)), abs(dot(a, b))))


def slope(angle: float) -> float:
    """Return the tangent of an angle in degrees."""
    return math.tan(math.radians(angle))
