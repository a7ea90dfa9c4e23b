"""The lines of a workpiece in its phase: thin, its machined surfaces extra-wide and red."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from shapely.geometry import Polygon

from gmp_cad.drawing.annotation import Callout, Thread
from gmp_cad.drawing.pens import MACHINED, VISIBLE, WORKPIECE, Pen
from gmp_cad.drawing.primitives import Arc, Circle, Group, Point, Polyline
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.axes import cross_section
from gmp_cad.drawing.views.centring import centre_lines
from gmp_cad.drawing.views.hatching import break_lines, hatch_spacing, hatching
from gmp_cad.drawing.views.lines import stroke
from gmp_cad.drawing.views.seen import is_profile
from gmp_cad.drawing.views.threading import thread_lines
from gmp_cad.evidence import FaceGeometry, ViewCurve

_OPEN_SHARE = 5.0  # a red circle is at least so many times as large as its line is wide
_SEEN = ("visible", "outline")


def workpiece_lines(
    view: View,
    faces: Mapping[int, FaceGeometry],
    said: tuple[Iterable[Callout], Iterable[Thread]],
) -> tuple[Group, ...]:
    """Return the thin lines of a view, its hatching and centre lines, on paper (mm).

    ``said``: the callouts (their pitch circles are drawn) and the threads.
    """
    callouts, threads = said
    spacing = hatch_spacing(cross_section(faces.values()) * view.scale**2)
    edges = tuple(stroke(view, c, WORKPIECE) for c in view.projection.curves if c.line in _SEEN)
    return (
        *hatching(view, spacing, Polygon()),
        *break_lines(view),
        *centre_lines(view, faces, callouts),
        *(_thin(group) for group in thread_lines(view, threads, faces)),
        Group(layer="visible", primitives=edges),
    )


def _thin(group: Group) -> Group:
    """Return a group with its wide lines as thin as those of the workpiece."""
    lines = tuple(
        replace(line, pen=WORKPIECE)
        if isinstance(line, Polyline | Arc | Circle) and line.pen == VISIBLE
        else line
        for line in group.primitives
    )
    return replace(group, primitives=lines)


def red_lines(
    view: View, faces: Mapping[int, FaceGeometry], red: Iterable[int]
) -> tuple[Group, ...]:
    """Return the lines of the view that show machined faces from their side (domain: CP03)."""
    made = [faces[index] for index in sorted(red) if index in faces]
    drawn = tuple(
        _stroked(view, curve)
        for curve in view.projection.curves
        if curve.line in _SEEN and any(_shows(curve, face, view) for face in made)
    )
    return (Group(layer="visible", primitives=drawn, key="machined"),) if drawn else ()


def _shows(curve: ViewCurve, face: FaceGeometry, view: View) -> bool:
    return face.index in curve.faces and is_profile(curve, face, view.projection)


def _stroked(view: View, curve: ViewCurve) -> Polyline | Arc | Circle:
    drawn = stroke(view, curve, MACHINED)
    if isinstance(drawn, Circle) and 2 * drawn.radius < _OPEN_SHARE * MACHINED.width:
        return replace(
            drawn, pen=Pen(max(VISIBLE.width, 2 * drawn.radius / _OPEN_SHARE), MACHINED.colour)
        )
    return drawn


def beside(points: tuple[Point, ...], distance: float) -> Iterator[tuple[Point, Point]]:
    """Yield the two sides of each stretch of a wide line, ``distance`` mm from its middle."""
    for (x0, y0), (x1, y1) in pairwise(points):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        if length > 0:
            dx, dy = -(y1 - y0) / length * distance, (x1 - x0) / length * distance
            yield (x0 + dx, y0 + dy), (x1 + dx, y1 + dy)
            yield (x0 - dx, y0 - dy), (x1 - dx, y1 - dy)
