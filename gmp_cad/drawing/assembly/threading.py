"""Threads of the parts of an assembly (ISO 6410-1): narrow lines where the threaded part is seen.

A screw in its hole hides the thread of the hole: what is seen of each part decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import shapely
from shapely.affinity import scale as scaled
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.assembly.placed import PlacedPart, minus
from gmp_cad.drawing.pens import NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Arc, Group, Point, Polyline
from gmp_cad.drawing.symbols import along
from gmp_cad.drawing.view import View, lines_of, unit
from gmp_cad.drawing.views.axes import parallel, square
from gmp_cad.drawing.views.axes import unit as unit_vector
from gmp_cad.drawing.views.threading import ARC_DEG

_LEAST_MM, _LEAST_SHARE = 0.7, 0.3  # between the two lines of a thread; of its radius at most
_MOSTLY = 0.9  # of a circle that is seen
_LEAST_LINE_MM, _TOUCH_MM = 0.3, 1e-3
_BESIDE = 1.02  # of a radius: just outside it
Areas = Mapping[str, BaseGeometry]


def thread_groups(view: View, parts: Sequence[PlacedPart], areas: Areas) -> Iterator[Group]:
    """Yield the narrow lines of each thread that a view shows; ``areas``: seen of each part, mm."""
    k = view.scale
    paper = {name: scaled(area, k, k, origin=(0, 0)) for name, area in areas.items()}
    cut = frozenset(region.part for region in view.projection.regions)
    for part in parts:
        own = paper.get(part.name)
        if own is None:
            continue
        others = shapely.union_all([area for name, area in paper.items() if name != part.name])
        for thread in part.threads:
            drawn = tuple(_drawn(view, thread, own, others, in_section=part.name in cut))
            if drawn:
                yield Group(layer="thread", primitives=drawn)


def _drawn(
    view: View, thread: Thread, own: BaseGeometry, others: BaseGeometry, *, in_section: bool
) -> Iterator[Polyline | Arc]:
    direction = unit_vector(minus(thread.end, thread.start))
    if parallel(direction, view.towards):
        yield from _end_on(view, thread, own)
    elif square(direction, view.towards) and (not thread.hollow or in_section):
        yield from _lengthwise(view, thread, own, others)


def _radii(thread: Thread, scale: float) -> tuple[float, float]:
    """Return the radius that is modelled and that of the narrow line, on paper, apart to be seen."""
    major, minor = (d / 2 * scale for d in (thread.major_mm, thread.minor_mm))
    wanted = min(_LEAST_MM, _LEAST_SHARE * major)
    depth = max(major - minor, wanted)
    return (minor, minor + depth) if thread.hollow else (major, major - depth)


def _end_on(view: View, thread: Thread, own: BaseGeometry) -> Iterator[Arc]:
    """Yield three quarters of a circle where the open end of the thread faces the viewer."""
    if view.depth(minus(thread.start, thread.end)) < 0:
        return
    centre = view.place(thread.start)
    _, radius = _radii(thread, view.scale)
    around = shapely.Point(centre).buffer(radius * (_BESIDE if thread.hollow else 1.0)).exterior
    if around.intersection(own).length > _MOSTLY * around.length:
        start, end = ARC_DEG
        yield Arc(centre=centre, radius=radius, start_deg=start, end_deg=end, pen=NARROW_LINE)


def _lengthwise(
    view: View, thread: Thread, own: BaseGeometry, others: BaseGeometry
) -> Iterator[Polyline]:
    start, end = view.place(thread.start), view.place(thread.end)
    run = unit((end[0] - start[0], end[1] - start[1]))
    across = (-run[1], run[0])
    modelled, narrow = _radii(thread, view.scale)
    if thread.hollow and not _opened(own, start, end, modelled):
        return
    for side in (-narrow, narrow):
        line = LineString([along(start, across, side), along(end, across, side)])
        # the crests of a screw lie on the edge of what is left of its hole
        for points in _pieces(line.intersection(own).difference(others.buffer(_TOUCH_MM))):
            yield Polyline(points=points, pen=NARROW_LINE)
    major = max(modelled, narrow)
    limit = LineString([along(end, across, side) for side in (-major, major)])
    seen = limit.difference(others) if thread.hollow else limit.intersection(own)
    for points in _pieces(seen):
        yield Polyline(points=points, pen=VISIBLE)


def _opened(material: BaseGeometry, start: Point, end: Point, radius: float) -> bool:
    """Tell whether a section opens a hole along its axis: material beside it, and none in it."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    inside = LineString([start, end]).buffer(0.5 * radius, cap_style="flat")
    beside = shapely.Point(middle).buffer(2 * radius)
    return bool(
        inside.intersection(material).area < (1 - _MOSTLY) * inside.area
        and beside.intersects(material)
    )


def _pieces(geometry: BaseGeometry) -> Iterator[tuple[Point, ...]]:
    for points in lines_of(geometry):
        if math.dist(points[0], points[-1]) > _LEAST_LINE_MM:
            yield points
