"""Section lining of a view, and the freehand lines around its local sections (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gmp_cad.drawing.pens import HATCHING, NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Group, Hatch, Polyline
from gmp_cad.drawing.view import View, lines_of, polygons
from gmp_cad.drawing.views.broken import freehand, material_of

# the larger the hatched area on paper (mm², up to), the wider the lines stand apart (mm)
_SPACINGS = ((150.0, 1.2), (600.0, 1.6), (3000.0, 2.2), (12000.0, 3.0))
_WIDEST = 4.0
_TOUCH_MM, _NEAR_MM = 1e-3, 0.05
_LEAST_MM, _LEAST_MM2 = 0.3, 0.01
_SEEN = ("visible", "outline")


def hatch_spacing(area_mm2: float) -> float:
    """Return the distance of section lines, mm, for a part of a cross-section on paper, mm².

    All sections of a part have the same (ISO 128-3), so it depends on the part alone.
    """
    return next((mm for most, mm in _SPACINGS if area_mm2 <= most), _WIDEST)


def hatching(view: View, spacing: float, ribs: BaseGeometry) -> Iterator[Group]:
    """Yield the hatching of the material that the view's cutting planes meet, without its ribs."""
    if not view.projection.regions:
        return
    hatched = material_of(view.projection).difference(ribs)
    hatches = tuple(
        Hatch(
            loops=tuple(
                tuple((x * view.scale, y * view.scale) for x, y in ring.coords[:-1])
                for ring in (part.exterior, *part.interiors)
            ),
            pen=HATCHING,
            spacing=spacing,
        )
        for part in polygons(hatched)
        if part.area > _LEAST_MM2
    )
    yield Group(layer="hatching", primitives=hatches)


def bounds(view: View, ribs: BaseGeometry) -> Iterator[Group]:
    """Yield the outlines of the cut material that no edge draws: of ribs, at a step to a void.

    Where the halves of a half section meet there is none (ISO 128-3): the axis stands there.
    """
    if not view.projection.regions or view.planned.broken or view.planned.detail:
        return
    drawn = unary_union(
        [LineString(c.points).buffer(_NEAR_MM) for c in view.projection.curves if c.line in _SEEN]
    )
    solid = material_of(view.projection)
    edges = unary_union([solid.boundary, ribs.boundary]).difference(drawn).difference(_axis(view))
    lines = tuple(
        Polyline(points=tuple((x * view.scale, y * view.scale) for x, y in points), pen=VISIBLE)
        for points in lines_of(edges)
        if LineString(points).length > _LEAST_MM
    )
    if lines:
        yield Group(layer="visible", primitives=lines)


def _axis(view: View) -> BaseGeometry:
    """Return a strip along the axis of a half section."""
    if view.planned.axis is None:
        return LineString()
    (x0, y0, x1, y1), (along, at) = view.projection.box_mm, view.planned.axis
    ends = ((at, y0), (at, y1)) if along == "right" else ((x0, at), (x1, at))
    return LineString(ends).buffer(_NEAR_MM)


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
