"""What a dimension line ends at: the plane, axis or centre that faces stand for (mm).

Also the middle plane of two facing faces, the tangent of a round face, and the sharp edge, corner or
circle where faces meet or would meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np

from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.instances import (
    MATCH_DEG,
    MATCH_MM,
    arcs_deg,
    cone_radius,
    parallel,
    place,
)
from gmp_cad.language import Message
from gmp_cad.spec.ends import End, parse_direction

ElementKind = Literal["plane", "axis", "point"]
Faces = Sequence[FaceGeometry]

CAPTURE_DEG = 1.0  # an angle nearer than this to 0 or 90° is meant to be it, without being written
CAPTURE_MM = 1.0  # an offset smaller than this is meant to be none, without being written


class NotMeasurableError(Exception):
    """Two ends between which the distance or angle has no meaning; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What a dimension line ends at: a plane (normal), an axis, or a point.

    ``at``: where the faces lie on it (their centre, the middle of their span). ``sides``: the two
    faces of which a plane is the middle, in the order of the instances. ``round_mm``: radius (mm)
    of the round face whose tangent is meant, and ``arcs`` the azimuths (degrees) that it covers.
    ``faces``: the indices of those that make it.
    """

    kind: ElementKind
    point: Vector
    direction: Vector
    at: Vector
    sides: tuple[Element, ...] = ()
    round_mm: float = 0.0
    arcs: tuple[tuple[float, float], ...] = ()
    faces: tuple[int, ...] = ()


def elements(features: Sequence[Feature], faces: Faces) -> tuple[Element, ...]:
    """Return the elements that a name stands for when a dimension ends there.

    A name that holds hole cylinders stands for their axes, each once (counterbore and floor
    belong to the hole); the two faces of a slot or slab stand for their middle plane. Raises
    NotMeasurableError for a free-form face.
    """
    holes = [f for f in features if f.surface == "cylinder" and f.hollow]
    if holes:
        return distinct([element(hole, faces) for hole in holes])
    if len(features) == 2 and (middle := middle_plane(features[0], features[1], faces)):
        return (middle,)
    return distinct([element(feature, faces) for feature in features])


def middle_plane(
    a: Feature, b: Feature, faces: Faces, within_deg: float = MATCH_DEG
) -> Element | None:
    """Return the middle plane of two planes turned against each other, None if they are not.

    ``within_deg``: how far they may be from parallel; the middle plane is then their bisector.
    """
    if a.surface != "plane" or b.surface != "plane":
        return None
    if vector.angle_deg(a.direction, b.direction) < 180 - within_deg:
        return None
    sides = (element(a, faces), element(b, faces))
    direction = vector.unit(vector.minus(a.direction, b.direction))
    between = vector.times(vector.plus(sides[0].at, sides[1].at), 0.5)
    # the bisector is as far outside the one as outside the other
    apart = _height(between, a) - _height(between, b)
    slope = vector.dot(direction, a.direction) - vector.dot(direction, b.direction)
    at = vector.along(between, direction, -apart / slope)
    both = (*a.faces, *b.faces)
    return Element(kind="plane", point=at, direction=direction, at=at, sides=sides, faces=both)


def _height(point: Vector, plane: Feature) -> float:
    return vector.dot(vector.minus(point, plane.point), plane.direction)


_KINDS: dict[SurfaceKind, ElementKind] = {"plane": "plane", "sphere": "point"}


def element(feature: Feature, faces: Faces) -> Element:
    """Return the plane, axis or centre of one feature. Raises NotMeasurableError if it has none."""
    if feature.surface == "freeform":
        raise NotMeasurableError(
            Message("a free-form face has neither a plane, an axis nor a centre")
        )
    kind, at = _KINDS.get(feature.surface, "axis"), place(feature, faces)
    point = feature.point if kind == "plane" else at
    return Element(kind=kind, point=point, direction=feature.direction, at=at, faces=feature.faces)


def distinct(found: Iterable[Element]) -> tuple[Element, ...]:
    """Return the elements, each once."""
    kept: list[Element] = []
    for one in found:
        if not any(same_element(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def same_element(a: Element, b: Element) -> bool:
    """Tell whether two elements are the same plane, axis or point, to :data:`MATCH_MM`."""
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


def at_end(end: End, geometry: PartGeometry) -> tuple[Element, ...]:
    """Return the elements at which a dimension ends. Raises NotMeasurableError."""
    named = [geometry.features[name] for name in end.names]
    if end.tangent:
        return tuple(_tangent(feature, geometry.faces) for feature in named[0])
    if len(named) == 1:
        return elements(named[0], geometry.faces)
    return tuple(meeting(faces, geometry.faces) for faces in product(*named))


def _tangent(feature: Feature, faces: Faces) -> Element:
    if feature.surface not in ("cylinder", "sphere"):
        raise NotMeasurableError(
            Message("only a cylinder or a ball has a tangent at which a length can end")
        )
    arcs = arcs_deg(feature, faces) if feature.surface == "cylinder" else ()
    return replace(element(feature, faces), round_mm=feature.radius_mm, arcs=arcs)


def meeting(features: Sequence[Feature], faces: Faces) -> Element:
    """Return the edge, corner or circle where two or three faces meet, or would meet if longer.

    Two planes meet in a line, three in a point, a plane and an axis where the axis pierces it, and
    a cone with a coaxial cone or cylinder in a circle, which lies in a plane across the axis.
    """
    round_about = [f for f in features if f.surface in ("cylinder", "cone")]
    if len(round_about) == len(features) == 2:
        found = _circle(round_about[0], round_about[1], faces)
    else:
        found = joined([element(f, faces) for f in features])
    return replace(found, faces=tuple(index for f in features for index in f.faces))


def joined(found: Sequence[Element]) -> Element:
    """Return where two planes, three planes, or a plane and an axis meet."""
    kinds = tuple(sorted(e.kind for e in found))
    if kinds == ("plane", "plane"):
        return _line(*found)
    if kinds == ("plane", "plane", "plane"):
        return _corner(found)
    if kinds == ("axis", "plane"):
        axis, plane = sorted(found, key=lambda e: e.kind)
        return _pierced(plane, axis)
    raise NotMeasurableError(Message("these faces meet in no edge that a dimension could end at"))


_NO_EDGE = Message("the faces are parallel: they meet in no edge")


def _line(a: Element, b: Element) -> Element:
    if vector.undirected_angle_deg(a.direction, b.direction) <= MATCH_DEG:
        raise NotMeasurableError(_NO_EDGE)
    direction = vector.unit(vector.cross(a.direction, b.direction))
    near = vector.times(vector.plus(a.at, b.at), 0.5)
    rows = (a.direction, b.direction, direction)
    heights = (vector.dot(a.point, a.direction), vector.dot(b.point, b.direction),
               vector.dot(near, direction))  # fmt: skip
    point = _solved(rows, heights)
    return Element(kind="axis", point=point, direction=direction, at=point)


def _corner(planes: Sequence[Element]) -> Element:
    rows = [plane.direction for plane in planes]
    if abs(vector.dot(rows[0], vector.cross(rows[1], rows[2]))) <= 1e-9:
        raise NotMeasurableError(_NO_EDGE)
    point = _solved(rows, [vector.dot(plane.point, plane.direction) for plane in planes])
    return Element(kind="point", point=point, direction=rows[0], at=point)


def _solved(rows: Sequence[Vector], heights: Sequence[float]) -> Vector:
    x, y, z = np.linalg.solve(np.array(rows), np.array(heights)).tolist()
    return (x, y, z)


def _pierced(plane: Element, axis: Element) -> Element:
    slope = vector.dot(axis.direction, plane.direction)
    if abs(slope) <= 1e-9:
        raise NotMeasurableError(Message("the axis is parallel to the face: they do not meet"))
    height = vector.dot(vector.minus(plane.point, axis.point), plane.direction)
    point = vector.along(axis.point, axis.direction, height / slope)
    return Element(kind="point", point=point, direction=axis.direction, at=point)


def _circle(a: Feature, b: Feature, faces: Faces) -> Element:
    off = vector.off_axis(b.point, a.point, a.direction)
    if not parallel(a.direction, b.direction) or vector.norm(off) > MATCH_MM:
        raise NotMeasurableError(
            Message("the two faces are not on one axis: they meet in no circle")
        )
    wide = [_radius_along(feature, a, faces) for feature in (a, b)]
    slope = wide[1][1] - wide[0][1]
    if abs(slope) <= 1e-9:
        raise NotMeasurableError(_NO_EDGE)
    point = vector.along(a.point, a.direction, (wide[0][0] - wide[1][0]) / slope)
    return Element(kind="plane", point=point, direction=a.direction, at=point)


def _radius_along(feature: Feature, axis: Feature, faces: Faces) -> tuple[float, float]:
    """Return the radius (mm) at the point of ``axis`` and how much it grows along it a mm."""
    face = faces[feature.faces[0]]
    if feature.surface == "cylinder":
        return feature.radius_mm, 0.0
    turned = 1.0 if vector.dot(face.direction, axis.direction) > 0 else -1.0
    return cone_radius(face, axis.point), turned * vector.slope(face.half_angle_deg)


def the_axis(name: str, features: Mapping[str, tuple[Feature, ...]], faces: Faces) -> Element:
    """Return the one axis that a feature stands for. Raises NotMeasurableError."""
    found = elements(features.get(name, ()), faces)
    if len(found) != 1 or found[0].kind != "axis":
        raise NotMeasurableError(Message("{name!r} is not one axis", name=name))
    return found[0]


def direction_of(text: str | None, geometry: PartGeometry) -> Vector | None:
    """Return the unit vector that ``along`` means. Raises NotMeasurableError."""
    if text is None or (found := parse_direction(text)) is not None:
        return found if text else None
    named = elements(geometry.features[text], geometry.faces)
    if len(named) != 1 or named[0].kind == "point":
        raise NotMeasurableError(Message("{name!r} is no single direction", name=text))
    return named[0].direction
