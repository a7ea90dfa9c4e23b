"""Lay out one view of a phase sketch: workpiece, machined surfaces, signs, dimensions, axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shapely.geometry import Polygon
from shapely.ops import unary_union

from gmp_cad.drawing import glyphs, rows, symbols
from gmp_cad.drawing.breakout import BreakOut, break_out
from gmp_cad.drawing.canvas import Canvas, around
from gmp_cad.drawing.centres import centre_lines
from gmp_cad.drawing.occupancy import grow
from gmp_cad.drawing.paint import contact_hidden, cut_curves, faces_of, profile_curves
from gmp_cad.drawing.pens import MACHINED, MARK, WORKPIECE
from gmp_cad.drawing.primitives import Box, Point, Polyline, Primitive, extent
from gmp_cad.drawing.rows import Span
from gmp_cad.drawing.sketch import MachinedSurface, PhaseSketch, SketchDimension
from gmp_cad.drawing.view import View, outline, unit, without
from gmp_cad.evidence import ClampForce, FaceGeometry, LocatingNormal

_SAME_PLACE_MM = 3.5
_IN_PLANE = 0.3
_AXES_SIZE = 18.0
_NORMAL = math.cos(math.radians(1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLayout:
    """A laid out view in its own paper coordinates; ``left`` holds dimensions without room."""

    name: str
    primitives: tuple[Primitive, ...]
    box: Box
    left: tuple[SketchDimension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTask:
    """What one view has to show."""

    view: View
    spans: tuple[Span, ...]
    called: tuple[SketchDimension, ...]
    textures: frozenset[str]


def lay_out(sketch: PhaseSketch, task: ViewTask) -> ViewLayout:
    """Return the view with all that the sketch shows in it, nothing over anything else."""
    canvas = Canvas(task.view)
    painted = _workpiece(canvas, sketch)
    _locating(canvas, sketch.normals)
    _clamping(canvas, sketch.clamps)
    _origin(canvas, sketch)
    _surface_numbers(canvas, sketch, painted)
    _textures(canvas, sketch, painted, task.textures)
    left = _dimensions(canvas, task)
    _axes(canvas, sketch)
    return ViewLayout(
        name=task.view.name,
        primitives=tuple(canvas.primitives),
        box=task.view.box,
        left=tuple(left),
    )


Painted = dict[str, tuple[tuple[Point, ...], ...]]


def painted_curves(sketch: PhaseSketch, view: View) -> Painted:
    """Return, by surface number, the lines of the view in which machined surfaces are seen."""
    found: Painted = {}
    for surface in sketch.surfaces:
        curves = profile_curves(faces_of(sketch, surface.faces), view)
        for section in sketch.sections:
            if section.view == view.name and set(section.faces) & set(surface.faces):
                curves += cut_curves(section, surface.faces, view.scale)
        if curves:
            found[surface.number] = curves
    return found


def _workpiece(canvas: Canvas, sketch: PhaseSketch) -> Painted:
    view = canvas.view
    made = [index for surface in sketch.surfaces for index in surface.faces]
    cuts = [
        cut
        for section in sketch.sections
        if section.view == view.name
        and (cut := break_out(section, made, view.scale)) is not None
    ]
    _plain_lines(canvas, cuts)
    canvas.primitives += centre_lines(canvas.view, _with_axis(sketch, view))
    for cut in cuts:
        canvas.draw(cut.machined)
    for curve in profile_curves(faces_of(sketch, made), view):
        canvas.draw([Polyline(points=curve, pen=MACHINED)])
    return painted_curves(sketch, view)


def _plain_lines(canvas: Canvas, cuts: list[BreakOut]) -> None:
    view = canvas.view
    removed = unary_union([cut.removed for cut in cuts]) if cuts else Polygon()
    drawn = [view.points(c) for c in view.projection.curves if c.line in {"visible", "outline"}]
    for cut in cuts:
        canvas.draw(cut.lines)
    canvas.draw(without(drawn, removed, WORKPIECE))


def _with_axis(sketch: PhaseSketch, view: View) -> tuple[FaceGeometry, ...]:
    """Return the faces of revolution that the view or one of its sections shows."""
    shown = {i for c in view.projection.curves if c.line != "hidden" for i in c.faces}
    shown |= {i for s in sketch.sections if s.view == view.name for i in s.faces}
    return tuple(face for face in sketch.faces if face.index in shown)


def _locating(canvas: Canvas, normals: Iterable[LocatingNormal]) -> None:
    end_on: list[tuple[LocatingNormal, Point]] = []
    profile: dict[tuple[Point, Point], list[LocatingNormal]] = {}
    for normal in normals:
        tip, direction = canvas.view.place(normal.point), canvas.view.turn(normal.direction)
        if math.hypot(*direction) < _IN_PLANE:
            end_on.append((normal, tip))
        else:
            key = _group((tip, unit(direction)), profile)
            profile.setdefault(key, []).append(normal)
    for tip, direction in profile:
        canvas.sign(symbols.normal_in_profile(tip, direction))
    places = [(normal, tip) for normal, tip in end_on]
    for normal, tip in places:
        canvas.sign(symbols.normal_end_on(tip, contact_hidden(normal.direction, canvas.view)))
    for (tip, direction), group in profile.items():
        names = " ".join(str(normal.index) for normal in group)
        tail = symbols.along(tip, direction, -symbols.NORMAL_LENGTH)
        canvas.label(names, tail, 1.0, math.degrees(math.atan2(-direction[1], -direction[0])))
    for normal, tip in places:
        canvas.label(str(normal.index), tip, symbols.END_ON_RADIUS + 0.8)


def _group(
    key: tuple[Point, Point], known: dict[tuple[Point, Point], list[LocatingNormal]]
) -> tuple[Point, Point]:
    """Return the arrow already drawn at almost the same place, if any: one sign, two numbers."""
    (x, y), direction = key
    for (u, v), other in known:
        near = math.hypot(x - u, y - v) < _SAME_PLACE_MM
        if near and other[0] * direction[0] + other[1] * direction[1] > _NORMAL:
            return (u, v), other
    return key


def _clamping(canvas: Canvas, clamps: Iterable[ClampForce]) -> None:
    drawn: list[Point] = []
    for clamp in clamps:
        tip, direction = canvas.view.place(clamp.point), canvas.view.turn(clamp.direction)
        if any(math.dist(tip, other) < 0.5 for other in drawn):
            continue
        drawn.append(tip)
        if math.hypot(*direction) < _IN_PLANE:
            hidden = contact_hidden(clamp.direction, canvas.view)
            canvas.sign(symbols.clamp_end_on(tip, hidden))
        else:
            canvas.sign(symbols.clamp_in_profile(tip, unit(direction)))


def _origin(canvas: Canvas, sketch: PhaseSketch) -> None:
    if sketch.origin is None:
        return
    place = canvas.view.place(sketch.origin)
    canvas.sign(symbols.program_origin(place))
    canvas.label(sketch.origin_label, place, symbols.ORIGIN_RADIUS + 0.8, 225.0)


def _surface_numbers(canvas: Canvas, sketch: PhaseSketch, painted: Painted) -> None:
    area = outline(canvas.view)
    for surface in sketch.surfaces:
        curves = painted.get(surface.number)
        if curves:
            _surface_number(canvas, surface.number, curves, area)


def _surface_number(
    canvas: Canvas, number: str, curves: tuple[tuple[Point, ...], ...], area: Polygon
) -> None:
    radius = symbols.SURFACE_RADIUS
    best: tuple[float, Point, Point] | None = None
    for foot, normal in _feet(curves):
        for gap in (1.4, 3.0, 6.0, 10.0, 15.0):
            place = symbols.along(foot, normal, radius + gap)
            cost = gap + _clutter(canvas, place, radius) + 3.0 * _inside(area, place)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, place, foot)
    assert best is not None
    _, place, foot = best
    if math.dist(place, foot) > radius + 2.0:
        direction = unit((foot[0] - place[0], foot[1] - place[1]))
        start = symbols.along(place, direction, radius)
        canvas.draw([Polyline(points=(start, foot), pen=MARK)])
    canvas.sign(symbols.surface_number(place, number))


def _clutter(canvas: Canvas, place: Point, radius: float) -> float:
    box = grow((*place, *place), radius)
    return 40.0 * canvas.occupied.overlaps(box, 0.5) + 15.0 * canvas.occupied.crossings(box, 0.2)


def _inside(area: Polygon, place: Point) -> bool:
    from shapely.geometry import Point as ShapelyPoint  # noqa: PLC0415

    return bool(area.contains(ShapelyPoint(place)))


def _feet(curves: tuple[tuple[Point, ...], ...]) -> Iterator[tuple[Point, Point]]:
    """Yield points of the curves with the normals of both sides, the longest curve first."""
    for curve in sorted(curves, key=lambda c: (-_length(c), c)):
        for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
            foot, (dx, dy) = _at(curve, share)
            yield foot, (-dy, dx)
            yield foot, (dy, -dx)


def _length(curve: tuple[Point, ...]) -> float:
    return sum(math.dist(a, b) for a, b in zip(curve, curve[1:], strict=False))


def _at(curve: tuple[Point, ...], share: float) -> tuple[Point, Point]:
    """Return the point at a share of the curve's length, and the direction there."""
    ahead = share * _length(curve)
    for a, b in zip(curve, curve[1:], strict=False):
        step = math.dist(a, b)
        direction = ((b[0] - a[0]) / step, (b[1] - a[1]) / step)
        if ahead <= step:
            return symbols.along(a, direction, ahead), direction
        ahead -= step
    return b, direction


