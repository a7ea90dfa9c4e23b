"""Signs that belong to a surface or feature and find their own place: numbers, texture, frames."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing import symbols
from gmp_cad.drawing.pens import MARK, NARROW_LINE, Pen
from gmp_cad.drawing.primitives import Point, Polyline, Primitive, extent, grow, hull
from gmp_cad.drawing.sketch import label, signs
from gmp_cad.drawing.sketch.canvas import Canvas, around
from gmp_cad.drawing.sketch.paint import Curve
from gmp_cad.drawing.sketch.values import SketchDimension, ToleranceFrame
from gmp_cad.drawing.view import PARALLEL, View, unit
from gmp_cad.evidence import FaceGeometry

_NORMAL = math.cos(math.radians(1.0))
_CLEAR_OF_RED = 0.65  # half a red line, and a little
_SLANT = math.sqrt(0.5)
_SPECK = 0.3
_LEADER_CLUTTER = 1.5
_GAPS = (1.4, 3.0, 6.0, 10.0, 15.0)
Curves = tuple[Curve, ...]


def surface_number(canvas: Canvas, number: str, curves: Curves, area: BaseGeometry) -> None:
    """Set the number of a machined surface beside one of its lines, on the free side if possible.

    ``area`` is the outline of the part in the view. A number that stands off gets a leader.
    """
    radius = signs.SURFACE_RADIUS
    places = [
        (
            gap
            + _clutter(canvas, place := symbols.along(foot, normal, radius + gap), radius)
            + 3.0 * area.contains(ShapelyPoint(place))
            + 20.0 * canvas.occupied.strikes(place, symbols.along(foot, normal, 0.5)),
            place,
            foot,
        )
        for foot, normal in _feet(curves)
        for gap in _GAPS
    ]
    _, place, foot = min(places, key=lambda item: item[0])
    canvas.count(grow((*place, *place), radius))
    if math.dist(place, foot) > radius + 2.0:
        direction = unit((foot[0] - place[0], foot[1] - place[1]))
        start = symbols.along(place, direction, radius)
        canvas.draw([Polyline(points=(start, foot), pen=MARK)])
    canvas.sign(signs.surface_number(place, number))


def surface_numbers(canvas: Canvas, numbers: Sequence[str], curves: Curves) -> None:
    """Set the numbers of surfaces beside each other, one leader for all (ISO 6433)."""
    radius = signs.SURFACE_RADIUS
    size = (2 * radius * len(numbers), 2 * radius)

    def draw(corner: Point) -> tuple[Primitive, ...]:
        return tuple(
            primitive
            for i, number in enumerate(numbers)
            for primitive in signs.surface_number(
                (corner[0] + radius * (2 * i + 1), corner[1] + radius), number
            )
        )

    box = hull(point for curve in curves for point in curve)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    view = canvas.view.box
    side = (middle[0] - (view[0] + view[2]) / 2, middle[1] - (view[1] + view[3]) / 2)
    foot = max((p for c in curves for p in c), key=lambda p: p[0] * side[0] + p[1] * side[1])
    away = unit(side) if math.hypot(*side) > _SPECK else (0.0, 1.0)
    canvas.call_out(foot, away, size, draw, radius, MARK)


def _clutter(canvas: Canvas, place: Point, radius: float) -> float:
    box = grow((*place, *place), radius)
    met = canvas.occupied.overlaps(box, 0.5)
    return 40.0 * met + 15.0 * canvas.occupied.crossings(box, _CLEAR_OF_RED)


def _feet(curves: Curves) -> Iterator[tuple[Point, Point]]:
    """Yield points of the curves with the normals of both sides, the longest curve first."""
    for curve in sorted(curves, key=lambda c: (-_length(c), c)):
        for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
            foot, (dx, dy) = _at(curve, share)
            for x, y in ((-dy, dx), (dy, -dx)):
                yield foot, (x, y)
                yield foot, ((x + dx) * _SLANT, (y + dy) * _SLANT)
                yield foot, ((x - dx) * _SLANT, (y - dy) * _SLANT)


def _length(curve: tuple[Point, ...]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(curve))


def _at(curve: tuple[Point, ...], share: float) -> tuple[Point, Point]:
    """Return the point at a share of the curve's length, and the direction there."""
    ahead = share * _length(curve)
    for a, b in itertools.pairwise(curve):
        step = math.dist(a, b)
        direction = ((b[0] - a[0]) / step, (b[1] - a[1]) / step)
        if ahead <= step:
            return symbols.along(a, direction, ahead), direction
        ahead -= step
    return b, direction


def outward(foot: Point, faces: Iterable[FaceGeometry], canvas: Canvas) -> list[Point]:
    """Return the directions of the free side at a point of the line that shows the faces."""
    found: list[Point] = []
    for face in faces:
        if face.surface == "plane":
            direction = canvas.view.turn(face.direction)
        else:
            x, y = canvas.view.place(face.point)
            ax, ay = canvas.view.turn(face.direction)
            along = (foot[0] - x) * ax + (foot[1] - y) * ay
            direction = (foot[0] - x - along * ax, foot[1] - y - along * ay)
            if face.hollow:
                direction = (-direction[0], -direction[1])
        if math.hypot(*direction) > 1e-6:
            found.append(unit(direction))
    return found


