"""Legs and angles of a chamfer: a narrow plane between two planes, or a cone."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gmp_cad.evidence import FaceGeometry, Feature
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.body import Body, Joint
from gmp_cad.kernel.surfaces.instances import parallel

Leg = tuple[float, float]  # length in mm, angle in degrees between that leg and the chamfer


def legs(feature: Feature, body: Body) -> tuple[Leg, ...]:
    """Return each way to write a chamfer "leg × angle" (ISO 129-1), empty when it is none.

    The leg lies on the neighbouring face, from the sharp edge that the chamfer removed; the angle
    is the one between this leg and the chamfer. Of a cone, the first leg lies along the axis.
    """
    if feature.surface == "cone":
        return _of_cone(feature, body)
    if feature.surface != "plane":
        return ()
    return tuple(leg for index in feature.faces for leg in _of_plane(index, body))


def _of_cone(feature: Feature, body: Body) -> tuple[Leg, ...]:
    half = body.faces[feature.faces[0]].half_angle_deg
    length = feature.span_mm[1] - feature.span_mm[0]
    return ((length, half), (length * vector.slope(half), 90 - half))


def _of_plane(index: int, body: Body) -> Iterator[Leg]:
    """Yield both legs for each two neighbours whose edges on the chamfer are parallel."""
    chamfer = body.faces[index]
    joints = [joint for joint in body.joints[index] if _is_side(joint, chamfer, body)]
    for i, one in enumerate(joints):
        for other in joints[i + 1 :]:
            first, second = body.faces[one.face], body.faces[other.face]
            if _alike(one, other) and not parallel(first.direction, second.direction):
                yield _leg(one, first, second, chamfer)
                yield _leg(other, second, first, chamfer)


def _is_side(joint: Joint, chamfer: FaceGeometry, body: Body) -> bool:
    neighbour = body.faces[joint.face]
    return (
        neighbour.surface == "plane"
        and joint.ends[0] != joint.ends[1]
        and not parallel(neighbour.direction, chamfer.direction)
    )


def _alike(one: Joint, other: Joint) -> bool:
    """Tell whether two straight edges run parallel (an edge between planes is straight)."""
    a, b = vector.minus(*one.ends), vector.minus(*other.ends)
    # the cheap test first: a face with hundreds of edges has ten thousands of pairs
    cosine_squared = vector.dot(a, b) ** 2 / (vector.dot(a, a) * vector.dot(b, b))
    return cosine_squared > 0.99 and parallel(a, b)


def _leg(joint: Joint, own: FaceGeometry, other: FaceGeometry, chamfer: FaceGeometry) -> Leg:
    """Return the distance, on ``own``, of the joint from the sharp edge with ``other``."""
    height = abs(vector.dot(vector.minus(joint.ends[0], other.point), other.direction))
    corner = math.radians(vector.undirected_angle_deg(own.direction, other.direction))
    angle = vector.undirected_angle_deg(own.direction, chamfer.direction)
    return height / math.sin(corner), angle
