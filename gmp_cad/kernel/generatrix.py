"""Angles that end on a cone: between generatrices, in a plane through the axis (ISO 129-1, ISO 3040).

The groove of a pulley is dimensioned between its two flanks, a taper from the axis or from the end
face: none of these is an angle between axes. Angles in degrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry
from gmp_cad.kernel import vector
from gmp_cad.kernel.instances import MATCH_MM, parallel
from gmp_cad.spec.ends import parse_end
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import Kind


def angles_deg(dimension: Dimension, geometry: PartGeometry) -> tuple[float, ...]:
    """Return what an angle between a cone and faces about its axis measures; none for others."""
    if dimension.kind is not Kind.ANGLE or dimension.between is None or dimension.about:
        return ()
    ends = [parse_end(end) for end in dimension.between]
    if any(end.tangent or len(end.names) > 1 for end in ends):
        return ()
    first, second = (geometry.features[end.names[0]] for end in ends)
    found = [_angle_deg(a, b, geometry.faces, dimension.nominal) for a, b in product(first, second)]
    values = tuple(value for value in found if value is not None)
    return values if len(values) == len(found) else ()


def _angle_deg(
    a: Feature, b: Feature, faces: Sequence[FaceGeometry], expected: float
) -> float | None:
    """Return the angle between two faces about one axis, one at least a cone; None for others.

    Of the two angles that the generatrices form, the one nearer to ``expected``.
    """
    cone = next((f for f in (a, b) if f.surface == "cone"), None)
    if cone is None:
        return None
    leaning = [_leaning_deg(feature, cone, faces) for feature in (a, b)]
    if leaning[0] is None or leaning[1] is None:
        return None
    angle = abs(leaning[0] - leaning[1])
    return min((angle, 180 - angle), key=lambda value: abs(value - expected))


def _leaning_deg(feature: Feature, cone: Feature, faces: Sequence[FaceGeometry]) -> float | None:
    """Return how far a generatrix leans from the axis of ``cone``; None if it is about another."""
    if not parallel(feature.direction, cone.direction):
        return None
    if feature.surface == "plane":
        return 90.0
    off = vector.off_axis(feature.point, cone.point, cone.direction)
    if feature.surface not in ("cone", "cylinder") or vector.norm(off) > MATCH_MM:
        return None
    if feature.surface == "cylinder":
        return 0.0
    face = faces[feature.faces[0]]
    turned = 1.0 if vector.dot(face.direction, cone.direction) > 0 else -1.0
    return turned * face.half_angle_deg
