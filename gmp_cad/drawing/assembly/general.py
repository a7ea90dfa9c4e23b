"""The general sheet of an assembly drawing: views, fits, overall dimensions, balloons, parts list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotate.scene import lines_of
from gmp_cad.drawing.assembly.balloons import Pointed, Side, ballooned, draw_balloon
from gmp_cad.drawing.assembly.extents import draw_extent, overall
from gmp_cad.drawing.assembly.fit_labels import fit_item, shown_place
from gmp_cad.drawing.assembly.joints import Joint
from gmp_cad.drawing.assembly.lines import Look, draw_lines, view_title
from gmp_cad.drawing.assembly.lining import linings
from gmp_cad.drawing.assembly.placed import PlacedPart
from gmp_cad.drawing.assembly.targets import Target, areas_of, targets_in, whole_before
from gmp_cad.drawing.assembly.threading import thread_groups
from gmp_cad.drawing.assembly.travel import Travel, drawn_travel
from gmp_cad.drawing.best_sheet import no_room
from gmp_cad.drawing.composition import LaidView, Paper, composed, shortened
from gmp_cad.drawing.layout.item import Candidate, Item, Scene, Stroke, area_of
from gmp_cad.drawing.layout.sizing import scale_asked_for, ways
from gmp_cad.drawing.layout.solver import solve
from gmp_cad.drawing.primitives import Box, Drawing, Group, Text, box_of, extent, plain
from gmp_cad.drawing.sheets.tables import parts_list
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.evidence import Cut, Projection
from gmp_cad.standards.sheets import Scale, Sheet

Rows = tuple[Mapping[str, str], ...]
_BEST_WIDTH = 5.0  # on paper: broader places of a part are no easier to point at
_SECTION, _FIRST = 1.0, 1.5
_ARROW_WORTH = 0.15
_LEGIBLE = 1.25  # parts are told apart at a little less than what dimensions need
_FILLED = 0.9  # share of a sheet that views and tables can take at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """What an assembly drawing is made from.

    ``projections``: views and cuts by name. ``paper.parts`` are all rows of the parts list.
    ``travels``: what the parameters set apart. ``sheet`` and ``scale`` are those
    that the specification sets, empty where the drawing chooses.
    """

    parts: tuple[PlacedPart, ...]
    joints: tuple[Joint, ...]
    plan: DrawingPlan
    projections: Mapping[str, Projection]
    paper: Paper
    travels: tuple[Travel, ...] = ()
    sheet: str = ""
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheeted:
    """A sheet: what could not be shown (``missing``), rows of the parts list that are left over.

    ``shortened`` and ``given_up`` as in :class:`~gmp_cad.drawing.best_sheet.Drawn`.
    """

    drawing: Drawing
    missing: tuple[str, ...] = ()
    overlaps: int = 0
    rest: Rows = ()
    shortened: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


def general_sheet(ensemble: Ensemble) -> Sheeted:
    """Return the first sheet: the smallest one on which the assembly reads well.

    Raises NoRoomError as :func:`~gmp_cad.drawing.best_sheet.no_room` says.
    """
    refs = {part.ref for part in ensemble.parts}
    boxes = [ensemble.projections[v.name].box_mm for v in ensemble.plan.views]
    spans = [_LEGIBLE * _least(part) for part in ensemble.parts]
    asked = scale_asked_for(boxes, spans, len(refs) + len(ensemble.joints))
    laid: dict[float, tuple[tuple[LaidView, ...], tuple[str, ...], int]] = {}
    for sheet, scale in sizes_of(ensemble, asked):
        if scale.ratio not in laid:
            laid[scale.ratio] = _laid_out(ensemble, scale.ratio)
        views, missing, overlaps = laid[scale.ratio]
        paper, rest = fitted_rows(ensemble.paper, sheet)
        if sum(map(_area, (view.box for view in views))) > _FILLED * sheet.width * sheet.height:
            continue
        for slots in arrangements(ensemble.plan):
            there = [replace(v, slot=slot) for v, slot in zip(views, slots, strict=True)]
            drawing = composed(paper, sheet, scale, there)
            if drawing is not None:
                return Sheeted(
                    drawing=drawing, missing=missing, overlaps=overlaps, rest=rest,
                    shortened=shortened(paper, sheet, scale),
                    given_up=_given_up(ensemble, sheet, scale),
                )  # fmt: skip
    raise no_room()


def _given_up(ensemble: Ensemble, sheet: Sheet, scale: Scale) -> tuple[str, ...]:
    """Return the chosen sheet and scale on which the assembly does not fit."""
    found = ((ensemble.sheet, sheet.name), (ensemble.scale, str(scale)))
    return tuple(chosen for chosen, drawn in found if chosen and chosen != drawn)


def sizes_of(ensemble: Ensemble, asked: float) -> Iterator[tuple[Sheet, Scale]]:
    """Yield the sheets and scales to try; those that were chosen first, then any, scale first."""
    yield from ways(asked, ensemble.sheet, ensemble.scale)
    if ensemble.scale:
        yield from ways(asked, ensemble.sheet)
    if ensemble.sheet:
        yield from ways(asked)


def fitted_rows(paper: Paper, sheet: Sheet) -> tuple[Paper, Rows]:
    """Return the paper with the rows of the parts list that the sheet holds, and the others."""
    listed = parts_list(paper.template, sheet, paper.parts)
    rest = listed.rest if listed is not None else ()
    return replace(paper, parts=paper.parts[: len(paper.parts) - len(rest)]), rest


def pointed_items(
    parts: Sequence[PlacedPart], aims: Mapping[str, Target]
) -> tuple[list[Pointed], tuple[str, ...]]:
    """Return each item to be ballooned once, at the copy that is seen best, and those not seen."""
    found, missing = [], []
    for ref in sorted({p.ref for p in parts}):
        own = [aims[p.name] for p in parts if p.ref == ref and p.name in aims]
        if own:
            best = max(own, key=lambda aim: (aim.end == "dot", round(aim.width, 2)))
            found.append(Pointed(number=str(ref), points=best.points, end=best.end))
        else:
            missing.append(f"item.{ref}")
    return found, tuple(missing)


def arrangements(plan: DrawingPlan) -> Iterator[list[tuple[int, int] | None]]:
    """Yield where the views stand: further sections beyond their direction, or beside the others.

    A section from the front stands in the row of the front view or above it, one from above in
    the row of the view from above or below it; those from the side stand where there is room.
    """
    further = [v for v in plan.views if v.kind == "section" and v.slot != (0, 0)]
    fixed = {v.name: v.slot for v in plan.views if v not in further and v.slot is not None}
    for rows in product(*(_rows(view.slot) for view in further)):
        there = dict(fixed)
        for view, row in zip(further, rows, strict=True):
            column = 0
            while (column, row) in there.values():
                column += 1
            there[view.name] = (column, row)
        yield [there[view.name] for view in plan.views]


def _rows(slot: tuple[int, int] | None) -> tuple[int, ...]:
    row = slot[1] if slot is not None else 0
    return (0, -1) if row == 0 else (row, 0) if row > 0 else (row, -1)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _least(part: PlacedPart) -> float:
    return min(part.box[k + 3] - part.box[k] for k in range(3))


def _laid_out(
    ensemble: Ensemble, scale: float
) -> tuple[tuple[LaidView, ...], tuple[str, ...], int]:
    """Return the views with all that is written on them, what is missing, and overlaps."""
    cuts = {cut.name: cut for cut in ensemble.plan.cuts}
    sections = [ensemble.projections[name] for name in cuts]
    items = {p.name: p.item for p in ensemble.parts}
    look = Look(linings=linings(sections, items), sizes={p.name: _size(p) for p in ensemble.parts})
    views = [
        View(projection=ensemble.projections[planned.name], scale=scale, planned=planned)
        for planned in ensemble.plan.views
    ]
    before = [whole_before(ensemble.parts, v.projection, cuts.get(v.name)) for v in views]
    areas = [
        areas_of(view, ensemble.parts, cuts.get(view.name), own)
        for view, own in zip(views, before, strict=True)
    ]
    seen = [targets_in(v, ensemble.parts, own) for v, own in zip(views, areas, strict=True)]
    shares, missing = _shared(ensemble.parts, views, seen)
    fits, lost = _fits(ensemble.joints, views, cuts)
    found, overlaps = [], 0
    for i, (view, aims, own, fitted) in enumerate(zip(views, seen, shares, fits, strict=True)):
        lines = list(draw_lines(view, ensemble.parts, look, before[i]))
        lines += thread_groups(view, ensemble.parts, areas[i])
        sides, measures = _measures(view, lines, ensemble.paper.lang)
        lines += measures
        if i == 0:
            lines += _travels(ensemble, view, areas[0])
        pointed = [_pointed(ref, name, aims[name], view, look) for ref, name in own]
        balloons = ballooned(pointed, _around(lines), sides, list(_texts(lines)))
        groups = [draw_balloon(b, f"item.{b.number}") for b in balloons]
        drawn, more = _labelled(view, fitted, lines, groups, cuts)
        overlaps += more
        groups = [*lines, *drawn, *groups]
        groups += view_title(view, groups)
        found.append(LaidView(groups=tuple(groups), slot=view.planned.slot))
    return tuple(found), (*missing, *lost), overlaps


def _travels(ensemble: Ensemble, view: View, areas: Mapping[str, BaseGeometry]) -> Iterator[Group]:
    """Yield the travels that the front view shows."""
    for travel in ensemble.travels:
        found = drawn_travel(view, travel, areas)
        if found is not None:
            yield draw_extent(found, view.scale)


def _size(part: PlacedPart) -> float:
    return max(part.box[k + 3] - part.box[k] for k in range(3))


def _around(groups: Sequence[Group]) -> Box:
    return extent([g for g in groups if g.layer != "centre"])


def _measures(
    view: View, lines: Sequence[Group], lang: str
) -> tuple[tuple[Side, ...], list[Group]]:
    """Return the sides that are left for balloons, and the overall dimensions of the view."""
    closed: tuple[Side, ...] = ()
    if view.name == "top":
        closed = ("bottom",)
    elif view.name in ("left", "right"):
        closed = ("bottom", "right" if view.name == "left" else "left")
    elif view.planned.kind == "section":
        return ("top", "left", "right"), []
    found = overall(view, _around(lines), closed, lang)
    drawn = [draw_extent(measure, view.scale) for measure in found]
    sides: tuple[Side, ...] = ("top", "left", "right", "bottom")
    return tuple(side for side in sides if side not in closed), drawn


def _shared(
    parts: Sequence[PlacedPart], views: Sequence[View], seen: Sequence[Mapping[str, Target]]
) -> tuple[list[list[tuple[int, str]]], tuple[str, ...]]:
    """Return which items each view balloons, each in the view where it is seen best."""
    shares: list[list[tuple[int, str]]] = [[] for _ in views]
    missing = []
    for ref in sorted({p.ref for p in parts}):
        own = [p for p in parts if p.ref == ref]
        places = [
            (_worth(aims[p.name], view, first=i == 0), -i, -k, p.name)
            for i, (view, aims) in enumerate(zip(views, seen, strict=True))
            for k, p in enumerate(own)
            if p.name in aims
        ]
        if places:
            _, i, _, name = max(places)
            shares[-i].append((ref, name))
        else:
            missing.append(f"item.{ref}")
    return shares, tuple(missing)


def _worth(target: Target, view: View, *, first: bool) -> float:
    worth = min(target.width, _BEST_WIDTH) if target.end == "dot" else _ARROW_WORTH
    section = _FIRST if first else _SECTION if view.planned.kind == "section" else 0.9
    return round(worth * section, 3)


def _pointed(ref: int, name: str, target: Target, view: View, look: Look) -> Pointed:
    cut = any(region.part == name for region in view.projection.regions)
    grain = look.linings[name].angle_deg if cut and name in look.linings else None
    return Pointed(number=str(ref), points=target.points, end=target.end, grain_deg=grain)


def _fits(
    joints: Sequence[Joint], views: Sequence[View], cuts: Mapping[str, Cut]
) -> tuple[list[list[Joint]], tuple[str, ...]]:
    """Return the fits that each view shows, each in the first section through its axis."""
    shares: list[list[Joint]] = [[] for _ in views]
    lost = []
    for joint in joints:
        at = next(
            (i for i, v in enumerate(views)
             if v.name in cuts and shown_place(joint, v, cuts[v.name]) is not None), None,
        )  # fmt: skip
        if at is None:
            lost.append(f"fit.{joint.key}")
        else:
            shares[at].append(joint)
    return shares, tuple(lost)


def _labelled(
    view: View,
    joints: Sequence[Joint],
    lines: Sequence[Group],
    balloons: Sequence[Group],
    cuts: Mapping[str, Cut],
) -> tuple[list[Group], int]:
    """Return the fits of a view, written clear of all that stands, and how many overlap."""
    if not joints:
        return [], 0
    box = _around(lines)
    items = []
    for joint in joints:
        place = shown_place(joint, view, cuts[view.name])
        assert place is not None
        items.append(fit_item(joint, place, view, box, grain=True))
    fixed = [_standing(group) for group in balloons]
    solution = solve(
        [*items, *fixed],
        Scene(
            lines=tuple(line for p in plain(lines) for line in lines_of(p)),
            kept=tuple(area_of(box) for box in _texts(lines)),
        ),
    )
    drawn = [
        group
        for item, choice in zip(items, solution.chosen, strict=False)
        for group in item.candidates[choice].draw()
    ]
    return drawn, solution.overlaps


def _standing(group: Group) -> Item:
    """Return a balloon that is drawn already, as an item with one way."""
    leader, circle = group.primitives[0], group.primitives[1]
    (x, y), r = circle.centre, circle.radius  # type: ignore[union-attr]
    box = (x - r, y - r, x + r, y + r)
    return Item(
        key=group.key,
        candidates=(
            Candidate(
                areas=(area_of(box),), draw=lambda: (group,),
                strokes=(Stroke(points=leader.points, kind="leader"),),  # type: ignore[union-attr]
            ),
        ),
    )  # fmt: skip


def _texts(groups: Sequence[Group]) -> Iterator[Box]:
    for group in groups:
        for primitive in group.primitives:
            if isinstance(primitive, Text):
                yield box_of(primitive)
