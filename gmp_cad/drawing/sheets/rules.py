"""The lines between cells: each drawn once, however many cells share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import Box, Polyline

_DECIMALS = 3


def ruled(boxes: Iterable[Box], outline: Box, pen: Pen) -> Iterator[Polyline]:
    """Yield the sides of the boxes that do not lie on the outline, joined where they meet."""
    rows: dict[float, list[tuple[float, float]]] = {}
    columns: dict[float, list[tuple[float, float]]] = {}
    for x0, y0, x1, y1 in boxes:
        for y in (y0, y1):
            rows.setdefault(round(y, _DECIMALS), []).append((x0, x1))
        for x in (x0, x1):
            columns.setdefault(round(x, _DECIMALS), []).append((y0, y1))
    left, low, right, high = (round(value, _DECIMALS) for value in outline)
    for y, spans in sorted(rows.items()):
        if y not in (low, high):
            for start, end in _joined(spans):
                yield Polyline(points=((start, y), (end, y)), pen=pen)
    for x, spans in sorted(columns.items()):
        if x not in (left, right):
            for start, end in _joined(spans):
                yield Polyline(points=((x, start), (x, end)), pen=pen)


def _joined(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    start = end = None
    for low, high in sorted(spans):
        if start is None or end is None:
            start, end = low, high
        elif low <= end + 10**-_DECIMALS:
            end = max(end, high)
        else:
            yield start, end
            start, end = low, high
    if start is not None and end is not None:
        yield start, end
