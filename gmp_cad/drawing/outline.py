"""A view alone on paper, as large as its frame: the picture of a product or a fixture."""

from __future__ import annotations

from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Drawing, Polyline
from gmp_cad.evidence import Projection

_MARGIN_MM = 2.0


def outline(view: Projection, width_mm: float, height_mm: float) -> Drawing:
    """Return the visible lines of a view, scaled to fit a frame; no scale is stated."""
    x0, y0, x1, y1 = view.box_mm
    inner = (width_mm - 2 * _MARGIN_MM, height_mm - 2 * _MARGIN_MM)
    scale = min(inner[0] / max(x1 - x0, 1e-6), inner[1] / max(y1 - y0, 1e-6))
    dx = (width_mm - scale * (x0 + x1)) / 2
    dy = (height_mm - scale * (y0 + y1)) / 2
    lines = tuple(
        Polyline(
            points=tuple((scale * x + dx, scale * y + dy) for x, y in c.points), pen=NARROW_LINE
        )
        for c in view.curves
        if c.line in ("visible", "outline")
    )
    return Drawing(width=width_mm, height=height_mm, primitives=lines, title=view.name)
