"""Threads by convention (ISO 6410-1): the narrow lines that stand for what is not modelled.

The model has the tips of an outer thread and the bore of an inner one: their wide lines are
those of the view. Added are the narrow lines of the other diameter, the wide line at the end of the
thread, and three quarters of a circle end-on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shapely.affinity import scale as scaled
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.pens import HIDDEN, NARROW_LINE, VISIBLE, Pen
from gmp_cad.drawing.primitives import Arc, Group, Point, Polyline
from gmp_cad.drawing.symbols import along
from gmp_cad.drawing.view import View, beneath, lines_of, outline, unit, without
from gmp_cad.drawing.views.axes import minus, parallel, square
from gmp_cad.drawing.views.axes import unit as unit_vector
from gmp_cad.drawing.views.broken import material_of
from gmp_cad.drawing.views.seen import Sight, sight_of
from gmp_cad.evidence import FaceGeometry, Vector

ARC_DEG = (95.0, 355.0)  # of the narrow circle: open in the quadrant at the upper right
_TOUCH_MM = 0.02


def thread_lines(
    view: View, threads: Iterable[Thread], faces: Mapping[int, FaceGeometry]
) -> Iterator[Group]:
    """Yield for each thread that the view shows the lines of its convention."""
    sight = sight_of(view.projection, faces)
    covered = beneath(view.points(c) for c in view.projection.curves if c.line in _SEEN)
    for thread in threads:
        direction = unit_vector(minus(thread.end, thread.start))
        pen = _pen(view, thread, sight)
        if pen is None:
            continue
        if parallel(direction, view.towards):
            lines: list[Polyline | Arc] = [_end_on(view, thread, pen)]
        elif square(direction, view.towards):
            lines = _lengthwise(view, thread, pen, covered)
        else:
            continue
        if lines:
            yield Group(layer="thread", primitives=tuple(lines), key=thread.line)


_SEEN = ("visible", "outline")


def _pen(view: View, thread: Thread, sight: Sight) -> Pen | None:
    """Return the pen of the narrow lines: dashed where only hidden lines show the thread."""
    own = set(thread.faces)
    if own & sight.profile:
        return NARROW_LINE
    return HIDDEN if view.planned.draws_hidden(own) and own & sight.dashed else None


def _other(thread: Thread) -> float:
    """Return the radius that is not modelled, mm."""
    return (thread.major_mm if thread.hollow else thread.minor_mm) / 2


def _end_on(view: View, thread: Thread, pen: Pen) -> Arc:
    start, end = ARC_DEG
    return Arc(
        centre=view.place(thread.start),
        radius=_other(thread) * view.scale,
        start_deg=start,
        end_deg=end,
        pen=pen,
    )


def _lengthwise(
    view: View, thread: Thread, pen: Pen, covered: BaseGeometry
) -> list[Polyline | Arc]:
    """Return the two narrow lines along the thread and the line at its end."""
    start, end = view.place(thread.start), view.place(thread.end)
    direction = unit((end[0] - start[0], end[1] - start[1]))
    across = (-direction[1], direction[0])
    radius = _other(thread) * view.scale
    room = _room(view, thread, pen)
    sides = [
        (along(start, across, side * radius), along(end, across, side * radius))
        for side in (-1.0, 1.0)
    ]
    found: list[Polyline | Arc] = [
        Polyline(points=points, pen=pen)
        for side in sides
        for points in lines_of(_within(side, room))
    ]
    major = thread.major_mm / 2 * view.scale
    limit = (along(end, across, -major), along(end, across, major))
    wide = VISIBLE if pen is NARROW_LINE else pen
    found += without(lines_of(_within(limit, room, across=True)), covered, wide)
    return found


def _within(
    points: tuple[Point, Point], room: BaseGeometry | None, *, across: bool = False
) -> BaseGeometry:
    """Return the part of a line inside the material; a line across a hole spans it."""
    line = LineString(points)
    if room is None:
        return line
    kept = line.intersection(room.buffer(_TOUCH_MM))
    if not across or kept.is_empty:
        return kept
    return kept.envelope.intersection(line)


def _room(view: View, thread: Thread, pen: Pen) -> BaseGeometry | None:
    """Return the area where the narrow lines run: the cut material, or inside the outline."""
    if thread.hollow:
        if pen is not NARROW_LINE or not view.projection.regions:
            return None
        return scaled(material_of(view.projection), view.scale, view.scale, origin=(0, 0))
    return outline(view)


def covers(thread: Thread, view: View, centre: Point, radius: float) -> bool:
    """Tell whether a circle is that of the chamfer of an outer thread, left out end-on."""
    direction: Vector = unit_vector(minus(thread.end, thread.start))
    if thread.hollow or not parallel(direction, view.towards):
        return False
    x, y = view.place(thread.start)
    off = max(abs(x - centre[0]), abs(y - centre[1]))
    return off < _TOUCH_MM and radius < (thread.major_mm / 2 - _TOUCH_MM) * view.scale
