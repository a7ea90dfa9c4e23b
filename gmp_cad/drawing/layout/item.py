"""What the layout chooses from: items to set in a view, each with several ways to draw it.

Paper millimetres of the view, x to the right, y up. Areas are convex polygons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gmp_cad.drawing.primitives import Box, Group, Point

Area = tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line that a candidate draws outside its areas, and what it is for.

    Extension lines may cross each other and the part; a dimension line or a leader should cross
    nothing. Neither may run through the area of another item. ``on_part``: the line belongs on the
    part, such as a diameter's across its own cylinder: it crosses the part's lines at little cost.
    An "alignment" is not drawn: a dimension line along it would read as one with the item.
    """

    points: tuple[Point, ...]
    kind: Literal["dimension", "extension", "leader", "alignment"]
    on_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to draw an item.

    ``areas``: what its texts, frames and signs take; nothing else may lie there. ``strokes``: its
    lines. ``tips``: where leaders end; two of them at one place cannot be told apart. ``cost``: how far this way is from the ideal by itself, in mm of detour or the like, 0 for
    the best. ``draw`` gives what is drawn.
    """

    areas: tuple[Area, ...]
    strokes: tuple[Stroke, ...] = ()
    tips: tuple[Point, ...] = ()
    cost: float = 0.0
    draw: Callable[[], tuple[Group, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An annotation to set; exactly one of its candidates (at least one) is drawn."""

    key: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What stands already: drawn lines (texts keep clear of them), areas that nothing may enter.

    ``material`` are closed loops of hatched material and ``body`` loops that bound the whole view: an area inside them
    costs a little, so that dimensions stand outside the view. ``across``: between which x the sheet
    has room, where it is narrow.
    """

    lines: tuple[tuple[Point, ...], ...] = ()
    kept: tuple[Area, ...] = ()
    material: tuple[tuple[Point, ...], ...] = ()
    body: tuple[tuple[Point, ...], ...] = ()
    across: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The index of the candidate chosen for each item, and what is left of conflicts.

    ``overlaps``: pairs of areas, or areas and lines, that lie on each other (0 in a good drawing);
    ``crossings``: lines of annotations that cross.
    """

    chosen: tuple[int, ...]
    overlaps: int
    crossings: int
    cost: float


def area_of(box: Box) -> Area:
    """Return a box as an area."""
    x0, y0, x1, y1 = box
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