def _textures(
    canvas: Canvas, sketch: PhaseSketch, painted: Painted, wanted: frozenset[str]
) -> None:
    for surface in sketch.surfaces:
        if surface.number in wanted:
            curves = painted[surface.number]
            faces = faces_of(sketch, surface.faces)
            if surface.texture:
                _texture(canvas, surface.texture, curves, faces)
            if surface.frame is not None:
                _surface_frame(canvas, surface, curves, faces)


def _outward(foot: Point, faces: Iterable[FaceGeometry], canvas: Canvas) -> list[Point]:
    """Return the directions of the free side at a point of the line that shows the faces."""
    found = []
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


def _texture(
    canvas: Canvas,
    text: str,
    curves: tuple[tuple[Point, ...], ...],
    faces: tuple[FaceGeometry, ...],
) -> None:
    """Stand the sign on the surface where it can be read there, or else on a leader."""
    for foot, (dx, dy) in _feet(curves):
        for direction in _outward(foot, faces, canvas):
            upright = direction[1] > _NORMAL or direction[0] < -_NORMAL
            if not upright or abs(direction[0] * dx + direction[1] * dy) > 0.02:
                continue
            lifted = symbols.along(foot, direction, MACHINED.width / 2)
            sign = symbols.texture(lifted, text, direction)
            if canvas.occupied.free(extent(sign[1:]), 0.1):
                canvas.sign(sign)
                return
    foot, _ = _at(max(curves, key=_length), 0.3)
    direction = (*_outward(foot, faces, canvas), (0.0, 1.0))[0]
    size = extent(symbols.texture((0.0, 0.0), text))
    width = size[2] - size[0] + 1.0

    def draw(corner: Point) -> tuple[Primitive, ...]:
        x, y = corner
        shelf = Polyline(points=((x, y + 3.5), (x + width, y + 3.5)), pen=symbols.NARROW_LINE)
        return (shelf, *symbols.texture((x - size[0] + 0.5, y + 3.5), text))

    canvas.call_out(foot, direction, (width, 7.0), draw)


