"""Solids that are one part though the kernel wrote them otherwise: built twice by one function.

Two runs of the same operations may give faces in another order, so bytes differ where no size does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import cadquery as cq

from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel.fingerprints.chords import chords
from gmp_cad.kernel.fingerprints.second_moments import second_moments
from gmp_cad.kernel.surfaces.properties import mass_properties, volume_mm3

_SAME = 1e-7  # of a volume, a moment, a diagonal


def one_of_each(
    read: LooseAssembly, solids: Mapping[str, cq.Shape]
) -> tuple[LooseAssembly, dict[str, cq.Shape]]:
    """Return an assembly whose items all differ: what is the same solid is the first such item.

    Compared in their own frames: volume, centre, moments and box, and how long fixed lines run
    inside, which tells a part from its mirror image.
    """
    kept: list[_Item] = []
    first: dict[str, str] = {}
    for name, solid in solids.items():
        item = _Item(name, solid, volume_mm3(solid))
        known = next((one for one in kept if _same(one, item)), None)
        if known is None:
            kept.append(item)
        first[name] = name if known is None else known.name
    placements = tuple(replace(p, item=first[p.item]) for p in read.placements)
    products = {item.name: read.products[item.name] for item in kept}
    return (
        replace(read, placements=placements, products=products),
        {item.name: item.solid for item in kept},
    )


@dataclass(slots=True)
class _Item:
    name: str
    solid: cq.Shape
    volume_mm3: float
    figures: Sequence[float] = field(default=())


def _same(one: _Item, other: _Item) -> bool:
    if not math.isclose(one.volume_mm3, other.volume_mm3, rel_tol=_SAME):
        return False
    for item in (one, other):
        item.figures = item.figures or _figures(item.solid)
    return len(one.figures) == len(other.figures) and all(
        abs(a - b) <= _SAME for a, b in zip(one.figures, other.figures, strict=True)
    )


def _figures(solid: cq.Shape) -> list[float]:
    """Return what a solid is recognised by, each as a share of its own greatness."""
    found = mass_properties(solid, 1.0)
    box = found.bounding_box_mm
    size = math.dist(box[:3], box[3:])
    second = second_moments(found)
    greatest = max(map(abs, second))
    lengths = (*found.centre_of_mass_mm, *box, *chords(solid, found, second))
    return [*(length / size for length in lengths), *(moment / greatest for moment in second)]
