"""What a parameter of an assembly moves: the two faces whose distance it is, at every position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.annotate.style import ABOVE, ARROW, FIRST_ROW, TEXT
from gmp_cad.drawing.assembly.extents import Extent
from gmp_cad.drawing.assembly.freedom import Body, Flat, body_of
from gmp_cad.drawing.assembly.placed import PlacedPart
from gmp_cad.drawing.primitives import Box
from gmp_cad.drawing.view import View, dot
from gmp_cad.evidence import AssemblyPosition, Vector

_SAME_MM = 1e-3
_LEAST_MM2 = 1.0
_IN_LINE = 1 - 1e-6
_SHARES = (0.8, 0.65, 0.5, 0.35, 0.2)
_CLEAR = 1.0
_ROOM = ABOVE + TEXT + _CLEAR  # of a text above its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """A parameter as a reference dimension: its range as text, and the faces that it sets apart.

    ``way``: unit direction from one face to the other; ``low`` and ``high``: their places along it;
    ``box``: what both faces share, seen along it (a box in space).
    """

    key: str
    text: str
    way: Vector
    low: float
    high: float
    box: tuple[float, float, float, float, float, float]


def travel_of(
    name: str,
    text: str,
    parts: Sequence[PlacedPart],
    default: AssemblyPosition,
    positions: Sequence[AssemblyPosition],
) -> Travel | None:
    """Return where a parameter can be seen, None where no two faces stand as far apart as it says.

    Of several pairs of faces, the one that shares most.
    """
    bodies = [body_of(part) for part in parts]
    other = {k: v for k, v in default.parameters.items() if k != name}
    along = [p for p in positions if other.items() <= p.parameters.items()]
    shifts = [(p.parameters[name], _shifts(default, p)) for p in along]
    found = [
        (shared, travel)
        for a in bodies
        for b in bodies
        if a is not b
        for shared, travel in _pairs(a, b, shifts, default.parameters[name], (name, text))
    ]
    best = max(found, key=lambda f: (round(f[0], 3), f[1].way, f[1].low), default=None)
    return None if best is None else best[1]


def _shifts(default: AssemblyPosition, position: AssemblyPosition) -> Mapping[str, Vector]:
    """Return how far each part stands from its default place."""
    there = {p.name: p.matrix for p in position.placements}
    return {
        p.name: tuple(there[p.name][k][3] - p.matrix[k][3] for k in range(3))  # type: ignore[misc]
        for p in default.placements
    }


def _pairs(
    a: Body,
    b: Body,
    shifts: Sequence[tuple[float, Mapping[str, Vector]]],
    value: float,
    named: tuple[str, str],
) -> Iterator[tuple[float, Travel]]:
    for way, flats in a.flats.items():
        if way < (0.0, 0.0, 0.0):
            continue  # each pair once
        if not all(_follows(a, b, way, size - value, by) for size, by in shifts):
            continue
        back = (0.0 - way[0], 0.0 - way[1], 0.0 - way[2])
        for first in flats:
            for second in b.flats[back]:
                shared = first.area.intersection(second.area)
                if abs(-second.at - first.at - value) < _SAME_MM and shared.area > _LEAST_MM2:
                    yield shared.area, _travel(named, way, first, second, shared)


def _follows(a: Body, b: Body, way: Vector, change: float, shifts: Mapping[str, Vector]) -> bool:
    """Whether two parts come apart by as much as the parameter changes."""
    apart = dot(shifts[b.part.name], way) - dot(shifts[a.part.name], way)
    return abs(apart - change) < _SAME_MM


def _travel(
    named: tuple[str, str], way: Vector, first: Flat, second: Flat, shared: BaseGeometry
) -> Travel:
    low, high = first.at, -second.at
    x0, y0, x1, y1 = shared.bounds
    axis = next(k for k in range(3) if way[k])
    begin, end = [x0, y0], [x1, y1]
    begin.insert(axis, min(way[axis] * low, way[axis] * high))
    end.insert(axis, max(way[axis] * low, way[axis] * high))
    return Travel(
        key=f"parameter.{named[0]}", text=named[1], way=way, low=low, high=high,
        box=(begin[0], begin[1], begin[2], end[0], end[1], end[2]),
    )  # fmt: skip


def drawn_travel(view: View, travel: Travel, areas: Mapping[str, BaseGeometry]) -> Extent | None:
    """Return the travel in a view that shows it in true length across the page.

    Between the faces where the text has room there, else above them.
    """
    if abs(view.turn(travel.way)[0]) < _IN_LINE:
        return None
    corners = [view.place(p) for p in (travel.box[:3], travel.box[3:])]
    (x0, x1), (y0, y1) = (sorted(c[k] for c in corners) for k in range(2))
    covered = shapely.union_all(list(areas.values()))
    half = glyphs.width(travel.text, TEXT) / 2 + _CLEAR

    def free(y: float) -> bool:
        box: Box = ((x0 + x1) / 2 - half, y - _CLEAR, (x0 + x1) / 2 + half, y + _ROOM)
        return not covered.intersects(shapely.box(*(value / view.scale for value in box)))

    inside = [y0 + share * (y1 - y0) for share in _SHARES if x1 - x0 > 2 * half + 2 * ARROW]
    for y in inside:
        if free(y):
            return Extent(key=travel.key, text=travel.text, first=(x0, y), second=(x1, y), at=y)
    above = (y1 + FIRST_ROW, view.box[3] + FIRST_ROW)
    at = next((y for y in above if free(y)), above[-1])
    return Extent(key=travel.key, text=travel.text, first=(x0, y1), second=(x1, y1), at=at)
