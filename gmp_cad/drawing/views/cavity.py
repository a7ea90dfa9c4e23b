"""What of a part's inside no outside view tells: stepped, blind and threaded holes, floors of pockets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from gmp_cad.drawing.annotation import Callout, PartAnnotations
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import (
    SAME_MM,
    AxisGroup,
    axis_groups,
    is_whole,
    largest_radius,
    minus,
    parallel,
    runs,
    square,
)
from gmp_cad.drawing.views.coplanar import plane_of
from gmp_cad.drawing.views.seen import DASHED, Sight, seen_as_arc, shows
from gmp_cad.evidence import FaceGeometry, Vector

Span = tuple[float, float]
MUST, WORTH = 40.0, 5.0
_TAPPED_BLIND, TAPPED, _WORKS = 8.0, 2.0, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cavity:
    """A place that a section can open, in the part's frame.

    ``kind``: equal for places of which one must be shown. ``axis``: of a hole, whose plane must
    hold it; None where any plane through ``points`` (the corners of a pocket's floor) will do.
    ``points`` enclose it. ``faces``: what the section shows. ``need``: how much a drawing must open
    it, in the costs of :mod:`seen`; a plain hole is only better met on its axis than beside it.
    ``works``: of a hole with a fit, a tolerance or a texture of its own.
    """

    kind: str
    faces: tuple[int, ...]
    points: tuple[Vector, ...]
    axis: AxisGroup | None = None
    need: float = MUST
    works: bool = False

    def span(self, direction: Vector) -> Span:
        """Return its extent along a direction, mm."""
        places = [dot(point, direction) for point in self.points]
        if self.axis is None or parallel(self.axis.direction, direction):
            return (min(places), max(places))
        radius = self.axis.radius
        return (min(places) - radius, max(places) + radius)


def hollow_parts(group: AxisGroup) -> tuple[AxisGroup, ...]:
    """Return the whole holes that the hollow faces of a group bound: each stretch is one."""
    inner = tuple(face for face in group.faces if face.hollow)
    return tuple(run for run in runs(replace(group, faces=inner)) if is_whole(run))


def holes(faces: Sequence[FaceGeometry], annotations: PartAnnotations) -> tuple[Cavity, ...]:
    """Return all holes; to be opened are those whose profile says more than their circle.

    A blind hole or a tapped one is told by its callout too; of a plain one, a fit or tolerance is
    best shown where its axis lies in the plane of the section.
    """
    threaded = {index for thread in annotations.threads if thread.hollow for index in thread.faces}
    fitted = _fitted(annotations)
    return tuple(
        _needed(_hole(hole, _floors(hole, faces)), threaded, fitted)
        for group in axis_groups(faces)
        for hole in hollow_parts(group)
    )


def _fitted(annotations: PartAnnotations) -> frozenset[int]:
    """Return the faces of holes that work: of which more is asked than a size."""
    asked = [c.faces for c in annotations.callouts if c.hollow and (c.frames or c.datum)]
    asked += [m.faces for m in annotations.marks if m.texture or m.frames or m.datum]
    return frozenset(index for faces in asked for index in faces)


def _needed(cavity: Cavity, threaded: AbstractSet[int], fitted: AbstractSet[int]) -> Cavity:
    assert cavity.axis is not None
    hole = cavity.axis
    own = {face.index for face in hole.faces}
    radii = {round(face.radius_mm, 3) for face in hole.faces if face.surface == "cylinder"}
    stepped = len(radii) > 1 or any(face.surface == "cone" for face in hole.faces)
    blind, tapped, works = len(cavity.faces) > len(own), bool(own & threaded), bool(own & fitted)
    told = (_TAPPED_BLIND if tapped else WORTH) if blind else TAPPED * tapped
    need = MUST if stepped and not tapped else max(told, _WORKS * works)
    return replace(cavity, need=need, works=works)


def _floors(hole: AxisGroup, faces: Iterable[FaceGeometry]) -> tuple[int, ...]:
    """Return the flat ends of a blind hole: whole discs inside it, across its axis."""
    low, high = hole.span
    found = []
    for face in faces:
        if face.surface != "plane" or not parallel(face.direction, hole.direction):
            continue
        if len(face.outline) != 1:
            continue
        off = minus(face.centre_mm, hole.foot)
        place = dot(off, hole.direction)
        aside = dot(off, off) - place**2
        size = (face.area_mm2 / 3.1416) ** 0.5
        inside = low - SAME_MM < dot(face.centre_mm, hole.direction) < high + SAME_MM
        if inside and aside < SAME_MM and size < hole.radius + SAME_MM:
            found.append(face.index)
    return tuple(found)


def _hole(hole: AxisGroup, floors: tuple[int, ...]) -> Cavity:
    low, high = hole.span
    profile = sorted(
        (round(largest_radius(f), 2), round(hole.reach(f)[1] - hole.reach(f)[0], 2))
        for f in hole.faces
    )
    return Cavity(
        kind=f"{hole.direction} {profile}",
        faces=(*(face.index for face in hole.faces), *floors),
        points=(hole.point(low), hole.point(high)),
        axis=hole,
    )


def floors_to_show(
    callouts: Iterable[Callout], sights: Iterable[Sight], faces: Mapping[int, FaceGeometry]
) -> tuple[Cavity, ...]:
    """Return the plane ends of lengths that no outside view shows by visible lines."""
    sights = tuple(sights)
    found = []
    for callout in callouts:
        if callout.kind != "length":
            continue
        costs = [cost for sight in sights if (cost := shows(sight, callout)) is not None]
        if min(costs, default=DASHED) < DASHED:
            continue
        for end in callout.ends:
            planes = [faces[i] for i in end.faces if i in faces and faces[i].surface == "plane"]
            if planes and not _seen(end.faces, callout.direction, sights):
                points = tuple(point for plane in planes for point in plane.outline[0])
                found.append(
                    Cavity(kind=f"{callout.line} {end.faces}", faces=end.faces, points=points)
                )
    return tuple(found)


def _seen(faces: tuple[int, ...], direction: Vector, sights: Iterable[Sight]) -> bool:
    return any(set(faces) & sight.profile for sight in sights if square(direction, sight.towards))


def cut_sight(
    outside: Sight,
    faces: Sequence[FaceGeometry],
    depths: Sequence[tuple[Span, float]],
    along: Vector,
) -> Sight:
    """Return what a section will show, before it is cut: ``depths`` over stretches of ``along``.

    A face that a cutting plane meets is seen as a line; of one behind it, what the outside view
    shows; nothing of what lies before it.
    """
    towards = cross(outside.right, outside.up)
    profile, facing = set(), set()
    # of a plane that a feature divides, the near part hides the far one: both are one line
    lines = {plane_of(face) for face in faces if face.index in outside.profile} - {None}
    for face in faces:
        place = place_of(face, depths, along, towards)
        if place is None:
            continue
        near = place == "cut"
        if (near and _cut_in_profile(face, depths, towards)) or (
            place in ("behind", "cut")
            and (face.index in outside.profile or plane_of(face) in lines)
        ):
            profile.add(face.index)
        if face.index in outside.facing and place == "behind":
            facing.add(face.index)
    return Sight(
        right=outside.right,
        up=outside.up,
        profile=frozenset(profile),
        facing=frozenset(facing),
        arcs=frozenset(f.index for f in faces if f.index in profile and seen_as_arc(f, towards)),
    )


def _cut_in_profile(
    face: FaceGeometry, depths: Sequence[tuple[Span, float]], towards: Vector
) -> bool:
    """Tell whether a face that is met by a cutting plane is met in its true profile."""
    if face.surface == "plane":
        return square(face.direction, towards)
    if parallel(face.direction, towards):
        return True
    at = dot(face.point, towards)
    return any(abs(at - depth) < SAME_MM for _, depth in depths)


def place_of(
    face: FaceGeometry, depths: Sequence[tuple[Span, float]], along: Vector, towards: Vector
) -> str | None:
    """Tell whether a face is cut or lies behind the cutting planes; None before them."""
    points = [point for loop in face.outline for point in loop]
    if not points:
        return None
    low, high = span_of(face, along)
    near, far = span_of(face, towards)
    behind = False
    for (start, end), depth in depths:
        if high < start + SAME_MM or low > end - SAME_MM:
            continue
        if near - SAME_MM < depth < far + SAME_MM:
            return "cut"
        behind = behind or far < depth
    return "behind" if behind else None


def span_of(face: FaceGeometry, direction: Vector) -> Span:
    """Return the extent of a face along a direction, mm."""
    places = [dot(point, direction) for loop in face.outline for point in loop]
    return (min(places), max(places))
