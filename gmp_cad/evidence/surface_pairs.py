"""Which surface of a part is which of another state of it, and how far it moved where it lies."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.evidence.fingerprint import SurfacePrint
from gmp_cad.evidence.geometry_tolerance import Allowed
from gmp_cad.evidence.kinds import Vector

# Field of a surface → how far (mm) it displaces the surface where its faces are.
Displacement = Mapping[str, float]
_FAR = 0.1  # of the diagonal: what nothing names and moved farther is another surface
_WIDER_MM = 1e-7  # a cone that widens by more at its face is of another angle
# Of how far from the origin a surface, or the apex of a slender cone, lies: what twelve digits of a
# direction leave open there. Less than the table allows within ten metres.
_DIGITS = 5e-12
_UNDIRECTED = ("cylinder", "torus")
_SIZES = ("radius_mm", "major_radius_mm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A surface before and after; None where it came or went."""

    before: SurfacePrint | None
    after: SurfacePrint | None
    moved: Displacement


def whole_surfaces(prints: Sequence[SurfacePrint], within_mm: float) -> tuple[SurfacePrint, ...]:
    """Return surfaces once, whatever names their faces have: areas and names put together."""
    found: list[SurfacePrint] = []
    for one in prints:
        # without names the kernel united them already
        others = (i for i, o in enumerate(found) if (o.names or one.names) and one.names != o.names)
        same = next((i for i in others if on_one_surface(found[i], one, within_mm)), None)
        if same is None:
            found.append(one)
        else:
            found[same] = _united(found[same], one)
    return tuple(found)


def on_one_surface(a: SurfacePrint, b: SurfacePrint, within_mm: float) -> bool:
    """Tell whether two prints are of faces on the same surface, the material on the same side."""
    if a.surface == "freeform":  # a skin is never divided, and shares its centre with others
        return False
    return _alike(a, b) and max(displacement(a, b).values()) <= within_mm


def _united(a: SurfacePrint, b: SurfacePrint) -> SurfacePrint:
    area = a.area_mm2 + b.area_mm2
    x, y, z = (
        (p * a.area_mm2 + q * b.area_mm2) / area
        for p, q in zip(a.centre_mm, b.centre_mm, strict=True)
    )
    names = tuple(sorted({*a.names, *b.names}))
    return replace(a, names=names, area_mm2=area, centre_mm=(x, y, z))


def pairs(
    before: Sequence[SurfacePrint], after: Sequence[SurfacePrint], allowed: Allowed
) -> tuple[Pair, ...]:
    """Return which surface is which: what stayed in its place, then the nearest of the same name.

    Those that nothing names are paired with what lies near alone; the rest came or went. A kind, or
    the side of the material, is never another's.
    """
    equal = dict(_equal(before, after))
    left_before = [i for i in range(len(before)) if i not in equal]
    left_after = sorted(set(range(len(after))) - set(equal.values()))
    found = {i: (k, displacement(before[i], after[k])) for i, k in equal.items()}
    taken: set[int] = set()
    for _, i, k, moved in sorted(_candidates(before, after, left_before, left_after, allowed)):
        if i not in found and k not in taken:
            found[i] = (k, dict(moved))
            taken.add(k)
    paired = [
        Pair(before=one, after=after[found[i][0]], moved=found[i][1])
        if i in found
        else Pair(before=one, after=None, moved={})
        for i, one in enumerate(before)
    ]
    came = (Pair(before=None, after=after[k], moved={}) for k in left_after if k not in taken)
    return (*paired, *came)


def _equal(
    before: Sequence[SurfacePrint], after: Sequence[SurfacePrint]
) -> Iterator[tuple[int, int]]:
    """Yield the surfaces that agree to about a nanometre: most of them, told quickly."""
    there: dict[object, list[int]] = defaultdict(list)
    for k, one in enumerate(after):
        there[_key(one)].append(k)
    for i, one in enumerate(before):
        if found := there.get(_key(one)):
            yield i, found.pop(0)


def _key(one: SurfacePrint) -> object:
    numbers = (
        *one.point_mm, *one.direction, one.radius_mm, one.major_radius_mm, one.half_angle_deg,
    )  # fmt: skip
    size = f"{one.area_mm2:.2g}" if one.surface == "freeform" else ""  # a pipe's share their centre
    return (one.surface, one.hollow, size, *(round(n, 6) + 0.0 for n in numbers))


