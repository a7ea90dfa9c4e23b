"""A fixture in thin lines around its workpiece, as the kernel projected it.

Sheet mm of the view. What lies behind the workpiece is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gmp_cad.drawing.pens import HOLDER
from gmp_cad.drawing.primitives import Group, Point, Polyline
from gmp_cad.drawing.view import View, lines_of
from gmp_cad.evidence import WORKPIECE, Projection

ROOM_MM = 18.0
_SHORT_MM = 0.8  # lines that would only be dots, on paper
_DETAIL_MM = 2.0  # items smaller than this on paper


def fixture_outline(
    projection: Projection, view: View, *, room_mm: float = ROOM_MM
) -> Group | None:
    """Return the visible outlines of a fixture's items in a view of the same directions.

    ``projection`` shows the fixture with the workpiece in it, which hides what is behind; the edges of the
    workpiece itself are left to the sketch. ``room_mm``: how far from the view's box it is shown, on paper.
    None where nothing of the fixture is seen.
    """
    kept: dict[str, list[tuple[Point, ...]]] = {}
    for curve in projection.curves:
        if curve.line in ("visible", "outline") and curve.part and curve.part != WORKPIECE:
            points = tuple((x * view.scale, y * view.scale) for x, y in curve.points)
            kept.setdefault(curve.part, []).append(points)
    window = _window(view, room_mm)
    lines = [
        line
        for part in sorted(kept)
        for line in _within(_of_item(kept[part]), window)
        if LineString(line).length > _SHORT_MM
    ]
    strokes = tuple(Polyline(points=line, pen=HOLDER) for line in lines)
    return Group(layer="fixture", primitives=strokes, key="fixture") if strokes else None


def _of_item(lines: Sequence[tuple[Point, ...]]) -> Iterator[tuple[Point, ...]]:
    """Yield the lines of one item, none where they would run together at this scale."""
    strokes = unary_union([LineString(line) for line in lines])
    x0, y0, x1, y1 = strokes.bounds
    if max(x1 - x0, y1 - y0) >= _DETAIL_MM:
        yield from lines_of(strokes)


def _window(view: View, room: float) -> Polygon:
    x0, y0, x1, y1 = view.box
    return box(x0 - room, y0 - room, x1 + room, y1 + room)


def _within(
    lines: Iterable[tuple[Point, ...]], window: BaseGeometry
) -> Iterator[tuple[Point, ...]]:
    for line in lines:
        yield from lines_of(LineString(line).intersection(window))
