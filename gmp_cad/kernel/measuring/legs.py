"""Where the legs and the vertex of a measured angle lie (mm, degrees)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from gmp_cad.evidence import FaceGeometry, Feature, Vector, Witness
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.distance import radial
from gmp_cad.kernel.measuring.element import Element, NotMeasurableError, joined
from gmp_cad.kernel.measuring.generatrix import Pair
from gmp_cad.kernel.measuring.seat import across, axis_of, dropped, seats
from gmp_cad.kernel.surfaces.instances import MATCH_MM, cone_radius
from gmp_cad.language import Message

Faces = Sequence[FaceGeometry]
Legs = tuple[Vector, Vector, Vector]  # the vertex, a point on either leg
Choices = tuple[Vector, list[Vector], list[Vector]]
Profile = tuple[float, float]  # height along an axis and radius about it

_HALF_TURN = 180.0


def between(a: Element, b: Element, value: float, faces: Faces) -> Witness:
    """Return the legs of the angle (degrees) between two planes, axes, or one of each.

    Where the faces enclose its supplement, the second leg is prolonged beyond the vertex. Raises
    NotMeasurableError where the legs do not meet.
    """
    vertex, firsts, seconds = _legs(a, b, faces)

    def miss(legs: tuple[Vector, Vector]) -> float:
        return abs(vector.angle_deg(*(vector.minus(leg, vertex) for leg in legs)) - value)

    prolonged = [vector.minus(vector.times(vertex, 2.0), point) for point in seconds]
    found = [*product(firsts, seconds), *product(firsts, prolonged)]
    first, second = min(found, key=lambda legs: round(miss(legs), 6))
    return _witness((vertex, first, second), value, (a, b), faces)


def _witness(legs: Legs, value: float, ends: tuple[Element, Element], faces: Faces) -> Witness:
    """Return legs with the normal about which the angle turns from the first to the second."""
    vertex, first, second = legs
    normal = vector.cross(vector.minus(first, vertex), vector.minus(second, vertex))
    if vector.norm(normal) <= MATCH_MM:
        raise NotMeasurableError(Message("the legs lie on one line: they form no angle"))
    sense = -1.0 if value > _HALF_TURN else 1.0
    return _placed(legs, vector.times(vector.unit(normal), sense), ends, faces)


def _placed(legs: Legs, normal: Vector, ends: tuple[Element, Element], faces: Faces) -> Witness:
    """Return an angle that turns about ``normal`` from its first leg to its second."""
    a, b = ends
    return Witness(
        kind="angle",
        points=(legs[1], legs[2]),
        vertex=legs[0],
        direction=normal,
        faces=(a.faces, b.faces),
        axes=(axis_of(a, faces), axis_of(b, faces)),
    )


def _legs(a: Element, b: Element, faces: Faces) -> Choices:
    """Return the vertex and the points that either leg may end at."""
    if a.kind == b.kind == "plane":
        edge = joined((a, b))
        return edge.point, _in_plane(a, edge, faces), _in_plane(b, edge, faces)
    if a.kind == b.kind == "axis":
        vertex = _crossing_of(a, b)
        return vertex, [_on_axis(a, vertex, faces)], [_on_axis(b, vertex, faces)]
    if a.kind == "plane":
        return _of_plane_and_axis(a, b, faces)
    vertex, second, first = _of_plane_and_axis(b, a, faces)
    return vertex, first, second


def _in_plane(plane: Element, edge: Element, faces: Faces) -> list[Vector]:
    """Return the middle of a plane's faces on either side of an edge, as seen along it."""
    aside = vector.cross(edge.direction, plane.direction)
    ways = [vector.dot(vector.minus(p, edge.point), aside) for p in seats(plane, faces)]
    low, high = min(ways), max(ways)
    middles = [low / 2, high / 2] if low < -MATCH_MM and high > MATCH_MM else [(low + high) / 2]
    wider_first = sorted(middles, key=lambda way: -round(abs(way), 6))
    return [vector.along(edge.point, aside, way) for way in wider_first]


def _crossing_of(a: Element, b: Element) -> Vector:
    """Return where the first axis crosses the second as seen along their common perpendicular."""
    normal = vector.unit(vector.cross(a.direction, b.direction))
    aside = vector.cross(b.direction, normal)
    way = vector.dot(vector.minus(b.point, a.point), aside) / vector.dot(a.direction, aside)
    return vector.along(a.point, a.direction, way)


def _on_axis(axis: Element, vertex: Vector, faces: Faces) -> Vector:
    """Return the end of an axis that is farther from the vertex, seen in the plane of the angle."""
    ways = [vector.dot(vector.minus(p, vertex), axis.direction) for p in seats(axis, faces)]
    return vector.along(
        vertex, axis.direction, max(ways, key=lambda way: round(abs(way), 6)) or 1.0
    )


def _of_plane_and_axis(plane: Element, axis: Element, faces: Faces) -> Choices:
    vertex = joined((plane, axis)).point
    end = _on_axis(axis, vertex, faces)
    leg = vector.minus(dropped(end, plane), vertex)
    if vector.norm(leg) <= MATCH_MM:  # an axis square to the plane has no projection
        towards = vector.minus(plane.at, vertex)
        leg = towards if vector.norm(towards) > MATCH_MM else vector.perpendicular(plane.direction)
    return vertex, [vector.plus(vertex, leg), vector.minus(vertex, leg)], [end]


