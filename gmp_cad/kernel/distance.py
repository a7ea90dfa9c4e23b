"""Distances and angles between two named ends: planes, axes and centres (mm, degrees)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence import FaceGeometry, Feature, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.instances import MATCH_DEG, MATCH_MM, parallel, place
from gmp_cad.language import Message

ElementKind = Literal["plane", "axis", "point"]


class NotMeasurableError(Exception):
    """Two ends between which the distance or angle has no meaning; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What a dimension line ends at: a plane (normal), an axis, or a point.

    ``sides``: the two faces of which a plane is the middle, in the order of the instances.
    """

    kind: ElementKind
    point: Vector
    direction: Vector
    sides: tuple[Element, ...] = ()


def elements(features: Sequence[Feature], faces: Sequence[FaceGeometry]) -> tuple[Element, ...]:
    """Return the elements that a name stands for when a dimension ends there.

    A name that holds hole cylinders stands for their axes, each once (counterbore and floor
    belong to the hole); the two faces of a slot or slab stand for their middle plane. Raises
    NotMeasurableError for a free-form face.
    """
    holes = [f for f in features if f.surface == "cylinder" and f.hollow]
    if holes:
        return _distinct([_element(hole, faces) for hole in holes])
    if len(features) == 2 and all(f.surface == "plane" for f in features):
        a, b = features
        if vector.dot(a.direction, b.direction) < 0 and parallel(a.direction, b.direction):
            gap = vector.dot(vector.minus(b.point, a.point), a.direction)
            middle = vector.along(a.point, a.direction, gap / 2)
            sides = (_element(a, faces), _element(b, faces))
            return (Element(kind="plane", point=middle, direction=a.direction, sides=sides),)
    return _distinct([_element(feature, faces) for feature in features])


_KINDS: dict[SurfaceKind, ElementKind] = {"plane": "plane", "sphere": "point"}


def _element(feature: Feature, faces: Sequence[FaceGeometry]) -> Element:
    if feature.surface == "freeform":
        raise NotMeasurableError(
            Message("a free-form face has neither a plane, an axis nor a centre")
        )
    kind = _KINDS.get(feature.surface, "axis")
    point = feature.point if kind == "plane" else place(feature, faces)
    return Element(kind=kind, point=point, direction=feature.direction)


def _distinct(found: list[Element]) -> tuple[Element, ...]:
    kept: list[Element] = []
    for element in found:
        if not any(_same(element, other) for other in kept):
            kept.append(element)
    return tuple(kept)


def _same(a: Element, b: Element) -> bool:
    if a.kind != b.kind:
        return False
    if a.kind == "point":
        return vector.norm(vector.minus(a.point, b.point)) <= MATCH_MM
    if not parallel(a.direction, b.direction):
        return False
    away = vector.minus(b.point, a.point)
    if a.kind == "plane":
        return abs(vector.dot(away, a.direction)) <= MATCH_MM
    return vector.norm(vector.off_axis(b.point, a.point, a.direction)) <= MATCH_MM


def distance_mm(a: Element, b: Element) -> float:
    """Return the distance between two elements (mm).

    Planes must be parallel to each other and to axes, to :data:`MATCH_DEG`; between axes that
    cross without meeting it is taken along their common perpendicular. Raises NotMeasurableError.
    """
    first, second = sorted((a, b), key=lambda element: _ORDER.index(element.kind))
    return _DISTANCES[first.kind, second.kind](first, second)


def angle_deg(a: Element, b: Element, expected: float) -> float:
    """Return the angle between two elements: of the two that lines form, the one nearer ``expected``.

    The angle between a plane and an axis is that between the axis and its projection. Raises
    NotMeasurableError for centres, and for parallel axes: what is meant is an angle about a third
    axis, from hole to hole.
    """
    if "point" in (a.kind, b.kind):
        raise NotMeasurableError(Message("a centre forms no angle"))
    angle = vector.undirected_angle_deg(a.direction, b.direction)
    if a.kind == b.kind == "axis" and parallel(a.direction, b.direction) and expected % 180:
        raise NotMeasurableError(_PARALLEL_AXES)
    if a.kind != b.kind:
        angle = 90 - angle
    return min((angle, 180 - angle), key=lambda value: abs(value - expected))


_PARALLEL_AXES = Message(
    "the two axes are parallel, and an angle about a third one is not measured: name two planes,"
    " or give the distances of the holes"
)
_ORDER: tuple[ElementKind, ...] = ("plane", "axis", "point")


def _planes(a: Element, b: Element) -> float:
    angle = vector.undirected_angle_deg(a.direction, b.direction)
    if angle > MATCH_DEG:
        raise NotMeasurableError(
            Message("the faces are not parallel: the angle between them is {angle}°", angle=angle)
        )
    return _from_plane(a, b)


def _plane_and_axis(plane: Element, axis: Element) -> float:
    angle = 90 - vector.undirected_angle_deg(plane.direction, axis.direction)
    if abs(angle) > MATCH_DEG:
        raise NotMeasurableError(
            Message("the axis is not parallel to the face: the angle is {angle}°", angle=angle)
        )
    return _from_plane(plane, axis)


def _from_plane(plane: Element, other: Element) -> float:
    return abs(vector.dot(vector.minus(other.point, plane.point), plane.direction))


def _axes(a: Element, b: Element) -> float:
    if parallel(a.direction, b.direction):
        return _from_axis(a, b)
    common = vector.unit(vector.cross(a.direction, b.direction))
    return abs(vector.dot(vector.minus(b.point, a.point), common))


def _from_axis(axis: Element, other: Element) -> float:
    return vector.norm(vector.off_axis(other.point, axis.point, axis.direction))


def _points(a: Element, b: Element) -> float:
    return vector.norm(vector.minus(b.point, a.point))


_DISTANCES: dict[tuple[ElementKind, ElementKind], Callable[[Element, Element], float]] = {
    ("plane", "plane"): _planes,
    ("plane", "axis"): _plane_and_axis,
    ("plane", "point"): _from_plane,
    ("axis", "axis"): _axes,
    ("axis", "point"): _from_axis,
    ("point", "point"): _points,
}
