"""How well a view shows a callout, and in which way it is drawn there (ISO 129-1)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.drawing.annotate.angle import in_plane
from gmp_cad.drawing.annotate.seen import Line, Seen
from gmp_cad.drawing.annotate.spans import Span, span_of
from gmp_cad.drawing.annotation import Callout
from gmp_cad.evidence import FaceGeometry

Way = Literal["linear", "round", "radius", "angle", "leader"]

# mm of detour that a fault of a place is worth
_HIDDEN = 40.0
_UNSEEN = 60.0
_HALF = 4.0
_SHAFT_ROUND, _HOLE_ROUND, _PATTERN_ROUND = 18.0, 8.0, 0.0
_HOLE_PROFILE, _PATTERN_PROFILE = 0.0, 6.0
_LONG_TEXT_PROFILE = 8.0
_POINTED_AT = 15.0  # a leader to a surface that is not seen from its side
_ANGLE_AT_LEADER, _RADIUS_AT_LEADER = 50.0, 20.0
_SMALL_MM, _TOO_SMALL = 4.0, 12.0  # on paper: below, a detail that shows it is better
_NEEDLESS_DETAIL = 30.0
_SIGNS = frozenset("↧⌴⌵")
_WIDER = frozenset("⌴⌵")
_ALONG, _ACROSS = 1 - 1e-6, 1e-6
_ON_CENTRE = 0.05


@dataclass(frozen=True, slots=True)
class Sight:
    """A way to draw a callout in a view; ``cost``: how far from the best view, mm of detour."""

    way: Way
    cost: float
    span: Span | None = None


def sight_of(callout: Callout, seen: Seen) -> Sight | None:
    """Return the best way to draw the callout in the view; None where it cannot be drawn."""
    if seen.view.planned.kind == "pictorial":
        return None
    if not all(seen.shows(end.point) for end in callout.ends):
        return None
    ways = [way for way in _WAYS[callout.kind](callout, seen) if way is not None]
    if not ways:
        return None
    best = min(ways, key=lambda way: way.cost)
    return Sight(best.way, best.cost + _size_cost(callout, seen), best.span)


def _size_cost(callout: Callout, seen: Seen) -> float:
    """Return what speaks against the view because it shows the callout too small, or needlessly large."""
    planned = seen.view.planned
    size = _size_mm(callout) * seen.view.scale
    if planned.kind == "detail":
        return _NEEDLESS_DETAIL if size / planned.enlarged > _SMALL_MM else 0.0
    return _TOO_SMALL if size < _SMALL_MM else 0.0


def _size_mm(callout: Callout) -> float:
    if callout.radius_mm:
        return 2 * callout.radius_mm
    a, b = (end.point for end in callout.ends)
    return math.dist(a, b) or math.inf


def _linear(callout: Callout, seen: Seen) -> Iterable[Sight | None]:
    span = span_of(callout, seen)
    if span is None:
        return ()
    faults = {"line": 0.0, "hidden": _HIDDEN, "": _UNSEEN}
    return (Sight("linear", sum(faults[foot.shown] for foot in span.feet), span),)


def _diameter(callout: Callout, seen: Seen) -> Iterable[Sight | None]:
    return (_profile(callout, seen), _round(callout, seen))


def _profile(callout: Callout, seen: Seen) -> Sight | None:
    span = span_of(callout, seen)
    if span is None:
        return None
    shown = [foot.shown for foot in span.feet]
    cost = _HIDDEN if "hidden" in shown else _UNSEEN
    if "line" in shown:
        cost = 0.0 if shown == ["line", "line"] else _HALF
    if callout.hollow:
        cost += _PATTERN_PROFILE if callout.instances else _HOLE_PROFILE
        if _SIGNS & set("".join(callout.texts)):
            cost += _LONG_TEXT_PROFILE
    return Sight("linear", cost, span)


def _round(callout: Callout, seen: Seen) -> Sight | None:
    if abs(seen.view.depth(callout.direction)) < _ALONG:
        return None
    cost = _SHAFT_ROUND
    if callout.hollow:
        cost = _PATTERN_ROUND if callout.instances else _HOLE_ROUND
    arcs = arcs_of(callout, seen)
    if not arcs:
        cost += _HIDDEN if arcs_of(callout, seen, hidden=True) else _UNSEEN
    elif _widens_behind(callout, arcs, seen):
        cost += _HIDDEN
    return Sight("round", cost)


def _widens_behind(callout: Callout, arcs: Sequence[Line], seen: Seen) -> bool:
    """Return whether a counterbore or countersink opens at the far side: no circle shows it."""
    if not _WIDER & set("".join(callout.texts)):
        return False
    centres = [line.arc.centre for line in arcs if line.arc is not None]
    widest = max(line.arc.radius for line in arcs if line.arc is not None)
    return not any(
        line.arc.radius > widest + _ON_CENTRE and any(not _off(line, one) for one in centres)
        for line in seen.lines
        if line.arc is not None and not line.hidden
    )


def _circle(callout: Callout, seen: Seen) -> Iterable[Sight | None]:
    """Return the way to draw a pitch circle: where it is seen as a circle."""
    lean = abs(seen.view.depth(callout.direction))
    if lean > _ALONG:
        return (Sight("round", 0.0),)
    return ()


def _radius(callout: Callout, seen: Seen) -> Iterable[Sight | None]:
    if arcs_of(callout, seen):
        return (Sight("radius", 0.0),)
    return _at_leader(callout, seen, _RADIUS_AT_LEADER)


def _angle(callout: Callout, seen: Seen) -> Iterable[Sight | None]:
    if in_plane(callout, seen) is None:
        return _at_leader(callout, seen, _ANGLE_AT_LEADER)
    hidden = sum(bool(end.faces) and not seen.of(end.faces) for end in callout.ends)
    return (Sight("angle", _HIDDEN * hidden),)


def _at_leader(callout: Callout, seen: Seen, extra: float) -> Iterable[Sight | None]:
    """Return the way of a note, for what is not seen as it should be."""
    return tuple(
        Sight("leader", sight.cost + extra) for sight in _leader(callout, seen) if sight is not None
    )


def _leader(callout: Callout, seen: Seen) -> Iterable[Sight | None]:
    faces = pointed_faces(callout)
    if profile_lines(faces, seen):
        return (Sight("leader", 0.0),)
    if seen.of(faces):
        return (Sight("leader", _POINTED_AT),)
    if seen.of(faces, hidden=True):
        return (Sight("leader", _HIDDEN + _POINTED_AT),)
    return ()


_WAYS = {
    "length": _linear,
    "diameter": _diameter,
    "square": _diameter,
    "circle": _circle,
    "radius": _radius,
    "sphere": _radius,
    "angle": _angle,
    "chamfer": _leader,
    "note": _leader,
}


def pointed_faces(callout: Callout) -> tuple[int, ...]:
    """Return the faces that a leader may point at."""
    return callout.faces or tuple(face for end in callout.ends for face in end.faces)


def arcs_of(callout: Callout, seen: Seen, *, hidden: bool = False) -> tuple[Line, ...]:
    """Return the lines that show the callout's size as arcs in the plane of the view, its own first.

    They have the nominal radius or, of a thread, that of its core; arcs about the centres of the
    instances show it as well.
    """
    faces = pointed_faces(callout)
    own = seen.of(faces, hidden=hidden)
    nominal = {callout.radius_mm, *(seen.faces[f].radius_mm for f in faces if f in seen.faces)}
    radii = [radius * seen.view.scale for radius in sorted(nominal) if radius > 0]
    centre = seen.view.place(callout.ends[0].point)
    others = [seen.view.place(point) for point in callout.instances if seen.shows(point)]
    found = [line for line in own if _has_radius(line, radii)]
    found += [
        line
        for line in seen.lines
        if line.hidden == hidden and _has_radius(line, radii) and line not in found
        and not all(_off(line, other) for other in others)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda line: (_off(line, centre), -line.length)))


def _has_radius(line: Line, radii: Sequence[float]) -> bool:
    if line.arc is None:
        return False
    radius = line.arc.radius
    return any(abs(radius - one) < _ON_CENTRE * max(1.0, one) for one in radii)


def _off(line: Line, centre: tuple[float, float]) -> bool:
    return line.arc is None or math.dist(line.arc.centre, centre) > _ON_CENTRE


def profile_lines(faces: Iterable[int], seen: Seen) -> tuple[Line, ...]:
    """Return the seen straight lines that show faces from their side, the longest first."""
    found = [
        line
        for face in faces
        if face in seen.faces
        for line in seen.of((face,))
        if _from_the_side(line, seen.faces[face], seen)
    ]
    return tuple(sorted(set(found), key=lambda line: (-round(line.length, 3), line.points)))


def _from_the_side(line: Line, face: FaceGeometry, seen: Seen) -> bool:
    """Return whether a line is a face seen edge-on, or the outline of a surface of revolution."""
    lean = abs(seen.view.depth(face.direction))
    if face.surface == "plane":
        return lean < _ACROSS
    if face.surface not in ("cylinder", "cone"):
        return False
    if lean > _ALONG:  # a cylinder seen along its axis is its circle
        return face.surface == "cylinder"
    return lean < _ACROSS and _is_outline(line, face, seen)


def _is_outline(line: Line, face: FaceGeometry, seen: Seen) -> bool:
    """Return whether a straight line runs at the slope of the surface's outline, not across it."""
    if len(line.points) != 2:
        return False
    (x0, y0), (x1, y1) = line.points
    ax, ay = seen.view.turn(face.direction)
    length = math.hypot(x1 - x0, y1 - y0)
    along = abs((x1 - x0) * ax + (y1 - y0) * ay)
    return (
        length > 0
        and abs(math.degrees(math.acos(min(1.0, along / length))) - abs(face.half_angle_deg)) < 1.0
    )