def about(a: Element, b: Element, axis: Element, value: float, faces: Faces) -> Witness:
    """Return the legs of an angle (degrees, up to 360) around an axis, from one element to another."""
    legs = _around(a, b, axis)
    if abs(value - _HALF_TURN) <= MATCH_MM:
        return _placed(legs, axis.direction, (a, b), faces)
    return _witness(legs, value, (a, b), faces)


def turned(a: Element, b: Element, axis: Element, faces: Faces) -> Witness:
    """Return the legs of the angle from one instance to the next in the sense of an axis."""
    return _placed(_around(a, b, axis), axis.direction, (a, b), faces)


def _around(a: Element, b: Element, axis: Element) -> Legs:
    height = vector.dot(vector.minus(a.at, axis.point), axis.direction)
    vertex = vector.along(axis.point, axis.direction, height)
    return vertex, _radially(a, axis, vertex), _radially(b, axis, vertex)


def _radially(element: Element, axis: Element, foot: Vector) -> Vector:
    """Return where an element lies from an axis at the height of ``foot``: a point of it if it can."""
    way = radial(element, axis)
    unit, distance = vector.unit(way), vector.norm(way)
    off = vector.off_axis(element.at, axis.point, axis.direction)
    slope = vector.dot(element.direction, unit)
    if element.kind == "plane" and slope > MATCH_MM:
        height = vector.dot(vector.minus(element.at, foot), element.direction) / slope
        distance = abs(height) if abs(height) > MATCH_MM else vector.norm(off) or 1.0
    return vector.along(foot, unit, distance)


def apex(cone: Feature, faces: Faces) -> Witness:
    """Return the two generatrices that form the full angle of a cone, at its wide end."""
    face = faces[cone.faces[0]]
    wide = max((vector.along(cone.point, cone.direction, s) for s in cone.span_mm),
               key=lambda p: cone_radius(face, p))  # fmt: skip
    radius = cone_radius(face, wide)
    aside = across(cone.direction)
    slope = vector.slope(face.half_angle_deg)
    vertex = vector.along(wide, face.direction, -radius / slope)
    legs = (vertex, vector.along(wide, aside, radius), vector.along(wide, aside, -radius))
    axis = Element(kind="axis", point=vertex, direction=cone.direction, at=vertex, faces=cone.faces)
    return _witness(legs, 2 * face.half_angle_deg, (axis, axis), faces)


def generatrices(pair: Pair, faces: Faces) -> Witness:
    """Return the legs of the angle between two faces about one axis, one a cone at least.

    Raises NotMeasurableError where they do not meet.
    """
    a, b = pair.features
    cone = a if a.surface == "cone" else b
    middles = (_profile(a, cone, faces), _profile(b, cone, faces))
    corner = _crossing(middles, pair.leaning_deg)
    aside = across(cone.direction)

    def point(place: Profile) -> Vector:
        return vector.along(vector.along(cone.point, cone.direction, place[0]), aside, place[1])

    legs = [
        vector.minus(point(middle), point(corner))
        if math.dist(middle, corner) > MATCH_MM
        else vector.minus(point(_ways(deg)), point((0.0, 0.0)))
        for middle, deg in zip(middles, pair.leaning_deg, strict=True)
    ]
    enclosed = vector.angle_deg(*legs)
    if abs(_HALF_TURN - enclosed - pair.angle_deg) < abs(enclosed - pair.angle_deg):
        legs[1] = vector.times(legs[1], -1.0)
    first, second = (vector.plus(point(corner), leg) for leg in legs)
    about = Element(kind="axis", point=cone.point, direction=cone.direction, at=cone.point)
    ends = (replace(about, faces=a.faces), replace(about, faces=b.faces))
    return _witness((point(corner), first, second), pair.angle_deg, ends, faces)


def _ways(leaning_deg: float) -> Profile:
    """Return the direction of a generatrix in the profile."""
    return math.cos(math.radians(leaning_deg)), math.sin(math.radians(leaning_deg))


def _crossing(places: tuple[Profile, Profile], leaning_deg: tuple[float, float]) -> Profile:
    """Return where two generatrices through ``places`` meet. Raises NotMeasurableError."""
    (z1, r1), (z2, r2) = places
    (u1, v1), (u2, v2) = map(_ways, leaning_deg)
    turn = u1 * v2 - v1 * u2
    if abs(turn) <= MATCH_MM:
        raise NotMeasurableError(Message("the generatrices are parallel: they form no angle"))
    way = ((z2 - z1) * v2 - (r2 - r1) * u2) / turn
    return z1 + way * u1, r1 + way * v1


def _profile(feature: Feature, cone: Feature, faces: Faces) -> Profile:
    """Return the middle of a face's generatrix, in heights and radii about the axis of ``cone``."""
    points = [p for i in feature.faces for wire in faces[i].outline for p in wire]
    heights = [vector.dot(vector.minus(p, cone.point), cone.direction) for p in points]
    radii = [vector.norm(vector.off_axis(p, cone.point, cone.direction)) for p in points]
    if feature.surface == "plane":
        return heights[0], (min(radii) + max(radii)) / 2
    height = (min(heights) + max(heights)) / 2
    if feature.surface == "cylinder":
        return height, feature.radius_mm
    at = vector.along(cone.point, cone.direction, height)
    return height, cone_radius(faces[feature.faces[0]], at)
