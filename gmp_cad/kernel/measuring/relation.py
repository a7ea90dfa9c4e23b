"""Relations between elements that theoretically exact dimensions (TED) write.

Each relation is read smoothly, so that it can be solved for the places of its elements: which of
two angles or tangents is meant is decided once, on the part as it stands. Values in mm or degrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring import generatrix, pattern
from gmp_cad.kernel.measuring.distance import sides_apart
from gmp_cad.kernel.measuring.element import (
    CAPTURE_DEG,
    CAPTURE_MM,
    Element,
    NotMeasurableError,
    at_end,
    direction_of,
    elements,
    joined,
    same_element,
    the_axis,
)
from gmp_cad.kernel.surfaces.instances import MATCH_MM
from gmp_cad.language import Message
from gmp_cad.spec.ends import parse_end
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import Kind, Role

_ORIGIN = (0.0, 0.0, 0.0)

Read = Callable[[Sequence[Element]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What must hold between bodies (``members`` of :class:`Bodies`), and how it is read on them."""

    name: str
    expected: float
    members: tuple[int, ...]
    read: Read


class Bodies:
    """The elements that relations tie together, each once: coaxial faces are one body."""

    def __init__(self) -> None:
        self.elements: list[Element] = []

    def add(self, element: Element) -> int:
        """Return the number of the body that ``element`` is."""
        plain = replace(element, round_mm=0.0, arcs=(), sides=())
        for number, known in enumerate(self.elements):
            if same_element(known, plain):
                return number
        self.elements.append(plain)
        return len(self.elements) - 1


def written(
    dimensions: Iterable[Dimension], geometry: PartGeometry, bodies: Bodies
) -> Iterator[Relation]:
    """Yield the relations that the theoretically exact dimensions write.

    Those that cannot be read on the part are left out: their own line tells why.
    """
    for dimension in dimensions:
        if dimension.size.role is Role.EXACT and not dimension.on_feature:
            try:
                if generatrix.angles_deg(dimension, geometry):
                    continue  # it says how a cone is, not where
                yield from _of_dimension(dimension, geometry, bodies)
            except (NotMeasurableError, KeyError):
                continue


def _of_dimension(
    dimension: Dimension, geometry: PartGeometry, bodies: Bodies
) -> Iterator[Relation]:
    axis = None
    if dimension.about is not None:
        axis = the_axis(dimension.about, geometry.features, geometry.faces)
    if dimension.pattern is not None:
        found = elements(geometry.features[dimension.pattern], geometry.faces)
        yield from _of_pattern(dimension, found, axis, bodies)
        return
    assert dimension.between is not None
    ends = [_nodes(end, geometry, bodies) for end in dimension.between]
    for near, far in product(*ends):
        yield _between(dimension, near, far, axis, geometry, bodies)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """An end: the bodies that form it, and the element that they form (an edge of two planes)."""

    members: tuple[int, ...]
    form: Callable[[Sequence[Element]], Element]


def _nodes(text: str, geometry: PartGeometry, bodies: Bodies) -> list[_Node]:
    end = parse_end(text)
    if len(end.names) == 1:
        return [_single(e, bodies) for e in at_end(end, geometry)]
    groups = [elements(geometry.features[name], geometry.faces) for name in end.names]
    return [
        _Node(members=tuple(bodies.add(e) for e in group), form=joined)
        for group in product(*groups)
    ]


def _single(element: Element, bodies: Bodies) -> _Node:
    def form(moved: Sequence[Element]) -> Element:
        return replace(moved[0], round_mm=element.round_mm, arcs=element.arcs)

    return _Node(members=(bodies.add(element),), form=form)


def _between(
    dimension: Dimension,
    near: _Node,
    far: _Node,
    axis: Element | None,
    geometry: PartGeometry,
    bodies: Bodies,
) -> Relation:
    start = [bodies.elements[i] for i in near.members], [bodies.elements[i] for i in far.members]
    a, b = near.form(start[0]), far.form(start[1])
    members = (*near.members, *far.members)
    if dimension.kind is Kind.LINEAR:
        read = length_reader(a, b, dimension.nominal, direction_of(dimension.along, geometry))
    elif axis is None:
        read = _angle_reader(a, b, dimension.nominal)
    else:
        members = (*members, bodies.add(axis))
        read = _turn_reader(a, b, axis, dimension.nominal)
    split = len(near.members)
    count = split + len(far.members)

    def formed(moved: Sequence[Element]) -> float:
        return read([near.form(moved[:split]), far.form(moved[split:count]), *moved[count:]])

    return Relation(name=dimension.id, expected=dimension.nominal, members=members, read=formed)


def length_reader(a: Element, b: Element, expected: float, along: Vector | None = None) -> Read:
    """Return what reads the length between two elements, tangents included."""
    direction, apart = _apart(a, b, along)
    sides = sides_apart(a, b, direction)
    start = apart(a, b)
    offset = min(sides, key=lambda side: abs(abs(start + side) - expected))
    sign = math.copysign(1.0, start + offset)
    return lambda moved: sign * (apart(moved[0], moved[1]) + offset)


_Apart = Callable[[Element, Element], float]


