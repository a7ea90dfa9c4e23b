"""Lay out one view of a phase sketch: workpiece, machined surfaces, signs, dimensions, axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gmp_cad.drawing.pens import MACHINED
from gmp_cad.drawing.primitives import Primitive, extent, hull
from gmp_cad.drawing.sketch import callouts, rows, signs
from gmp_cad.drawing.sketch.canvas import Canvas
from gmp_cad.drawing.sketch.contacts import contacts, name
from gmp_cad.drawing.sketch.paint import Curve
from gmp_cad.drawing.sketch.rows import Span
from gmp_cad.drawing.sketch.values import PhaseSketch, SketchDimension
from gmp_cad.drawing.sketch.workpiece import Workpiece, draw_workpiece, profiles
from gmp_cad.drawing.view import View, outline, unit

_IN_PLANE = 0.3
_ROOM_EACH = 5.0
_FEWEST_TOGETHER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLayout:
    """A laid out view in its own paper coordinates.

    ``left`` holds dimensions and ``textures`` (text, surface number) without room; ``clutter``
    tells how much of what is written lies over something.
    """

    name: str
    primitives: tuple[Primitive, ...]
    left: tuple[SketchDimension, ...]
    textures: tuple[tuple[str, str], ...]
    clutter: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTask:
    """What one view has to show."""

    view: View
    spans: tuple[Span, ...]
    called: tuple[SketchDimension, ...]
    textures: frozenset[str]
    leaders: bool = True


def lay_out(sketch: PhaseSketch, task: ViewTask) -> ViewLayout:
    """Return the view with all that the sketch shows in it, nothing over anything else."""
    canvas = Canvas(task.view)
    workpiece = workpiece_of(sketch)
    draw_workpiece(canvas, workpiece)
    located = contacts(canvas, sketch.normals, sketch.clamps)
    _origin(canvas, sketch)
    painted = painted_curves(sketch, task.view)
    unwritten = _textures(canvas, sketch, painted, task)
    _numbers(canvas, sketch, painted)
    left = draw_rows(canvas, task.spans)
    for contact in located:
        name(canvas, contact)
    draw_called(canvas, task.called)
    _axes(canvas, sketch)
    return ViewLayout(
        name=task.view.name,
        primitives=tuple(canvas.primitives),
        left=tuple(left),
        textures=tuple(unwritten),
        clutter=canvas.clutter,
    )


def workpiece_of(sketch: PhaseSketch) -> Workpiece:
    """Return the workpiece that the sketch shows."""
    return Workpiece(
        faces=sketch.faces,
        sections=sketch.sections,
        made=tuple(index for surface in sketch.surfaces for index in surface.faces),
    )


def painted_curves(sketch: PhaseSketch, view: View) -> dict[str, tuple[Curve, ...]]:
    """Return, by surface number, the lines of the view in which machined surfaces are seen."""
    workpiece = workpiece_of(sketch)
    found = {s.number: profiles(workpiece, s.faces, view) for s in sketch.surfaces}
    return {number: curves for number, curves in found.items() if curves}


def _origin(canvas: Canvas, sketch: PhaseSketch) -> None:
    if sketch.origin is None:
        return
    place = canvas.view.place(sketch.origin)
    canvas.sign(signs.program_origin(place))
    canvas.label(sketch.origin_label, place, signs.BESIDE * signs.ORIGIN_RADIUS, 225.0)


def _textures(
    canvas: Canvas, sketch: PhaseSketch, painted: dict[str, tuple[Curve, ...]], task: ViewTask
) -> list[tuple[str, str]]:
    """Set texture and tolerance of the task's surfaces; return the textures without room."""
    workpiece = workpiece_of(sketch)
    unwritten = []
    for surface in sketch.surfaces:
        if surface.number not in task.textures:
            continue
        curves, faces = painted[surface.number], workpiece.faces_of(surface.faces)
        standing = not surface.texture or callouts.texture(
            canvas, surface.texture, curves, faces, MACHINED, leader=task.leaders
        )
        if not standing:
            unwritten.append((surface.texture, surface.number))
        for tolerance in surface.frames:
            callouts.frame(canvas, tolerance, curves, faces)
    return unwritten


