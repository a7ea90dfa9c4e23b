"""On which side of its faces the material of each feature of size lies, as the part shows it."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.evidence import Feature, PartGeometry
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.search import overlapping
from gmp_cad.kernel.surfaces.instances import MATCH_MM, parallel
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension, PartSpec, Side
from gmp_cad.spec.size import Kind
from gmp_cad.spec.targets import NO_FEATURE_OF_SIZE, Direction, direction, sized

_ROUND = {Kind.DIAMETER: "cylinder", Kind.SPHERE: "sphere"}
_NOT_FOUND = Message("its faces are not found on the nominal part")
_BOTH_SIDES = Message("some of its faces are those of a hole, others those of a shaft")
_NOT_OPPOSED = Message("it does not lie between two opposed parallel faces")


class _NoSideError(Exception):
    """A dimension that is no feature of size; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def directions(geometry: PartGeometry, spec: PartSpec) -> dict[str, Direction]:
    """Return the direction of each dimension: as the specification says, else as observed.

    ``geometry`` is the nominal part with its named features.
    """
    return {name: _direction(d, geometry) for name, d in spec.dimensions.items()}


def _direction(dimension: Dimension, geometry: PartGeometry) -> Direction:
    if not sized(dimension):
        return Direction(reason=NO_FEATURE_OF_SIZE)
    try:
        return direction(dimension, _observed(dimension, geometry))
    except _NoSideError as error:
        return direction(dimension, None, error.reason)


def _observed(dimension: Dimension, geometry: PartGeometry) -> Side:
    surface = _ROUND.get(dimension.kind)
    if surface is None:
        return _between_faces(_planes(dimension, geometry), geometry)
    found = geometry.features.get(dimension.id, ())
    sides = {feature.hollow for feature in found if feature.surface == surface}
    if not sides:
        raise _NoSideError(_NOT_FOUND)
    if len(sides) > 1:
        raise _NoSideError(_BOTH_SIDES)
    return "hole" if sides.pop() else "shaft"


def _planes(dimension: Dimension, geometry: PartGeometry) -> Sequence[Feature]:
    """Return the faces of a length or a square, in opposed pairs one after another."""
    if dimension.between is None:
        found = geometry.features.get(dimension.id, ())
    else:
        found = tuple(f for end in dimension.between for f in geometry.features.get(end, ()))
    if not found:
        raise _NoSideError(_NOT_FOUND)
    single = dimension.between is None or len(found) == 2
    if not single or any(f.surface != "plane" for f in found) or len(found) % 2:
        raise _NoSideError(_NOT_OPPOSED)
    return found


def _between_faces(found: Sequence[Feature], geometry: PartGeometry) -> Side:
    sides = {_pair_side(a, b, geometry) for a, b in zip(found[::2], found[1::2], strict=True)}
    if len(sides) > 1:
        raise _NoSideError(_BOTH_SIDES)
    return sides.pop()


def _pair_side(a: Feature, b: Feature, geometry: PartGeometry) -> Side:
    """Return the side of two faces turned against each other; their normals point out of the part."""
    turned = vector.dot(a.direction, b.direction) < 0 and parallel(a.direction, b.direction)
    gap = vector.dot(vector.minus(b.point, a.point), a.direction)
    if not turned or abs(gap) <= MATCH_MM or not overlapping((a, b), geometry.faces):
        raise _NoSideError(_NOT_OPPOSED)
    return "hole" if gap > 0 else "shaft"
