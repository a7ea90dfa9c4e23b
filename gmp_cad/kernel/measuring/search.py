"""Which readings a dimension means: by its size among all features, or among the named ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.evidence import FaceGeometry, Feature, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring import hole
from gmp_cad.kernel.measuring.sizes import Reading, Wanted, readings
from gmp_cad.kernel.surfaces.body import Body
from gmp_cad.kernel.surfaces.instances import (
    MATCH_DEG,
    MATCH_MM,
    arc_deg,
    in_order,
    lengthwise_parts,
    parallel,
    place,
)
from gmp_cad.language import Message, english
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import THREADS, Kind

MIN_ROUND_ARC_DEG = 180.0  # a cylinder that covers no more of its turn is a fillet
CANDIDATES = 3  # how many of the nearest misses are told
_KIN = 0.1  # named cylinders within this share of the size are meant by it

Outcome = Literal["measured", "not_found", "ambiguous"]
ROUND = frozenset({Kind.DIAMETER, *THREADS})
_LENGTHWISE = ROUND | {Kind.RADIUS}
# What "R2" or "1×45°" without a count asks for is every one of that size, as on a drawing.
_EVERY = frozenset({Kind.RADIUS, Kind.CHAMFER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The readings that a dimension means, ordered by x, y, z of their places, or why none."""

    outcome: Outcome
    readings: tuple[Reading, ...] = ()
    reason: Message | None = None
    candidates: tuple[Message, ...] = ()


def by_size(want: Wanted, body: Body, claimed: frozenset[int] = frozenset()) -> Choice:
    """Return the readings of exactly the wanted size among all features of a part.

    Where the count does not come out so, faces that belong to other dimensions (``claimed``, see
    :func:`claims`) are left out, then holes whose depth or recess is not that of the callout.
    """
    pool = readings(want, body.features, body)
    fitting = [r for r in pool if want.fits(r) and _on_side(want, r)]
    fitting = _preferred(want, _of_kind(want, fitting, body), body)
    free = [r for r in fitting if not _touches(r, claimed)]
    for found in (fitting, free, [r for r in fitting if _shows_callout(want, r, body)]):
        counted = _counted(want, found, body)
        if counted is not None:
            return _measured(counted, body)
    return _miscounted(want, free or fitting, pool, body)


def claims(dimension: Dimension, *, named: bool) -> bool:
    """Tell whether the features of a dimension are no others': named, or by a fuller callout."""
    size = dimension.size
    return named or bool(size.depth or size.drill_depth or size.recess)


def _shows_callout(want: Wanted, reading: Reading, body: Body) -> bool:
    """Tell whether a hole has the depth and the recess of its callout."""
    if want.kind not in ROUND:
        return False
    # whether the other mouth is a recess too can be told when all dimensions are found
    others = range(len(body.faces))
    details = hole.details(want.size, reading.features[0], body, others)
    return bool(details) and all(abs(seen - asked) <= MATCH_MM for _, asked, seen in details)


def among(want: Wanted, named: Sequence[Feature], body: Body) -> Choice:
    """Return the readings of the wanted kind on named features, whatever their size.

    Where a name covers more than the dimension means, the readings nearest to the size are taken,
    if the others are clearly other ones: at once when they are on the same axes (a bore and its
    counterbore), else only where all together are not as many as asked for.
    """
    all_readings = readings(want, named, body)
    pool = [r for r in all_readings if _on_side(want, r)]
    if not pool:
        reason = _WRONG_SIDE[bool(want.hollow)] if all_readings else _NO_SUCH_KIND
        shown = _nearest(want, all_readings, body)
        return Choice(outcome="not_found", reason=reason, candidates=shown)
    kin = _kin(want, pool)
    for found in _preferences(want, pool, kin):
        counted = _counted(want, found, body)
        if counted is not None:
            return _measured(counted, body)
    return _miscounted(want, kin, pool, body)


def _preferences(
    want: Wanted, pool: Sequence[Reading], kin: Sequence[Reading]
) -> tuple[Sequence[Reading], ...]:
    """Return the sets of named readings that may be meant, the likeliest first."""
    if want.kind not in ROUND:
        return pool, kin, _closest(want, kin)
    others = [reading for reading in pool if reading not in kin]
    stepped = all(any(_coaxial(reading, near) for near in kin) for reading in others)
    return (kin, pool) if stepped else (pool, kin)


