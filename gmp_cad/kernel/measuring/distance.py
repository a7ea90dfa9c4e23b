"""Distances and angles between two elements: planes, axes and centres (mm, degrees)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import Element, ElementKind, NotMeasurableError
from gmp_cad.kernel.surfaces.faces import azimuth_deg
from gmp_cad.kernel.surfaces.instances import MATCH_DEG, MATCH_MM, parallel
from gmp_cad.language import Message

_ON_ARC_DEG = 0.01  # the seam of a quarter round is still a tangent of it

# The direction of a length and the coordinate of its second end along it, from the first end.
Line = tuple[Vector, float]


def distance_mm(a: Element, b: Element, expected: float, along: Vector | None = None) -> float:
    """Return the distance between two elements (mm), along a unit vector if one is given.

    Planes must be parallel to each other and to axes, to :data:`MATCH_DEG`; between axes that
    cross without meeting it is taken along their common perpendicular. A round face has two
    tangents across the length: of those that it covers, the one nearer to ``expected`` is meant.
    Raises NotMeasurableError.
    """
    _, near, far, apart = taken(a, b, expected, along)
    return abs(apart + far - near)


def taken(
    a: Element, b: Element, expected: float, along: Vector | None = None
) -> tuple[Vector, float, float, float]:
    """Return the unit direction of a length, where its tangents lie, and how far its ends are apart.

    The tangents lie at so many mm from the axes or centres of the first and of the second end
    along the direction (0 without one), and these are apart by the last. Raises NotMeasurableError.
    """
    direction, apart = _line(a, b) if along is None else _projected(a, b, along)
    near, far = min(
        _sides(a, b, direction), key=lambda side: abs(abs(apart + side[1] - side[0]) - expected)
    )
    return direction, near, far, apart


def sides_apart(a: Element, b: Element, direction: Vector) -> tuple[float, ...]:
    """Return what the tangents of round ends add to the length between their axes or centres.

    One value a pair of tangents that the faces cover; 0 without any. Raises NotMeasurableError.
    """
    return tuple(far - near for near, far in _sides(a, b, direction))


def _sides(a: Element, b: Element, direction: Vector) -> tuple[tuple[float, float], ...]:
    found = tuple(product(_tangents(a, direction), _tangents(b, direction)))
    if not found:
        raise NotMeasurableError(Message("the round face has no tangent across this length"))
    return found


def _tangents(element: Element, direction: Vector) -> tuple[float, ...]:
    """Return where the tangents of an element lie along ``direction``, from its axis or centre."""
    if not element.round_mm:
        return (0.0,)
    return tuple(
        sign * element.round_mm
        for sign in (-1.0, 1.0)
        if _is_covered(element, vector.times(direction, sign))
    )


def _is_covered(element: Element, direction: Vector) -> bool:
    if not element.arcs:
        return True
    at = azimuth_deg(vector.plus(element.point, direction), element.point, element.direction)
    return any(
        low - _ON_ARC_DEG <= turned <= high + _ON_ARC_DEG
        for low, high in element.arcs
        for turned in (at - 360, at, at + 360)
    )


def angle_deg(a: Element, b: Element, expected: float) -> float:
    """Return the angle between two elements: of the two that lines form, the one nearer ``expected``.

    Where both are as near, as for 90°, it is the one that two faces enclose. The angle between a plane and an axis is that between the axis and its projection. Raises
    NotMeasurableError for centres, and for parallel axes: what is meant is an angle about a third
    axis, from hole to hole.
    """
    if "point" in (a.kind, b.kind):
        raise NotMeasurableError(Message("a centre forms no angle"))
    angle = vector.undirected_angle_deg(a.direction, b.direction)
    if a.kind == b.kind == "axis" and parallel(a.direction, b.direction) and expected % 180:
        raise NotMeasurableError(_PARALLEL_AXES)
    if a.kind == b.kind == "plane":
        angle = 180 - vector.angle_deg(a.direction, b.direction)
    elif a.kind != b.kind:
        angle = 90 - angle
    return min((angle, 180 - angle), key=lambda value: round(abs(value - expected), 9))


_PARALLEL_AXES = Message(
    'the two axes are parallel: an angle from hole to hole is taken about a third axis: add about = "…"'
)


def angle_about_deg(a: Element, b: Element, axis: Element, expected: float) -> float:
    """Return the angle from one element to another around an axis (degrees).

    Of the two ways around, the one nearer to ``expected``. Raises NotMeasurableError.
    """
    angle = vector.angle_deg(radial(a, axis), radial(b, axis))
    return min((angle, 360 - angle), key=lambda value: abs(value - expected))


def radial(element: Element, axis: Element) -> Vector:
    """Return the direction in which an element lies from an axis, across it (not a unit vector).

    A hole, a ball and a plane through the axis (the middle of a keyway) lie where their centre is;
    any other plane (a flat on a shaft) where its normal points. Raises NotMeasurableError.
    """
    if element.kind == "plane" and not _holds(element, axis):
        found = vector.off_axis(element.direction, (0.0, 0.0, 0.0), axis.direction)
    elif element.kind == "axis" and parallel(element.direction, axis.direction):
        found = vector.off_axis(element.point, axis.point, axis.direction)
    else:
        found = vector.off_axis(element.at, axis.point, axis.direction)
    if vector.norm(found) <= MATCH_MM:
        raise NotMeasurableError(
            Message("the feature lies on the axis or across it: it has no angle about it")
        )
    return found


def _holds(plane: Element, axis: Element) -> bool:
    away = vector.dot(vector.minus(axis.point, plane.point), plane.direction)
    leaning = vector.undirected_angle_deg(plane.direction, axis.direction)
    return abs(away) <= MATCH_MM and 90 - leaning <= MATCH_DEG


_ORDER: tuple[ElementKind, ...] = ("plane", "axis", "point")


def _line(a: Element, b: Element) -> Line:
    first, second = sorted((a, b), key=lambda element: _ORDER.index(element.kind))
    direction, apart = _LINES[first.kind, second.kind](first, second)
    return (direction, apart) if first is a else (vector.times(direction, -1.0), apart)


def _projected(a: Element, b: Element, along: Vector) -> Line:
    for element in (a, b):
        leaning = vector.undirected_angle_deg(element.direction, along)
        if element.kind == "plane" and leaning > MATCH_DEG:
            message = Message("the face is not square to the direction: {angle}°", angle=leaning)
            raise NotMeasurableError(message)
        if element.kind == "axis" and 90 - leaning > MATCH_DEG:
            message = Message(
                "the axis is not square to the direction: {angle}°", angle=90 - leaning
            )
            raise NotMeasurableError(message)
    return along, vector.dot(vector.minus(b.point, a.point), along)


def _planes(a: Element, b: Element) -> Line:
    angle = vector.undirected_angle_deg(a.direction, b.direction)
    if angle > MATCH_DEG:
        raise NotMeasurableError(
            Message("the faces are not parallel: the angle between them is {angle}°", angle=angle)
        )
    return _from_plane(a, b)


def _plane_and_axis(plane: Element, axis: Element) -> Line:
    angle = 90 - vector.undirected_angle_deg(plane.direction, axis.direction)
    if abs(angle) > MATCH_DEG:
        raise NotMeasurableError(
            Message("the axis is not parallel to the face: the angle is {angle}°", angle=angle)
        )
    return _from_plane(plane, axis)


def _from_plane(plane: Element, other: Element) -> Line:
    return plane.direction, vector.dot(vector.minus(other.point, plane.point), plane.direction)


def _axes(a: Element, b: Element) -> Line:
    if parallel(a.direction, b.direction):
        return _from_axis(a, b)
    common = vector.unit(vector.cross(a.direction, b.direction))
    return common, vector.dot(vector.minus(b.point, a.point), common)


def _from_axis(axis: Element, other: Element) -> Line:
    return _straight(vector.off_axis(other.point, axis.point, axis.direction), axis)


def _points(a: Element, b: Element) -> Line:
    return _straight(vector.minus(b.point, a.point), a)


def _straight(apart: Vector, first: Element) -> Line:
    """Return the line along ``apart``; concentric round faces are as far apart in any direction."""
    length = vector.norm(apart)
    if length <= MATCH_MM:
        return vector.perpendicular(first.direction), 0.0 if first.round_mm else length
    return vector.times(apart, 1 / length), length


_LINES: dict[tuple[ElementKind, ElementKind], Callable[[Element, Element], Line]] = {
    ("plane", "plane"): _planes,
    ("plane", "axis"): _plane_and_axis,
    ("plane", "point"): _from_plane,
    ("axis", "axis"): _axes,
    ("axis", "point"): _from_axis,
    ("point", "point"): _points,
}
