"""Where a dimension line may rest on an element: points of its faces' outlines, ends of its axis (mm)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import Element
from gmp_cad.kernel.surfaces.instances import MATCH_MM

Faces = Sequence[FaceGeometry]
_DIGITS = 6  # places that differ by less tie
_LEAST_ON_CIRCLE = 6
_FEW_PAIRS = 100  # all are tried; of more, the nearest to the other end's place
_ON_CIRCLE_MM = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The faces of a part, and the middle of all their outlines."""

    faces: Faces
    centre: Vector


def ground(faces: Faces) -> Ground:
    """Return the faces of a part with their middle."""
    points = [point for face in faces for wire in face.outline for point in wire]
    x, y, z = ((min(found) + max(found)) / 2 for found in zip(*points, strict=True))
    return Ground(faces=faces, centre=(x, y, z))


def seats(element: Element, faces: Faces) -> tuple[Vector, ...]:
    """Return the points of an element where an extension line can start.

    Of a plane the corners of its faces (brought onto it: the middle plane of a slot has none of
    its own), of an axis the two ends of its faces, of an edge the two ends of what its faces share.
    """
    if element.kind == "point":
        return (element.point,)
    wires = [points for i in element.faces if (points := _rim(faces[i]))]
    if not wires:
        return (element.at,)
    if element.kind == "plane":
        return tuple(dropped(point, element) for points in wires for point in points)
    low, high = _reach(element, wires, faces)
    return tuple(vector.along(element.at, element.direction, height) for height in (low, high))


def _rim(face: FaceGeometry) -> list[Vector]:
    """Return the points of a face's outline; the round holes of a plane are no place to start from."""
    found: list[Vector] = []
    for number, wire in enumerate(face.outline):
        quadrants = _quadrants(wire)
        if not quadrants:
            found.extend(wire)
        elif number == 0 or face.surface != "plane":
            found.extend(quadrants)
    return found


def _quadrants(wire: Sequence[Vector]) -> list[Vector]:
    """Return the four quadrants of a whole circle, none for another wire.

    A turned part is seen from the side: its silhouette is above and below the axis.
    """
    if len(wire) < _LEAST_ON_CIRCLE:
        return []
    a, b, c = (wire[i * len(wire) // 3] for i in range(3))
    u, v = vector.minus(b, a), vector.minus(c, a)
    normal = vector.cross(u, v)
    area = vector.dot(normal, normal)
    if area <= MATCH_MM:
        return []
    uu, vv = vector.dot(u, u), vector.dot(v, v)
    away = vector.cross(vector.minus(vector.times(v, uu), vector.times(u, vv)), normal)
    centre = vector.along(a, away, 0.5 / area)
    radius = vector.norm(vector.minus(a, centre))
    if any(abs(vector.norm(vector.minus(p, centre)) - radius) > _ON_CIRCLE_MM for p in wire):
        return []
    up = across(vector.unit(normal))
    aside = vector.cross(vector.unit(normal), up)
    return [vector.along(centre, way, sign * radius) for way in (up, aside) for sign in (1.0, -1.0)]


def across(axis: Vector) -> Vector:
    """Return the direction across an axis in which a turned feature is drawn: up, or to the right."""
    for principal in ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0)):
        if abs(vector.dot(axis, principal)) <= MATCH_MM:
            return principal
    return vector.perpendicular(axis)


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


def facing(a: Element, b: Element, direction: Vector, ground: Ground) -> tuple[Vector, Vector]:
    """Return the seats of two elements that lie nearest to each other across ``direction``.

    Of seats as near, those outside are taken: the mouth of a hole, the rim of a turned part above.
    """
    first, second = seats(a, ground.faces), seats(b, ground.faces)
    if len(first) * len(second) > _FEW_PAIRS:
        near = min(first, key=lambda p: _rank(p, b.at, direction))
        far = min(second, key=lambda p: _rank(p, near, direction))
        return min(first, key=lambda p: _rank(p, far, direction)), far

    def rank(pair: tuple[Vector, Vector]) -> tuple[float, ...]:
        inside = sum(_inside(p, end, ground) for p, end in zip(pair, (a, b), strict=True))
        return (_rank(*pair, direction)[0], inside, *_rank(*pair, direction)[1:])

    return min(product(first, second), key=rank)


def _rank(point: Vector, to: Vector, direction: Vector) -> tuple[float, ...]:
    """Return how far a place is from another across a direction; above, right, front go first."""
    aside = vector.norm(vector.off_axis(point, to, direction))
    x, y, z = point
    return tuple(round(key, _DIGITS) for key in (aside, -z, -x, y))


def _inside(point: Vector, element: Element, ground: Ground) -> float:
    """Return, negative, how far the end of an axis is from the middle of the part along it."""
    if element.kind != "axis":
        return 0.0
    height = vector.dot(vector.minus(point, ground.centre), element.direction)
    return -round(abs(height), 1)
