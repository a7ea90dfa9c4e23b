"""Tools of a sketch at the end of their cut: outlines that stand, numbers and motions that find room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotate.scene import lines_of
from gmp_cad.drawing.holder_outline import fixture_outline
from gmp_cad.drawing.layout.item import Candidate, Item
from gmp_cad.drawing.phase.tool_marks import mark_items, silhouette, turn_ways
from gmp_cad.drawing.phase.values import PhaseSketch
from gmp_cad.drawing.primitives import Group, plain
from gmp_cad.drawing.tool_outline import ToolDrawing, tool_outline, workpiece_rotations
from gmp_cad.drawing.view import View

_AROUND_PART = 11.0  # mm as laid out, that a fixture is shown around the workpiece
_ROOM = 26.0  # mm as laid out, that a tool is drawn above its tip
_GONE_COST = 400.0  # of the rotation of a workpiece: without it the drawing says less
_TOUCHED = 0.8  # mm that a tool may run into a sign


def tool_drawings(
    view: View, sketch: PhaseSketch, signs: Sequence[Group]
) -> tuple[ToolDrawing, ...]:
    """Return the tools that the view shows, each once; none whose lines run through ``signs``.

    In the front view one stays in any case; of ``one_tool_in_front`` it is the first of them.
    """
    front = view.name == "front"
    if sketch.one_tool_in_front and not front:
        return ()
    made = (tool_outline(pose, view, number, room_mm=_ROOM) for pose, number in sketch.tools)
    found = [one for one in made if one is not None]
    taken = shapely.union_all([_ground(sign).buffer(-_TOUCHED) for sign in signs])
    clear = [one for one in found if not silhouette(one.outline).intersects(taken)]
    shown = clear or found[:1] if front else clear
    return tuple(shown[:1] if sketch.one_tool_in_front else shown)


def tool_items(
    view: View, sketch: PhaseSketch, drawings: tuple[ToolDrawing, ...]
) -> Iterator[Item]:
    """Yield the numbers and arrows of the tools, and the rotation of a workpiece that turns."""
    for drawing in drawings:
        others = [one for one in drawings if one is not drawing]
        stays = view.name == "front" and drawing is drawings[0]
        yield from mark_items(drawing, others, may_go=not stays)
    if sketch.rotation is not None and sketch.tools:
        outlines = shapely.union_all([silhouette(one.outline) for one in drawings])
        ways = list(
            turn_ways(
                workpiece_rotations(view, *sketch.rotation), shapely.MultiLineString(), outlines
            )
        )
        if ways:
            gone = Candidate(areas=(), cost=_GONE_COST, draw=tuple)
            yield Item(key="tools.workpiece", candidates=(*ways, gone))


def known_tools(
    drawings: tuple[ToolDrawing, ...], written: Sequence[Group]
) -> tuple[ToolDrawing, ...]:
    """Return the tools whose number is among what is written, and those that need none."""
    keys = {group.key for group in written}
    return tuple(
        one
        for one in drawings
        if "number" not in one.marks or one.marks["number"].key in keys
    )  # fmt: skip


def _ground(sign: Group) -> BaseGeometry:
    """Return what a sign covers."""
    points = [p for item in plain([sign]) for line in lines_of(item) for p in line]
    return MultiPoint(points).convex_hull


def surroundings(view: View, sketch: PhaseSketch) -> tuple[Group, ...]:
    """Return the thin outlines of the fixture that holds the workpiece."""
    found = [
        fixture_outline(seen, view, room_mm=_AROUND_PART)
        for seen in sketch.fixture
        if seen.name == view.name
    ]
    return tuple(group for group in found if group is not None)
