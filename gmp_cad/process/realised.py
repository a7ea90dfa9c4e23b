"""The location that a fixture really gives: normals from the contacts found in its geometry.

A contact area carries at most three normals, a line two, a point one; a whole cylinder in a bore is
a centring (two normals, four where it is longer than 1.5 times its diameter), the two arcs of a
relieved pin one. What the fixture declares says how many of them count, never more than there are.
Lengths mm, part frame. Source: naming of the *appuis* as taught in GMP (long: L/D > 1.5).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gmp_cad.evidence import LocatingNormal, PhaseState, Vector
from gmp_cad.evidence.fixture import Touch
from gmp_cad.process.faces import Array, plane_frame, unit, vector

LONG = 1.5
# An arc wider than this holds a bore on both sides of every direction.
_WHOLE_DEG = 200.0
_ON_ONE_LINE = 0.2  # share of the spread across the main line that the width of arcs explains
_SAME = 1 - 1e-6
_LEVEL_MM = 1e-3
_CAPACITY = {"area": 3, "line": 2, "point": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Regions of one placement that press the same way: one support of the workpiece.

    ``capacity``: how many normals it can carry. ``on``: the features that it touches.
    """

    touches: tuple[Touch, ...]
    on: tuple[str, ...]
    normal: Vector
    capacity: int

    @property
    def point(self) -> Vector:
        """The middle of the regions (mm), by area where they have one."""
        weights = np.array([t.area_mm2 or t.length_mm or 1.0 for t in self.touches])
        points = np.array([t.point for t in self.touches])
        return vector((weights[:, None] * points).sum(axis=0) / weights.sum())

    @property
    def area_mm2(self) -> float:
        """The sum of the areas that touch."""
        return sum(t.area_mm2 for t in self.touches)

    @property
    def kind(self) -> str:
        """``cylinder``, ``area``, ``line`` or ``point``: the largest of its regions."""
        if self.touches[0].axis is not None:
            return "cylinder"
        return min((t.kind for t in self.touches), key=["area", "line", "point"].index)

    def away(self, point: Vector) -> float:
        """Return how far (mm) a point lies from the contact."""
        return min(_away(touch, point) for touch in self.touches)


def features_at(state: PhaseState, face: int) -> tuple[str, ...]:
    """Return the names that the workpiece gives to a face, those of the part first."""
    names = [name for name, faces in state.features.items() if face in faces]
    return tuple(sorted(names, key=lambda n: (n.startswith("stock"), n)))


def contacts_of(touches: Sequence[Touch], state: PhaseState) -> tuple[Contact, ...]:
    """Return the contacts of one placement with the workpiece, the largest first."""
    groups: list[list[Touch]] = []
    for touch in touches:
        for group in groups:
            if _together(touch, group[0]):
                group.append(touch)
                break
        else:
            groups.append([touch])
    found = [_contact(group, state) for group in groups]
    return tuple(sorted(found, key=lambda c: (-c.capacity, -round(c.area_mm2, 6), c.point)))


def _together(a: Touch, b: Touch) -> bool:
    """Whether two regions are one support: in one plane, or around one axis on the same part."""
    if (a.axis is None) != (b.axis is None):
        return False
    gap = np.array(b.point) - np.array(a.point)
    if a.axis is not None and b.axis is not None:
        aside = abs(a.radius_mm - b.radius_mm)
        return abs(float(np.dot(a.axis, b.axis))) > _SAME and aside < _LEVEL_MM and _coaxial(a, b)
    same = float(np.dot(a.normal, b.normal)) > _SAME
    return same and abs(float(gap @ np.array(a.normal))) < _LEVEL_MM


def _coaxial(a: Touch, b: Touch) -> bool:
    """Whether the points of two cylindrical regions are as far from one axis as the radius."""
    return bool(np.linalg.norm(_axis_point(a)[0] - _axis_point(b)[0]) < _LEVEL_MM)


def _axis_point(touch: Touch) -> tuple[Array, float]:
    """Return where the axis of a cylindrical region passes its own origin plane, and its place."""
    axis = np.array(touch.axis)
    ring = np.array(touch.outline)
    along = ring @ axis
    flat = ring - np.outer(along, axis)
    # The circle through the points of the outline, in the plane across the axis (least squares).
    u, v = _across(axis)
    x, y = flat @ u, flat @ v
    solved = np.linalg.lstsq(
        np.stack([2 * x, 2 * y, np.ones_like(x)], axis=1), x**2 + y**2, rcond=None
    )
    cx, cy = solved[0][:2]
    return cx * u + cy * v, float((along.min() + along.max()) / 2)


def _across(axis: Array) -> tuple[Array, Array]:
    """Return two unit directions across an axis; axes of the part where it allows them."""
    first = next(e for e in np.eye(3) if abs(float(e @ axis)) < 0.8)
    u = unit(first - float(first @ axis) * axis)
    return u, np.cross(axis, u)


def _contact(group: Sequence[Touch], state: PhaseState) -> Contact:
    names = tuple(dict.fromkeys(n for touch in group for n in features_at(state, touch.face)))
    first = group[0]
    capacity = max(_CAPACITY[touch.kind] for touch in group)
    if first.axis is not None:
        capacity = _centring_capacity(group)
    elif len(group) > 1:
        capacity = min(3, max(capacity, len(group)))
    return Contact(touches=tuple(group), on=names, normal=first.normal, capacity=capacity)


