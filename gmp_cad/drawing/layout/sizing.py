"""The scale and the sheet that a drawing asks for (ISO 5455, ISO 5457): legible, and no larger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.drawing.primitives import Box
from gmp_cad.standards import sheets
from gmp_cad.standards.sheets import Scale, Sheet

_ROOM_MM = 20.0  # of the views' outlines for each annotation: closer, leaders crowd
_LEGIBLE_MM = 6.0  # the shorter dimensions on paper
_LEGIBLE_SHARE = 0.3  # which of them, by length
_LEAST_VIEW_MM = 35.0  # the longest side of the largest view
_LEAST_CIRCLE_MM, _FOR_CIRCLES = 2.5, 2.0
_NEARLY = 0.8  # the next smaller standard scale serves when it misses by less
_MOST = 2.5  # times the scale asked for: larger, a drawing gains nothing
_NATURAL = 0.4  # up to 1:1 a part may always be drawn where there is room
_LARGER = 3  # scales that are tried where the first leaves texts on each other


def scale_asked_for(
    boxes: Sequence[Box],
    spans_mm: Sequence[float],
    annotations: int,
    smallest_circle_mm: float | None = None,
) -> float:
    """Return the ratio (paper / part) from which a part reads well.

    ``boxes`` are those of its views, mm of the part; ``spans_mm`` the lengths that dimensions
    span; ``annotations`` how many stand around the views. The outlines give each annotation
    its room, most of the dimensions hold their arrows, the part is not tiny, and the smallest circle
    is seen as one, unless it is so small that details serve it better.
    """
    around = sum(2 * (x1 - x0 + y1 - y0) for x0, y0, x1, y1 in boxes)
    longest = max(max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in boxes)
    asked = [_LEAST_VIEW_MM / longest, _ROOM_MM * annotations / around]
    if spans_mm:
        short = sorted(spans_mm)[int(_LEGIBLE_SHARE * (len(spans_mm) - 1))]
        asked.append(_LEGIBLE_MM / max(short, 1e-3))
    if smallest_circle_mm:
        asked.append(min(_LEAST_CIRCLE_MM / smallest_circle_mm, _FOR_CIRCLES * max(asked)))
    return max(asked)


def ways(
    asked: float, sheet: str | None = None, scale: str | None = None
) -> Iterator[tuple[Sheet, Scale]]:
    """Yield scales from the smallest that serves ``asked`` up, for each the sheets from small to large.

    After a few larger scales, for what is too large for every sheet, smaller ones follow on the
    largest. ``sheet`` and ``scale`` are those that the specification sets.
    """
    sizes = (sheets.sheet(sheet),) if sheet else sheets.sheets()
    if scale:
        yield from ((size, sheets.parse_scale(scale)) for size in sizes)
        return
    largest = sheets.scales()[0].ratio
    least = min(_NEARLY * asked, largest)  # of a tiny part, the largest scale there is must do
    enough = [s for s in sheets.scales() if s.ratio >= least]
    for one in enough[: -_LARGER - 1 : -1]:
        yield from ((size, one) for size in sizes)
    smaller = [s for s in sheets.scales() if s.ratio < least]
    yield from ((sizes[-1], s) for s in smaller)


def larger(scale: Scale, asked: float) -> Iterator[Scale]:
    """Yield the scales above ``scale`` that are not needlessly large, the next one first."""
    most = _MOST * max(asked, _NATURAL)
    yield from (s for s in reversed(sheets.scales()) if scale.ratio < s.ratio <= most)
