"""Points and directions in the part's frame (mm): what placing callouts needs of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import FaceGeometry, Feature, Vector

EQUAL_MM = 1e-6


def along(point: Vector, direction: Vector, distance: float) -> Vector:
    """Return the point at ``distance`` from ``point`` in ``direction``."""
    x, y, z = (p + distance * d + 0.0 for p, d in zip(point, direction, strict=True))
    return (x, y, z)


def minus(a: Vector, b: Vector) -> Vector:
    """Return a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def middle(a: Vector, b: Vector) -> Vector:
    """Return the point half-way between two."""
    return along(a, minus(b, a), 0.5)


def off_axis(point: Vector, origin: Vector, direction: Vector) -> Vector:
    """Return the part of ``point - origin`` across the unit ``direction``."""
    apart = minus(point, origin)
    return along(apart, direction, -dot(apart, direction))


def unit(vector: Vector) -> Vector:
    """Return the direction of a vector that is not zero."""
    return along((0.0, 0.0, 0.0), vector, 1 / math.hypot(*vector))


def across(axis: Vector) -> Vector:
    """Return a unit vector across an axis: up or to the right where it can."""
    for principal in ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0)):
        if abs(dot(axis, principal)) <= EQUAL_MM:
            return principal
    return unit(cross(axis, (0.0, 0.0, 1.0)))


def ends_of(feature: Feature) -> tuple[Vector, Vector]:
    """Return both ends of a feature's span on its axis."""
    low, high = (along(feature.point, feature.direction, at) for at in feature.span_mm)
    return low, high


def centre_of(feature: Feature, faces: Sequence[FaceGeometry]) -> Vector:
    """Return where a feature is: the middle of its axis, the centre of a plane or of a ball."""
    if feature.surface == "plane":
        return faces[feature.faces[0]].centre_mm
    if feature.surface == "sphere":
        return feature.point
    return middle(*ends_of(feature))
