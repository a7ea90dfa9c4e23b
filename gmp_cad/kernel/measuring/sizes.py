"""Every way in which features show a size of one kind, each with its exact value.

A diameter is read on a cylinder, a length between two parallel faces turned against each other, a
square on two such pairs at right angles, an angle on a cone (its full apex angle, ISO 3040) or
between two planes, a chamfer as leg and angle. Values in mm or degrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from gmp_cad.evidence import Feature
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring import chamfer
from gmp_cad.kernel.surfaces.body import Body
from gmp_cad.kernel.surfaces.instances import MATCH_DEG, MATCH_MM, parallel
from gmp_cad.spec.part import Dimension, modelled_diameter
from gmp_cad.spec.size import THREADS, Kind, Size
from gmp_cad.spec.targets import written_side

_SQUARE_PAIRS = 40  # of the pairs of faces, those nearest to the size are tried as squares


def tolerance(kind: Kind) -> float:
    """Return the difference up to which two sizes of a kind are equal (mm or degrees)."""
    return MATCH_DEG if kind is Kind.ANGLE else MATCH_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a dimension asks the geometry for.

    ``hollow``: True for a hole or slot, False for a shaft or slab, None when the text does not
    tell. ``count`` is None when the text gives none. ``angle_deg`` belongs to a chamfer. ``size``
    is the whole callout.
    """

    kind: Kind
    value: float
    count: int | None
    hollow: bool | None
    size: Size
    angle_deg: float = 0.0

    @property
    def tolerance(self) -> float:
        """The difference up to which a size is this one (mm or degrees)."""
        return tolerance(self.kind)

    def fits(self, reading: Reading) -> bool:
        """Tell whether ``reading`` has this size (and, for a chamfer, this angle)."""
        return (
            abs(reading.value - self.value) <= self.tolerance
            and abs(reading.angle_deg - self.angle_deg) <= MATCH_DEG
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One instance of a size: its value and the features (one, two or four) that show it."""

    value: float
    features: tuple[Feature, ...]
    hollow: bool = False
    angle_deg: float = 0.0


def wanted(dimension: Dimension) -> Wanted:
    """Return what ``dimension`` asks for."""
    size = dimension.size
    thread = dimension.kind in THREADS
    return Wanted(
        kind=dimension.kind,
        value=modelled_diameter(dimension) if thread else dimension.nominal,
        count=size.count,
        hollow=_side(dimension),
        size=size,
        angle_deg=(size.angle or 45.0) if dimension.kind is Kind.CHAMFER else 0.0,
    )


def _side(dimension: Dimension) -> bool | None:
    """Return whether the text means a hole: its side, fits in capitals, tapped threads, callouts."""
    size = dimension.size
    if dimension.kind in THREADS:
        return dimension.internal_thread
    if side := written_side(dimension):
        return side == "hole"
    return True if size.depth or size.recess else None


def readings(want: Wanted, pool: Sequence[Feature], body: Body) -> tuple[Reading, ...]:
    """Return every reading of the wanted kind on the features of ``pool``, on either side."""
    return tuple(_READERS[want.kind](want, pool, body))


def _diameters(_want: Wanted, pool: Sequence[Feature], _body: Body) -> Iterator[Reading]:
    for feature in pool:
        if feature.surface == "cylinder":
            yield Reading(value=2 * feature.radius_mm, features=(feature,), hollow=feature.hollow)


def _spheres(_want: Wanted, pool: Sequence[Feature], _body: Body) -> Iterator[Reading]:
    for feature in pool:
        if feature.surface == "sphere":
            yield Reading(value=2 * feature.radius_mm, features=(feature,), hollow=feature.hollow)


def _radii(_want: Wanted, pool: Sequence[Feature], _body: Body) -> Iterator[Reading]:
    for feature in pool:
        if feature.surface in ("cylinder", "torus", "sphere"):
            yield Reading(value=feature.radius_mm, features=(feature,), hollow=feature.hollow)


def _lengths(_want: Wanted, pool: Sequence[Feature], _body: Body) -> Iterator[Reading]:
    planes = [feature for feature in pool if feature.surface == "plane"]
    for a, b in combinations(planes, 2):
        if vector.dot(a.direction, b.direction) < 0 and parallel(a.direction, b.direction):
            gap = vector.dot(vector.minus(b.point, a.point), a.direction)
            if abs(gap) > MATCH_MM:
                yield Reading(value=abs(gap), features=(a, b), hollow=gap > 0)


def _squares(want: Wanted, pool: Sequence[Feature], body: Body) -> Iterator[Reading]:
    pairs = sorted(_lengths(want, pool, body), key=lambda pair: abs(pair.value - want.value))
    for one, other in combinations(pairs[:_SQUARE_PAIRS], 2):
        turned = vector.angle_deg(one.features[0].direction, other.features[0].direction)
        if one.hollow == other.hollow and abs(turned - 90) <= MATCH_DEG:
            # the pairs are sorted: the second is the one farther from the size
            yield Reading(
                value=other.value, features=one.features + other.features, hollow=one.hollow
            )


def _angles(want: Wanted, pool: Sequence[Feature], body: Body) -> Iterator[Reading]:
    for feature in pool:
        if feature.surface == "cone":
            apex = 2 * body.faces[feature.faces[0]].half_angle_deg
            yield Reading(value=apex, features=(feature,), hollow=feature.hollow)
    for a, b in combinations(_one_plane_a_direction(pool, body), 2):
        between = vector.undirected_angle_deg(a.direction, b.direction)
        value = min((between, 180 - between), key=lambda angle: abs(angle - want.value))
        yield Reading(value=value, features=(a, b))


def _one_plane_a_direction(pool: Sequence[Feature], body: Body) -> list[Feature]:
    """Return the largest plane of each direction: parallel planes form the same angles."""

    def area(feature: Feature) -> float:
        return sum(body.faces[i].area_mm2 for i in feature.faces)

    kept: list[Feature] = []
    for feature in sorted(pool, key=lambda f: (-area(f), f.faces)):
        if feature.surface == "plane" and not any(
            parallel(feature.direction, other.direction) for other in kept
        ):
            kept.append(feature)
    return kept


def _chamfers(want: Wanted, pool: Sequence[Feature], body: Body) -> Iterator[Reading]:
    for feature in pool:
        legs = chamfer.legs(feature, body)
        if legs:
            value, angle = min(
                legs, key=lambda leg: abs(leg[0] - want.value) + abs(leg[1] - want.angle_deg)
            )
            yield Reading(value=value, features=(feature,), hollow=feature.hollow, angle_deg=angle)


_READERS: dict[Kind, Callable[[Wanted, Sequence[Feature], Body], Iterator[Reading]]] = {
    Kind.LINEAR: _lengths,
    Kind.DIAMETER: _diameters,
    Kind.METRIC_THREAD: _diameters,
    Kind.TRAPEZOIDAL_THREAD: _diameters,
    Kind.PIPE_THREAD: _diameters,
    Kind.SPHERE: _spheres,
    Kind.RADIUS: _radii,
    Kind.SQUARE: _squares,
    Kind.ANGLE: _angles,
    Kind.CHAMFER: _chamfers,
}
