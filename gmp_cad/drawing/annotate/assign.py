"""In which view each annotation of a part is drawn: where its feature is seen best (ISO 129-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing.annotate.footing import footings
from gmp_cad.drawing.annotate.seen import Seen, seen
from gmp_cad.drawing.annotate.sight import profile_lines, sight_of
from gmp_cad.drawing.annotate.texture import reads
from gmp_cad.drawing.annotation import Callout, PartAnnotations, SurfaceMark
from gmp_cad.drawing.view import View, dot
from gmp_cad.evidence import FaceGeometry

# mm of detour that is worth it
_CROWD = 3.0
_TOGETHER = 3.0
_TURN_OF_VIEW = 0.3
_FACE_ON, _HIDDEN = 25.0, 70.0
_NEEDLESS_DETAIL = 30.0
_ROOMY_MM, _SHORT_COST = 12.0, 0.6  # of a line that bears signs, on paper
_NEVER_UPRIGHT, _AT_LEADER = 3.0, 6.0
_MM_A_CALLOUT = 45.0  # of the view's outline
_SWEEPS = 4
_NEARLY = 0.1  # of a depth: chamfers shorten a bore
_PARALLEL = 1 - 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What each view bears, in the order of the views; marks are split into single signs.

    ``unplaced``: line and text of what no view shows.
    """

    callouts: tuple[tuple[Callout, ...], ...]
    marks: tuple[tuple[SurfaceMark, ...], ...]
    unplaced: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something to draw: its cost in each view that can show it, the round faces it is about."""

    what: Callout | SurfaceMark
    costs: dict[int, float]
    faces: frozenset[int]


def assigned(
    annotations: PartAnnotations, views: Sequence[View], faces: Sequence[FaceGeometry]
) -> Assignment:
    """Share the annotations out among the views, each in one; ``faces``: those of the part.

    Pictorial views get none. Callouts that are about one feature are kept together, crowded views
    are avoided.
    """
    sights = [seen(view, faces) for view in views]
    entries = [_callout_entry(callout, sights) for callout in annotations.callouts]
    entries += [_mark_entry(part, sights) for mark in annotations.marks for part in signs_of(mark)]
    placed = [entry for entry in entries if entry.costs]
    chosen = _shared_out(placed, sights)
    lost = [line for entry in entries if not entry.costs for line in said_by(entry.what)]
    by_view: list[list[Callout | SurfaceMark]] = [[] for _ in views]
    for what, view in _textured(placed, chosen, sights):
        by_view[view].append(what)
    return Assignment(
        callouts=tuple(tuple(w for w in group if isinstance(w, Callout)) for group in by_view),
        marks=tuple(tuple(w for w in group if isinstance(w, SurfaceMark)) for group in by_view),
        unplaced=(*annotations.unplaced, *lost),
    )


def _textured(
    entries: Sequence[_Entry], chosen: Sequence[int], sights: Sequence[Seen]
) -> Iterator[tuple[Callout | SurfaceMark, int]]:
    """Yield what stands where; the texture of a hole seen as a circle stands on its shelf."""
    textures = {e.what.on: e.what.texture for e in entries if isinstance(e.what, SurfaceMark)
                and e.what.texture}  # fmt: skip
    written = set()
    for entry, view in zip(entries, chosen, strict=True):
        what = entry.what
        if isinstance(what, SurfaceMark):
            if not (what.texture and what.on in written):
                yield what, view
            continue
        sight = sight_of(what, sights[view])
        if what.hollow and what.line in textures and sight is not None and sight.way == "round":
            written.add(what.line)
            what = replace(what, texture=textures[what.line])
        yield what, view


def signs_of(mark: SurfaceMark) -> Iterator[SurfaceMark]:
    """Yield a mark's texture, frames and datum as marks of their own."""
    if mark.texture:
        yield replace(mark, frames=(), datum="")
    if mark.frames:
        yield replace(mark, texture="", datum="")
    if mark.datum:
        yield replace(mark, texture="", frames=())


def _callout_entry(callout: Callout, sights: Sequence[Seen]) -> _Entry:
    costs = {
        i: found.cost + i * _TURN_OF_VIEW
        for i, sight in enumerate(sights)
        if (found := sight_of(callout, sight)) is not None
    }
    about = {*callout.faces, *(face for end in callout.ends for face in end.faces)}
    if callout.kind == "length":
        about |= along_bores(callout, sights)
    return _Entry(callout, costs, _round_faces(about, sights))


