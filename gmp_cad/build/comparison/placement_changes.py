"""Pieces of an assembly that stand elsewhere than before, though no part of it changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from gmp_cad.documents.comparison.difference import ItemChange
from gmp_cad.evidence import Placement
from gmp_cad.language import Message, number

_STILL_MM = 2e-6  # places that a solver found are rounded to 1e-6 mm
_STILL_DEG = 1e-5
_DECIMALS = 6  # of a place in mm


def placement_changes(
    before: Mapping[str, Placement], after: Mapping[str, Placement], lang: str
) -> Iterator[ItemChange]:
    """Yield each piece that both states place, by name, where it moved or turned.

    Told are the origin of its own frame in that of the assembly (mm), by how much that moved, and
    the angle by which the piece turned.
    """
    for name in sorted(before.keys() & after.keys()):
        was, now = before[name], after[name]
        moved, turned = math.dist(_origin(was), _origin(now)), _angle_deg(was, now)
        if moved > _STILL_MM or turned > _STILL_DEG:
            yield ItemChange(
                name=name, before=_place(was, lang),
                after=Message(
                    "{place}, moved by {moved} mm, turned by {turned}°", place=_place(now, lang),
                    moved=_short(moved), turned=_short(turned),
                ).say(lang),
            )  # fmt: skip


def _place(one: Placement, lang: str) -> str:
    told = (number(value, lang, _DECIMALS).rstrip("0").rstrip(",.") for value in _origin(one))
    return f"({' ; '.join(told)}) mm"


def _short(value: float) -> float:
    """Return a value of four digits, which is written without a power of ten."""
    return float(f"{value:.4g}")


def _origin(one: Placement) -> tuple[float, float, float]:
    x, y, z = (row[3] for row in one.matrix[:3])
    return x, y, z


def _angle_deg(was: Placement, now: Placement) -> float:
    """Return the angle between two attitudes, exact where it is small: ‖A − B‖ = 2√2·sin(α/2)."""
    apart = math.sqrt(
        sum((was.matrix[i][k] - now.matrix[i][k]) ** 2 for i in range(3) for k in range(3))
    )
    return math.degrees(2 * math.asin(min(1.0, apart / math.sqrt(8))))