def _surface_frame(
    canvas: Canvas,
    surface: MachinedSurface,
    curves: tuple[tuple[Point, ...], ...],
    faces: tuple[FaceGeometry, ...],
) -> None:
    frame = surface.frame
    assert frame is not None
    foot, _ = _at(max(curves, key=_length), 0.7)
    direction = (*_outward(foot, faces, canvas), (0.0, 1.0))[0]
    width = symbols.frame_width(frame.symbol, frame.value, frame.datums)

    def draw(corner: Point) -> tuple[Primitive, ...]:
        return symbols.tolerance_frame(corner, frame.symbol, frame.value, frame.datums)

    canvas.call_out(foot, direction, (width, symbols.FRAME_HEIGHT), draw)


def _dimensions(canvas: Canvas, task: ViewTask) -> list[SketchDimension]:
    left = []
    for dimension in task.called:
        _called_diameter(canvas, dimension)
    for span in task.spans:
        row = rows.best_row(span, task.view.box, canvas.occupied)
        if row is None:
            left.append(span.dimension)
            continue
        canvas.primitives += row.primitives
        rows.occupy(row, canvas.occupied)
    return left


def _called_diameter(canvas: Canvas, dimension: SketchDimension) -> None:
    """Write a diameter beside its circle, with a leader that points to the centre."""
    centre = canvas.view.place(dimension.ends[0])
    radius = dimension.diameter_mm / 2 * canvas.view.scale
    target = next(around(centre, radius))
    direction = unit((target[0] - centre[0], target[1] - centre[1]))
    width = glyphs.width(dimension.label, symbols.TEXT_HEIGHT) + 1.0

    def draw(corner: Point) -> tuple[Primitive, ...]:
        x, y = corner
        middle = y + symbols.TEXT_HEIGHT / 2 + 0.8
        return (
            Polyline(points=((x, middle), (x + width, middle)), pen=symbols.NARROW_LINE),
            *glyphs.line(dimension.label, (x + 0.5, middle + 0.8), symbols.TEXT_HEIGHT),
        )

    canvas.call_out(target, direction, (width, symbols.TEXT_HEIGHT + 1.6), draw)


def _axes(canvas: Canvas, sketch: PhaseSketch) -> None:
    """Set the machine's axes at the lower left of the view, on the nearest free place."""
    lying = [
        (label, unit(direction))
        for label, vector in sketch.axes
        if math.hypot(*(direction := canvas.view.turn(vector))) > _IN_PLANE
    ]
    if not lying:
        return
    box = extent(symbols.axes((0.0, 0.0), lying))
    x0, y0, _, _ = canvas.view.box
    places = [
        (x0 - 6.0 - box[2] - dx, y0 - box[1] + dy)
        for dx in range(0, 80, 4)
        for dy in (0, 6, 12, -8, -16, 20, 30)
    ]
    free = (
        p
        for p in places
        if canvas.occupied.free(
            (p[0] + box[0], p[1] + box[1], p[0] + box[2], p[1] + box[3]), 1.0
        )
    )
    canvas.sign(symbols.axes(next(free, places[0]), lying))