def texture(
    canvas: Canvas,
    text: str,
    curves: Curves,
    faces: tuple[FaceGeometry, ...],
    pen: Pen,
    *,
    leader: bool = True,
) -> bool:
    """Stand the sign on the surface where it can be read there, or else on a ``leader``.

    Return False where it stands nowhere.
    ``pen`` is the one that the surface's line is drawn with: the sign stands on its edge.
    """
    for foot, (dx, dy) in _feet(curves):
        for direction in outward(foot, faces, canvas):
            upright = direction[1] > _NORMAL or direction[0] < -_NORMAL
            if not upright or direction[0] * dx + direction[1] * dy < _NORMAL:
                continue
            lifted = symbols.along(foot, direction, pen.width / 2)
            sign = symbols.texture(lifted, text, direction)
            if canvas.occupied.free(extent(sign[1:]), 0.1):
                canvas.sign(sign)
                return True
    if leader:
        canvas.clutter += _LEADER_CLUTTER
        _texture_on_leader(canvas, text, curves, faces)
    return leader


def _texture_on_leader(
    canvas: Canvas, text: str, curves: Curves, faces: tuple[FaceGeometry, ...]
) -> None:
    size = extent(symbols.texture((0.0, 0.0), text))
    width = size[2] - size[0] + 1.0

    def draw(corner: Point) -> tuple[Primitive, ...]:
        x, y = corner
        shelf = Polyline(points=((x, y), (x + width, y)), pen=NARROW_LINE)
        return (shelf, *symbols.texture((x - size[0] + 0.5, y), text))

    foot, direction = _target(canvas, curves, faces, 0.3)
    canvas.call_out(foot, direction, (width, size[3]), draw)


def _target(
    canvas: Canvas, curves: Curves, faces: tuple[FaceGeometry, ...], share: float
) -> tuple[Point, Point]:
    """Return where a leader ends on the surface, and the free side there."""
    foot, _ = _at(max(curves, key=_length), share)
    return foot, (*outward(foot, faces, canvas), (0.0, 1.0))[0]


def frame(
    canvas: Canvas, tolerance: ToleranceFrame, curves: Curves, faces: tuple[FaceGeometry, ...]
) -> None:
    """Set a tolerance frame beside the surface, its leader on the surface's line."""
    width = symbols.frame_width(tolerance.symbol, tolerance.value, tolerance.datums)

    def draw(corner: Point) -> tuple[Primitive, ...]:
        return symbols.tolerance_frame(corner, tolerance.symbol, tolerance.value, tolerance.datums)

    foot, direction = _target(canvas, curves, faces, 0.7)
    size = (width, symbols.FRAME_HEIGHT)
    canvas.call_out(foot, direction, size, draw, symbols.FRAME_HEIGHT / 2)


def dimension(canvas: Canvas, called: SketchDimension) -> None:
    """Write a dimension at the end of a leader: a diameter on its circle, a note on its line."""
    found = _dimension_target(canvas, called)
    if found is None:
        return
    target, direction = found
    reach = label.width(called) + 1.0

    def draw(corner: Point) -> tuple[Primitive, ...]:
        x, y = corner
        shelf = Polyline(points=((x, y), (x + reach, y)), pen=NARROW_LINE)
        return (shelf, *label.label(called, (x + 0.5, y)))

    canvas.call_out(target, direction, (reach, label.height(called)), draw)


def _dimension_target(canvas: Canvas, called: SketchDimension) -> tuple[Point, Point] | None:
    """Return the point that the leader shows, and the direction away from it."""
    if called.kind == "diameter" and abs(canvas.view.depth(called.direction)) < PARALLEL:
        return _mouth(canvas.view, called)
    if called.kind == "diameter":
        centre = canvas.view.place(called.ends[0])
        target = next(around(centre, called.diameter_mm / 2 * canvas.view.scale))
        return target, unit((target[0] - centre[0], target[1] - centre[1]))
    curves = seen_curves(canvas.view, called.faces[0])
    if not curves:
        return None
    # the shortest line of a chamfer or fillet is its profile
    target, (dx, dy) = _at(min(curves, key=lambda c: (_length(c) < _SPECK, _length(c))), 0.5)
    middle = (canvas.view.box[0] + canvas.view.box[2]) / 2
    normal = (-dy, dx) if (target[0] > middle) == (-dy > 0) else (dy, -dx)
    return target, normal


def _mouth(view: View, called: SketchDimension) -> tuple[Point, Point]:
    """Return the end of a hole's axis that is nearest to the outside of the view, and the way out."""
    first, second = (view.place(end) for end in called.ends)
    x0, y0, x1, y1 = view.box

    def inside(point: Point) -> float:
        return min(point[0] - x0, x1 - point[0], point[1] - y0, y1 - point[1])

    mouth, bottom = sorted((first, second), key=inside)
    return mouth, unit((mouth[0] - bottom[0], mouth[1] - bottom[1]))


def seen_curves(view: View, faces: Iterable[int]) -> Curves:
    """Return the visible lines of the view that bound one of the faces."""
    wanted = set(faces)
    return tuple(
        view.points(curve)
        for curve in view.projection.curves
        if curve.line != "hidden" and wanted & set(curve.faces)
    )
