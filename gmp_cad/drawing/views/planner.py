"""From what a drawing must say to its views: which, in which place, cut where (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Literal

from gmp_cad.drawing.annotation import PartAnnotations
from gmp_cad.drawing.view import FIRST_ANGLE, cross, dot
from gmp_cad.drawing.views.axes import (
    SAME_MM,
    AxisGroup,
    along_frame,
    axis_groups,
    is_tube,
    parallel,
    square,
    turning_axis,
)
from gmp_cad.drawing.views.cavity import MUST, Cavity, floors_to_show, holes, hollow_parts, span_of
from gmp_cad.drawing.views.choosing import (
    Candidate,
    carried_dashed,
    choose,
    path_of,
    shows_trace,
    trace_direction,
)
from gmp_cad.drawing.views.coplanar import with_coplanar
from gmp_cad.drawing.views.cutting import Section, sections
from gmp_cad.drawing.views.entry import entries_dashed
from gmp_cad.drawing.views.half import axis_of_half, with_halves
from gmp_cad.drawing.views.plan import BreakOut, DrawingPlan, PlannedView, Trace
from gmp_cad.drawing.views.seen import Sight, sight_of
from gmp_cad.evidence import Cut, FaceGeometry, PartGeometry, Projection, Vector

_ORDER = ("front", "left", "right", "top", "bottom", "rear")
# I, O and Q are not used on drawings (ISO 128-3 takes capitals that cannot be misread)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_LONG = 3.0  # times as long as wide: a shaft beside whose end a section stands far from its line
_BEYOND_MM, _BEYOND, _ACROSS = 1.5, 0.25, 2.0  # of a window around a hole


def plan_views(
    geometry: PartGeometry,
    annotations: PartAnnotations,
    projections: Mapping[str, Projection],
    projection: Literal["first", "third"] = "first",
) -> DrawingPlan:
    """Return the fewest views and sections that carry every callout and mark.

    ``projections``: those of :func:`choice.candidate_views`, with hidden lines.
    """
    callouts = tuple(with_coplanar(annotations.callouts, geometry.faces))
    annotations = replace(annotations, callouts=callouts)
    faces = {face.index: face for face in geometry.faces}
    outside = {n: sight_of(projections[n], faces) for n in _ORDER if n in projections}
    axis = turning_axis(geometry.faces)
    cavities = holes(geometry.faces, annotations)
    broken: tuple[Cavity, ...] = ()
    if axis is not None and not is_tube(axis):
        broken = tuple(c for c in cavities if c.need and _is_along(c, axis))
        cavities = tuple(c for c in cavities if not _is_along(c, axis))
    elif axis is not None:
        cavities = tuple(replace(c, need=MUST) if _is_along(c, axis) else c for c in cavities)
    cavities += floors_to_show(annotations.callouts, outside.values(), faces)
    cuts = with_halves(
        geometry, sections(geometry, cavities, outside), outside, projections,
        (cavities, annotations.threads),
    )  # fmt: skip
    candidates = _candidates(tuple(cuts), outside, broken)
    if axis is not None:
        candidates = _of_turned(candidates, axis)
    needs = {c.kind: c.need for c in (*cavities, *broken) if c.need}
    chosen = choose(candidates, annotations, needs)
    hidden = _dashed(chosen, annotations, (*cavities, *broken), faces)
    plan = _plan(geometry, annotations, hidden, broken)
    return plan.in_third_angle() if projection == "third" else plan


def _is_along(cavity: Cavity, axis: AxisGroup) -> bool:
    return cavity.axis is not None and cavity.axis.foot == axis.foot


def _of_turned(candidates: Iterable[Candidate], axis: AxisGroup) -> tuple[Candidate, ...]:
    """Return the candidates for a turned part: tubes are cut along their axis, shafts never are."""
    found = []
    for candidate in candidates:
        if candidate.section is None or not _holds(candidate.section, axis):
            found.append(candidate)
        elif is_tube(axis):
            through = _holds_axis(candidate.section, axis)
            found.append(replace(candidate, lengthwise=through, chord=not through))
    return tuple(found)


def _holds(section: Section, axis: AxisGroup) -> bool:
    """Tell whether the view of a section shows an axis in its length."""
    return square(axis.direction, cross(section.cut.right, section.cut.up))


def _holds_axis(section: Section, axis: AxisGroup) -> bool:
    """Tell whether one of the planes of a section holds an axis that its view shows in its length."""
    at = dot(axis.foot, cross(section.cut.right, section.cut.up))
    return any(depth is not None and abs(depth - at) < SAME_MM for _, depth in section.cut.steps)


def _candidates(
    cuts: Sequence[Section],
    outside: Mapping[str, Sight],
    broken: Sequence[Cavity],
) -> tuple[Candidate, ...]:
    plain = []
    for name, sight in outside.items():
        shown = broken if name == "front" else ()
        faces = frozenset(face for cavity in shown for face in cavity.faces)
        plain.append(
            Candidate(
                name=name,
                sight=replace(sight, profile=sight.profile | faces),
                opens=frozenset(cavity.kind for cavity in shown),
            )
        )
    cut = [
        Candidate(name=s.seen_from, sight=s.sight, section=s, opens=s.kinds)
        for s in cuts
        if s.seen_from != "rear"
    ]
    return (*plain, *cut)


def _dashed(
    chosen: Sequence[Candidate],
    annotations: PartAnnotations,
    cavities: Sequence[Cavity],
    faces: Mapping[int, FaceGeometry],
) -> Mapping[Candidate, frozenset[int]]:
    """Return for each chosen view the faces that it must show by hidden lines."""
    carried = dict(zip(chosen, carried_dashed(chosen, annotations), strict=True))
    entries = entries_dashed(chosen, cavities, faces)
    return {
        c: own | (entries.get(c.name, frozenset()) if c.section is None else frozenset())
        for c, own in carried.items()
    }


def _plan(
    geometry: PartGeometry,
    annotations: PartAnnotations,
    dashed: Mapping[Candidate, frozenset[int]],
    broken: Sequence[Cavity],
) -> DrawingPlan:
    letters = iter(free_letters(annotations))
    chosen = tuple(dashed)
    ordered = sorted(chosen, key=lambda candidate: _ORDER.index(candidate.name))
    owners = {c: owner for c in ordered if (owner := _trace_owner(c, ordered)) is not None}
    lettered = {candidate: next(letters) for candidate in ordered if candidate in owners}
    removed = [c for c in lettered if _is_removed(c, ordered[0], geometry)]
    views: list[PlannedView] = []
    cuts: list[Cut] = []
    for candidate in ordered:
        letter = lettered.get(candidate, "")
        name = candidate.name
        outs: tuple[BreakOut, ...] = ()
        if candidate.section is not None:
            name = f"{letter}-{letter}" if letter else f"{name}:section"
            cuts.append(replace(candidate.section.cut, name=name))
        elif name == "front" and broken:
            cut, outs = _broken_out(candidate.sight, broken)
            cuts.append(cut)
        views.append(
            PlannedView(
                name=name,
                kind="view" if candidate.section is None else "section",
                slot=None if candidate in removed else FIRST_ANGLE[candidate.name],
                letter=letter,
                hidden=bool(dashed[candidate]) and candidate.section is None,
                hidden_of=_whole(dashed[candidate], geometry),
                traces=tuple(
                    _trace(geometry, other, candidate, lettered[other])
                    for other, owner in owners.items()
                    if owner is candidate
                ),
                broken=outs,
                axis=_axis(candidate.section),
            )
        )
    views.append(PlannedView(name="isometric", kind="pictorial", hidden=False))
    return DrawingPlan(views=tuple(views), cuts=tuple(cuts))


def _axis(section: Section | None) -> tuple[Literal["right", "up"], float] | None:
    """Return the line on which the halves of a half section meet."""
    if section is None or not section.is_half:
        return None
    return (section.cut.along, axis_of_half(section))


def _whole(dashed: frozenset[int], geometry: PartGeometry) -> tuple[int, ...]:
    """Return the faces that must be seen by hidden lines, with all others of the holes they bound."""
    found = set(dashed)
    for group in axis_groups(geometry.faces):
        for hole in hollow_parts(group):
            own = {face.index for face in hole.faces}
            found |= own if own & dashed else set()
    return tuple(sorted(found))


def _is_removed(candidate: Candidate, front: Candidate, geometry: PartGeometry) -> bool:
    """Tell whether a section across a long shaft stands where there is room: its letters name it.

    Beside the end of the shaft it would only make the sheet longer (ISO 128-3, removed sections).
    """
    section = candidate.section
    if section is None or turning_axis(geometry.faces) is None:
        return False
    if not parallel(cross(section.cut.right, section.cut.up), front.sight.right):
        return False
    length, across = (_extent(geometry, d) for d in (front.sight.right, front.sight.up))
    return length > _LONG * across


def _extent(geometry: PartGeometry, direction: Vector) -> float:
    spans = [span_of(face, direction) for face in geometry.faces if face.outline]
    return max(high for _, high in spans) - min(low for low, _ in spans)


def free_letters(annotations: PartAnnotations) -> tuple[str, ...]:
    """Return the letters that no datum has, for sections and details; double ones follow Z."""
    taken = {callout.datum for callout in annotations.callouts}
    taken |= {mark.datum for mark in annotations.marks}
    doubled = (first + second for first, second in product(_LETTERS, repeat=2))
    return tuple(letter for letter in (*_LETTERS, *doubled) if letter not in taken)


def _trace_owner(candidate: Candidate, ordered: Sequence[Candidate]) -> Candidate | None:
    """Return the view that shows the cutting planes of a section edge-on: one not cut, if any is.

    A section that no view shows has no letter: its plane is plainly that of the axis.
    """
    section = candidate.section
    if section is None:
        return None
    views = [c for c in ordered if c is not candidate and shows_trace(section, c.sight)]
    return min(views, key=lambda c: c.section is not None, default=None)


def _trace(geometry: PartGeometry, candidate: Candidate, owner: Candidate, letter: str) -> Trace:
    section = candidate.section
    assert section is not None  # only a section has an owner
    section = _turned_along(section, owner.sight)
    towards = along_frame(cross(section.cut.right, section.cut.up))
    looking = (0.0 - towards[0], 0.0 - towards[1], 0.0 - towards[2])
    path = path_of(section, _box(geometry, section.cut))
    return Trace(letter=letter, path=path, looking=looking)


def _turned_along(section: Section, sight: Sight) -> Section:
    """Return a full section with its line along the direction that the view shows."""
    if len(section.cut.steps) > 1 or parallel(trace_direction(section), sight.towards):
        return section
    along: Literal["right", "up"] = "up" if section.cut.along == "right" else "right"
    return replace(section, cut=replace(section.cut, along=along))


def _box(geometry: PartGeometry, cut: Cut) -> tuple[Vector, Vector]:
    axes = (cut.right, cut.up, cross(cut.right, cut.up))
    spans = [[span_of(f, axis) for f in geometry.faces if f.outline] for axis in axes]
    low = tuple(min(a for a, _ in span) for span in spans)
    high = tuple(max(b for _, b in span) for span in spans)
    return (low[0], low[1], low[2]), (high[0], high[1], high[2])


def _broken_out(sight: Sight, cavities: Sequence[Cavity]) -> tuple[Cut, tuple[BreakOut, ...]]:
    """Return the local sections that open the holes on the axis of a solid shaft, and their cut."""
    name = "front:axis"
    axis = cavities[0].axis
    foot = axis.foot if axis else (0.0, 0.0, 0.0)
    cut = Cut(name=name, right=sight.right, up=sight.up, steps=((0.0, dot(foot, sight.towards)),))
    windows = tuple(BreakOut(name=name, window=_window(sight, cavity)) for cavity in cavities)
    return cut, windows


def _window(sight: Sight, cavity: Cavity) -> tuple[float, float, float, float]:
    """Return the window around a hole: beyond its ends, and across the shaft to its other side."""
    x0, x1 = cavity.span(sight.right)
    y0, y1 = cavity.span(sight.up)
    beyond = max(_BEYOND_MM, _BEYOND * (x1 - x0))
    across = _ACROSS * (y1 - y0)
    return (x0 - beyond, y0 - across, x1 + beyond, y1 + across)
