"""The features on which a geometric tolerance stands: their element, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from OCP.TopoDS import TopoDS_Face

from gmp_cad.evidence import Feature, PartGeometry, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import CAPTURE_DEG, Element, element, middle_plane
from gmp_cad.kernel.surfaces import edges
from gmp_cad.language import Message
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import Kind

TargetKind = SurfaceKind | Literal["median"]

# What each feature may be taken for (the column ``features`` of ISO 1101's table).
_TAKEN_FOR: Mapping[TargetKind, frozenset[str]] = {
    "plane": frozenset({"plane"}),
    "median": frozenset({"median"}),
    "cylinder": frozenset({"axis", "round", "cylinder"}),
    "cone": frozenset({"axis", "round"}),
    "sphere": frozenset({"point", "round"}),
    "torus": frozenset({"axis", "round"}),
    "freeform": frozenset(),
}
# What a characteristic does not stand on, although its feature is of the right sort.
_EXCEPT: Mapping[str, frozenset[TargetKind]] = {
    "straightness": frozenset({"sphere", "torus"}),
    "total_runout": frozenset({"cone", "sphere", "torus"}),
}
_MEDIANS = frozenset({"position", "symmetry"})
_SIZES = frozenset({Kind.LINEAR, Kind.SQUARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One toleranced feature: ``points`` are the ends of its axis, or the outline of its faces.

    ``element`` is None for a free form; ``faces`` are those of a plane, for its exact extent.
    """

    kind: TargetKind
    element: Element | None
    points: tuple[Vector, ...]
    features: tuple[Feature, ...]
    faces: tuple[TopoDS_Face, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """A part's features, and the kernel's faces by their indices."""

    geometry: PartGeometry
    faces: tuple[TopoDS_Face, ...]


def reach_mm(target: Target, point: Vector, direction: Vector) -> tuple[float, float]:
    """Return the least and greatest coordinate (mm) of a feature along a direction from a point."""
    if target.faces:
        spans = [edges.reach(face, point, direction) for face in target.faces]
        return min(low for low, _ in spans), max(high for _, high in spans)
    heights = [vector.dot(vector.minus(place, point), direction) for place in target.points]
    return min(heights), max(heights)


class WrongKindError(Exception):
    """A tolerance on a feature that cannot carry it; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def targets(tolerance: GeometricTolerance, spec: PartSpec, part: Reachable) -> tuple[Target, ...]:
    """Return the toleranced features, one an instance. Raises WrongKindError.

    A tolerance on a length of ``[dimensions]`` (a slot, a slab) stands on its middle plane, as do
    position and symmetry of two facing faces; of a hole, its counterbore is left out.
    """
    found = tuple(_targets(tolerance, spec, part))
    for target in found:
        _check(tolerance, target)
    return found


def _targets(tolerance: GeometricTolerance, spec: PartSpec, part: Reachable) -> Iterator[Target]:
    features, geometry = part.geometry.features[tolerance.on], part.geometry
    dimension = spec.dimensions.get(tolerance.on)
    if _is_size(dimension) or (tolerance.symbol in _MEDIANS and len(features) == 2):
        pairs = zip(features[::2], features[1::2], strict=False)
        medians = [median for a, b in pairs if (median := _median(a, b, geometry))]
        if 2 * len(medians) == len(features):
            yield from medians
            return
    holes = [f for f in features if f.surface == "cylinder" and f.hollow]
    yield from (_single(feature, part) for feature in holes or features)


def _is_size(dimension: Dimension | None) -> bool:
    return dimension is not None and dimension.pattern is None and dimension.kind in _SIZES


def _median(a: Feature, b: Feature, geometry: PartGeometry) -> Target | None:
    middle = middle_plane(a, b, geometry.faces, CAPTURE_DEG)
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


def _single(feature: Feature, part: Reachable) -> Target:
    geometry = part.geometry
    faces: tuple[TopoDS_Face, ...] = ()
    if feature.surface == "freeform":
        return Target(
            kind="freeform", element=None, points=_outline(feature, geometry), features=(feature,)
        )
    if feature.surface == "plane":
        points = _outline(feature, geometry)
        faces = tuple(part.faces[i] for i in feature.faces)
    elif feature.surface == "sphere":
        points = (feature.point,)
    else:
        points = tuple(vector.along(feature.point, feature.direction, s) for s in feature.span_mm)
    return Target(
        kind=feature.surface, element=element(feature, geometry.faces), points=points,
        features=(feature,), faces=faces,
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
