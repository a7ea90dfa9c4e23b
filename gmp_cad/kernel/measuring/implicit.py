"""Implicit relations: 0 and 90°, coaxial, coplanar, in line, symmetric, evenly spaced.

What a drawing does not write because it shows it (ISO 1101, ISO 5458). A relation is taken as meant
where the part nearly satisfies it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import CAPTURE_DEG, CAPTURE_MM, Element
from gmp_cad.kernel.measuring.relation import Bodies, Relation, spacing_readers
from gmp_cad.language import english

_ORIGIN = (0.0, 0.0, 0.0)


def implicit_angles(a: int, b: int, bodies: Bodies) -> Iterator[Relation]:
    """Yield 0° or 90° between two elements that are nearly so (ISO 1101, 8: implicit angles)."""
    one, other = bodies.elements[a], bodies.elements[b]
    if "point" in (one.kind, other.kind):
        return
    angle = vector.undirected_angle_deg(one.direction, other.direction)
    if angle <= CAPTURE_DEG:
        yield from _parallel(a, b, bodies, english("implicit 0°"))
    elif 90 - angle <= CAPTURE_DEG:
        yield _square(a, b, english("implicit 90°"))


def _parallel(a: int, b: int, bodies: Bodies, name: str) -> Iterator[Relation]:
    """Yield the two components in which the direction of ``a`` may leave that of ``b``."""
    x = vector.perpendicular(bodies.elements[b].direction)
    y = vector.cross(bodies.elements[b].direction, x)
    sign = math.copysign(
        1.0, vector.dot(bodies.elements[a].direction, bodies.elements[b].direction)
    )
    for across in (x, y):

        def read(moved: Sequence[Element], across: Vector = across) -> float:
            apart = vector.minus(vector.times(moved[0].direction, sign), moved[1].direction)
            return math.degrees(vector.dot(apart, across))

        yield Relation(name=name, expected=0.0, members=(a, b), read=read)


def _square(a: int, b: int, name: str) -> Relation:
    """Return that two directions are at right angles."""

    def read(moved: Sequence[Element]) -> float:
        return vector.angle_deg(moved[0].direction, moved[1].direction)

    return Relation(name=name, expected=90.0, members=(a, b), read=read)


def implicit_places(
    targets: Sequence[int], datums: Sequence[int], others: Sequence[int], bodies: Bodies,
    directions: Sequence[Vector],
) -> Iterator[Relation]:  # fmt: skip
    """Yield the offsets that are nearly nothing: on a datum, in line, in symmetry about a datum.

    ``directions``: those of the datums and of the dimensions, along which features are aligned.
    """
    for target, datum in product((*targets, *others), datums):
        yield from _together(target, (datum,), english("implicit 0 mm"), bodies, directions)
    families = _families((*targets, *others), bodies)
    for family in families:
        members = tuple(i for i in family if i in targets)
        for datum in datums if len(members) > 1 else ():
            yield from _mirrored(members, datum, bodies, directions)
        yield from _in_line(family, bodies, directions)
        for datum in datums if len(members) > 2 else ():
            yield from _together(datum, members, english("implicit symmetry"), bodies, directions)
    for one, other in combinations(families, 2):
        yield from _together(one[0], (other[0],), english("implicit 0 mm"), bodies, directions)


def _families(numbers: Sequence[int], bodies: Bodies) -> list[list[int]]:
    """Return the bodies grouped by kind and direction."""
    families: list[list[int]] = []
    for number in numbers:
        family = next((f for f in families if _akin(f[0], number, bodies)), None)
        if family is None:
            families.append([number])
        else:
            family.append(number)
    return families


def _akin(a: int, b: int, bodies: Bodies) -> bool:
    one, other = bodies.elements[a], bodies.elements[b]
    if one.kind != other.kind or one.kind == "point":
        return one.kind == other.kind
    return vector.undirected_angle_deg(one.direction, other.direction) <= CAPTURE_DEG


def _in_line(
    family: Sequence[int], bodies: Bodies, directions: Sequence[Vector]
) -> Iterator[Relation]:
    """Yield that neighbours lie in one row: an instance beside its row is the last of it."""
    for across in _offsets([bodies.elements[family[0]]], directions):
        at = {i: vector.dot(bodies.elements[i].at, across) for i in family}
        for a, b in pairwise(sorted(family, key=at.__getitem__)):
            yield from _together(a, (b,), english("implicit 0 mm"), bodies, (across,))


def _mirrored(
    members: Sequence[int], datum: int, bodies: Bodies, directions: Sequence[Vector]
) -> Iterator[Relation]:
    """Yield that one of each row and one of the row opposite are in symmetry about a datum."""
    stands = bodies.elements[datum]
    for across in _offsets([stands, bodies.elements[members[0]]], directions):
        origin = vector.dot(stands.at, across)
        at = {i: vector.dot(bodies.elements[i].at, across) - origin for i in members}
        row = sorted(members, key=at.__getitem__)
        low, high = 0, len(row) - 1
        while low < high:
            left = at[row[low]] + at[row[high]]
            if abs(left) <= 2 * CAPTURE_MM:
                pair = (row[low], row[high])
                yield from _together(datum, pair, english("implicit symmetry"), bodies, (across,))
            low, high = (low + 1, high) if left < 0 else (low, high - 1)


def _together(
    a: int, group: tuple[int, ...], name: str, bodies: Bodies, directions: Sequence[Vector]
) -> Iterator[Relation]:
    """Yield that the middle of a group lies at ``a``, in each direction in which it nearly does."""
    one, others = bodies.elements[a], [bodies.elements[i] for i in group]
    for across in _offsets([one, *others], directions):

        def read(moved: Sequence[Element], across: Vector = across) -> float:
            sums = [vector.dot(vector.minus(e.at, moved[0].at), across) for e in moved[1:]]
            return math.fsum(sums) / len(sums)

        if abs(read([one, *others])) <= CAPTURE_MM:
            yield Relation(name=name, expected=0.0, members=(a, *group), read=read)


def _offsets(found: Sequence[Element], directions: Sequence[Vector]) -> tuple[Vector, ...]:
    """Return the unit vectors along which elements can be apart: the normal of a plane alone."""
    planes = [e.direction for e in found if e.kind == "plane"]
    axes = [e.direction for e in found if e.kind == "axis"]
    if planes:
        normal = planes[0]
        flat = all(vector.undirected_angle_deg(p, normal) <= CAPTURE_DEG for p in planes)
        along = all(90 - vector.undirected_angle_deg(d, normal) <= CAPTURE_DEG for d in axes)
        return (normal,) if flat and along else ()
    kept: list[Vector] = []
    for direction in (*directions, *_FRAME):
        across = direction
        for axis in axes:
            across = vector.off_axis(across, _ORIGIN, axis)
        for known in kept:
            across = vector.off_axis(across, _ORIGIN, known)
        if vector.norm(across) > 0.5:
            kept.append(vector.unit(across))
    return tuple(kept)


_FRAME: tuple[Vector, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def even_spacing(targets: Sequence[int], axis: int, bodies: Bodies) -> Iterator[Relation]:
    """Yield the equal angles of instances that stand nearly evenly all around (ISO 5458)."""
    found = [bodies.elements[i] for i in targets]
    centre = bodies.elements[axis]
    angle = 360 / len(found)
    for read in spacing_readers(found, centre, len(found)):
        if abs(read([*found, centre]) - angle) <= CAPTURE_DEG:
            yield Relation(
                name=english("implicit spacing"),
                expected=angle,
                members=(*targets, axis),
                read=read,
            )
