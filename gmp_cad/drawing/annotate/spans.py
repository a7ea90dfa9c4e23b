"""A dimension between two places of a view: where its dimension and extension lines may run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gmp_cad.drawing.annotate.axes import Axes, readable
from gmp_cad.drawing.annotate.seen import Line, Seen
from gmp_cad.drawing.annotate.style import CENTRE_BEYOND
from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.view import dot, unit
from gmp_cad.evidence import Vector

_IN_PLANE = 1e-6
_ON_END = 0.03  # mm on paper
_ON_SIDE = 0.05  # mm on paper between a cylinder's side and the line that shows it
_SHORT = 0.05


@dataclass(frozen=True, slots=True)
class Foot:
    """An end of a dimension: its u, and from where to where (v) its element is drawn.

    ``shown``: "line" when the element is seen there, "hidden", or "" when nothing shows it.
    """

    u: float
    low: float
    high: float
    shown: str = "line"


@dataclass(frozen=True, slots=True)
class Span:
    """A dimension in a view, in axes along its dimension line; ``feet`` by u.

    ``body``: for a diameter the v between which the dimension line may stand on the feature itself.
    ``axis_u``: of a diameter its axis.
    """

    axes: Axes
    feet: tuple[Foot, Foot]
    body: tuple[float, float] | None = None
    axis_u: float | None = None

    @property
    def length(self) -> float:
        """Distance between the ends on paper, mm."""
        return self.feet[1].u - self.feet[0].u

    @property
    def missing(self) -> int | None:
        """The end of a diameter that a half section does not show, if any."""
        shown = [foot.shown == "line" for foot in self.feet]
        if self.body is None or shown[0] == shown[1]:
            return None
        return shown.index(False)


def span_of(callout: Callout, sight: Seen) -> Span | None:
    """Return how a callout is drawn between extension lines; None where it is not in true length."""
    view = sight.view
    if abs(view.depth(callout.direction)) > _IN_PLANE:
        return None
    if not all(sight.shows(end.point) for end in callout.ends):
        return None
    x, y = unit(view.turn(callout.direction))
    if callout.kind == "length":
        return _length(callout, sight, Axes((0.0, 0.0), readable((x, y))))
    if callout.kind in ("diameter", "square"):
        axes = Axes((0.0, 0.0), readable((-y, x)))
        places = [_across(one, sight, axes) for one in _everywhere(callout, sight)]
        return min(places, key=lambda span: sum(foot.shown != "line" for foot in span.feet))
    return None


def _everywhere(callout: Callout, sight: Seen) -> Iterator[Callout]:
    """Yield a callout at its own place and at each instance: a section may show another one."""
    yield callout
    own = [sight.faces[f] for f in callout.faces if f in sight.faces]
    for centre in callout.instances:
        aside = _aside(callout, callout.ends[0].point, centre)
        faces = tuple(
            face.index
            for face in sight.faces.values()
            if any((face.surface, face.radius_mm) == (o.surface, o.radius_mm) for o in own)
            and math.hypot(*_aside(callout, face.point, centre)) < _ON_END
        )
        first, second = (
            replace(end, point=_sum(end.point, aside), faces=faces) for end in callout.ends
        )
        if faces and sight.shows(first.point) and sight.shows(second.point):
            yield replace(callout, faces=faces, ends=(first, second))


def _aside(callout: Callout, a: Vector, b: Vector) -> Vector:
    """Return the way from a point to another one, across the axis of the callout."""
    way = (b[0] - a[0], b[1] - a[1], b[2] - a[2])
    along = dot(way, callout.direction)
    x, y, z = (w - along * d for w, d in zip(way, callout.direction, strict=True))
    return (x, y, z)


def _sum(a: Vector, b: Vector) -> Vector:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def _length(callout: Callout, sight: Seen, axes: Axes) -> Span | None:
    first, second = sorted(
        (_foot(end, sight, axes) for end in callout.ends), key=lambda foot: foot.u
    )
    return Span(axes, (first, second)) if second.u - first.u > _SHORT else None


def _foot(end: End, sight: Seen, axes: Axes) -> Foot:
    u, v = axes.of(sight.view.place(end.point))
    for hidden in (False, True):
        lines = sight.of(end.faces, hidden=hidden)
        shown = "hidden" if hidden else "line"
        reach = _about(lines, axes, (u, v), end, sight) if end.axis is not None else None
        reach = reach or _on(lines, axes, u)
        if reach is not None:
            return Foot(u, *reach, shown)
    return Foot(u, v, v, "" if end.faces else "line")


def _on(lines: Iterable[Line], axes: Axes, u: float) -> tuple[float, float] | None:
    """Return the v between which lines run along this u, or touch it."""
    found: list[float] = []
    touched: list[float] = []
    for line in lines:
        local = [axes.of(point) for point in line.points]
        near = [v for a, v in local if abs(a - u) < _ON_END]
        touched += near
        if len(near) > 1:
            found += near
    values = found or touched
    return (min(values), max(values)) if values else None


def _about(
    lines: Iterable[Line], axes: Axes, centre: Point, end: End, sight: Seen
) -> tuple[float, float] | None:
    """Return the v that centre lines of axes take: their circles seen end-on, or their profile."""
    arcs = [
        (axes.of(line.arc.centre), line.arc.radius + CENTRE_BEYOND)
        for line in lines if line.arc is not None
    ]  # fmt: skip
    reaches = [(v - reach, v + reach) for (u, v), reach in arcs if abs(u - centre[0]) < _ON_END]
    if reaches:
        return (min(low for low, _ in reaches), max(high for _, high in reaches))
    if end.axis is not None and abs(sight.view.depth(end.axis)) < 1 - _IN_PLANE:
        values = [axes.of(point)[1] for line in lines for point in line.points]
        if values:
            return (min(values) - CENTRE_BEYOND, max(values) + CENTRE_BEYOND)
    return None


def _across(callout: Callout, sight: Seen, axes: Axes) -> Span:
    """Return a diameter (or square) in profile: its two sides along the axis."""
    ends = [axes.of(sight.view.place(end.point)) for end in callout.ends]
    u = ends[0][0]
    radius = callout.radius_mm * sight.view.scale
    body = (min(v for _, v in ends), max(v for _, v in ends))
    faces = {*callout.faces, *(face for end in callout.ends for face in end.faces)}
    shown_at = _radii(callout, faces, sight)
    feet = []
    for side in (-1.0, 1.0):
        places = [u + side * one for one in shown_at]
        reach, shown = _side(sight.of(faces), axes, places), "line"
        if reach is None:
            reach, shown = _side(sight.of(faces, hidden=True), axes, places), "hidden"
        feet.append(Foot(u + side * radius, *(reach or body), shown if reach else ""))
    return Span(axes, (feet[0], feet[1]), body, u)


def _radii(callout: Callout, faces: Iterable[int], sight: Seen) -> tuple[float, ...]:
    """Return how far from the axis lines show the sides: a thread's are those of its core.

    A line nearer to the axis is a chord of the cylinder, cut beside its axis: no diameter.
    """
    own = {callout.radius_mm, *(sight.faces[f].radius_mm for f in faces if f in sight.faces)}
    return tuple(sorted(radius * sight.view.scale for radius in own if radius > 0))


def _side(lines: Iterable[Line], axes: Axes, places: Iterable[float]) -> tuple[float, float] | None:
    """Return the v between which straight lines run along an axis at one of the u ``places``."""
    found: list[float] = []
    for line in lines:
        (a, low), (b, high) = axes.of(line.points[0]), axes.of(line.points[-1])
        on = any(max(abs(a - u), abs(b - u)) < _ON_SIDE for u in places)
        if on and abs(high - low) > _SHORT:
            found += (low, high)
    return (min(found), max(found)) if found else None
