"""Tools of a sketch at the end of their cut: outlines that stand, numbers and motions that find room."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from gmp_cad.drawing.holder_outline import fixture_outline
from gmp_cad.drawing.layout.item import Candidate, Item, area_of
from gmp_cad.drawing.phase.values import PhaseSketch
from gmp_cad.drawing.primitives import Group, box_of, moved_group
from gmp_cad.drawing.tool_outline import ToolDrawing, tool_outline, workpiece_rotation
from gmp_cad.drawing.view import View

_AROUND_PART = 11.0  # mm as laid out, that a fixture is shown around the workpiece
_ROOM = 26.0  # mm as laid out, that a tool is drawn above its tip
_AWAY = (4.0, 8.0, 13.0, 19.0, 26.0)
_AROUND_DEG = (0, 90, 180, 270, 45, 135, 225, 315)
_AWAY_COST = 0.5
_GONE_COST = 200.0


def tool_drawings(view: View, sketch: PhaseSketch) -> tuple[ToolDrawing, ...]:
    """Return the tools that the view shows, each once."""
    if sketch.tools_in_front_only and view.name != "front":
        return ()
    found = (tool_outline(pose, view, number, room_mm=_ROOM) for pose, number in sketch.tools)
    return tuple(one for one in found if one is not None)


def tool_items(
    view: View, sketch: PhaseSketch, drawings: tuple[ToolDrawing, ...]
) -> Iterator[Item]:
    """Yield the numbers and arrows of the tools, and the rotation of a workpiece that turns."""
    for drawing in drawings:
        for name, mark in drawing.marks.items():
            yield _movable(mark, may_go=name != "number")
    if sketch.rotation is not None and sketch.tools:
        turning = workpiece_rotation(view, *sketch.rotation)
        if turning is not None:
            yield _movable(turning, may_go=False)


def surroundings(view: View, sketch: PhaseSketch) -> tuple[Group, ...]:
    """Return the thin outlines of the fixture that holds the workpiece."""
    found = [
        fixture_outline(seen, view, room_mm=_AROUND_PART)
        for seen in sketch.fixture
        if seen.name == view.name
    ]
    return tuple(group for group in found if group is not None)


def _movable(mark: Group, *, may_go: bool) -> Item:
    """Return the places of a mark: its own, and others around it; without room an arrow may go."""
    places = [(0.0, 0.0, 0.0)]
    for away in _AWAY:
        for degrees in _AROUND_DEG:
            angle = math.radians(degrees)
            places.append((away * math.cos(angle), away * math.sin(angle), away))
    x0, y0, x1, y1 = box_of(mark)
    found = [
        Candidate(
            areas=(area_of((x0 + dx, y0 + dy, x1 + dx, y1 + dy)),),
            cost=_AWAY_COST * away,
            draw=partial(_moved, mark, dx, dy),
        )
        for dx, dy, away in places
    ]
    if may_go:
        found.append(Candidate(areas=(), cost=_GONE_COST, draw=tuple))
    return Item(key=mark.key, candidates=tuple(found))


def _moved(mark: Group, dx: float, dy: float) -> tuple[Group, ...]:
    return (moved_group(mark, dx, dy),)
