"""Local sections: the part of a view broken out to show a machined surface in profile."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.paint import cut_curves
from gmp_cad.drawing.pens import HATCHING, MACHINED, Pen
from gmp_cad.drawing.primitives import Box, Hatch, Point, Polyline, Primitive, hull
from gmp_cad.drawing.view import View, lines_of, material, polygons
from gmp_cad.evidence import LocalSection

_WAVE_HEIGHT = 0.5
_WAVE_LENGTH = 8.0
_LEAST, _MOST = 3.5, 8.0
_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOut:
    """A local section on paper: what it draws, and the area whose outside lines it removes."""

    lines: tuple[Primitive, ...]
    machined: tuple[Polyline, ...]
    removed: BaseGeometry


def break_out(
    section: LocalSection, made: Iterable[int], scale: float, pen: Pen
) -> BreakOut | None:
    """Return the local section that shows ``section.faces`` with ``pen``, those ``made`` in red.

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
            *_clipped([view.points(c) for c in plain], window, pen),
            *_break_lines(window, material(view)),
        ),
        machined=_clipped([view.points(c) for c in painted], window, MACHINED),
        removed=solid.union(Polygon(_corners(shown))).buffer(-1e-3),
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
    corners = _corners((x0 - margin, y0 - margin, x1 + margin, y1 + margin))
    points: list[Point] = []
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        points += _freehand(a, b)
    return Polygon(points)


def _corners(box: Box) -> tuple[Point, Point, Point, Point]:
    x0, y0, x1, y1 = box
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _freehand(a: Point, b: Point) -> list[Point]:
    """Return a wavy line from ``a`` to shortly before ``b``."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    count = max(2, math.ceil(length / 0.5))
    points = []
    for i in range(count):
        along = length * i / count
        # two waves that do not repeat together, and nothing at the corners
        wave = math.sin(2 * math.pi * along / _WAVE_LENGTH)
        wave += 0.5 * math.sin(2 * math.pi * along / (_WAVE_LENGTH * 0.37))
        off = _WAVE_HEIGHT * wave * math.sin(math.pi * i / count) ** 0.5
        points.append((a[0] + dx * along - dy * off, a[1] + dy * along + dx * off))
    return points
