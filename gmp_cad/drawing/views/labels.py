"""What a view says of sections and details: cutting lines, their letters, names of views (ISO 128-3)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapely import box as rectangle
from shapely.geometry import LineString
from shapely.ops import unary_union

from gmp_cad.drawing.pens import CENTRE, NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Circle, Group, Point, Polygon, Polyline, Text, box_of, grow
from gmp_cad.drawing.symbols import along, arrowhead
from gmp_cad.drawing.view import View, outline, unit
from gmp_cad.drawing.views.plan import Detail, Trace
from gmp_cad.evidence import ViewCurve
from gmp_cad.language import number

LETTER_HEIGHT = 5.0
_BEYOND = 7.0  # how far a cutting line goes beyond the part
_BESIDE_TRACE, _FARTHER = 16.0, 9.0
_WIDE_END, _WIDE_CORNER = 6.0, 3.0
_ARROW, _SHAFT = 4.0, 9.0
_BESIDE, _ABOVE, _CLEAR = 1.5, 8.0, 3.0
_LEAST_MM = 1e-3
_ANGLES = (45, 135, 315, 225, 90, 0, 180, 270)
_AWAY = (0.0, 3.0, 6.0)  # farther from the circle, its letter is no longer read with it


def cutting_lines(view: View) -> Iterator[Group]:
    """Yield the cutting line of each section that the view shows, with arrows and letters."""
    for trace in view.planned.traces:
        yield Group(
            layer="cutting_plane",
            primitives=tuple(_cutting_line(view, trace)),
            key=f"trace.{trace.letter}",
        )


def trace_path(view: View, trace: Trace) -> tuple[Point, ...]:
    """Return the cutting line on paper, from end to end beyond the part.

    Beside an earlier one it ends farther out: their arrows and letters do not meet.
    """
    points = [view.place(point) for point in trace.path]
    earlier = view.planned.traces[: view.planned.traces.index(trace)]
    beside = [t for t in earlier if math.dist(view.place(t.path[0]), points[0]) < _BESIDE_TRACE]
    beyond = _BEYOND + _FARTHER * len(beside)
    points = [p for i, p in enumerate(points) if not i or math.dist(p, points[i - 1]) > _LEAST_MM]
    first, last = points[0], points[-1]
    start = unit((first[0] - points[1][0], first[1] - points[1][1]))
    end = unit((last[0] - points[-2][0], last[1] - points[-2][1]))
    return (along(first, start, beyond), *points[1:-1], along(last, end, beyond))


def _cutting_line(view: View, trace: Trace) -> Iterator[Polyline | Polygon | Text]:
    path = trace_path(view, trace)
    looking = unit(view.turn(trace.looking))
    yield Polyline(points=path, pen=CENTRE)
    for end, inner in ((path[0], path[1]), (path[-1], path[-2])):
        inward = unit((inner[0] - end[0], inner[1] - end[1]))
        yield Polyline(points=(end, along(end, inward, _WIDE_END)), pen=VISIBLE)
        tail = along(end, looking, -_SHAFT)
        yield Polyline(points=(tail, along(end, looking, -_ARROW)), pen=NARROW_LINE)
        yield arrowhead(end, looking, _ARROW)
        yield _letter(trace.letter, tail, (-looking[0], -looking[1]))
    for before, corner, after in zip(path, path[1:], path[2:], strict=False):
        yield _corner(before, corner, after)


def _corner(before: Point, corner: Point, after: Point) -> Polyline:
    """Return the wide angle where a cutting line changes its direction."""
    arms = []
    for other in (before, after):
        length = math.dist(corner, other)
        direction = unit((other[0] - corner[0], other[1] - corner[1]))
        arms.append(along(corner, direction, min(_WIDE_CORNER, length / 2)))
    return Polyline(points=(arms[0], corner, arms[1]), pen=VISIBLE)


def _letter(letter: str, tail: Point, away: Point) -> Text:
    """Return a letter that is read upright, beyond the tail of an arrow."""
    middle = along(tail, away, _BESIDE + LETTER_HEIGHT / 2)
    return Text(
        text=letter,
        place=(middle[0], middle[1] - LETTER_HEIGHT / 2),
        height=LETTER_HEIGHT,
        anchor="middle",
    )


def name_of(view: View, sheet_scale: float, lang: str = "fr") -> str:
    """Return what is written above a section or detail, with its scale if it is another one."""
    planned = view.planned
    if not planned.letter or planned.kind not in ("section", "detail"):
        return ""
    name = f"{planned.letter}-{planned.letter}" if planned.kind == "section" else planned.letter
    if abs(view.scale - sheet_scale) < _LEAST_MM:
        return name
    return f"{name} ({scale_text(view.scale, lang)})"


def scale_text(scale: float, lang: str = "fr") -> str:
    """Return a scale as it is written (ISO 5455): ``2:1``, ``1:5``."""
    if scale >= 1:
        return f"{number(round(scale, 3), lang)}:1"
    return f"1:{number(round(1 / scale, 3), lang)}"


def view_name(view: View, sheet_scale: float, lang: str = "fr") -> Iterator[Group]:
    """Yield the name above a section or detail."""
    text = name_of(view, sheet_scale, lang)
    if text:
        x0, _, x1, y1 = view.box
        drawn = [box_of(g)[3] for g in (*cutting_lines(view), *detail_circles(view))]
        place = ((x0 + x1) / 2, max([y1 + _ABOVE, *(top + _CLEAR for top in drawn)]))
        label = Text(text=text, place=place, height=LETTER_HEIGHT, anchor="middle")
        key = f"{view.planned.kind}.{view.planned.letter}"
        yield Group(layer="cutting_plane", primitives=(label,), key=key)


def detail_circles(view: View) -> Iterator[Group]:
    """Yield the narrow circle and the letter of each detail that the view shows."""
    for detail in view.planned.details:
        yield Group(
            layer="cutting_plane", primitives=_circled(view, detail), key=f"place.{detail.letter}"
        )


def detail_border(view: View) -> Iterator[Group]:
    """Yield the narrow circle that bounds a detail."""
    detail = view.planned.detail
    if detail is not None:
        centre, radius = view.place(detail.centre), detail.radius_mm * view.scale
        border = Circle(centre=centre, radius=radius, pen=NARROW_LINE)
        yield Group(layer="cutting_plane", primitives=(border,), key=f"place.{detail.letter}")


def _circled(view: View, detail: Detail) -> tuple[Circle, Text]:
    centre, radius = view.place(detail.centre), detail.radius_mm * view.scale
    drawn = unary_union([LineString(view.points(curve)) for curve in _drawn(view)])
    inside = outline(view)

    def met(text: Text) -> tuple[float, float]:
        area = rectangle(*grow(box_of(text), _BESIDE / 2))
        return (round(drawn.intersection(area).length, 3), round(inside.intersection(area).area, 3))

    letter = min(_around(detail.letter, centre, radius), key=met)
    return Circle(centre=centre, radius=radius, pen=NARROW_LINE), letter


def _drawn(view: View) -> Iterator[ViewCurve]:
    for curve in view.projection.curves:
        if curve.line != "hidden" or view.planned.draws_hidden(curve.faces):
            yield curve


def _around(letter: str, centre: Point, radius: float) -> Iterator[Text]:
    """Yield a letter at places around a circle, the nearest and usual ones first."""
    for away in _AWAY:
        for angle in _ANGLES:
            reach = radius + _BESIDE + away + LETTER_HEIGHT / 2
            x, y = along(
                centre, (math.cos(math.radians(angle)), math.sin(math.radians(angle))), reach
            )
            place = (x, y - LETTER_HEIGHT / 2)
            yield Text(text=letter, place=place, height=LETTER_HEIGHT, anchor="middle")
