"""Half sections of symmetrical parts: the outside on one side of the axis, the inside on the other.

ISO 128-3: a part that is symmetrical about a plane across the view may be drawn half in section; the
axis alone parts the halves. One pays where a full section would take away what the outside shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import (
    ROUND_SURFACES,
    SAME_MM,
    axis_groups,
    largest_radius,
    parallel,
    plus,
    times,
)
from gmp_cad.drawing.views.cavity import MUST, Cavity, Span, cut_sight, span_of
from gmp_cad.drawing.views.coplanar import plane_of
from gmp_cad.drawing.views.cutting import Section
from gmp_cad.drawing.views.seen import Sight, is_profile, seen_as_arc, sight_of
from gmp_cad.evidence import FaceGeometry, PartGeometry, Projection, Vector, ViewCurve

_DRAWN = ("visible", "outline")
_ENDLESS = 1e6
_MIRRORED_MM, _MIRRORED_SHARE = 0.01, 1e-4  # of places, and of areas
_THIN = 0.05  # of the view's smaller side: chamfers and fillets are no reason
_ON_AXIS_MM = 1e-3

Along = Literal["right", "up"]
_ALONG: tuple[Along, ...] = ("right", "up")


def with_halves(
    geometry: PartGeometry,
    full: Iterable[Section],
    outside: Mapping[str, Sight],
    projections: Mapping[str, Projection],
    inside: tuple[Sequence[Cavity], Sequence[Thread]],
) -> Iterator[Section]:
    """Yield the sections, and after each the half section that may take its place.

    Such a full section says what it takes away though the outside shows it (``loses``). Only of the
    front view: what another view loses, a further one shows whole.
    ``inside``: what can be opened, and what is threaded.
    """
    cavities, threads = inside
    for section in full:
        half, lost = None, frozenset[int]()
        if section.planes == 1 and section.seen_from == "front":
            projection = projections[section.seen_from]
            lost = lost_faces(geometry, section, projection)
            halves = (
                _halved(geometry, section, outside[section.seen_from], along)
                for along in (_ALONG if lost else ())
            )
            half = next(
                (one for one in halves
                 if _opened(one, section, cavities) and not _edge_on_axis(projection, one)
                 and is_symmetrical(geometry.faces, _across(one, one.cut.along), threads)), None,
            )  # fmt: skip
        if half is None:
            yield section
        else:
            yield from (replace(section, loses=lost), half)


def lost_faces(geometry: PartGeometry, section: Section, projection: Projection) -> frozenset[int]:
    """Return the faces that look at the viewer inside the outline of the view and are cut away.

    A curve is not lost where the section shows one of its faces as the same line: the edge of
    a block's front, the steps of a turned part. Nor is a face that lies in one surface with another
    that is shown. Thin faces (chamfers, fillets) do not count.
    """
    faces = {face.index: face for face in geometry.faces}
    shown = {_surface_of(faces[i]) for i in section.sight.profile}
    kept = frozenset(i for i, face in faces.items() if _surface_of(face) in shown)
    x0, y0, x1, y1 = projection.box_mm
    least = _THIN * min(x1 - x0, y1 - y0)
    found: set[int] = set()
    for curve in projection.curves:
        if curve.line in _DRAWN and not _is_kept(curve, kept, faces, projection):
            found |= set(curve.faces) - kept
    facing = sight_of(projection, faces).facing
    return frozenset(i for i in found & facing if _width(faces[i]) > least)


def _surface_of(face: FaceGeometry) -> tuple[object, ...]:
    """Return what tells the surface of a face from others."""
    if face.surface == "plane":
        return ("plane", plane_of(face))
    axis = axis_groups((face,))
    if not axis or face.surface == "torus":
        return (face.index,)
    radii = round(largest_radius(face), 2), face.hollow, round(face.half_angle_deg, 2)
    return (face.surface, tuple(round(c, 2) for c in axis[0].foot), axis[0].direction, *radii)


def _is_kept(
    curve: ViewCurve,
    kept: frozenset[int],
    faces: Mapping[int, FaceGeometry],
    projection: Projection,
) -> bool:
    shown = [faces[i] for i in curve.faces if i in kept and i in faces]
    return not curve.faces or any(is_profile(curve, face, projection) for face in shown)


def _width(face: FaceGeometry) -> float:
    points = [point for loop in face.outline for point in loop]
    spans = [max(v) - min(v) for v in zip(*points, strict=True)]
    return float(face.area_mm2 / max(spans)) if points and max(spans) > 0 else 0.0


def _halved(geometry: PartGeometry, section: Section, outside: Sight, along: Along) -> Section:
    """Return the section drawn on one side of the middle alone: at the right, or below the axis."""
    direction = outside.right if along == "right" else outside.up
    spans = [span_of(face, direction) for face in geometry.faces if face.outline]
    at = (min(low for low, _ in spans) + max(high for _, high in spans)) / 2
    ((_, depth),) = section.cut.steps
    assert depth is not None  # a full section cuts
    steps = ((0.0, None), (at, depth)) if along == "right" else ((0.0, depth), (at, None))
    cut_half: Span = (at, _ENDLESS) if along == "right" else (-_ENDLESS, at)
    other: Span = (-_ENDLESS, at) if along == "right" else (at, _ENDLESS)
    inside = cut_sight(outside, geometry.faces, [(cut_half, depth)], direction)
    seen = frozenset(face.index for face in geometry.faces if _reaches(face, other, direction))
    profile = inside.profile | (outside.profile & seen)
    towards = cross(outside.right, outside.up)
    sight = Sight(
        right=outside.right,
        up=outside.up,
        profile=profile,
        facing=inside.facing | (outside.facing & seen),
        arcs=frozenset(f.index for f in geometry.faces
                       if f.index in profile and seen_as_arc(f, towards)),
    )  # fmt: skip
    cut = replace(section.cut, along=along, steps=steps)
    return replace(section, cut=cut, sight=sight, hides=False)


def _reaches(face: FaceGeometry, stretch: Span, direction: Vector) -> bool:
    if not face.outline:
        return False
    low, high = span_of(face, direction)
    return low < stretch[1] - SAME_MM and high > stretch[0] + SAME_MM


def _across(section: Section, along: Along) -> Vector:
    return section.cut.right if along == "right" else section.cut.up


def _opened(half: Section, full: Section, cavities: Sequence[Cavity]) -> bool:
    """Tell whether the half opens all that the full one does, the axis of a hole on its own.

    A hole that lies across the axis would be cut off in its length.
    """
    direction = _across(half, half.cut.along)
    at = axis_of_half(half)
    (depth,) = (depth for _, depth in half.cut.steps if depth is not None)
    towards = cross(half.cut.right, half.cut.up)
    low, high = (at, _ENDLESS) if half.cut.along == "right" else (-_ENDLESS, at)
    opened: set[str] = set()
    on_axis = False
    wanted = [cavity for cavity in cavities if cavity.kind in full.kinds]
    for cavity in wanted:
        start, end = cavity.span(direction)
        axis = cavity.axis
        if axis is not None:
            if abs(dot(axis.foot, towards) - depth) > SAME_MM:
                continue
            lengthwise = parallel(axis.direction, direction)
            centred = not lengthwise and abs(dot(axis.foot, direction) - at) < SAME_MM
            on_axis = on_axis or (centred and cavity.need >= MUST)
            if centred or (start > low - SAME_MM and end < high + SAME_MM):
                opened.add(cavity.kind)
        elif end > low + SAME_MM and start < high - SAME_MM:
            opened.add(cavity.kind)
    pockets_alone = all(cavity.axis is None for cavity in wanted)
    return full.kinds <= opened and (on_axis or pockets_alone)


def axis_of_half(section: Section) -> float:
    """Return where the halves of a half section meet, along its view's ``along``, mm."""
    return section.cut.steps[1][0]