def _centring_capacity(group: Sequence[Touch]) -> int:
    length = max(touch.length_mm for touch in group)
    sections = 2 if length > LONG * 2 * group[0].radius_mm else 1
    return sections * (2 if _whole(group) else 1)


def _whole(group: Sequence[Touch]) -> bool:
    """Whether arcs centre: they go around, or stand on more than one line through the axis."""
    if sum(touch.arc_deg for touch in group) > _WHOLE_DEG:
        return True
    spread, _ = _lines(group)
    return bool(spread[-2] > _ON_ONE_LINE * spread[-1])


def _lines(group: Sequence[Touch]) -> tuple[Array, Array]:
    """Return the spread of the arcs' directions, by arc, along its main directions (increasing)."""
    normals = np.array([touch.normal for touch in group])
    arcs = np.array([touch.arc_deg for touch in group])
    values, directions = np.linalg.eigh((normals.T * arcs) @ normals)
    return values, directions


def realised_normals(
    locators: Mapping[str, Sequence[int]], contacts: Mapping[str, Sequence[Contact]]
) -> tuple[LocatingNormal, ...]:
    """Return the normals that the contacts of all locators give, with the numbers declared.

    A contact beyond those declared gets the numbers after the last: it counts, for it touches.
    """
    found: list[LocatingNormal] = []
    spare = max((n for numbers in locators.values() for n in numbers), default=0)
    for name, numbers in locators.items():
        places = list(_places(contacts.get(name, ()), len(numbers)))
        for i, (contact, point, direction) in enumerate(places):
            if i >= len(numbers):
                spare += 1
            found.append(
                LocatingNormal(
                    index=numbers[i] if i < len(numbers) else spare,
                    on=contact.on[0] if contact.on else "", point=point, direction=direction,
                    machined=not any(n.startswith("stock") for n in contact.on),
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda n: n.index))


def _places(contacts: Sequence[Contact], wanted: int) -> Iterator[tuple[Contact, Vector, Vector]]:
    """Yield the normals of a locator: shared among its contacts, at least one for each."""
    rest = wanted
    for i, contact in enumerate(contacts):
        later = len(contacts) - i - 1
        share = max(1, min(contact.capacity, rest - later))
        if contact.kind == "cylinder":
            share = contact.capacity  # a whole pin centres, whatever is declared
        rest -= share
        for point, direction in _spread(contact, share):
            yield contact, point, direction


def _spread(contact: Contact, count: int) -> list[tuple[Vector, Vector]]:
    if contact.kind == "cylinder":
        return _centring(contact)
    if count == 1:
        return [(contact.point, contact.normal)]
    outline = sorted(
        {vector(np.array(p)) for t in contact.touches for p in (t.outline or (t.point,))}
    )
    if count == 2:
        pair = max(combinations(outline, 2), key=lambda ab: round(math.dist(*ab), 6))
        return [(point, contact.normal) for point in pair]
    return [(point, contact.normal) for point in _widest(outline)]


def _widest(points: Sequence[Vector]) -> tuple[Vector, ...]:
    """Return the three points of the largest triangle among corners that are far apart."""
    middle = np.mean(points, axis=0)
    far = sorted(points, key=lambda p: (-round(float(np.linalg.norm(p - middle)), 6), p))[:24]
    return max(combinations(far, 3), key=lambda t: round(_double_area(*t), 6))


def _double_area(a: Vector, b: Vector, c: Vector) -> float:
    return float(np.linalg.norm(np.cross(np.array(b) - np.array(a), np.array(c) - np.array(a))))


def _centring(contact: Contact) -> list[tuple[Vector, Vector]]:
    """Return the normals of a pin in a bore: two across each section, or one for a relieved pin."""
    first = contact.touches[0]
    axis = np.array(first.axis)
    foot, _ = _axis_point(first)
    spans = [_span(touch, axis) for touch in contact.touches]
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    levels = [(low + high) / 2]
    if high - low > LONG * 2 * first.radius_mm:
        levels = [low + (high - low) / 10, high - (high - low) / 10]
    directions = list(_across(axis)) if _whole(contact.touches) else [_held_along(contact)]
    return [
        (vector(foot + level * axis + first.radius_mm * d), vector(d))
        for level in levels
        for d in directions
    ]


def _held_along(contact: Contact) -> Array:
    """Return the direction that the arcs of a relieved pin hold, the way its first one presses."""
    line = _lines(contact.touches)[1][:, -1]
    return unit(line if float(line @ np.array(contact.normal)) > 0 else -line)


def _span(touch: Touch, axis: Array) -> tuple[float, float]:
    along = np.array(touch.outline) @ axis
    return float(along.min()), float(along.max())


def _away(touch: Touch, point: Vector) -> float:
    """Return the distance (mm) of a point to a region."""
    if touch.axis is not None:
        axis = np.array(touch.axis)
        low, high = _span(touch, axis)
        along = float(np.array(point) @ axis)
        radial = np.array(point) - along * axis - _axis_point(touch)[0]
        beyond = max(low - along, along - high, 0.0)
        return math.hypot(beyond, abs(float(np.linalg.norm(radial)) - touch.radius_mm))
    frame = plane_frame(touch.normal, touch.point)
    flat = [frame.flat(p) for p in touch.outline or (touch.point,)]
    shape: BaseGeometry = Point(flat[0])
    if touch.kind == "area" and len(flat) > 2:
        shape = Polygon(flat).buffer(0)
    elif len(flat) > 1:
        shape = LineString(flat)
    return math.hypot(frame.height(point), float(shape.distance(Point(frame.flat(point)))))