def _coaxial(one: Reading, other: Reading) -> bool:
    a, b = one.features[0], other.features[0]
    away = vector.off_axis(b.point, a.point, a.direction)
    return parallel(a.direction, b.direction) and vector.norm(away) <= MATCH_MM


_NO_SUCH_KIND = Message("no named face shows a size of this kind")
_WRONG_SIDE = {
    True: Message("the dimension is that of a hole, and the named faces are those of a shaft"),
    False: Message("the dimension is that of a shaft, and the named faces are those of a hole"),
}


def _of_kind(want: Wanted, pool: Sequence[Reading], body: Body) -> list[Reading]:
    """Leave out what a drawing would not write so: a fillet as a diameter, a bore as a radius."""
    if want.kind in ROUND:
        return [r for r in pool if _arc(r, body) > MIN_ROUND_ARC_DEG + MATCH_DEG]
    if want.kind is Kind.RADIUS:
        return [r for r in pool if r.features[0].surface != "cylinder" or _arc(r, body) < 360]
    return list(pool)


def _arc(reading: Reading, body: Body) -> float:
    return arc_deg(reading.features[0], body.faces)


def _on_side(want: Wanted, reading: Reading) -> bool:
    return want.hollow is None or reading.hollow == want.hollow


def _preferred(want: Wanted, fitting: list[Reading], body: Body) -> list[Reading]:
    """Return the likelier of two sorts of fitting features, where both occur.

    Fillets go before corner spheres and wider arcs, cones before pairs of planes, faces that see
    each other before faces that do not overlap.
    """
    if want.kind is Kind.RADIUS:
        likely = [r for r in fitting if r.features[0].surface != "sphere" and _is_fillet(r, body)]
    elif want.kind is Kind.ANGLE:
        likely = [r for r in fitting if len(r.features) == 1]
    elif want.kind is Kind.LINEAR:
        likely = [r for r in fitting if overlapping(r.features, body.faces)]
    else:
        return fitting
    return likely or fitting


def _is_fillet(reading: Reading, body: Body) -> bool:
    round_about = reading.features[0].surface == "cylinder"
    return not round_about or _arc(reading, body) <= MIN_ROUND_ARC_DEG + MATCH_DEG


def overlapping(planes: Sequence[Feature], faces: Sequence[FaceGeometry]) -> bool:
    """Tell whether two parallel planes see each other: their outlines' boxes overlap."""
    a, b = planes
    x = vector.perpendicular(a.direction)
    return all(
        min(_extent(a, axis, faces)[1], _extent(b, axis, faces)[1])
        - max(_extent(a, axis, faces)[0], _extent(b, axis, faces)[0])
        > MATCH_MM
        for axis in (x, vector.cross(a.direction, x))
    )


def _extent(feature: Feature, axis: Vector, faces: Sequence[FaceGeometry]) -> tuple[float, float]:
    points = [p for i in feature.faces for line in faces[i].outline for p in line]
    along = [vector.dot(point, axis) for point in points]
    return min(along), max(along)


def _touches(reading: Reading, claimed: frozenset[int]) -> bool:
    return any(face in claimed for feature in reading.features for face in feature.faces)


def _counted(want: Wanted, found: Sequence[Reading], body: Body) -> list[Reading] | None:
    """Return ``found`` when its number is the one written, one way of counting or the other.

    Cylinders on one axis count once, or one by one where gaps part them (two bearing seats, the
    rounded corners of two lugs).
    Holes and shafts are never counted together: the side whose number is right is meant.
    """
    if want.count is None and want.kind in _EVERY:
        return list(found) or None
    count = want.count or 1
    sides = [side for side in _sides(want, found) if side]
    if want.count is None and len(sides) > 1:
        return None
    fits = []
    for side in sides:
        ways = (side, _parted(side, body)) if want.kind in _LENGTHWISE else (side,)
        fits += [way for way in ways if len(way) == count][:1]
    return fits[0] if len(fits) == 1 else None


def _sides(want: Wanted, found: Sequence[Reading]) -> tuple[list[Reading], ...]:
    if want.kind not in (*ROUND, Kind.LINEAR, Kind.SQUARE):
        return (list(found),)
    return tuple([r for r in found if r.hollow is side] for side in (True, False))


def _parted(found: Iterable[Reading], body: Body) -> list[Reading]:
    return [
        replace(reading, features=(part,))
        for reading in found
        for part in _pieces(reading.features[0], body)
    ]


