"""The exploded sheet of an assembly: the parts set apart, in isometric view (ISO 5456-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import shapely
from shapely.geometry import LineString

from gmp_cad.drawing.assembly.balloons import Side, ballooned, draw_balloon
from gmp_cad.drawing.assembly.explosion import Move
from gmp_cad.drawing.assembly.general import Ensemble, Sheeted, fitted_rows, pointed_items, sizes_of
from gmp_cad.drawing.assembly.lines import Look, draw_lines
from gmp_cad.drawing.assembly.placed import PlacedPart, along, moved, spread
from gmp_cad.drawing.assembly.targets import areas_of, targets_in
from gmp_cad.drawing.best_sheet import no_room
from gmp_cad.drawing.composition import LaidView, composed, shortened
from gmp_cad.drawing.pens import CENTRE
from gmp_cad.drawing.primitives import Group, Polyline, extent
from gmp_cad.drawing.view import View, dot, lines_of
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import Projection, Vector

EXPLODED = "exploded"
_PLANNED = PlannedView(name=EXPLODED, kind="pictorial", slot=(0, 0), hidden=False)
_SIDES: tuple[Side, ...] = ("top", "bottom", "left", "right")
_LEAST_LINE = 2.0  # mm on paper: shorter stretches of an explosion line are not drawn
_LEGIBLE_MM = 8.0  # the smaller parts on paper
_SMALLER = 0.25  # which of them, by size


def exploded_sheet(ensemble: Ensemble, moves: Sequence[Move], projection: Projection) -> Sheeted:
    """Return the sheet with the parts apart, ballooned once each, and their ways back.

    Raises NoRoomError as :func:`~gmp_cad.drawing.best_sheet.no_room` says.
    """
    offsets = {move.part: move.offset for move in moves}
    parts = tuple(moved(p, offsets[p.name]) for p in ensemble.parts if p.name in offsets)
    laid: dict[float, tuple[LaidView, tuple[str, ...]]] = {}
    for sheet, scale in sizes_of(ensemble, _asked(parts)):
        if scale.ratio not in laid:
            view = View(projection=projection, scale=scale.ratio, planned=_PLANNED)
            laid[scale.ratio] = _laid_out(view, parts, moves)
        seen, missing = laid[scale.ratio]
        paper, rest = fitted_rows(ensemble.paper, sheet)
        drawing = composed(paper, sheet, scale, [seen])
        if drawing is not None:
            cut = shortened(paper, sheet, scale)
            return Sheeted(drawing=drawing, missing=missing, rest=rest, shortened=cut)
    raise no_room()


def _asked(parts: Sequence[PlacedPart]) -> float:
    sizes = sorted(max(p.box[k + 3] - p.box[k] for k in range(3)) for p in parts)
    return _LEGIBLE_MM / sizes[int(_SMALLER * (len(sizes) - 1))]


def _laid_out(
    view: View, parts: Sequence[PlacedPart], moves: Sequence[Move]
) -> tuple[LaidView, tuple[str, ...]]:
    look = Look(linings={}, sizes={})
    nothing = shapely.Polygon()
    areas = areas_of(view, parts, None, nothing)
    lines = [
        *_ways_back(view, parts, moves, areas),
        *draw_lines(view, parts, look, nothing),
    ]
    aims = targets_in(view, parts, areas)
    items, missing = pointed_items(parts, aims)
    balloons = ballooned(items, extent(lines), _SIDES)
    groups = [*lines, *(draw_balloon(b, f"item.{b.number}") for b in balloons)]
    return LaidView(groups=tuple(groups), slot=(0, 0)), missing


def _ways_back(
    view: View,
    parts: Sequence[PlacedPart],
    moves: Sequence[Move],
    areas: Mapping[str, shapely.Geometry],
) -> Iterator[Group]:
    """Yield the line from each part to where it belongs, where no part hides it."""
    paper = {name: shapely.transform(area, lambda xy: xy * view.scale)
             for name, area in areas.items()}  # fmt: skip
    there = {part.name: part for part in parts}
    drawn: list[Polyline] = []
    for move in moves:
        if not move.holder:
            continue
        start, holder = _middle(there[move.part]), there[move.holder]
        far = dot(start, move.way) - spread(holder.box, move.way)[1]
        before = dot(move.way, view.towards) > 0  # the holder is behind its own line
        covered = [a for name, a in paper.items() if not (before and name == move.holder)]
        line = LineString((view.place(start), view.place(along(start, move.way, -far))))
        drawn += [
            Polyline(points=points, pen=CENTRE)
            for points in lines_of(line.difference(shapely.union_all(covered)))
            if LineString(points).length > _LEAST_LINE
        ]
    if drawn:
        yield Group(layer="centre", primitives=tuple(drawn))


def _middle(part: PlacedPart) -> Vector:
    """Return the middle of a part, on its axis if it is turned."""
    box = part.box
    middle: Vector = ((box[0] + box[3]) / 2, (box[1] + box[4]) / 2, (box[2] + box[5]) / 2)
    if part.axis is None:
        return middle
    axis = part.axis
    return along(axis.point, axis.direction, dot(_less(middle, axis.point), axis.direction))


def _less(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])
