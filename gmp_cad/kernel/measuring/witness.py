"""Where each measured dimension stands on the part: the two places that its value lies between (mm).

The elements are those that :mod:`~gmp_cad.kernel.measuring.measure` reads, so that what is drawn is measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from gmp_cad.evidence import Feature, PartGeometry, Vector, Witness
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring import distance, generatrix, legs, pattern
from gmp_cad.kernel.measuring.element import (
    Element,
    NotMeasurableError,
    at_end,
    direction_of,
    element,
    elements,
    the_axis,
)
from gmp_cad.kernel.measuring.measure import names_of
from gmp_cad.kernel.measuring.seat import Faces, Ground, axis_of, facing, ground
from gmp_cad.spec.ends import parse_end
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import Kind

_FACES_OF = {Kind.LINEAR: 2, Kind.SQUARE: 4}


def witnesses(spec: PartSpec, geometry: PartGeometry) -> dict[str, tuple[Witness, ...]]:
    """Return where each dimension stands that lies between faces, axes or instances.

    One witness an instance (``2× 20``); of a square one for each pair of its sides; of a pitch
    circle its diameter through the first instance. What is not measurable, and what a single
    cylinder, ball, fillet or chamfer shows, has none.
    """
    on = ground(geometry.faces)
    found = ((key, _witnesses(item, geometry, on)) for key, item in spec.dimensions.items())
    return {key: seen for key, seen in found if seen}


def _witnesses(dimension: Dimension, geometry: PartGeometry, on: Ground) -> tuple[Witness, ...]:
    try:
        if dimension.on_feature:
            return tuple(_of_features(dimension, geometry, on))
        missing = any(name not in geometry.features for name in names_of(dimension))
        if missing or (dimension.between and dimension.kind not in (Kind.LINEAR, Kind.ANGLE)):
            return ()
        if dimension.pattern is not None:
            return tuple(_of_pattern(dimension, geometry, on))
        found = tuple(_between(dimension, geometry, on))
    except NotMeasurableError:
        return ()
    return found[: dimension.count]


def length(
    a: Element, b: Element, expected: float, on: Ground, along: Vector | None = None
) -> Witness:
    """Return where a length between two elements stands. Raises NotMeasurableError."""
    direction, near, far, _ = distance.taken(a, b, expected, along)
    first, second = facing(a, b, direction, on)
    first = vector.along(first, direction, near)
    second = vector.along(second, direction, far)
    backwards = vector.dot(vector.minus(second, first), direction) < 0
    return Witness(
        kind="length",
        points=(first, second),
        direction=vector.times(direction, -1.0 if backwards else 1.0),
        faces=(a.faces, b.faces),
        axes=(axis_of(a, on.faces), axis_of(b, on.faces)),
    )


def _between(dimension: Dimension, geometry: PartGeometry, on: Ground) -> Iterator[Witness]:
    faces = geometry.faces
    if pairs := generatrix.pairs(dimension, geometry):
        yield from (legs.generatrices(pair, faces) for pair in pairs)
        return
    assert dimension.between is not None
    first, second = (at_end(parse_end(end), geometry) for end in dimension.between)
    along, expected = direction_of(dimension.along, geometry), dimension.nominal
    for a, b in product(first, second):
        if dimension.kind is Kind.LINEAR:
            yield length(a, b, expected, on, along)
        elif dimension.about is None:
            yield legs.between(a, b, distance.angle_deg(a, b, expected), faces)
        else:
            axis = the_axis(dimension.about, geometry.features, faces)
            angle = distance.angle_about_deg(a, b, axis, expected)
            yield legs.about(a, b, axis, angle, faces)


def _of_pattern(dimension: Dimension, geometry: PartGeometry, on: Ground) -> Iterator[Witness]:
    assert dimension.pattern is not None
    faces = geometry.faces
    found = elements(geometry.features[dimension.pattern], faces)
    if dimension.kind is Kind.LINEAR:
        for i, j in pattern.in_row(found):
            yield length(found[i], found[j], dimension.nominal, on)
        return
    about = dimension.about
    axis = the_axis(about, geometry.features, faces) if about else pattern.middle(found)
    if dimension.kind is Kind.DIAMETER:
        yield _circle(found, axis)
        return
    order, closed = pattern.around(found, axis, dimension.size.count)
    for i, j in pairwise([*order, order[0]] if closed else order):
        yield legs.turned(found[i], found[j], axis, faces)


def _circle(found: Sequence[Element], axis: Element) -> Witness:
    """Return the diameter of a pitch circle through its first instance, at that one's height."""
    diameter = pattern.circle_mm(found, axis)[0]
    first = found[0]
    direction = vector.unit(distance.radial(first, axis))
    height = vector.dot(vector.minus(first.at, axis.point), axis.direction)
    centre = vector.along(axis.point, axis.direction, height)
    ends = (vector.along(centre, direction, side * diameter / 2) for side in (-1, 1))
    return Witness(
        kind="length",
        points=(next(ends), next(ends)),
        direction=direction,
        faces=(first.faces, first.faces),
        axes=(axis.direction, axis.direction),
    )


def _of_features(dimension: Dimension, geometry: PartGeometry, on: Ground) -> Iterator[Witness]:
    """Yield where a length, a square or an angle of one feature stands, of each instance."""
    features = geometry.features.get(dimension.id, ())
    if dimension.kind is Kind.ANGLE:
        yield from _angles(features, dimension.nominal, geometry.faces)
    elif (step := _FACES_OF.get(dimension.kind)) and not len(features) % step:
        for a, b in zip(features[::2], features[1::2], strict=True):
            ends = (element(a, geometry.faces), element(b, geometry.faces))
            yield length(*ends, dimension.nominal, on)


def _angles(features: Sequence[Feature], expected: float, faces: Faces) -> Iterator[Witness]:
    planes = [feature for feature in features if feature.surface == "plane"]
    yield from (legs.apex(cone, faces) for cone in features if cone.surface == "cone")
    for a, b in zip(planes[::2], planes[1::2], strict=len(planes) % 2 == 0):
        ends = (element(a, faces), element(b, faces))
        angle = vector.undirected_angle_deg(a.direction, b.direction)
        nearer = min((angle, 180 - angle), key=lambda value: abs(value - expected))
        yield legs.between(*ends, nearer, faces)
