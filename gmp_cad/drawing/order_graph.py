"""The graph of an order: operations as boxes in columns by level, arrows to what waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from gmp_cad.drawing import glyphs, lettering, pens
from gmp_cad.drawing.primitives import WHITE, Drawing, Point, Polygon, Polyline, Primitive
from gmp_cad.drawing.symbols import arrowhead, middle_text

_HEIGHT_MM = 2.5  # of the letters (ISO 3098)
_BOX_HEIGHT_MM = 6.0
_ROW_MM = 9.0
_GAP_MM = 18.0  # between two columns: the arrows' room
_HEAD_MM = 7.0
_MARGIN_MM = 3.0
_LEAD_MM = 3.0  # level at both ends: an arrowhead on a slope would not point into the box
_SWEEPS = 8  # of ordering by barycentres: more changes nothing on graphs of this size

Edges = Sequence[tuple[str, str]]
Ways = Sequence[tuple[str, ...]]


def order_graph(
    levels: Sequence[Sequence[str]], edges: Edges, headings: Sequence[str], title: str
) -> Drawing:
    """Return the graph: one column a level, ``headings`` above them, arrows along ``edges``.

    Layered drawing of Sugiyama, Tagawa and Toda (1981): an arrow over several levels keeps a place
    of its own in each column between, and columns are ordered by barycentres, so that few arrows
    cross and none runs over a box. ``edges`` run from a lower to a higher level.
    """
    ways = _ways(levels, edges)
    columns = _ordered(_columns(levels, ways), ways)
    width = max(lettering.width(label, _HEIGHT_MM) for level in levels for label in level) + 4.0
    tallest = max(len(column) for column in columns)
    height = tallest * _ROW_MM + _HEAD_MM + 2 * _MARGIN_MM
    centres = _centres(columns, width, height - _HEAD_MM)
    total = len(columns) * width + (len(columns) - 1) * _GAP_MM + 2 * _MARGIN_MM
    drawn: list[Primitive] = []
    for way in ways:
        drawn += _arrow([centres[place] for place in way], width)
    for label in (label for level in levels for label in level):
        drawn += _box(label, centres[label], width)
    for i, heading in enumerate(headings):
        place = (_MARGIN_MM + width / 2 + i * (width + _GAP_MM), height - _MARGIN_MM - _HEIGHT_MM)
        drawn += glyphs.line(heading, place, _HEIGHT_MM, "middle", 0.0, pens.BLACK)
    return Drawing(width=total, height=height, primitives=tuple(drawn), title=title)


def _ways(levels: Sequence[Sequence[str]], edges: Edges) -> list[tuple[str, ...]]:
    """Return each edge as the places that it goes through, one a column."""
    column = {label: i for i, level in enumerate(levels) for label in level}
    return [
        (
            before,
            *(f"{before}>{after}#{i}" for i in range(column[before] + 1, column[after])),
            after,
        )
        for before, after in edges
    ]


def _columns(levels: Sequence[Sequence[str]], ways: Ways) -> list[list[str]]:
    """Return the columns with the places that arrows keep in them."""
    column = {label: i for i, level in enumerate(levels) for label in level}
    columns = [list(level) for level in levels]
    for way in ways:
        for step, place in enumerate(way[1:-1], start=1):
            columns[column[way[0]] + step].append(place)
    return columns


def _ordered(columns: list[list[str]], ways: Ways) -> list[list[str]]:
    linked: dict[str, list[str]] = {}
    for a, b in (pair for way in ways for pair in pairwise(way)):
        linked.setdefault(a, []).append(b)
        linked.setdefault(b, []).append(a)
    for sweep in range(_SWEEPS):
        rank = _ranks(columns)
        for column in columns if sweep % 2 == 0 else reversed(columns):
            column.sort(key=lambda label: (_barycentre(linked.get(label, ()), rank, label), label))
            rank |= _ranks([column])
    return columns


def _ranks(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    return {label: (i + 0.5) / len(column) for column in columns for i, label in enumerate(column)}


def _barycentre(linked: Sequence[str], rank: Mapping[str, float], label: str) -> float:
    if not linked:
        return rank[label]
    return round(sum(rank[other] for other in linked) / len(linked), 9)


def _centres(columns: Sequence[Sequence[str]], width: float, top: float) -> dict[str, Point]:
    """Return where each box stands; short columns stand in the middle of the height."""
    found: dict[str, Point] = {}
    for i, column in enumerate(columns):
        x = _MARGIN_MM + width / 2 + i * (width + _GAP_MM)
        first = (top + (len(column) - 1) * _ROW_MM) / 2
        found |= {label: (x, first - k * _ROW_MM) for k, label in enumerate(column)}
    return found


def _box(label: str, centre: Point, width: float) -> list[Primitive]:
    x, y = centre
    w, h = width / 2, _BOX_HEIGHT_MM / 2
    corners = ((x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h))
    return [Polygon(points=corners, pen=pens.WORKPIECE, fill=WHITE), *middle_text(label, centre)]


def _arrow(centres: Sequence[Point], width: float) -> list[Primitive]:
    """Draw an arrow from the side of a box through its places to the side of another."""
    points: list[Point] = []
    for (x0, y0), (x1, y1) in pairwise((x, y) for x, y in centres):
        start, end = x0 + width / 2, x1 - width / 2
        lead = min(_LEAD_MM, (end - start) / 4)
        points += [(start, y0), (start + lead, y0), (end - lead, y1), (end, y1)]
    line = Polyline(points=tuple(points), pen=pens.NARROW_LINE)
    return [line, arrowhead(points[-1], (1.0, 0.0))]
