"""Which lines of a view show machined surfaces in profile, and which cuts are needed for it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from gmp_cad.drawing.primitives import Box, Point, grow, hull, meet
from gmp_cad.drawing.sketch.values import PhaseSketch
from gmp_cad.drawing.view import PARALLEL, View, dot
from gmp_cad.evidence import (
    FaceGeometry,
    LocalSection,
    SectionRequest,
    Vector,
    ViewCurve,
)

Curve = tuple[Point, ...]
_DRAWN = ("visible", "outline")
_MARGIN_SHARE = 0.45  # of the smaller side, as the broken-out window grows
_COAXIAL_MM = 1e-6


def in_profile(face: FaceGeometry, view: View) -> bool:
    """Return whether a face can be seen as a line: a plane edge-on, a surface of revolution."""
    lean = abs(view.depth(face.direction))
    if face.surface == "plane":
        return lean < PARALLEL
    if face.surface == "cylinder":
        return lean < PARALLEL or lean > 1 - PARALLEL
    return face.surface != "freeform"


def profile_curves(faces: Iterable[FaceGeometry], view: View) -> tuple[Curve, ...]:
    """Return the seen lines of the view, on paper, in which the faces appear in profile."""
    return tuple(
        view.points(curve)
        for curve in view.projection.curves
        if curve.line in _DRAWN
        and any(face.index in curve.faces and _is_profile(curve, face, view) for face in faces)
    )


def _is_profile(curve: ViewCurve, face: FaceGeometry, view: View) -> bool:
    """Return whether a curve that bounds the face is the face itself seen as a line."""
    if not in_profile(face, view):
        return False
    if face.surface == "plane":
        return True
    end_on = abs(view.depth(face.direction)) > 1 - PARALLEL
    if end_on:
        return face.surface == "cylinder"
    return curve.line == "outline" or _is_generatrix(curve, face, view)


def _is_generatrix(curve: ViewCurve, face: FaceGeometry, view: View) -> bool:
    """Return whether the curve is an outermost straight line of a cylinder or cone."""
    if len(curve.points) != 2 or face.surface not in {"cylinder", "cone"}:
        return False
    (x0, y0), (x1, y1) = curve.points
    length = math.hypot(x1 - x0, y1 - y0)
    ax, ay = view.turn(face.direction)
    sine = abs((x1 - x0) * ay - (y1 - y0) * ax) / length
    if face.surface == "cone":
        return abs(sine - math.sin(math.radians(face.half_angle_deg))) < 1e-4
    px, py = view.turn(face.point)
    off = abs((x0 - px) * ay - (y0 - py) * ax)
    return sine < PARALLEL and abs(off - face.radius_mm) < 1e-3


def cut_curves(section: LocalSection, faces: Iterable[int], scale: float) -> tuple[Curve, ...]:
    """Return the lines of a cut that belong to the faces, on paper."""
    wanted = set(faces)
    view = View(projection=section.cut, scale=scale)
    return tuple(view.points(c) for c in section.cut.curves if wanted & set(c.faces))


def contact_hidden(direction: Vector, view: View) -> bool:
    """Return whether a contact, pushing along ``direction``, is on the side away from the viewer."""
    return dot(direction, view.towards) > 0


def wanted_sections(sketch: PhaseSketch) -> tuple[SectionRequest, ...]:
    """Return the cuts that show machined surfaces which no view shows in profile.

    A bore asks for its profile: the circle alone does not tell its depth. Of equal holes one is
    cut; two cuts of one view keep clear of each other, and what can only be cut over another is
    left as it is seen end-on. The caller has the cuts made and gives them back as ``sections``.
    """
    views = [View(projection=projection, scale=1.0) for projection in sketch.views]
    by_index = {face.index: face for face in sketch.faces}
    taken: list[tuple[str, Box]] = []
    found = []
    for surface in sketch.surfaces:
        faces = tuple(by_index[index] for index in surface.faces)
        if any(profile_curves([f for f in faces if _lies(f, v)], v) for v in views):
            continue
        request = _first_clear(list(_candidates(faces, views)), taken)
        if request is None and not any(profile_curves(faces, v) for v in views):
            request = next(_candidates(faces, views), None)
        if request is not None:
            taken.append(_window(request))
            found.append(request[0])
    return tuple(found)


_Candidate = tuple[SectionRequest, Box]


def _window(candidate: _Candidate) -> tuple[str, Box]:
    request, box = candidate
    return request.view, box


def _first_clear(candidates: list[_Candidate], taken: list[tuple[str, Box]]) -> _Candidate | None:
    for candidate in candidates:
        view, box = _window(candidate)
        if not any(view == other and meet(box, place) for other, place in taken):
            return candidate
    return None


def _candidates(faces: tuple[FaceGeometry, ...], views: list[View]) -> Iterator[_Candidate]:
    """Yield the cuts through each face, parallel to each view that shows it in true profile."""
    for view in views:
        for face in faces:
            if _lies(face, view):
                together = [other for other in faces if _one_feature(face, other)]
                yield _request(face, together, view), _shown(together, view)


def _request(face: FaceGeometry, together: list[FaceGeometry], view: View) -> SectionRequest:
    return SectionRequest(
        view=view.name,
        faces=tuple(other.index for other in together),
        point=face.centre_mm if face.surface == "plane" else face.point,
        right=view.projection.right,
        up=view.projection.up,
    )


def _lies(face: FaceGeometry, view: View) -> bool:
    """Return whether a cut parallel to the view shows the face in true profile."""
    return face.surface != "freeform" and abs(view.depth(face.direction)) < PARALLEL


def _one_feature(face: FaceGeometry, other: FaceGeometry) -> bool:
    """Return whether two faces are seen in the same cut: the same face, or one axis."""
    if face.surface == "plane" or other.surface == "plane":
        return face.index == other.index
    apart = [q - p for p, q in zip(face.point, other.point, strict=True)]
    lengthwise = sum(x * d for x, d in zip(apart, face.direction, strict=True))
    off = math.hypot(*(x - lengthwise * d for x, d in zip(apart, face.direction, strict=True)))
    return off < _COAXIAL_MM


def _shown(faces: Iterable[FaceGeometry], view: View) -> Box:
    """Return about the window that a cut through the faces breaks out of the view, part mm."""
    box = hull(point for face in faces for point in _corners(face, view))
    return grow(box, _MARGIN_SHARE * min(box[2] - box[0], box[3] - box[1]))


def _corners(face: FaceGeometry, view: View) -> Iterator[tuple[float, float]]:
    """Yield points that enclose the face in the view: its outline, or its axis and radius."""
    if face.surface == "plane":
        yield from (view.place(point) for loop in face.outline for point in loop)
        yield view.place(face.centre_mm)
        return
    ax, ay = view.turn(face.direction)
    for span in face.span_mm:
        x, y = view.place(along(face, span))
        for side in (-face.radius_mm, face.radius_mm):
            yield (x - side * ay, y + side * ax)


def along(face: FaceGeometry, span: float) -> Vector:
    """Return the point of the face's axis at ``span`` from its point, mm in the part's frame."""
    x, y, z = (p + span * d for p, d in zip(face.point, face.direction, strict=True))
    return (x, y, z)
