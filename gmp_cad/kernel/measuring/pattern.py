"""What a pattern of instances shows: the circle through them, their pitch, their spacing around."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.distance import distance_mm, radial
from gmp_cad.kernel.measuring.element import Element, NotMeasurableError
from gmp_cad.kernel.surfaces.faces import azimuth_deg
from gmp_cad.kernel.surfaces.instances import parallel
from gmp_cad.language import Message

_LEAST_ON_CIRCLE = 3


def circle_mm(found: Sequence[Element], axis: Element | None) -> tuple[float, ...]:
    """Return, of each instance, the diameter (mm) of the circle on which it lies.

    The circle's centre is on ``axis``, or in the middle of the instances. Raises
    NotMeasurableError.
    """
    centre = axis or middle(found)
    if any(e.kind == "plane" or not _stands(e, centre) for e in found):
        raise NotMeasurableError(Message("the instances of a circle are axes parallel to its own"))
    return tuple(2 * vector.norm(radial(e, centre)) for e in found)


def _stands(element: Element, axis: Element) -> bool:
    return element.kind == "point" or parallel(element.direction, axis.direction)


def middle(found: Sequence[Element]) -> Element:
    """Return the axis of the circle through three or more axes or points (least squares)."""
    if len(found) < _LEAST_ON_CIRCLE:
        raise NotMeasurableError(
            Message('two instances lie on many circles: name the axis of theirs: about = "…"')
        )
    direction = _normal(found)
    x = vector.perpendicular(direction)
    y = vector.cross(direction, x)
    origin = found[0].point
    flat = np.array(
        [[vector.dot(vector.minus(e.point, origin), axis) for axis in (x, y)] for e in found]
    )
    # |p|² = 2 p·c + k on a circle about c
    rows = np.column_stack([2 * flat, np.ones(len(flat))])
    (cx, cy, _), _, rank, _ = np.linalg.lstsq(rows, (flat**2).sum(axis=1), rcond=1e-9)
    if rank < rows.shape[1]:
        raise NotMeasurableError(Message("the instances lie in one row: they form no circle"))
    centre = vector.along(vector.along(origin, x, float(cx)), y, float(cy))
    return Element(kind="axis", point=centre, direction=direction, at=centre)


def _normal(found: Sequence[Element]) -> Vector:
    if found[0].kind == "axis":
        return found[0].direction
    a, b = (vector.minus(found[i].point, found[0].point) for i in (1, -1))
    normal = vector.cross(a, b)
    if vector.norm(normal) <= 1e-9 * vector.norm(a) * vector.norm(b):
        raise NotMeasurableError(Message("the instances lie in one row: they form no circle"))
    return vector.unit(normal)


def spacings_deg(
    found: Sequence[Element], axis: Element | None, count: int | None
) -> tuple[float, ...]:
    """Return the angles (degrees) from each instance to the next one around the axis.

    All around, or without the widest gap where ``count`` (or, without it, the gap itself) says that
    the instances lie on a part of the circle. Raises NotMeasurableError.
    """
    centre = axis or middle(found)
    order, closed = around(found, centre, count)
    ring = [*order, order[0]] if closed else order
    return tuple(_turn_deg(found[i], found[j], centre) for i, j in pairwise(ring))


def around(found: Sequence[Element], centre: Element, count: int | None) -> tuple[list[int], bool]:
    """Return the numbers of the instances in their order around an axis, and if they go all around."""
    if len(found) < 2:
        raise NotMeasurableError(Message("a single instance has no spacing"))
    turns = [azimuth_deg(radial(e, centre), _ORIGIN, centre.direction) for e in found]
    order = sorted(range(len(found)), key=turns.__getitem__)
    gaps = [_turn_deg(found[i], found[j], centre) for i, j in pairwise([*order, order[0]])]
    if count == len(found) or (count is None and max(gaps) - min(gaps) <= _EVEN_DEG):
        return order, True
    first = gaps.index(max(gaps)) + 1
    return [*order[first:], *order[:first]], False


def _turn_deg(a: Element, b: Element, centre: Element) -> float:
    """Return the angle from one instance to another around the axis, 0 to 360°."""
    first, second = (vector.off_axis(radial(e, centre), _ORIGIN, centre.direction) for e in (a, b))
    sine = vector.dot(vector.cross(first, second), centre.direction)
    return math.degrees(math.atan2(sine, vector.dot(first, second))) % 360


_ORIGIN = (0.0, 0.0, 0.0)
_EVEN_DEG = 1e-3  # gaps that differ by less go all around


def pitches_mm(found: Sequence[Element], expected: float) -> tuple[float, ...]:
    """Return the distances (mm) from each instance to the next one of a row."""
    return tuple(distance_mm(found[i], found[j], expected) for i, j in in_row(found))


def in_row(found: Sequence[Element]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of instances that follow one another in a row."""
    if len(found) < 2:
        raise NotMeasurableError(Message("a single instance has no spacing"))
    places = [_across(e, found[0]) for e in found]
    first, last = max(combinations(places, 2), key=lambda ends: math.dist(*ends))
    row = vector.minus(last, first)
    order = sorted(range(len(found)), key=lambda i: vector.dot(places[i], row))
    return tuple(pairwise(order))


def _across(element: Element, first: Element) -> Vector:
    """Return the place of an instance from the first one: across axes, square to planes."""
    if element.kind == "axis":
        return vector.off_axis(element.point, first.point, first.direction)
    away = vector.minus(element.point, first.point)
    if element.kind == "plane":
        return vector.times(first.direction, vector.dot(away, first.direction))
    return away
