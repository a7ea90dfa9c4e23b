"""Cutting planes in steps: through the axes of several things that stand beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gmp_cad.drawing.assembly.joints import Joint, JointPlace
from gmp_cad.drawing.assembly.placed import PlacedPart, spread
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import Vector

ACROSS = 1e-6
_SAME_MM = 0.05
_BETWEEN_MM = 0.5  # between what two steps show, at least
_ITEM, _FIT, _STEP = 2.0, 1.0, 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What a plane at a depth shows between two coordinates along the view's right: its key."""

    key: str
    low: float
    high: float
    depth: float
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """Planes of a section as :class:`~gmp_cad.evidence.Cut` has them, and what they show."""

    steps: tuple[tuple[float, float], ...] = ()
    keys: frozenset[str] = frozenset()
    worth: float = 0.0


def shows(
    parts: Sequence[PlacedPart],
    joints: Sequence[Joint],
    plane: tuple[Vector, Vector],
    wanted: AbstractSet[str],
) -> list[Show]:
    """Return where planes of a view (right, up) show the wanted items and fits."""
    found = [show for p in parts if p.item in wanted for show in _of_part(p, plane)]
    for joint in joints:
        if joint.key in wanted:
            found += [show for place in joint.places for show in _of_place(joint, place, plane)]
    return sorted(found, key=lambda s: (-s.worth, -s.depth, s.low, s.key))


def _of_part(part: PlacedPart, plane: tuple[Vector, Vector]) -> Iterator[Show]:
    toward = cross(*plane)
    low, high = spread(part.box, plane[0])
    depth = sum(spread(part.box, toward)) / 2
    if part.axis is not None:
        if abs(dot(part.axis.direction, toward)) > ACROSS:
            return
        depth = dot(part.axis.point, toward)
    yield Show(key=part.item, low=low, high=high, depth=round(depth, 4), worth=_ITEM)


def _of_place(joint: Joint, place: JointPlace, plane: tuple[Vector, Vector]) -> Iterator[Show]:
    toward = cross(*plane)
    if not place.seen(toward):
        return
    slant = abs(dot(place.direction, plane[0]))
    reach = slant * place.length_mm / 2 + (1 - slant) * place.radius_mm
    middle, depth = dot(place.middle, plane[0]), dot(place.middle, toward)
    yield Show(
        key=joint.key, low=middle - reach, high=middle + reach, depth=round(depth, 4), worth=_FIT
    )


def stepped(found: Sequence[Show]) -> Stepped:
    """Return the planes that show most of what is given, from the best of several starts."""
    depths = sorted({show.depth for show in found}, reverse=True)  # more is seen behind the first
    ways = [_from(depth, found) for depth in depths]
    return max(ways, key=lambda way: way.worth, default=Stepped())


def _from(depth: float, found: Sequence[Show]) -> Stepped:
    """Return the planes that show all at ``depth`` and what else stands clear of it."""
    chosen: list[Show] = []
    keys: set[str] = set()
    for show in sorted(found, key=lambda s: abs(s.depth - depth) > _SAME_MM):
        new = show.key not in keys
        if all(_together(show, other) for other in chosen) and (
            new or any(abs(show.depth - c.depth) < _SAME_MM for c in chosen)
        ):
            if chosen and new and _adds_step(show, chosen) and show.worth <= _STEP:
                continue
            chosen.append(show)
            keys.add(show.key)
    steps = _steps(chosen)
    gain = sum({show.key: show.worth for show in chosen}.values())
    return Stepped(steps=steps, keys=frozenset(keys), worth=gain - _STEP * (len(steps) - 1))


def _adds_step(show: Show, chosen: Sequence[Show]) -> bool:
    return all(abs(show.depth - other.depth) > _SAME_MM for other in chosen)


def _together(a: Show, b: Show) -> bool:
    apart = a.high + _BETWEEN_MM < b.low or b.high + _BETWEEN_MM < a.low
    return apart or abs(a.depth - b.depth) < _SAME_MM


def _steps(chosen: Sequence[Show]) -> tuple[tuple[float, float], ...]:
    """Return where each plane starts: in the middle between what two planes show."""
    ordered = sorted(chosen, key=lambda s: (s.low, s.high))
    steps: list[tuple[float, float]] = [(0.0, ordered[0].depth)]
    reach = ordered[0].high
    for show in ordered[1:]:
        if abs(show.depth - steps[-1][1]) > _SAME_MM:
            steps.append((round((reach + show.low) / 2, 3), show.depth))
        reach = max(reach, show.high)
    return tuple(steps)
