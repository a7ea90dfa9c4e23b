"""Solids that are one part though the kernel wrote them otherwise: built twice by one function.

Two runs of the same operations may give faces in another order, so bytes differ where no size does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import cadquery as cq

from gmp_cad.evidence import MassProperties
from gmp_cad.evidence.fingerprint import Moments
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel.fingerprints.chords import chords
from gmp_cad.kernel.surfaces.properties import mass_properties, volume_mm3

_SAME = 1e-7  # of a volume, a moment, a diagonal
_KG_PER_MM3 = 1e-9  # of the density 1 kg/m³, with which moments become numbers of the volume


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
    second = _second(found)
    greatest = max(map(abs, second))
    lengths = (*found.centre_of_mass_mm, *box, *chords(solid, found, second))
    return [*(length / size for length in lengths), *(moment / greatest for moment in second)]


def _second(found: MassProperties) -> Moments:
    """Return ∫xx, ∫yy, ∫zz, ∫xy, ∫yz, ∫zx dV (mm⁵) at the centre, of a density of 1 kg/m³."""
    (a, ab, ac), (_, b, bc), (_, _, c) = found.inertia_kg_mm2
    half = (a + b + c) / 2
    moments = (half - a, half - b, half - c, -ab, -bc, -ac)
    xx, yy, zz, xy, yz, zx = (moment / _KG_PER_MM3 for moment in moments)
    return (xx, yy, zz, xy, yz, zx)
