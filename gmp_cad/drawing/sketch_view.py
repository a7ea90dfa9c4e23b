"""Lay out one view of a phase sketch: workpiece, machined surfaces, signs, dimensions, axes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gmp_cad.drawing import callouts, rows, symbols
from gmp_cad.drawing.canvas import Canvas
from gmp_cad.drawing.contacts import contacts, name
from gmp_cad.drawing.paint import Curve
from gmp_cad.drawing.pens import MACHINED
from gmp_cad.drawing.primitives import Primitive, extent
from gmp_cad.drawing.rows import Span
from gmp_cad.drawing.sketch import PhaseSketch, SketchDimension
from gmp_cad.drawing.view import View, outline, unit
from gmp_cad.drawing.workpiece import Workpiece, draw_workpiece, profiles

_IN_PLANE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLayout:
    """A laid out view in its own paper coordinates; ``left`` holds dimensions without room."""

    name: str
    primitives: tuple[Primitive, ...]
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
    workpiece = workpiece_of(sketch)
    draw_workpiece(canvas, workpiece, sketch=True)
    located = contacts(canvas, sketch.normals, sketch.clamps)
    _origin(canvas, sketch)
    painted = painted_curves(sketch, task.view)
    _surfaces(canvas, sketch, painted, task.textures)
    left = draw_rows(canvas, task.spans)
    for contact in located:
        name(canvas, contact)
    draw_called(canvas, task.called)
    _axes(canvas, sketch)
    return ViewLayout(
        name=task.view.name,
        primitives=tuple(canvas.primitives),
        left=tuple(left),
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
    canvas.sign(symbols.program_origin(place))
    canvas.label(sketch.origin_label, place, symbols.BESIDE * symbols.ORIGIN_RADIUS, 225.0)


def _surfaces(
    canvas: Canvas,
    sketch: PhaseSketch,
    painted: dict[str, tuple[Curve, ...]],
    textures: frozenset[str],
) -> None:
    """Set texture and tolerance of the surfaces in ``textures``, then the numbers of all seen."""
    workpiece = workpiece_of(sketch)
    shown = [surface for surface in sketch.surfaces if surface.number in painted]
    for surface in shown:
        if surface.number not in textures:
            continue
        curves, faces = painted[surface.number], workpiece.faces_of(surface.faces)
        if surface.texture:
            callouts.texture(canvas, surface.texture, curves, faces, MACHINED)
        for tolerance in surface.frames:
            callouts.frame(canvas, tolerance, curves, faces)
    area = outline(canvas.view)
    for surface in shown:
        callouts.surface_number(canvas, surface.number, painted[surface.number], area)


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
        if canvas.occupied.free((p[0] + box[0], p[1] + box[1], p[0] + box[2], p[1] + box[3]), 1.0)
    )
    canvas.sign(symbols.axes(next(free, places[0]), lying))
