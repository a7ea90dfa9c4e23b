"""Set laid out views in first angle (ISO 5456-2)."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.drawing.primitives import Primitive, extent, moved
from gmp_cad.drawing.view import FIRST_ANGLE

GAP = 6.0


def arranged(layouts: Mapping[str, tuple[Primitive, ...]]) -> tuple[Primitive, ...]:
    """Return the views, so far apart that what surrounds them does not meet.

    Views of one column or row share their shift: a point of the part lies on one line in both.
    """
    boxes = {name: extent(primitives) for name, primitives in layouts.items()}
    across = _shifts({n: (FIRST_ANGLE[n][0], b[0], b[2]) for n, b in boxes.items()})
    upward = _shifts({n: (FIRST_ANGLE[n][1], b[1], b[3]) for n, b in boxes.items()})
    return tuple(
        primitive
        for name, primitives in layouts.items()
        for primitive in moved(primitives, across[name], upward[name])
    )


def _shifts(ranges: Mapping[str, tuple[int, float, float]]) -> dict[str, float]:
    """Return the shift of each view along one axis, from (column, low, high)."""
    shift: dict[int, float] = {}
    edge: float | None = None
    for column in sorted({column for column, _, _ in ranges.values()}):
        low = min(a for c, a, _ in ranges.values() if c == column)
        high = max(b for c, _, b in ranges.values() if c == column)
        shift[column] = 0.0 if edge is None else edge + GAP - low
        edge = high + shift[column]
    return {name: shift[column] for name, (column, _, _) in ranges.items()}