def _numbers(canvas: Canvas, sketch: PhaseSketch, painted: dict[str, tuple[Curve, ...]]) -> None:
    """Set the numbers of the surfaces that are seen; small ones beside each other share a leader."""
    area = outline(canvas.view)
    shown = [surface.number for surface in sketch.surfaces if surface.number in painted]
    for group in grouped(shown, painted):
        if len(group) == 1:
            callouts.surface_number(canvas, group[0], painted[group[0]], area)
        else:
            curves = tuple(curve for number in group for curve in painted[number])
            callouts.surface_numbers(canvas, group, curves)


def grouped(
    numbers: Iterable[str], painted: Mapping[str, tuple[Curve, ...]]
) -> list[tuple[str, ...]]:
    """Return the numbers, three or more consecutive ones together whose lines are close.

    Close: the box around their lines has less than ``_ROOM_EACH`` mm of half outline for each.
    """
    groups: list[tuple[str, ...]] = []
    run: tuple[str, ...] = ()
    for number in sorted(numbers, key=lambda n: (len(n), n)):
        longer = (*run, number)
        box = hull(point for n in longer for curve in painted[n] for point in curve)
        wide = box[2] - box[0] + box[3] - box[1] > _ROOM_EACH * len(longer)
        if run and (wide or not _follows(run[-1], number)):
            groups += _together(run)
            longer = (number,)
        run = longer
    return [*groups, *_together(run)]


def _follows(first: str, second: str) -> bool:
    return first.isdecimal() and second.isdecimal() and int(second) == int(first) + 1


def _together(run: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [run] if len(run) >= _FEWEST_TOGETHER else [(number,) for number in run]


def draw_rows(canvas: Canvas, spans: Iterable[Span]) -> list[SketchDimension]:
    """Draw the dimensions beside the view; return those that found no room."""
    left = []
    for span in spans:
        row = rows.best_row(span, canvas.view.box, canvas.occupied)
        if row is None:
            left.append(span.dimension)
            continue
        canvas.primitives += row.primitives
        rows.occupy(row, canvas.occupied)
    return left


def draw_called(canvas: Canvas, called: Iterable[SketchDimension]) -> None:
    """Draw the dimensions on leaders: after the rows, because they can go anywhere."""
    for dimension in called:
        callouts.dimension(canvas, dimension)


def _axes(canvas: Canvas, sketch: PhaseSketch) -> None:
    """Set the machine's axes at the lower left of the view, on the nearest free place."""
    lying = [
        (label, unit(direction))
        for label, vector in sketch.axes
        if math.hypot(*(direction := canvas.view.turn(vector))) > _IN_PLANE
    ]
    if not lying:
        return
    box = extent(signs.axes((0.0, 0.0), lying))
    x0, y0, x1, _ = canvas.view.box
    places = [
        (x - box[0] + side * dx, y0 - box[1] + dy)
        for dx in range(0, 80, 4)
        for side, x in ((-1, x0 - 5.0 - (box[2] - box[0])), (1, x1 + 5.0))
        for dy in range(-16, 34, 5)
    ]
    free = [
        p
        for p in places
        if canvas.occupied.free((p[0] + box[0], p[1] + box[1], p[0] + box[2], p[1] + box[3]), 1.0)
    ]
    whole = canvas.extent()

    def growth(place: tuple[float, float]) -> float:
        """Height is what a sketch has least of."""
        sign = (place[0] + box[0], place[1] + box[1], place[0] + box[2], place[1] + box[3])
        wide = max(0.0, whole[0] - sign[0], sign[2] - whole[2])
        return wide + 3.0 * max(0.0, whole[1] - sign[1], sign[3] - whole[3])

    canvas.sign(signs.axes(min(free or places[:1], key=growth), lying))
