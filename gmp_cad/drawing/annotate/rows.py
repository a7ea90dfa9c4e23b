"""At which distances from a view a dimension line may run (ISO 129-1), and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.spans import Span
from gmp_cad.drawing.annotate.style import FIRST_ROW, ROW_PITCH

_LEVELS = 9
_LEVEL_COST = 1.5
_EXCESS_COST = 0.12  # for each mm that an extension line runs over the view
_LONG, _LONG_COST = 25.0, 0.5  # beyond this length it costs more: the eye loses it
_INNER_COST = 5.0
_BODY_COST = 3.0
_SHARES = (0.5, 0.3, 0.7, 0.12, 0.88)
_NEAR_LEVELS = 3
_UPPER_SIDE_COST = 0.4  # of two equal sides, below and at the right
_INSET, _LEAST_INSET = 4.0, 0.6  # narrower, the arrows hide the step


@dataclass(frozen=True, slots=True)
class Row:
    """A place of the dimension line: its v; ``level``: rows from the view's outline."""

    v: float
    cost: float
    level: int = 0
    inside: bool = False


def rows_of(span: Span, seen: Seen) -> Iterator[Row]:
    """Yield the rows outside the view on both sides, those beside the place itself, and on it."""
    _, low, _, high = seen.extent(span.axes)
    near = seen.extent(span.axes, (span.feet[0].u, span.feet[1].u))
    for side in (-1, 1):
        edge, close = (low, near[1]) if side < 0 else (high, near[3])
        preferred = 0.0 if _preferred(span, side) else _UPPER_SIDE_COST
        for level in range(_LEVELS):
            v = edge + side * (FIRST_ROW + ROW_PITCH * level)
            yield Row(v, preferred + level * _LEVEL_COST + _excess(span, v, level), level)
        for level in range(_NEAR_LEVELS):
            v = close + side * (FIRST_ROW + ROW_PITCH * level)
            if side * (edge - v) > -_INSET and side * (edge - close) > _INSET:
                cost = _INNER_COST + level * _LEVEL_COST + _excess(span, v, level)
                yield Row(v, preferred + cost, level)
    if span.body is not None:
        yield from _on_body(span)


def _preferred(span: Span, side: int) -> bool:
    """Return whether the side is below a horizontal dimension, or at the right of a vertical one."""
    up = span.axes.up
    return side * up[0] > 0.5 or (abs(up[0]) <= 0.5 and side * up[1] < 0)


def _excess(span: Span, v: float, level: int) -> float:
    """Return the cost of extension lines beyond what this level needs."""
    needed = FIRST_ROW + ROW_PITCH * level
    cost = 0.0
    for i, foot in enumerate(span.feet):
        if span.missing != i:
            nearest = min(max(v, foot.low), foot.high)
            over = max(0.0, abs(v - nearest) - needed)
            cost += over * _EXCESS_COST + max(0.0, over - _LONG) * _LONG_COST
    return cost


def _on_body(span: Span) -> Iterator[Row]:
    """Yield places on the feature itself, where arrows touch its outline."""
    low = max(foot.low for i, foot in enumerate(span.feet) if span.missing != i)
    high = min(foot.high for i, foot in enumerate(span.feet) if span.missing != i)
    if high - low < 2 * _LEAST_INSET:
        return
    for share in _SHARES if high - low > 2 * _INSET else _SHARES[:1]:
        v = low + share * (high - low)
        yield Row(v, _BODY_COST + 2 * abs(share - 0.5), inside=True)
