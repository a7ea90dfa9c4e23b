"""Where a dimension line may rest on an element: points of its faces' outlines, ends of its axis (mm)."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.element import Element

Faces = Sequence[FaceGeometry]
_DIGITS = 6  # places that differ by less tie


def seats(element: Element, faces: Faces) -> tuple[Vector, ...]:
    """Return the points of an element where an extension line can start.

    Of a plane the corners of its faces (brought onto it: the middle plane of a slot has none of
    its own), of an axis the two ends of its faces, of an edge the two ends of what its faces share.
    """
    if element.kind == "point":
        return (element.point,)
    wires = [[p for wire in faces[i].outline for p in wire] for i in element.faces]
    wires = [points for points in wires if points]
    if not wires:
        return (element.at,)
    if element.kind == "plane":
        return tuple(dropped(point, element) for points in wires for point in points)
    low, high = _reach(element, wires, faces)
    return tuple(vector.along(element.at, element.direction, height) for height in (low, high))


def axis_of(element: Element, faces: Faces) -> Vector | None:
    """Return the direction of a centre line to draw: not of an edge between planes, nor a tangent."""
    plain = all(faces[i].surface == "plane" for i in element.faces)
    if element.kind != "axis" or element.round_mm or plain:
        return None
    return element.direction


def dropped(point: Vector, plane: Element) -> Vector:
    """Return the foot of ``point`` on a plane."""
    height = vector.dot(vector.minus(point, plane.point), plane.direction)
    return vector.along(point, plane.direction, -height)


def _reach(axis: Element, wires: Sequence[Sequence[Vector]], faces: Faces) -> tuple[float, float]:
    """Return how far the faces reach along an axis from its ``at``; what they share, of an edge."""
    heights = [
        [vector.dot(vector.minus(p, axis.at), axis.direction) for p in points] for points in wires
    ]
    lows, highs = [min(found) for found in heights], [max(found) for found in heights]
    if all(faces[i].surface == "plane" for i in axis.faces) and max(lows) < min(highs):
        return max(lows), min(highs)
    return min(lows), max(highs)


def facing(a: Element, b: Element, direction: Vector, faces: Faces) -> tuple[Vector, Vector]:
    """Return the seats of two elements that lie nearest to each other across ``direction``."""
    first, second = seats(a, faces), seats(b, faces)
    near = _nearest(first, b.at, direction)
    far = _nearest(second, near, direction)
    return _nearest(first, far, direction), far


def _nearest(found: Sequence[Vector], to: Vector, direction: Vector) -> Vector:
    def rank(point: Vector) -> tuple[float, ...]:
        aside = vector.norm(vector.off_axis(point, to, direction))
        return (round(aside, _DIGITS), *(round(c, _DIGITS) for c in point))

    return min(found, key=rank)