Candidate = tuple[tuple[int, float], int, int, tuple[tuple[str, float], ...]]


def _candidates(
    before: Sequence[SurfacePrint],
    after: Sequence[SurfacePrint],
    left_before: Sequence[int],
    left_after: Sequence[int],
    allowed: Allowed,
) -> Iterator[Candidate]:
    for i in left_before:
        for k in left_after:
            one, other = before[i], after[k]
            if not _alike(one, other):
                continue
            moved = displacement(one, other)
            far = sum(moved.values())
            stayed = max(moved.values()) <= allowed.length_mm
            named = bool(set(one.names) & set(other.names))
            if stayed or named or far <= _FAR * allowed.diagonal_mm:
                aside = math.dist(one.centre_mm, other.centre_mm) * 1e-3  # among equals the nearest
                rank = 0 if stayed else 1 if named else 2
                yield (rank, far + aside), i, k, tuple(moved.items())


def _alike(a: SurfacePrint, b: SurfacePrint) -> bool:
    return a.surface == b.surface and a.hollow == b.hollow


def displacement(a: SurfacePrint, b: SurfacePrint) -> Displacement:
    """Return how far each field carries ``a`` away from ``b``, of the same kind, where ``b`` lies."""
    if a.surface == "freeform":
        larger = abs(math.sqrt(a.area_mm2) - math.sqrt(b.area_mm2))
        return {"point_mm": math.dist(a.point_mm, b.point_mm), "area_mm2": larger}
    found = {"direction": 0.0, "point_mm": 0.0}
    turn = _turn(a, b)
    away = _minus(b.centre_mm, b.point_mm)
    if a.surface == "plane":
        above = _dot(away, b.direction)  # a centre that is told to a micrometre lies beside it
        at = _along(b.centre_mm, b.direction, -above)
        gap = _dot(a.direction, _minus(at, a.point_mm))
        found = {"direction": turn * math.sqrt(b.area_mm2), "point_mm": abs(gap)}
    elif a.surface == "cylinder":
        at = _along(b.point_mm, b.direction, _dot(away, b.direction))
        off = _off(_minus(at, a.point_mm), a.direction)
        found = {"direction": turn * math.sqrt(b.area_mm2), "point_mm": math.hypot(*off)}
    elif a.surface == "cone":
        found = _cone(a, b, turn, math.hypot(*away))
    else:
        found["direction"] = turn * b.major_radius_mm
        found["point_mm"] = math.dist(a.point_mm, b.point_mm)
    found |= {name: abs(getattr(a, name) - getattr(b, name)) for name in _SIZES}
    dust = _DIGITS * max(math.hypot(*b.point_mm), math.hypot(*b.centre_mm))
    return {name: far if far > dust else 0.0 for name, far in found.items()}


def _cone(a: SurfacePrint, b: SurfacePrint, turn: float, slant: float) -> dict[str, float]:
    """Return how far a cone went; its apex slides along when its angle changes: one change."""
    wider = math.radians(abs(a.half_angle_deg - b.half_angle_deg)) * slant
    shift = _minus(b.point_mm, a.point_mm)
    aside = math.hypot(*_off(shift, a.direction))
    nearer = abs(_dot(shift, a.direction)) * math.sin(math.radians(a.half_angle_deg))
    return {
        "direction": turn * slant, "half_angle_deg": wider,
        "point_mm": math.hypot(aside, 0.0 if wider > _WIDER_MM else nearer),
    }  # fmt: skip


def _turn(a: SurfacePrint, b: SurfacePrint) -> float:
    """Return the angle (rad) between two directions; of an axis that points nowhere, at most π/2."""
    across = math.hypot(*_cross(a.direction, b.direction))
    level = _dot(a.direction, b.direction)
    return math.atan2(across, abs(level) if a.surface in _UNDIRECTED else level)


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _along(a: Vector, b: Vector, far: float) -> Vector:
    return (a[0] + far * b[0], a[1] + far * b[1], a[2] + far * b[2])


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
    )  # fmt: skip


def _off(a: Vector, axis: Vector) -> Vector:
    level = _dot(a, axis)
    return (a[0] - level * axis[0], a[1] - level * axis[1], a[2] - level * axis[2])