def _pieces(feature: Feature, body: Body) -> tuple[Feature, ...]:
    cylinder = feature.surface == "cylinder"
    return lengthwise_parts(feature, body.faces) if cylinder else (feature,)


def _kin(want: Wanted, pool: Sequence[Reading]) -> list[Reading]:
    """Return the readings near the size, or those equal to the nearest one."""
    near = [r for r in pool if abs(r.value - want.value) <= _KIN * want.value]
    if near:
        return near
    nearest = min(pool, key=lambda r: abs(r.value - want.value))
    return [r for r in pool if abs(r.value - nearest.value) <= want.tolerance]


def _closest(want: Wanted, kin: Sequence[Reading]) -> list[Reading]:
    """Return as many readings as are asked for, if all others are at least twice as far off."""
    by_miss = sorted(kin, key=lambda r: _miss(want, r))
    taken, left = by_miss[: want.count or 1], by_miss[want.count or 1 :]
    worst = max(_miss(want, reading) for reading in taken)
    clear = all(_miss(want, r) > 2 * worst + want.tolerance for r in left)
    return taken if clear else list(kin)


def _miss(want: Wanted, reading: Reading) -> float:
    return abs(reading.value - want.value) + abs(reading.angle_deg - want.angle_deg)


def _measured(found: Sequence[Reading], body: Body) -> Choice:
    return Choice(outcome="measured", readings=_sorted(found, body))


def _sorted(found: Sequence[Reading], body: Body) -> tuple[Reading, ...]:
    """Order readings like features: by x, then y, then z of the first feature of each."""
    firsts: dict[Feature, list[Reading]] = {reading.features[0]: [] for reading in found}
    for reading in found:
        firsts[reading.features[0]].append(reading)
    return tuple(r for first in in_order(firsts, body.faces) for r in firsts[first])


def _miscounted(
    want: Wanted, found: Sequence[Reading], pool: Sequence[Reading], body: Body
) -> Choice:
    """Say how many were found, and where, or which features come nearest."""
    count = want.count or 1
    if not found:
        reason = Message("no feature of the part has this size")
        shown = _nearest(want, [r for r in pool if _on_side(want, r)] or pool, body)
        return Choice(outcome="not_found", reason=reason, candidates=shown)
    template = english(
        "{found} {found:feature has|features have} this size, and {count} {count:is|are} asked for"
        if len(found) != count
        else "holes and shafts have this size: a fit, a count or a name must tell which is meant"
    )
    return Choice(
        outcome="not_found" if len(found) < count else "ambiguous",
        readings=_sorted(found, body),
        reason=Message(template, found=len(found), count=count),
        candidates=tuple(described(want, r, body) for r in _sorted(found, body)),
    )


def _nearest(want: Wanted, pool: Sequence[Reading], body: Body) -> tuple[Message, ...]:
    nearest = sorted(_sorted(pool, body), key=lambda r: _miss(want, r))[:CANDIDATES]
    return tuple(described(want, reading, body) for reading in nearest)


_SIGNS = {
    **dict.fromkeys(ROUND, "⌀"), Kind.SPHERE: "S⌀", Kind.RADIUS: "R", Kind.SQUARE: "□",
}  # fmt: skip


def described(want: Wanted, reading: Reading, body: Body) -> Message:
    """Return a reading with its place (mm), such as ``⌀12 at (10, 5, 0)``."""
    places = [place(feature, body.faces) for feature in reading.features]
    x, y, z = (round(c, 6) + 0.0 for c in vector.times(_total(places), 1 / len(places)))
    return Message("{size} at ({x}, {y}, {z})", size=_size(want, reading, body), x=x, y=y, z=z)


def _size(want: Wanted, reading: Reading, body: Body) -> Message:
    sign, value = _SIGNS.get(want.kind, ""), reading.value
    if want.kind is Kind.CHAMFER:
        return Message("{leg}×{angle}°", leg=value, angle=reading.angle_deg)
    if want.kind in ROUND and (arc := _arc(reading, body)) <= MIN_ROUND_ARC_DEG + MATCH_DEG:
        return Message("{sign}{value} (arc {arc}°)", sign=sign, value=value, arc=arc)
    unit = "°" if want.kind is Kind.ANGLE else ""
    return Message("{sign}{value}{unit}", sign=sign, value=value, unit=unit)


def _total(points: Iterable[Vector]) -> Vector:
    total = (0.0, 0.0, 0.0)
    for point in points:
        total = vector.plus(total, point)
    return total
