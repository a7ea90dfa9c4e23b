"""All lines of a view without its dimensions, in groups by layer (ISO 128-2, ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapely.geometry import LineString
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring, unary_union

from gmp_cad.drawing.annotation import PartAnnotations, Thread
from gmp_cad.drawing.pens import HIDDEN, NARROW_LINE, VISIBLE, Pen
from gmp_cad.drawing.primitives import Arc, Circle, Group, Point, Polyline
from gmp_cad.drawing.view import View, beneath, lines_of
from gmp_cad.drawing.views.axes import cross_section
from gmp_cad.drawing.views.centring import centre_lines
from gmp_cad.drawing.views.flats import flats
from gmp_cad.drawing.views.hatching import bounds, break_lines, hatch_spacing, hatching
from gmp_cad.drawing.views.labels import (
    cutting_lines,
    detail_border,
    detail_circles,
    trace_path,
    view_name,
)
from gmp_cad.drawing.views.ribs import rib_area
from gmp_cad.drawing.views.threading import covers, thread_lines
from gmp_cad.evidence import PartGeometry, ViewCurve

_GAP_SHARE, _GAP_MM = 0.15, 1.0  # at each end of a tangent edge
_SAME_MM = 0.05
_WHOLE_DEG = 360.0 - 1e-6


def draw_view(
    view: View, annotations: PartAnnotations, geometry: PartGeometry, lang: str = "fr"
) -> tuple[Group, ...]:
    """Return the lines of a view: the narrow ones first, so that wide lines lie over them.

    On paper coordinates of the view. A pictorial view has its seen edges alone; only sections and
    details are named. The scale of the sheet is that of the view without its enlargement.
    """
    if view.planned.kind == "pictorial":
        return (*_smooth_edges(view), *_seen_edges(view, ()))
    faces = {face.index: face for face in geometry.faces}
    size = cross_section(geometry.faces) * (view.scale / view.planned.enlarged) ** 2
    ribs = rib_area(view.projection, geometry.faces, view.towards)
    traces = [trace_path(view, trace) for trace in view.planned.traces]
    return (
        *hatching(view, hatch_spacing(size), ribs),
        *break_lines(view),
        *_smooth_edges(view),
        *flats(view, geometry.faces),
        *_hidden_edges(view),
        *_inside_detail(view, centre_lines(view, faces, annotations.callouts, traces)),
        *_inside_detail(view, thread_lines(view, annotations.threads, faces)),
        *bounds(view, ribs),
        *_seen_edges(view, annotations.threads),
        *cutting_lines(view),
        *detail_circles(view),
        *detail_border(view),
        *view_name(view, view.scale / view.planned.enlarged, lang),
    )


def _seen_edges(view: View, threads: tuple[Thread, ...]) -> Iterator[Group]:
    lines = []
    for curve in view.projection.curves:
        if curve.line not in ("visible", "outline"):
            continue
        drawn = stroke(view, curve, VISIBLE)
        if isinstance(drawn, Circle) and any(
            covers(thread, view, drawn.centre, drawn.radius) for thread in threads
        ):
            continue
        lines.append(drawn)
    if lines:
        yield Group(layer="visible", primitives=tuple(lines))


def stroke(view: View, curve: ViewCurve, pen: Pen) -> Polyline | Arc | Circle:
    """Return a curve of the projection on paper; a circle and its arcs as what they are."""
    arc = curve.arc
    if arc is None:
        return Polyline(points=view.points(curve), pen=pen)
    centre = (arc.centre[0] * view.scale, arc.centre[1] * view.scale)
    radius = arc.radius * view.scale
    if arc.end_deg - arc.start_deg >= _WHOLE_DEG:
        return Circle(centre=centre, radius=radius, pen=pen)
    return Arc(centre=centre, radius=radius, start_deg=arc.start_deg, end_deg=arc.end_deg, pen=pen)


def _inside_detail(view: View, groups: Iterator[Group]) -> Iterator[Group]:
    """Yield the lines that stand for whole axes and threads: of a detail, what lies in its circle."""
    detail = view.planned.detail
    if detail is None:
        yield from groups
        return
    circle = Spot(view.place(detail.centre)).buffer(detail.radius_mm * view.scale, quad_segs=32)
    for group in groups:
        lines = tuple(
            Polyline(points=points, pen=line.pen)
            for line in group.primitives
            if isinstance(line, Polyline)
            for points in lines_of(LineString(line.points).intersection(circle))
        )
        if lines:
            yield replace(group, primitives=lines)


def _smooth_edges(view: View) -> Iterator[Group]:
    """Yield tangent edges: narrow, and ending before the lines that they run to (ISO 128-3)."""
    lines = []
    for curve in view.projection.curves:
        if curve.line != "smooth":
            continue
        line = LineString(view.points(curve))
        gap = min(_GAP_MM, _GAP_SHARE * line.length)
        kept = [line] if line.is_closed else [_shortened(line, gap)]
        lines += [Polyline(points=p, pen=NARROW_LINE) for part in kept for p in lines_of(part)]
    if lines:
        yield Group(layer="smooth", primitives=tuple(lines))


def _shortened(line: LineString, gap: float) -> BaseGeometry:
    return substring(line, gap, line.length - gap)


def _hidden_edges(view: View) -> Iterator[Group]:
    """Yield hidden edges where no other line covers them, if the view has them."""
    if not view.planned.hidden or view.planned.kind == "section":
        return
    curves = [
        curve
        for curve in view.projection.curves
        if curve.line == "hidden" and view.planned.draws_hidden(curve.faces)
    ]
    covered = beneath(
        view.points(c) for c in view.projection.curves if c.line in ("visible", "outline")
    )
    lines: list[Polyline | Arc | Circle] = []
    for curve in sorted(curves, key=lambda c: (-len(c.points), c.points)):
        lines += _uncovered(view, curve, covered)
        covered = unary_union([covered, beneath([view.points(curve)])])
    if lines:
        yield Group(layer="hidden", primitives=tuple(lines))


def _uncovered(
    view: View, curve: ViewCurve, covered: BaseGeometry
) -> list[Polyline | Arc | Circle]:
    points: tuple[Point, ...] = view.points(curve)
    line = LineString(points)
    kept = line.difference(covered)
    if kept.length > line.length - _SAME_MM:
        return [stroke(view, curve, HIDDEN)]
    return [
        Polyline(points=part, pen=HIDDEN)
        for part in lines_of(kept)
        if LineString(part).length > _SAME_MM
    ]
