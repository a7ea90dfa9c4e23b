"""The definition drawing of a part on one sheet: scale and size chosen so that all can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from gmp_cad.drawing.annotate.assign import assigned, said_by
from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotate.scene import scene_of
from gmp_cad.drawing.annotation import Callout, PartAnnotations, SurfaceMark, key_of
from gmp_cad.drawing.best_sheet import Drawn, best_sheet
from gmp_cad.drawing.composition import (
    LaidView,
    Paper,
    Pictorial,
    composed,
    may_fit,
    room_across,
    rough_note,
    shortened,
)
from gmp_cad.drawing.layout.sizing import scale_asked_for
from gmp_cad.drawing.layout.solver import solve
from gmp_cad.drawing.primitives import Group, box_of, grow, meet, moved_group, plain
from gmp_cad.drawing.sheets.notes import Note
from gmp_cad.drawing.view import View, dot
from gmp_cad.drawing.views.broken import with_breakouts
from gmp_cad.drawing.views.details import Details, details
from gmp_cad.drawing.views.lines import draw_view
from gmp_cad.drawing.views.plan import DrawingPlan, PlannedView
from gmp_cad.evidence import PartGeometry, Projection
from gmp_cad.language import Message
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.standards.sheets import Scale, Sheet

_NAME_CLEAR = 1.5  # mm around the name of a view


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDrawing:
    """What a definition drawing is made from: what must be said, what is seen, what the sheet bears.

    ``projections`` holds the views and the cuts of the plan by name. ``choices``: what the
    specification sets instead of leaving it to the drawing.
    """

    annotations: PartAnnotations
    geometry: PartGeometry
    plan: DrawingPlan
    projections: Mapping[str, Projection]
    paper: Paper
    choices: DrawingChoices


@dataclass(frozen=True, slots=True)
class _Laid:
    views: tuple[LaidView, ...]
    overlaps: int
    crossings: int
    unplaced: tuple[tuple[str, str], ...]


def part_drawing(part: PartDrawing) -> Drawn:
    """Return the definition drawing: the smallest sheet on which the part reads well.

    See :func:`~gmp_cad.drawing.best_sheet.best_sheet` for the choice of scale and sheet.
    """
    laid = cache(partial(_laid_out, part))  # of a scale, whatever the sheet

    def drawn(sheet: Sheet, scale: Scale) -> Drawn | None:
        bare = [
            (part.projections[v.name].box_mm, v.slot) for v in part.plan.views if v.slot is not None
        ]
        if not may_fit(part.paper, sheet, scale, bare):
            return None
        found = _on_sheet(part, laid(scale.ratio), sheet, scale)
        if found is None and scale.ratio >= 1 and len({slot[0] for _, slot in bare}) == 1:
            # a smaller sheet, with what is written beside the views rather above and below them
            narrow = _on_sheet(
                part, laid(scale.ratio, room_across(part.paper, sheet)), sheet, scale
            )
            found = narrow if narrow is not None and not narrow.overlaps else None
        return found

    return best_sheet(_asked(part), part.choices, drawn)


def _on_sheet(part: PartDrawing, laid: _Laid, sheet: Sheet, scale: Scale) -> Drawn | None:
    notes = (
        *part.paper.notes,
        *_words(part),
        *_lost(laid, part.paper.lang),
        *rough_note(part.projections.values(), part.paper.lang),
    )
    paper = replace(part.paper, notes=notes)
    drawing = composed(paper, sheet, scale, laid.views, _pictorial(part, scale.ratio))
    if drawing is None:
        return None
    return Drawn(
        drawing=drawing, overlaps=laid.overlaps, crossings=laid.crossings,
        unplaced=laid.unplaced, shortened=shortened(paper, sheet, scale),
    )  # fmt: skip


def _asked(part: PartDrawing) -> float:
    boxes = [part.projections[v.name].box_mm for v in part.plan.views if v.slot is not None]
    said = part.annotations
    spans = [_span(callout) for callout in said.callouts if callout.kind in ("length", "diameter")]
    circles = [2 * c.radius_mm for c in said.callouts if c.kind == "diameter" and c.hollow]
    count = len(said.callouts) + len(said.marks)
    return scale_asked_for(boxes, spans, count, min(circles, default=None))


def _span(callout: Callout) -> float:
    if callout.kind == "diameter":
        return 2 * callout.radius_mm
    first, second = (dot(end.point, callout.direction) for end in callout.ends)
    return abs(second - first)


def _words(part: PartDrawing) -> tuple[Note, ...]:
    """Return what the specification says of dimensions in words, the same words once."""
    said: dict[str, list[str]] = {}
    for callout in part.annotations.callouts:
        if callout.note:
            said.setdefault(callout.note, []).append(callout.balloon)
    lang = part.paper.lang
    return tuple(Note(heading=_numbered(n, lang), text=text) for text, n in said.items())


def _numbered(balloons: Sequence[str], lang: str) -> str:
    """Return how a note calls the dimensions that it is about: ``Dimensions 2, 11``."""
    if len(balloons) == 1:
        return Message("Dimension {number}", number=balloons[0]).say(lang)
    return Message("Dimensions {numbers}", numbers=", ".join(balloons)).say(lang)


def _lost(laid: _Laid, lang: str) -> tuple[Note, ...]:
    """Return a note for each line that no view shows: it is said, though not where it applies."""
    heading = Message("Not placed").say(lang)
    return tuple(Note(heading=heading, text=f"{line}: {text}") for line, text in laid.unplaced)


def _views(part: PartDrawing, scale: float) -> list[View]:
    return [
        View(projection=_shown(part, planned), scale=scale, planned=planned)
        for planned in part.plan.views
        if planned.kind != "pictorial"
    ]


def _shown(part: PartDrawing, planned: PlannedView) -> Projection:
    return with_breakouts(part.projections[planned.name], planned.broken, part.projections)


def _laid_out(part: PartDrawing, scale: float, across: float | None = None) -> _Laid:
    """Return the views with all that is written on them; ``across``: mm that a narrow sheet has."""
    enlarged = details(_views(part, scale), part.annotations, part.geometry)
    views, faces = enlarged.views, part.geometry.faces
    shared = assigned(part.annotations, views, faces)
    found, overlaps, crossings = [], 0, 0
    lost = list(shared.unplaced)
    for view, callouts, marks in zip(
        views, _in_details(shared.callouts, enlarged), shared.marks, strict=True
    ):
        lines = draw_view(view, part.annotations, part.geometry)
        names = [group for group in lines if _is_name(group)]
        groups = [group for group in lines if not _is_name(group)]
        items = items_for(view, callouts, marks, faces)
        solution = solve(items, replace(scene_of(view, groups), across=_room(view, across)))
        for item, choice in zip(items, solution.chosen, strict=True):
            groups += item.candidates[choice].draw()
        lost += _undrawn((*callouts, *marks), groups)
        groups += [_above(name, groups) for name in names]
        overlaps += solution.overlaps
        crossings += solution.crossings
        found.append(LaidView(groups=tuple(groups), slot=view.planned.slot))
    return _Laid(tuple(found), overlaps, crossings, tuple(lost))


def _room(view: View, across: float | None) -> tuple[float, float] | None:
    """Return between which x of the view the sheet has room, the view in its middle."""
    if across is None or view.planned.slot is None:
        return None
    middle = (view.box[0] + view.box[2]) / 2
    return (middle - across / 2, middle + across / 2)


def _undrawn(
    said: Iterable[Callout | SurfaceMark], groups: Iterable[Group]
) -> list[tuple[str, str]]:
    """Return lines and texts that found no way to be drawn in their view after all."""
    keys = {key for group in groups for key in group.keys}
    return [entry for what in said for entry in said_by(what) if key_of(entry[0]) not in keys]


def _in_details(callouts: Sequence[tuple[Callout, ...]], enlarged: Details) -> list[list[Callout]]:
    """Return the callouts by view, those that are too small elsewhere in the details that show them."""
    where = {view.planned.name: i for i, view in enumerate(enlarged.views)}
    found: list[list[Callout]] = [[] for _ in enlarged.views]
    for i, group in enumerate(callouts):
        for callout in group:
            name = enlarged.moved.get(callout.line)
            found[i if name is None else where[name]].append(callout)
    return found


def _is_name(group: Group) -> bool:
    return group.key.startswith(("section.", "detail."))


def _above(name: Group, groups: Sequence[Group]) -> Group:
    """Return the name of a view lifted until it stands clear of all that is drawn."""
    boxes = [box_of(primitive) for primitive in plain(groups)]
    lift = 0.0
    while True:
        found = moved_group(name, 0.0, lift)
        here = grow(box_of(found), _NAME_CLEAR)
        met = [box[3] for box in boxes if meet(here, box)]
        if not met:
            return found
        lift += max(max(met) - here[1], 0.5) if len(met) == 1 else 1.0


def _pictorial(part: PartDrawing, scale: float) -> Pictorial | None:
    """Return what draws the pictorial view at a share of the scale, if there is one."""
    planned = next((v for v in part.plan.views if v.kind == "pictorial"), None)
    if planned is None:
        return None
    projection = part.projections[planned.name]

    def draw(share: float) -> LaidView:
        view = View(projection=projection, scale=share * scale, planned=planned)
        return LaidView(groups=draw_view(view, part.annotations, part.geometry))

    return draw
