"""Local sections: the part of a view broken out to show a machined surface in profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from gmp_cad.drawing.pens import HATCHING, MACHINED, WORKPIECE, Pen
from gmp_cad.drawing.primitives import Box, Hatch, Point, Polyline, Primitive, grow, hull
from gmp_cad.drawing.sketch.paint import cut_curves
from gmp_cad.drawing.view import View, lines_of, polygons
from gmp_cad.drawing.views.broken import freehand
from gmp_cad.evidence import LocalSection

_GRID_MM = 1e-4
_LEAST, _MOST = 3.5, 8.0
_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOut:
    """A local section on paper: what it draws, and the area whose outside lines it removes."""

    lines: tuple[Primitive, ...]
    machined: tuple[Polyline, ...]
    removed: BaseGeometry


def break_out(section: LocalSection, made: Iterable[int], scale: float) -> BreakOut | None:
    """Return the local section that shows ``section.faces``, those ``made`` in red.

    None when the cut does not meet these faces.
    """
    curves = cut_curves(section, section.faces, scale)
    if not curves:
        return None
    shown = hull(point for curve in curves for point in curve)
    window = _window(shown)
    view = View(projection=section.cut, scale=scale)
    solid = material(view).intersection(window)
    red = set(made)
    plain = [c for c in section.cut.curves if not red & set(c.faces)]
    painted = [c for c in section.cut.curves if red & set(c.faces)]
    return BreakOut(
        lines=(
            *_hatching(solid),
            *_clipped([view.points(c) for c in plain], window, WORKPIECE),
            *_break_lines(window, material(view)),
        ),
        machined=_clipped([view.points(c) for c in painted], window, MACHINED),
        removed=solid.union(box(*shown)).buffer(-1e-3),
    )


def _clipped(
    curves: Iterable[tuple[Point, ...]], window: BaseGeometry, pen: Pen
) -> tuple[Polyline, ...]:
    return tuple(
        Polyline(points=points, pen=pen)
        for curve in curves
        for points in lines_of(LineString(curve).intersection(window))
    )


def _hatching(area: BaseGeometry) -> tuple[Hatch, ...]:
    return tuple(
        Hatch(
            loops=tuple(
                tuple((float(x), float(y)) for x, y in ring.coords[:-1])
                for ring in (part.exterior, *part.interiors)
            ),
            pen=HATCHING,
            spacing=1.8,
        )
        for part in polygons(area)
    )


def _break_lines(window: Polygon, solid: BaseGeometry) -> tuple[Polyline, ...]:
    edge = LineString(window.exterior.coords).intersection(solid)
    return tuple(Polyline(points=points, pen=HATCHING) for points in lines_of(edge))


def _window(shown: Box) -> Polygon:
    """Return the area to break out: the box of what is shown, grown, with freehand sides."""
    x0, y0, x1, y1 = shown
    margin = max(_LEAST, min(_MOST, _SHARE * min(x1 - x0, y1 - y0)))
    return freehand(grow(shown, margin))


def material(view: View) -> BaseGeometry:
    """Return the area inside the closed loops of a section (even-odd), paper mm."""
    lines = MultiLineString([view.points(curve) for curve in view.projection.curves])
    snapped = unary_union(shapely.set_precision(lines, _GRID_MM))
    area: BaseGeometry = Polygon()
    for ring in polygonize(snapped):
        area = area.symmetric_difference(Polygon(ring.exterior))
    return area
