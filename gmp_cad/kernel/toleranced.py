"""The features on which a geometric tolerance stands: their element, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence import Feature, PartGeometry, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.element import Element, element, middle_plane
from gmp_cad.language import Message
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import Kind

TargetKind = SurfaceKind | Literal["median"]

# What each feature may be taken for (the column ``features`` of ISO 1101's table).
_TAKEN_FOR: Mapping[TargetKind, frozenset[str]] = {
    "plane": frozenset({"plane"}),
    "median": frozenset({"median"}),
    "cylinder": frozenset({"axis", "round"}),
    "cone": frozenset({"axis", "round"}),
    "sphere": frozenset({"axis", "round"}),
    "torus": frozenset({"axis", "round"}),
    "freeform": frozenset(),
}
# What a characteristic does not stand on, although its feature is of the right sort.
_EXCEPT: Mapping[str, frozenset[TargetKind]] = {
    "straightness": frozenset({"sphere", "torus"}),
    "cylindricity": frozenset({"cone", "sphere", "torus"}),
    "parallelism": frozenset({"sphere"}),
    "perpendicularity": frozenset({"sphere"}),
    "angularity": frozenset({"sphere"}),
    "total_runout": frozenset({"cone", "sphere", "torus"}),
}
_MEDIANS = frozenset({"position", "symmetry"})
_SIZES = frozenset({Kind.LINEAR, Kind.SQUARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One toleranced feature: ``points`` are the ends of its axis, or the outline of its faces.

    ``element`` is None for a free form.
    """

    kind: TargetKind
    element: Element | None
    points: tuple[Vector, ...]
    features: tuple[Feature, ...]


class WrongKindError(Exception):
    """A tolerance on a feature that cannot carry it; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def targets(
    tolerance: GeometricTolerance, spec: PartSpec, geometry: PartGeometry
) -> tuple[Target, ...]:
    """Return the toleranced features, one an instance. Raises WrongKindError.

    A tolerance on a length of ``[dimensions]`` (a slot, a slab) stands on its middle plane, as do
    position and symmetry of two facing faces; of a hole, its counterbore is left out.
    """
    features = geometry.features[tolerance.on]
    found = tuple(_targets(tolerance, spec, geometry, features))
    for target in found:
        _check(tolerance, target)
    return found


def _targets(
    tolerance: GeometricTolerance,
    spec: PartSpec,
    geometry: PartGeometry,
    features: Sequence[Feature],
) -> Iterator[Target]:
    dimension = spec.dimensions.get(tolerance.on)
    if _is_size(dimension) or (tolerance.symbol in _MEDIANS and len(features) == 2):
        pairs = zip(features[::2], features[1::2], strict=False)
        medians = [median for a, b in pairs if (median := _median(a, b, geometry))]
        if 2 * len(medians) == len(features):
            yield from medians
            return
    holes = [f for f in features if f.surface == "cylinder" and f.hollow]
    yield from (_single(feature, geometry) for feature in holes or features)


def _is_size(dimension: Dimension | None) -> bool:
    return dimension is not None and dimension.on_feature and dimension.kind in _SIZES


def _median(a: Feature, b: Feature, geometry: PartGeometry) -> Target | None:
    middle = middle_plane(a, b, geometry.faces)
    if middle is None:
        return None
    outline = (*_outline(a, geometry), *_outline(b, geometry))
    points = tuple(_dropped(point, middle) for point in outline)
    return Target(kind="median", element=middle, points=points, features=(a, b))


def _dropped(point: Vector, plane: Element) -> Vector:
    height = vector.dot(vector.minus(point, plane.point), plane.direction)
    return vector.along(point, plane.direction, -height)


def _outline(feature: Feature, geometry: PartGeometry) -> tuple[Vector, ...]:
    faces = (geometry.faces[i] for i in feature.faces)
    return tuple(point for face in faces for line in face.outline for point in line)


def _single(feature: Feature, geometry: PartGeometry) -> Target:
    if feature.surface == "freeform":
        return Target(
            kind="freeform", element=None, points=_outline(feature, geometry), features=(feature,)
        )
    if feature.surface == "plane":
        points = _outline(feature, geometry)
    elif feature.surface == "sphere":
        points = (feature.point,)
    else:
        points = tuple(vector.along(feature.point, feature.direction, s) for s in feature.span_mm)
    return Target(
        kind=feature.surface, element=element(feature, geometry.faces), points=points,
        features=(feature,),
    )  # fmt: skip


_NAMES: Mapping[TargetKind, Message] = {
    "plane": Message("a plane"),
    "median": Message("a middle plane"),
    "cylinder": Message("a cylinder"),
    "cone": Message("a cone"),
    "sphere": Message("a sphere"),
    "torus": Message("a torus"),
    "freeform": Message("a free form"),
}


def _check(tolerance: GeometricTolerance, target: Target) -> None:
    admitted = set(tolerance.characteristic.features)
    if target.kind == "freeform" or "any" in admitted:
        return
    wrong = target.kind in _EXCEPT.get(tolerance.symbol, ())
    if wrong or not admitted & _TAKEN_FOR[target.kind]:
        raise WrongKindError(
            Message(
                "{symbol} does not stand on {kind}", symbol=tolerance.said, kind=_NAMES[target.kind]
            )
        )