def _apart(a: Element, b: Element, along: Vector | None) -> tuple[Vector, _Apart]:
    """Return the direction of a length, and what reads how far ``b`` is from ``a`` along it."""
    if along is not None:
        return along, lambda p, q: vector.dot(vector.minus(q.at, p.at), along)
    if a.kind == "plane":
        return a.direction, lambda p, q: vector.dot(vector.minus(q.at, p.point), p.direction)
    if b.kind == "plane":
        return b.direction, lambda p, q: vector.dot(vector.minus(q.point, p.at), q.direction)
    crossing = a.kind == b.kind == "axis" and (
        vector.undirected_angle_deg(a.direction, b.direction) > CAPTURE_DEG
    )
    if crossing:
        common = vector.unit(vector.cross(a.direction, b.direction))
        return common, _across
    off = _off(a, b)
    if vector.norm(off) <= MATCH_MM:
        raise NotMeasurableError(Message("the two features are on one axis: no length parts them"))
    return vector.unit(off), lambda p, q: vector.norm(_off(p, q))


def _across(a: Element, b: Element) -> float:
    common = vector.unit(vector.cross(a.direction, b.direction))
    return vector.dot(vector.minus(b.point, a.point), common)


def _off(a: Element, b: Element) -> Vector:
    """Return the way from ``a`` to ``b``, across the axis where one of them is an axis."""
    if a.kind == "axis":
        return vector.off_axis(b.at, a.point, a.direction)
    if b.kind == "axis":
        return vector.times(vector.off_axis(a.at, b.point, b.direction), -1.0)
    return vector.minus(b.at, a.at)


def _angle_reader(a: Element, b: Element, expected: float) -> Read:
    mixed = a.kind != b.kind

    def directed(p: Element, q: Element, sign: float) -> float:
        angle = vector.angle_deg(p.direction, vector.times(q.direction, sign))
        return abs(90 - angle) if mixed else angle

    sign = min((1.0, -1.0), key=lambda s: abs(directed(a, b, s) - expected))
    return lambda moved: directed(moved[0], moved[1], sign)


def _turn_reader(a: Element, b: Element, axis: Element, expected: float) -> Read:
    lie = _lying(a, axis), _lying(b, axis)

    def turn(p: Element, q: Element, about: Element) -> float:
        first, second = lie[0](p, about), lie[1](q, about)
        return _turned_deg(first, second, about.direction)

    start = turn(a, b, axis)
    whole = min((start, start - 360), key=lambda value: abs(abs(value) - expected))
    sign = math.copysign(1.0, whole)
    return lambda moved: sign * _near(turn(moved[0], moved[1], moved[2]), whole)


def _turned_deg(first: Vector, second: Vector, axis: Vector) -> float:
    flat = vector.off_axis(first, _ORIGIN, axis), vector.off_axis(second, _ORIGIN, axis)
    sine = vector.dot(vector.cross(*flat), axis)
    return math.degrees(math.atan2(sine, vector.dot(*flat))) % 360


def _near(angle: float, start: float) -> float:
    """Return the angle by whole turns nearest to ``start``."""
    return angle + 360 * round((start - angle) / 360)


def _lying(element: Element, axis: Element) -> Callable[[Element, Element], Vector]:
    """Return what tells in which direction from an axis an element lies: by its normal or place."""
    if element.kind == "plane":
        away = vector.dot(vector.minus(axis.point, element.point), element.direction)
        if abs(away) > CAPTURE_MM:
            return lambda e, _about: e.direction
    return lambda e, about: vector.off_axis(e.at, about.point, about.direction)


def _of_pattern(
    dimension: Dimension, found: Sequence[Element], axis: Element | None, bodies: Bodies
) -> Iterator[Relation]:
    members = tuple(bodies.add(e) for e in found)
    tail = () if axis is None else (bodies.add(axis),)
    if dimension.kind is Kind.LINEAR:
        for i, j in pattern.in_row(found):
            read = length_reader(found[i], found[j], dimension.nominal)
            yield Relation(
                name=dimension.id, expected=dimension.nominal, members=(members[i], members[j]),
                read=read,
            )  # fmt: skip
        return
    centre = axis or pattern.middle(found)
    reads = (
        [_circle_reader(i, len(found)) for i in range(len(found))]
        if dimension.kind is Kind.DIAMETER
        else list(spacing_readers(found, centre, dimension.size.count))
    )
    for read in reads:
        yield Relation(
            name=dimension.id, expected=dimension.nominal, members=(*members, *tail), read=read
        )


def _centre(moved: Sequence[Element], count: int) -> Element:
    return moved[count] if len(moved) > count else pattern.middle(moved)


def _circle_reader(which: int, count: int) -> Read:
    def read(moved: Sequence[Element]) -> float:
        return 2 * vector.norm(_off(_centre(moved, count), moved[which]))

    return read


def spacing_readers(found: Sequence[Element], centre: Element, asked: int | None) -> Iterator[Read]:
    """Return what reads the angle from each instance to the next one around a centre."""
    order, closed = pattern.around(found, centre, asked)
    lie = [_lying(e, centre) for e in found]
    ring = [*order, order[0]] if closed else order

    def reader(i: int, j: int) -> Read:
        def read(moved: Sequence[Element]) -> float:
            about = _centre(moved, len(found))
            return _turned_deg(lie[i](moved[i], about), lie[j](moved[j], about), about.direction)

        return read

    return (reader(i, j) for i, j in pairwise(ring))
