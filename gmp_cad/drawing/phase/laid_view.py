"""One view of a sketch laid out: its lines, and all that is written on it, chosen by the solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotate.assign import Assignment, assigned, said_by
from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotate.scene import lines_of, scene_of
from gmp_cad.drawing.annotate.seen import Seen, seen
from gmp_cad.drawing.annotation import Callout, PartAnnotations, SurfaceMark, key_of
from gmp_cad.drawing.layout.item import Area, Item, Scene
from gmp_cad.drawing.layout.solver import solve
from gmp_cad.drawing.pens import MACHINED
from gmp_cad.drawing.phase.contacts import contact_items, contacts_of, end_on_signs
from gmp_cad.drawing.phase.linework import beside, red_lines, workpiece_lines
from gmp_cad.drawing.phase.origins import axes_item, mark_items, mark_signs
from gmp_cad.drawing.phase.room import walls
from gmp_cad.drawing.phase.surface_numbers import number_item, view_of
from gmp_cad.drawing.phase.tools import known_tools, surroundings, tool_drawings, tool_items
from gmp_cad.drawing.phase.values import PhaseSketch, RedSurface
from gmp_cad.drawing.primitives import Box, Group, Point, box_of
from gmp_cad.drawing.tool_outline import ToolDrawing
from gmp_cad.drawing.view import View, outline
from gmp_cad.evidence import FaceGeometry

_SHORT = ("surfaces.", "normals.", "mark.")
# mm of detour: in a pocket its number is read as well as beside the part
_ALLOWED_INSIDE = 34.0
_COVERED = 0.15  # mm on the page of a red line's half width that other things may come near to


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidViews:
    """The views at one scale with all that is written on them, in their order.

    ``overlaps``: what lies on something else; ``unplaced``: keys and texts that no view can bear.
    """

    views: tuple[View, ...]
    groups: tuple[tuple[Group, ...], ...]
    overlaps: int
    unplaced: tuple[tuple[str, str], ...]


def laid_views(
    sketch: PhaseSketch,
    views: Sequence[View],
    zoom: float,
    within: Sequence[Box] | None = None,
) -> LaidViews:
    """Lay the views out.

    ``zoom``: by how much all will be set smaller on the page, where pens keep their widths.
    ``within``: the box of each view that nothing may leave.
    """
    faces = {face.index: face for face in sketch.faces}
    said = PartAnnotations(callouts=sketch.callouts, marks=tuple(_marks(sketch)))
    shared = assigned(said, views, sketch.faces)
    sights = [seen(view, sketch.faces) for view in views]
    homes = {surface.number: view_of(surface, sights) for surface in sketch.surfaces}
    drawn: list[tuple[Group, ...]] = []
    overlaps, unplaced = 0, list(shared.unplaced)
    for number, view in enumerate(views):
        numbered = [s for s in sketch.surfaces if homes[s.number] == number]
        kept = walls(within[number]) if within else ()
        task = _Task(sketch, view, sights[number], faces, zoom, kept, _body(view))
        groups, found = task.laid(shared, number, numbered)
        what: tuple[Callout | SurfaceMark, ...] = (
            *shared.callouts[number], *shared.marks[number],
        )  # fmt: skip
        keys = {group.key for group in groups}
        unplaced += [
            entry for one in what for entry in said_by(one) if key_of(entry[0]) not in keys
        ]
        drawn.append(groups)
        overlaps += found
    return LaidViews(
        views=tuple(views), groups=tuple(drawn), overlaps=overlaps, unplaced=tuple(unplaced)
    )


def _marks(sketch: PhaseSketch) -> list[SurfaceMark]:
    """Return what is written on each surface; named by the bore's callout where that may bear it."""
    bores = {frozenset(c.faces): c for c in sketch.callouts if c.kind == "diameter" and c.hollow}
    found = []
    for surface in sketch.surfaces:
        owner: Callout | None = bores.get(frozenset(surface.faces))
        found.append(
            SurfaceMark(
                on=owner.line if owner else surface.number, faces=surface.faces,
                texture=surface.texture, frames=surface.frames,
            )
        )  # fmt: skip
    return [mark for mark in found if mark.texture or mark.frames]


