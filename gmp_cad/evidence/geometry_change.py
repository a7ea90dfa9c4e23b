"""Two fingerprints compared: what differs by more than the kernel's own noise."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.evidence.fingerprint import Fingerprint, SurfacePrint, in_order
from gmp_cad.evidence.geometry_tolerance import PLACE_MM, Allowed, allowed_between
from gmp_cad.evidence.surface_pairs import Displacement, Pair, on_one_surface, pairs, whole_surfaces

_NOT_OF_SHAPE = ("material", "density_kg_m3", "dimensions", "names")
Value = str | int | float | tuple[float, ...]
_OF_A_SKIN = {"volume_mm3": "mm³", "first_mm4": "mm⁴", "second_mm5": "mm⁵"}
_OF_ITS_SIZE = 3.0  # a fillet that grows moves its axis by some times as much
_ONE_PLACE_MM = 2e-3  # centres of surfaces are told to a micrometre
_UNITS = {"direction": "", "half_angle_deg": "°"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometryChange:
    """One number (or word) that differs. ``path``: dotted, as ``baseline.toml`` writes it.

    ``before`` or ``after`` is None where there is none: a surface or a line came or went.
    ``allowed``: by how much the two might differ and be one, in ``unit``. ``follows``: it is but
    the consequence of other changes (the volume, when a hole grew). ``surfaces``: the surface
    before and after, of a change of one surface.
    """

    path: str
    unit: str = ""
    before: Value | None
    after: Value | None
    allowed: float = 0.0
    follows: bool = False
    surfaces: tuple[SurfacePrint | None, SurfacePrint | None] = (None, None)

    @property
    def of_shape(self) -> bool:
        """Whether it is of the solid, and not of what is said or measured of it alone."""
        return self.path.partition(".")[0] not in _NOT_OF_SHAPE

    @property
    def apart(self) -> float | None:
        """By how much before and after differ, in ``unit``; None of words, or where one is none."""
        a, b = self.before, self.after
        if isinstance(a, tuple) and isinstance(b, tuple):
            return math.dist(a, b) if len(a) == len(b) else None
        if isinstance(a, int | float) and isinstance(b, int | float):
            return abs(b - a)
        return None


def geometry_changes(before: Fingerprint, after: Fingerprint) -> tuple[GeometryChange, ...]:
    """Return what differs, the whole part first, then line by line and surface by surface.

    A hole that moved is one change, and what follows from it is marked so. Which version of the
    kernel computed them is no change; where they differ, more is allowed
    (:mod:`~gmp_cad.evidence.geometry_tolerance`).
    """
    allowed = allowed_between(before, after)
    old, new = (
        whole_surfaces(in_order(one.surfaces), allowed.length_mm) for one in (before, after)
    )
    matched = pairs(old, new, allowed)
    labels = _Labels(matched)
    own = [change for pair in matched for change in _moved(pair, allowed, labels)]
    skins = _follow([c for p in matched for c in _reshaped(p, allowed, labels)], own)
    shaped = _follow([c for p in matched for c in _extended(p, allowed, labels)], own + skins)
    shaped = [*skins, *shaped]
    shaped += [] if own or shaped else [c for p in matched for c in _elsewhere(p, labels)]
    whole = _follow(_of_the_whole(before, after, allowed), own + shaped)
    return (
        *_material(before, after), *whole, *_dimensions(before, after, allowed),
        *_names(before, after, matched, allowed.length_mm), *own, *shaped,
    )  # fmt: skip


def _follow(
    changes: Iterable[GeometryChange], causes: Sequence[GeometryChange]
) -> list[GeometryChange]:
    return [replace(change, follows=bool(causes)) for change in changes]


def _material(before: Fingerprint, after: Fingerprint) -> Iterator[GeometryChange]:
    if before.material != after.material:
        yield GeometryChange(path="material", before=before.material, after=after.material)
    if not math.isclose(before.density_kg_m3, after.density_kg_m3, rel_tol=1e-9):
        yield GeometryChange(
            path="density_kg_m3", unit="kg/m³", before=before.density_kg_m3,
            after=after.density_kg_m3, allowed=1e-9 * before.density_kg_m3,
        )  # fmt: skip


def _of_the_whole(
    before: Fingerprint, after: Fingerprint, allowed: Allowed
) -> Iterator[GeometryChange]:
    moments = allowed.moment_mm5(
        max(map(abs, (*before.second_moments_mm5, *after.second_moments_mm5)))
    )
    limits = {
        "volume_mm3": ("mm³", allowed.volume_mm3(before.volume_mm3)),
        "area_mm2": ("mm²", allowed.area_mm2(before.area_mm2)),
        "centre_mm": ("mm", allowed.length_mm),
        "second_moments_mm5": ("mm⁵", moments),
        "principal_moments_mm5": ("mm⁵", 2 * moments),
        "bounding_box_mm": ("mm", allowed.box_mm),
        "chords_mm": ("mm", allowed.chord_mm),
    }
    for path, (unit, limit) in limits.items():
        a, b = getattr(before, path), getattr(after, path)
        if not _near(a, b, limit):
            yield GeometryChange(path=path, unit=unit, before=a, after=b, allowed=limit)
    for kind in sorted({*before.census, *after.census}):
        a, b = before.census.get(kind, 0), after.census.get(kind, 0)
        if a != b:
            yield GeometryChange(path=f"census.{kind}", before=a, after=b)


def _near(a: float | tuple[float, ...], b: float | tuple[float, ...], limit: float) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        close = (abs(p - q) <= limit for p, q in zip(a, b, strict=False))
        return len(a) == len(b) and all(close)
    assert not isinstance(a, tuple)
    assert not isinstance(b, tuple)
    return abs(a - b) <= limit


def _dimensions(
    before: Fingerprint, after: Fingerprint, allowed: Allowed
) -> Iterator[GeometryChange]:
    for name in dict.fromkeys((*before.dimensions, *after.dimensions)):
        a, b = before.dimensions.get(name), after.dimensions.get(name)
        limit = max(map(allowed.dimension, (*(a or ()), *(b or ()))), default=0.0)
        if a is None or b is None or not _near(a, b, limit):
            yield GeometryChange(path=f"dimensions.{name}", before=a, after=b, allowed=limit)


class _Labels:
    """How a surface is called in paths: by its names, or its kind, with a number among several."""

    def __init__(self, matched: Sequence[Pair]) -> None:
        self._counts = Counter(self._plain(pair) for pair in matched)
        seen: Counter[str] = Counter()
        self._numbers: dict[int, int] = {}
        for pair in matched:
            seen[self._plain(pair)] += 1
            self._numbers[id(pair)] = seen[self._plain(pair)]

    @staticmethod
    def _plain(pair: Pair) -> str:
        one = pair.before or pair.after
        assert one is not None
        return "+".join(one.names) or one.surface

    def of(self, pair: Pair) -> str:
        plain = self._plain(pair)
        number = f"[{self._numbers[id(pair)]}]" if self._counts[plain] > 1 else ""
        return f"surfaces.{plain}{number}"


def _moved(pair: Pair, allowed: Allowed, labels: _Labels) -> Iterator[GeometryChange]:
    """Yield what one surface came to be: there or gone, turned, moved, of another size."""
    a, b = pair.before, pair.after
    both = (a, b)
    if a is None or b is None:
        yield GeometryChange(
            path=labels.of(pair), surfaces=both,
            before=a.surface if a else None, after=b.surface if b else None,
        )  # fmt: skip
        return
    if a.surface == "freeform":
        return
    for name, far in pair.moved.items():
        if far > allowed.length_mm:
            yield GeometryChange(
                path=f"{labels.of(pair)}.{name}", unit=_UNITS.get(name, "mm"),
                before=getattr(a, name), after=getattr(b, name), allowed=allowed.length_mm,
                follows=_is_carried(name, pair.moved, allowed), surfaces=both,
            )  # fmt: skip


def _is_carried(name: str, moved: Displacement, allowed: Allowed) -> bool:
    """Tell whether a surface moved, or its torus widened, only since it turned or its radius grew."""
    grown = moved[name] <= _OF_ITS_SIZE * moved.get("radius_mm", 0.0)
    if name == "point_mm":
        return grown or moved["direction"] > allowed.length_mm
    return name == "major_radius_mm" and grown


def _extended(pair: Pair, allowed: Allowed, labels: _Labels) -> Iterator[GeometryChange]:
    """Yield that the faces of a surface cover another area of it."""
    a, b = pair.before, pair.after
    if a is None or b is None or a.skin is not None:
        return
    limit = allowed.area_mm2(a.area_mm2)
    if not _near(a.area_mm2, b.area_mm2, limit):
        yield GeometryChange(
            path=f"{labels.of(pair)}.area_mm2", unit="mm²", before=a.area_mm2, after=b.area_mm2,
            allowed=limit, surfaces=(a, b),
        )  # fmt: skip


def _reshaped(pair: Pair, allowed: Allowed, labels: _Labels) -> Iterator[GeometryChange]:
    """Yield the simplest integral of a free-form skin that differs; of one shape, that it moved."""
    a, b = pair.before, pair.after
    if a is None or b is None or a.skin is None or b.skin is None:
        return
    for order, (name, unit) in enumerate(_OF_A_SKIN.items()):
        one, other = getattr(a.skin, name), getattr(b.skin, name)
        limit = max(allowed.skin(skin, a.area_mm2, order) for skin in (a.skin, b.skin))
        if not _near(one, other, limit):
            yield GeometryChange(
                path=f"{labels.of(pair)}.{name}", unit=unit, before=one, after=other,
                allowed=limit, surfaces=(a, b),
            )  # fmt: skip
            return
    limit = max(allowed.skin_centre_mm(skin, a.area_mm2) for skin in (a.skin, b.skin))
    if not _near(a.point_mm, b.point_mm, limit):
        yield GeometryChange(
            path=f"{labels.of(pair)}.point_mm", unit="mm", before=a.point_mm, after=b.point_mm,
            allowed=limit, surfaces=(a, b),
        )  # fmt: skip


def _elsewhere(pair: Pair, labels: _Labels) -> Iterator[GeometryChange]:
    """Yield that faces lie elsewhere on their surface: told where nothing else explains it."""
    a, b = pair.before, pair.after
    if a is None or b is None or a.surface == "freeform":
        return
    if not _near(a.centre_mm, b.centre_mm, PLACE_MM):
        yield GeometryChange(
            path=f"{labels.of(pair)}.centre_mm", unit="mm", before=a.centre_mm, after=b.centre_mm,
            allowed=PLACE_MM, surfaces=(a, b),
        )  # fmt: skip


def _names(
    before: Fingerprint, after: Fingerprint, matched: Sequence[Pair], within_mm: float
) -> Iterator[GeometryChange]:
    """Yield the names that mean other faces than before, and those that came or went."""
    old = _numbers_by_name(pair.before for pair in matched)
    new = _numbers_by_name(pair.after for pair in matched)
    there = {i for i, pair in enumerate(matched) if pair.before and pair.after}
    changed = len(there) < len(matched)
    for name in sorted({*old, *new}):
        a, b = old.get(name), new.get(name)
        if a == b and not _swapped(name, before, after, within_mm):
            continue
        yield GeometryChange(
            path=f"names.{name}", before=_kinds(pair.before for pair in _at(matched, a)),
            after=_kinds(pair.after for pair in _at(matched, b)),
            follows=_is_explained(a or set(), b or set(), there, changed=changed),
            surfaces=(
                next((pair.before for pair in _at(matched, a)), None),
                next((pair.after for pair in _at(matched, b)), None),
            ),
        )  # fmt: skip


def _is_explained(a: set[int], b: set[int], there: set[int], *, changed: bool) -> bool:
    """Tell whether a name means other surfaces only since surfaces came or went."""
    return changed and (not (a and b) or not (a ^ b) & there) and a != b


def _numbers_by_name(surfaces: Iterable[SurfacePrint | None]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(surfaces):
        for name in one.names if one is not None else ():
            found[name].add(number)
    return found


def _at(matched: Sequence[Pair], numbers: set[int] | None) -> list[Pair]:
    return [matched[number] for number in sorted(numbers or ())]


def _kinds(surfaces: Iterable[SurfacePrint | None]) -> str | None:
    """Return the kinds of surfaces, each with how many there are; None without any."""
    counts = Counter(one.surface for one in surfaces if one is not None)
    return ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) or None


def _swapped(name: str, before: Fingerprint, after: Fingerprint, within_mm: float) -> bool:
    """Tell whether a name went to other faces of the same surface: those it named lay elsewhere."""
    for one in after.surfaces:
        if name not in one.names or one.surface == "freeform":
            continue
        there = [o for o in before.surfaces if on_one_surface(o, one, within_mm)]
        if there:
            away = [math.dist(o.centre_mm, one.centre_mm) for o in there]
            # opposite quarters of a bore, some named and some not, have one centre
            near = [o for o, d in zip(there, away, strict=True) if d <= min(away) + _ONE_PLACE_MM]
            if all(name not in o.names for o in near):
                return True
    return False