def _edge_on_axis(projection: Projection, half: Section) -> bool:
    """Tell whether an edge of the part runs along the axis, which no line may cover."""
    axis, at = (0 if half.cut.along == "right" else 1), axis_of_half(half)
    return any(
        curve.line != "smooth" and all(abs(p[axis] - at) < _ON_AXIS_MM for p in curve.points)
        for curve in projection.curves
    )


def is_symmetrical(
    faces: Sequence[FaceGeometry], normal: Vector, threads: Sequence[Thread] = ()
) -> bool:
    """Tell whether a part is its own mirror image about the plane across ``normal`` in its middle.

    Each face must have a mirror image, threaded alike: of the same surface, size and place.
    """
    spans = [span_of(face, normal) for face in faces if face.outline]
    at = (min(low for low, _ in spans) + max(high for _, high in spans)) / 2
    ends = {i: (thread.start, thread.end) for thread in threads for i in thread.faces}
    rest = list(faces)
    while rest:
        face = rest.pop()
        if _is_twin(face, face, normal, at, ends):
            continue
        twin = next((i for i, o in enumerate(rest) if _is_twin(face, o, normal, at, ends)), None)
        if twin is None:
            return False
        del rest[twin]
    return True


def _is_twin(
    face: FaceGeometry,
    other: FaceGeometry,
    normal: Vector,
    at: float,
    ends: Mapping[int, tuple[Vector, Vector]],
) -> bool:
    """Tell whether a face is the mirror image of another one, with its thread."""
    first, second = ends.get(face.index), ends.get(other.index)
    if (first is None) != (second is None) or not _mirrors(face, other, normal, at):
        return False
    if first is None or second is None:
        return True
    start, end = (_image(point, normal, at) for point in first)
    return any(_same(start, a) and _same(end, b) for a, b in (second, second[::-1]))


def _mirrors(face: FaceGeometry, other: FaceGeometry, normal: Vector, at: float) -> bool:
    """Tell whether a face is the mirror image of another one."""
    sizes = (face.radius_mm, face.major_radius_mm, face.half_angle_deg)
    others = (other.radius_mm, other.major_radius_mm, other.half_angle_deg)
    if (face.surface, face.hollow) != (other.surface, other.hollow):
        return False
    if any(abs(a - b) > _MIRRORED_MM for a, b in zip(sizes, others, strict=True)):
        return False
    if abs(face.area_mm2 - other.area_mm2) > _MIRRORED_SHARE * face.area_mm2 + _MIRRORED_MM**2:
        return False
    if len(face.outline) != len(other.outline):
        return False
    turned = _image(face.direction, normal, 0.0)
    if face.surface == "plane":
        alike = _same(turned, other.direction)
    elif face.surface in ROUND_SURFACES:
        alike = parallel(turned, other.direction)
    else:
        alike = True
    return alike and _same(_image(face.centre_mm, normal, at), other.centre_mm)


def _same(p: Vector, q: Vector) -> bool:
    return all(abs(a - b) < _MIRRORED_MM for a, b in zip(p, q, strict=True))


def _image(point: Vector, normal: Vector, at: float) -> Vector:
    return plus(point, times(normal, 2 * (at - dot(point, normal))))
