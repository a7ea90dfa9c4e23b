"""Section lining of an assembly: neighbours differ, a part is the same in all sections (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gmp_cad.evidence import CutRegion, Projection

_TOUCH_MM = 0.3  # clearances are drawn as one line
# in the order in which they are taken: turned first, then closer or wider, then steeper
_ANGLES = (45.0, 135.0)
_WIDTHS = (1.0, 0.65, 1.5)
_STEEP = (30.0, 60.0, 120.0, 150.0)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Lining:
    """How the material of a part is hatched: angle, and spacing by the usual one of its size."""

    angle_deg: float = 45.0
    width: float = 1.0


LININGS = tuple(Lining(angle_deg=a, width=w) for w in _WIDTHS for a in _ANGLES) + tuple(
    Lining(angle_deg=a, width=w) for w in _WIDTHS for a in _STEEP
)


def area_of(region: CutRegion) -> BaseGeometry:
    """Return a region as a polygon with its voids, mm in the view plane."""
    outer, *inner = (Polygon(loop).buffer(0) for loop in region.loops)
    return outer.difference(shapely.union_all(inner)) if inner else outer


def neighbours(sections: Sequence[Projection]) -> frozenset[frozenset[str]]:
    """Return the pairs of placed parts whose material touches in a section."""
    found = set()
    for section in sections:
        areas = [(region.part, area_of(region)) for region in section.regions]
        for (a, first), (b, second) in combinations(areas, 2):
            if a != b and first.distance(second) < _TOUCH_MM:
                found.add(frozenset((a, b)))
    return frozenset(found)


def linings(sections: Sequence[Projection], items: Mapping[str, str]) -> dict[str, Lining]:
    """Return the lining of each placed part that a section cuts; ``items``: of each placement.

    The parts with the most neighbours choose first; a part takes that of another copy of its item
    where it may.
    """
    pairs = neighbours(sections)
    sizes: dict[str, float] = {}
    for region in (r for section in sections for r in section.regions):
        sizes[region.part] = sizes.get(region.part, 0.0) + area_of(region).area
    near: dict[str, set[str]] = {name: set() for name in sizes}
    for a, b in (sorted(pair) for pair in sorted(pairs, key=sorted)):
        near[a].add(b)
        near[b].add(a)
    chosen: dict[str, Lining] = {}
    for name in sorted(sizes, key=lambda n: (-len(near[n]), -round(sizes[n], 3), n)):
        taken = {chosen[other] for other in near[name] if other in chosen}
        siblings = [chosen[n] for n in sorted(chosen) if items.get(n) == items.get(name)]
        free = [one for one in (*siblings, *LININGS) if one not in taken]
        chosen[name] = free[0] if free else LININGS[len(taken) % len(LININGS)]
    return chosen