@dataclass(frozen=True, slots=True)
class _Task:
    """A view to lay out."""

    sketch: PhaseSketch
    view: View
    seen: Seen
    faces: Mapping[int, FaceGeometry]
    zoom: float
    kept: tuple[Area, ...]
    body: BaseGeometry

    def laid(
        self, shared: Assignment, number: int, numbered: Sequence[RedSurface]
    ) -> tuple[tuple[Group, ...], int]:
        """Return what is drawn in the view, and how many overlaps are left.

        A tool whose number finds no place near it is left out, and all is laid out without it.
        """
        sketch, view = self.sketch, self.view
        contacts = contacts_of(view, sketch)
        held, signs = end_on_signs(contacts), mark_signs(view, sketch.marks)
        fast: list[Item | None] = [
            *items_for(view, shared.callouts[number], shared.marks[number], sketch.faces),
            *(number_item(surface, self.seen) for surface in numbered),
            *contact_items(contacts),
            *mark_items(view, sketch.marks),
            axes_item(view, sketch.axes),
        ]
        items = [item for item in fast if item is not None]
        tools = tool_drawings(view, sketch, (*held, *signs))
        while True:
            standing, written, overlaps = self._with_tools(tools, items, (held, signs))
            if (known := known_tools(tools, written)) == tools:
                return (*standing, *written, *signs), overlaps
            tools = known

    def _with_tools(
        self,
        tools: tuple[ToolDrawing, ...],
        items: Sequence[Item],
        fixed: tuple[Sequence[Group], Sequence[Group]],
    ) -> tuple[tuple[Group, ...], tuple[Group, ...], int]:
        """Return the lines and signs that stand, what is written with these tools, and overlaps."""
        sketch, view = self.sketch, self.view
        lines = workpiece_lines(view, self.faces, (sketch.callouts, sketch.threads))
        red = red_lines(view, self.faces, sketch.red)
        outlines = tuple(tool.outline for tool in tools)
        around = surroundings(view, sketch)
        held, signs = fixed
        placed = [self._inside(item) for item in (*items, *tool_items(view, sketch, tools))]
        solution = solve(
            placed, self._scene((*around, *lines, *red, *outlines), red, (*held, *signs))
        )
        written = tuple(
            group
            for item, choice in zip(placed, solution.chosen, strict=True)
            for group in item.candidates[choice].draw()
        )
        return (*around, *lines, *held, *red, *outlines), written, solution.overlaps

    def _inside(self, item: Item) -> Item:
        """Return a number or name whose places inside the view cost little: dimensions stand outside."""
        if not item.key.startswith(_SHORT):
            return item
        areas = [shapely.Polygon(one.areas[-1]) for one in item.candidates]
        within = shapely.contains(self.body, areas)
        found = tuple(
            replace(one, cost=one.cost - _ALLOWED_INSIDE) if inside else one
            for one, inside in zip(item.candidates, within, strict=True)
        )
        return replace(item, candidates=found)

    def _scene(self, lines: Sequence[Group], red: Sequence[Group], signs: Sequence[Group]) -> Scene:
        """Return what stands already: red lines are wide, no text may stand on a sign."""
        scene = scene_of(self.view, lines)
        away = max(0.0, MACHINED.width / 2 / self.zoom - _COVERED)
        sides = [
            side
            for group in red
            for line in group.primitives
            for points in lines_of(line)
            for side in beside(points, away)
        ]
        crossed = [line for group in signs for line in _filled(box_of(group))]
        return replace(
            scene, lines=(*scene.lines, *sides, *crossed), kept=(*scene.kept, *self.kept)
        )


def _body(view: View) -> BaseGeometry:
    body = outline(view)
    shapely.prepare(body)
    return body


def _filled(box: Box) -> tuple[tuple[Point, ...], ...]:
    """Return lines that keep texts off a sign; lines may run to what it stands on."""
    x0, y0, x1, y1 = box
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    rim = ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))
    return (rim, ((x0, y), (x1, y)), ((x, y0), (x, y1)))