def along_bores(callout: Callout, sights: Sequence[Seen]) -> set[int]:
    """Return the bores that run from end to end of a length: it is their depth."""
    ends = sorted(dot(end.point, callout.direction) for end in callout.ends)
    most = _NEARLY * (ends[1] - ends[0])
    known = sights[0].faces.values() if sights else ()
    return {
        face.index
        for face in known
        if face.hollow and abs(dot(face.direction, callout.direction)) > _PARALLEL
        and all(abs(a - b) <= most for a, b in zip(ends, _span(face, callout), strict=True))
    }  # fmt: skip


def _span(face: FaceGeometry, callout: Callout) -> list[float]:
    """Return from where to where a face runs along the direction of a callout, mm."""
    start, way = dot(face.point, callout.direction), dot(face.direction, callout.direction)
    return sorted(start + way * reach for reach in face.span_mm)


def _mark_entry(mark: SurfaceMark, sights: Sequence[Seen]) -> _Entry:
    costs = {
        i: cost + i * _TURN_OF_VIEW
        for i, sight in enumerate(sights)
        if (cost := _mark_cost(mark, sight)) is not None
    }
    return _Entry(mark, costs, _round_faces(mark.faces, sights))


def _round_faces(faces: Sequence[int] | set[int], sights: Sequence[Seen]) -> frozenset[int]:
    known = sights[0].faces if sights else {}
    return frozenset(f for f in faces if f in known and known[f].surface != "plane")


def _mark_cost(mark: SurfaceMark, sight: Seen) -> float | None:
    """Return how far the view is from showing the surface as a line with room for a sign."""
    planned = sight.view.planned
    if planned.kind == "pictorial":
        return None
    lines = profile_lines(mark.faces, sight)
    cost = _NEEDLESS_DETAIL if planned.kind == "detail" else 0.0
    if lines:
        cost += _SHORT_COST * max(0.0, _ROOMY_MM - lines[0].length)
        feet = tuple(footings(mark.faces, sight))
        if not any(foot.stands for foot in feet):
            cost += _AT_LEADER
        elif mark.texture and not any(reads(foot) for foot in feet):
            cost += _NEVER_UPRIGHT
        return cost
    if sight.of(mark.faces):
        return cost + _FACE_ON
    return cost + _HIDDEN if sight.of(mark.faces, hidden=True) else None


def _shared_out(entries: Sequence[_Entry], sights: Sequence[Seen]) -> list[int]:
    """Return the view of each entry: the best one by itself, then improved in turn."""
    room = [_capacity(sight) for sight in sights]
    chosen = [min(e.costs, key=lambda i, e=e: (e.costs[i], i)) for e in entries]  # type: ignore[misc]
    for _ in range(_SWEEPS):
        before = list(chosen)
        for number, entry in enumerate(entries):
            if len(entry.costs) > 1:
                chosen[number] = _best(number, entry, entries, chosen, room)
        if chosen == before:
            break
    return chosen


def _best(
    number: int,
    entry: _Entry,
    entries: Sequence[_Entry],
    chosen: Sequence[int],
    room: Sequence[float],
) -> int:
    load = [0.0] * len(room)
    friends = [0] * len(room)
    for other, view in enumerate(chosen):
        if other != number:
            load[view] += _weight(entries[other].what)
            friends[view] += bool(entry.faces & entries[other].faces)

    def cost(view: int) -> tuple[float, int]:
        crowd = _CROWD * load[view] / room[view]
        return (entry.costs[view] + crowd - _TOGETHER * min(friends[view], 2), view)

    return min(entry.costs, key=cost)


def _weight(what: Callout | SurfaceMark) -> float:
    return 1.0 + 0.5 * len(what.frames)


def _capacity(sight: Seen) -> float:
    """Return how many callouts the outline of a view has room for."""
    x0, y0, x1, y1 = sight.view.box
    return max(1.0, 2 * (x1 - x0 + y1 - y0) / _MM_A_CALLOUT)


def said_by(what: Callout | SurfaceMark) -> Iterator[tuple[str, str]]:
    """Yield line and text of all that a callout or sign says, as reports call the line."""
    if isinstance(what, Callout):
        yield what.line, " ".join(what.texts)
    elif what.texture:
        yield f"textures.{what.on}", what.texture
    if what.datum:
        yield f"datums.{what.datum}", what.datum
    for frame in what.frames:
        yield f"tolerances.{frame.line}", " ".join((frame.symbol, frame.value, *frame.datums))
