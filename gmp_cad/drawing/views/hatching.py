"""Section lining of a view, and the freehand lines around its local sections (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry import LineString

from gmp_cad.drawing.pens import HATCHING, NARROW_LINE
from gmp_cad.drawing.primitives import Group, Hatch, Polyline
from gmp_cad.drawing.view import View, lines_of
from gmp_cad.drawing.views.broken import freehand, material_of

# the larger the hatched area on paper (mm², up to), the wider the lines stand apart (mm)
_SPACINGS = ((150.0, 1.2), (600.0, 1.6), (3000.0, 2.2), (12000.0, 3.0))
_WIDEST = 4.0
_TOUCH_MM = 1e-3


def hatch_spacing(size_mm: float) -> float:
    """Return the distance of section lines for a part whose largest extent on paper is given, mm.

    All sections of a part have the same (ISO 128-3), so it depends on the part alone.
    """
    area = size_mm * size_mm / 4
    return next((mm for most, mm in _SPACINGS if area <= most), _WIDEST)


def hatching(view: View, spacing: float) -> Iterator[Group]:
    """Yield the hatching of the material that the view's cutting planes meet."""
    hatches = tuple(
        Hatch(
            loops=tuple(
                tuple((x * view.scale, y * view.scale) for x, y in _open(loop))
                for loop in region.loops
            ),
            pen=HATCHING,
            spacing=spacing,
        )
        for region in view.projection.regions
    )
    if hatches:
        yield Group(layer="hatching", primitives=hatches)


def _open(loop: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return loop[:-1] if loop[0] == loop[-1] else loop


def break_lines(view: View) -> Iterator[Group]:
    """Yield the freehand lines where local sections end in the material."""
    solid = material_of(view.projection).buffer(_TOUCH_MM)
    lines = [
        Polyline(points=tuple((x * view.scale, y * view.scale) for x, y in points), pen=NARROW_LINE)
        for out in view.planned.broken
        for points in lines_of(LineString(freehand(out.window).exterior.coords).intersection(solid))
    ]
    if lines:
        yield Group(layer="break", primitives=tuple(lines))
