"""From what a drawing must say to its views: which, in which place, cut where (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from gmp_cad.drawing.annotation import PartAnnotations
from gmp_cad.drawing.view import FIRST_ANGLE, cross, dot
from gmp_cad.drawing.views.axes import AxisGroup, along_frame, parallel, square, turning_axis
from gmp_cad.drawing.views.cavity import Cavity, floors_to_show, holes, span_of
from gmp_cad.drawing.views.choosing import (
    Candidate,
    carried_dashed,
    choose,
    path_of,
    shows_trace,
    trace_direction,
)
from gmp_cad.drawing.views.cutting import Section, sections
from gmp_cad.drawing.views.plan import BreakOut, DrawingPlan, PlannedView, Trace
from gmp_cad.drawing.views.seen import Sight, sight_of
from gmp_cad.evidence import Cut, PartGeometry, Projection, Vector

_ORDER = ("front", "left", "right", "top", "bottom", "rear")
# I, O and Q are not used on drawings (ISO 128-3 takes capitals that cannot be misread)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_HOLLOW_SHARE = 0.35  # of the outer radius, from which a turned part is drawn cut
_HOLLOW_LENGTH = 0.5
_WALL_MM = 4.0
_BEYOND = 0.35


def plan_views(
    geometry: PartGeometry,
    annotations: PartAnnotations,
    projections: Mapping[str, Projection],
    projection: Literal["first", "third"] = "first",
) -> DrawingPlan:
    """Return the fewest views and sections that carry every callout and mark.

    ``projections``: those of :func:`choice.candidate_views`, with hidden lines.
    """
    faces = {face.index: face for face in geometry.faces}
    outside = {n: sight_of(projections[n], faces) for n in _ORDER if n in projections}
    axis = turning_axis(geometry.faces)
    cavities = holes(geometry.faces, annotations.threads)
    broken: tuple[Cavity, ...] = ()
    if axis is not None and not _is_hollow(axis):
        broken = tuple(c for c in cavities if c.wanted and _is_along(c, axis))
        cavities = tuple(c for c in cavities if not _is_along(c, axis))
    elif axis is not None:
        cavities = tuple(replace(c, wanted=True) if _is_along(c, axis) else c for c in cavities)
    cavities += floors_to_show(annotations.callouts, outside.values(), faces)
    candidates = _candidates(geometry, cavities, outside, broken)
    if axis is not None and broken:
        candidates = tuple(c for c in candidates if not _is_lengthwise(c.section, axis))
    wanted = frozenset(c.kind for c in (*cavities, *broken) if c.wanted)
    chosen = choose(candidates, annotations, wanted)
    return _plan(geometry, annotations, chosen, broken, projection)


def _is_along(cavity: Cavity, axis: AxisGroup) -> bool:
    return cavity.axis is not None and cavity.axis.foot == axis.foot


def _is_hollow(axis: AxisGroup) -> bool:
    """Tell whether a turned part is more a tube than a shaft: wide or long holes on its axis."""
    low, high = axis.span
    inner = [face for face in axis.faces if face.hollow]
    outer = max((f.radius_mm for f in axis.faces if not f.hollow), default=0.0)
    wide = [f for f in inner if f.radius_mm > _HOLLOW_SHARE * outer]
    length = sum(axis.reach(f)[1] - axis.reach(f)[0] for f in inner)
    long = length > _HOLLOW_LENGTH * (high - low)
    wide_length = sum(axis.reach(f)[1] - axis.reach(f)[0] for f in wide)
    return long or wide_length > _HOLLOW_LENGTH / 2 * (high - low)


def _is_lengthwise(section: Section | None, axis: AxisGroup) -> bool:
    """Tell whether a cutting plane holds the axis of a solid shaft."""
    if section is None:
        return False
    towards = cross(section.cut.right, section.cut.up)
    return square(axis.direction, towards)


def _candidates(
    geometry: PartGeometry,
    cavities: Sequence[Cavity],
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
        for s in sections(geometry, cavities, outside)
        if s.seen_from != "rear"
    ]
    return (*plain, *cut)


def _plan(
    geometry: PartGeometry,
    annotations: PartAnnotations,
    chosen: Sequence[Candidate],
    broken: Sequence[Cavity],
    projection: str,
) -> DrawingPlan:
    letters = iter(free_letters(annotations))
    hidden = carried_dashed(chosen, annotations)
    lettered = [
        (candidate, dashed, next(letters) if candidate.section is not None else "")
        for candidate, dashed in zip(chosen, hidden, strict=True)
    ]
    lettered.sort(key=lambda item: _ORDER.index(item[0].name))
    traces = _traces(geometry, lettered)
    views, cuts = [], []
    for candidate, dashed, letter in lettered:
        name = f"{letter}-{letter}" if letter else candidate.name
        here = [trace for owner, trace in traces if owner is candidate]
        outs: tuple[BreakOut, ...] = ()
        if candidate.name == "front" and candidate.section is None and broken:
            cut, outs = _broken_out(candidate.sight, broken)
            cuts.append(cut)
        if candidate.section is not None:
            cuts.append(replace(candidate.section.cut, name=name))
        views.append(
            PlannedView(
                name=name,
                kind="section" if letter else "view",
                slot=_slot(candidate.name, projection),
                letter=letter,
                hidden=dashed and not letter,
                traces=tuple(here),
                broken=outs,
            )
        )
    views.append(PlannedView(name="isometric", kind="pictorial", hidden=False))
    return DrawingPlan(views=tuple(views), cuts=tuple(cuts))


def free_letters(annotations: PartAnnotations) -> str:
    """Return the letters that no datum has, for sections and details."""
    taken = {callout.datum for callout in annotations.callouts}
    taken |= {mark.datum for mark in annotations.marks}
    return "".join(letter for letter in _LETTERS if letter not in taken)


def _slot(name: str, projection: str) -> tuple[int, int]:
    """Return the place of a view: mirrored about the front view in third angle (ISO 5456-2)."""
    column, row = FIRST_ANGLE[name]
    if projection == "third" and name != "rear":
        return (0 - column, 0 - row)
    return (column, row)


def _traces(
    geometry: PartGeometry, lettered: Sequence[tuple[Candidate, bool, str]]
) -> list[tuple[Candidate, Trace]]:
    """Return the cutting lines, each with the view that shows its planes edge-on."""
    found = []
    for candidate, _, letter in lettered:
        section = candidate.section
        if section is None:
            continue
        views = [c for c, _, _ in lettered if c is not candidate and shows_trace(section, c.sight)]
        if not views:
            continue
        # of two views rather one that is not cut itself, the front view first
        owner = min(views, key=lambda c: (c.section is not None, _ORDER.index(c.name)))
        section = _turned_along(section, owner.sight)
        box = _box(geometry, section.cut)
        towards = along_frame(cross(section.cut.right, section.cut.up))
        looking = (0.0 - towards[0], 0.0 - towards[1], 0.0 - towards[2])
        trace = Trace(letter=letter, path=path_of(section, box), looking=looking)
        found.append((owner, trace))
    return found


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
    windows = []
    for cavity in cavities:
        x0, x1 = cavity.span(sight.right)
        y0, y1 = cavity.span(sight.up)
        beyond = max(_WALL_MM, _BEYOND * (x1 - x0))
        window = (x0 - beyond, y0 - _WALL_MM, x1 + beyond, y1 + _WALL_MM)
        windows.append(BreakOut(name=name, window=window))
    return cut, tuple(windows)
