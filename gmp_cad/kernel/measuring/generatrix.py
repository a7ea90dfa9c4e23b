"""Angles that end on a cone: between generatrices, in a plane through the axis (ISO 129-1, ISO 3040).

The groove of a pulley is dimensioned between its two flanks, a taper from the axis or from the end
face: none of these is an angle between axes. Angles in degrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.instances import MATCH_MM, parallel
from gmp_cad.spec.ends import parse_end
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two faces about one axis, one at least a cone; ``leaning_deg``: their generatrices from it.

    ``angle_deg``: of the two angles that these form, the one nearer to what is expected.
    """

    features: tuple[Feature, Feature]
    leaning_deg: tuple[float, float]
    angle_deg: float


def angles_deg(dimension: Dimension, geometry: PartGeometry) -> tuple[float, ...]:
    """Return what an angle between a cone and faces about its axis measures; none for others."""
    return tuple(pair.angle_deg for pair in pairs(dimension, geometry))


def pairs(dimension: Dimension, geometry: PartGeometry) -> tuple[Pair, ...]:
    """Return the faces between which an angle that ends on a cone lies; none for other angles."""
    if dimension.kind is not Kind.ANGLE or dimension.between is None or dimension.about:
        return ()
    ends = [parse_end(end) for end in dimension.between]
    if any(end.tangent or len(end.names) > 1 for end in ends):
        return ()
    first, second = (geometry.features[end.names[0]] for end in ends)
    found = [_pair(a, b, geometry.faces, dimension.nominal) for a, b in product(first, second)]
    known = tuple(pair for pair in found if pair is not None)
    return known if len(known) == len(found) else ()


def _pair(a: Feature, b: Feature, faces: Sequence[FaceGeometry], expected: float) -> Pair | None:
    """Return two faces about one axis, one at least a cone; None for others."""
    cone = next((f for f in (a, b) if f.surface == "cone"), None)
    if cone is None:
        return None
    first, second = (_leaning_deg(feature, cone, faces) for feature in (a, b))
    if first is None or second is None:
        return None
    angle = abs(first - second)
    nearer = min((angle, 180 - angle), key=lambda value: abs(value - expected))
    return Pair(features=(a, b), leaning_deg=(first, second), angle_deg=nearer)


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
