"""The drawing of a stock: its views in wide lines, the finished part inside in narrow blue ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.drawing.pens import BLUE, NARROW, NARROW_LINE, VISIBLE, Pen
from gmp_cad.drawing.primitives import Drawing, Polygon, Polyline, Text
from gmp_cad.evidence import Projection

FINISHED = Pen(NARROW, BLUE)
_SEEN = ("visible", "outline")
_GAP_MM, _LINE_MM, _TEXT_MM, _MARGIN_MM = 14.0, 8.0, 3.0, 3.0
_ARROW_MM = (2.5, 0.45)
_Point = tuple[float, float]
_Shape = Polyline | Polygon | Text


def stock_picture(
    views: Sequence[tuple[Projection, Projection]],
    sizes: Sequence[tuple[str, str]],
    frame_mm: tuple[float, float],
    title: str,
) -> Drawing:
    """Return the views side by side at one scale: of each the stock, and the part in it.

    ``sizes``: width and height of the stock in each view, as printed; "" is not dimensioned.
    """
    widths = [stock.box_mm[2] - stock.box_mm[0] for stock, _ in views]
    heights = [stock.box_mm[3] - stock.box_mm[1] for stock, _ in views]
    room = frame_mm[0] - 2 * _MARGIN_MM - len(views) * (_GAP_MM + _LINE_MM)
    scale = min(room / sum(widths), (frame_mm[1] - 2 * _MARGIN_MM - _GAP_MM) / max(heights))
    taken = sum(widths) * scale + (len(views) - 1) * (_GAP_MM + _LINE_MM) + _GAP_MM
    x = (frame_mm[0] - taken) / 2 + _GAP_MM
    shapes: list[_Shape] = []
    for (stock, part), size, width, height in zip(views, sizes, widths, heights, strict=True):
        y = _GAP_MM + (frame_mm[1] - _GAP_MM - height * scale) / 2
        origin = (x - scale * stock.box_mm[0], y - scale * stock.box_mm[1])
        shapes += [*_lines(stock, scale, origin, VISIBLE), *_lines(part, scale, origin, FINISHED)]
        shapes += _dimension((x, y), (x + width * scale, y), (0.0, -_LINE_MM), size[0])
        shapes += _dimension((x, y), (x, y + height * scale), (-_LINE_MM, 0.0), size[1])
        x += width * scale + _GAP_MM + _LINE_MM
    return Drawing(width=frame_mm[0], height=frame_mm[1], primitives=tuple(shapes), title=title)


def _lines(view: Projection, scale: float, origin: _Point, pen: Pen) -> Iterator[Polyline]:
    for curve in view.curves:
        if curve.line in _SEEN:
            yield Polyline(
                points=tuple((scale * x + origin[0], scale * y + origin[1]) for x, y in curve.points),
                pen=pen,
            )  # fmt: skip


def _dimension(a: _Point, b: _Point, off: _Point, text: str) -> Iterator[_Shape]:
    """Yield a dimension from a to b, its line moved by ``off``: below, or on the left; "": none."""
    if not text:
        return
    feet = ((a[0] + off[0], a[1] + off[1]), (b[0] + off[0], b[1] + off[1]))
    for corner, foot in zip((a, b), feet, strict=True):
        yield Polyline(points=(corner, foot), pen=NARROW_LINE)
    yield Polyline(points=feet, pen=NARROW_LINE)
    level = off[0] == 0
    for foot, way in zip(feet, (1, -1), strict=True):
        yield _arrow(foot, way, level=level)
    middle = ((feet[0][0] + feet[1][0]) / 2, (feet[0][1] + feet[1][1]) / 2)
    place = (middle[0], middle[1] + 1) if level else (middle[0] - 1, middle[1])
    yield Text(text=text, place=place, height=_TEXT_MM, anchor="middle",
               rotation_deg=0.0 if level else 90.0)  # fmt: skip


def _arrow(tip: _Point, way: int, *, level: bool) -> Polygon:
    length, half = way * _ARROW_MM[0], _ARROW_MM[1]
    ends = ((length, half), (length, -half))
    turned = ends if level else tuple((y, x) for x, y in ends)
    points = (tip, *((tip[0] + x, tip[1] + y) for x, y in turned))
    return Polygon(points=points, pen=NARROW_LINE, fill="#000000")
