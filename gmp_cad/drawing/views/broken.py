"""Local sections: part of a view shows the inside, within a freehand line (ISO 128-3)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gmp_cad.drawing.primitives import Box, Point
from gmp_cad.drawing.view import lines_of, polygons
from gmp_cad.drawing.views.plan import BreakOut
from gmp_cad.evidence import CutRegion, Projection, ViewCurve

_STEPS = 24  # of a side
_WAVE = 0.035  # of the window's smaller side
_LEAST_MM = 1e-3


def freehand(window: Box) -> Polygon:
    """Return a window with wavy sides; mm, as the window is given."""
    x0, y0, x1, y1 = window
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    height = _WAVE * min(x1 - x0, y1 - y0)
    points: list[Point] = []
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        points += _wavy(a, b, height)
    return Polygon(points)


def _wavy(a: Point, b: Point, height: float) -> Iterator[Point]:
    length = math.dist(a, b)
    dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    for i in range(_STEPS):
        share = i / _STEPS
        # two waves that do not repeat together, and nothing at the corners
        wave = math.sin(5.5 * math.pi * share) + 0.6 * math.sin(13 * math.pi * share)
        off = height * wave * math.sin(math.pi * share) ** 0.5
        yield (a[0] + dx * length * share - dy * off, a[1] + dy * length * share + dx * off)


def material_of(projection: Projection) -> BaseGeometry:
    """Return the area that the cutting planes meet, mm in the view plane."""
    return unary_union([_area(region) for region in projection.regions])


def _area(region: CutRegion) -> BaseGeometry:
    outer, *inner = region.loops
    return Polygon(outer, inner).buffer(0)


def with_breakouts(
    outside: Projection, outs: Iterable[BreakOut], cuts: Mapping[str, Projection]
) -> Projection:
    """Return a view that shows its cuts inside the windows of its local sections."""
    found = outside
    for out in outs:
        found = _broken(found, cuts[out.name], freehand(out.window))
    return found


def _broken(outside: Projection, cut: Projection, window: Polygon) -> Projection:
    curves = [piece for curve in outside.curves for piece in clipped(curve, window, inside=False)]
    curves += [piece for curve in cut.curves for piece in clipped(curve, window, inside=True)]
    regions = [piece for region in cut.regions for piece in clipped_region(region, window)]
    return replace(outside, curves=tuple(curves), regions=(*outside.regions, *regions))


def clipped(curve: ViewCurve, window: BaseGeometry, *, inside: bool) -> Iterator[ViewCurve]:
    """Yield the parts of a curve inside or outside a window; an untouched one stays as it is."""
    line = LineString(curve.points)
    kept = line.intersection(window) if inside else line.difference(window)
    if abs(kept.length - line.length) < _LEAST_MM:
        yield curve
        return
    for points in lines_of(kept):
        if LineString(points).length > _LEAST_MM:
            yield replace(curve, points=points, arc=None)


def clipped_region(region: CutRegion, window: BaseGeometry) -> Iterator[CutRegion]:
    """Yield the parts of a cut area inside a window."""
    for part in polygons(_area(region).intersection(window)):
        loops = tuple(
            tuple((float(x), float(y)) for x, y in ring.coords)
            for ring in (part.exterior, *part.interiors)
        )
        yield replace(region, loops=loops)
