"""Which lines of a view are machined surfaces in profile, and which cuts are needed to see them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.sketch import LocalSection, PhaseSketch, SectionRequest
from gmp_cad.drawing.view import PARALLEL, View, dot
from gmp_cad.evidence import FaceGeometry, Vector, ViewCurve

Curve = tuple[Point, ...]
_DRAWN = ("visible", "outline")


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


def wanted_sections(sketch: PhaseSketch) -> tuple[SectionRequest, ...]:
    """Return the cuts that show machined surfaces which no view shows in profile.

    A bore always asks for its profile: the circle alone does not tell its depth. The caller has
    the cuts made, and gives them back as ``sections``.
    """
    found = []
    by_index = {face.index: face for face in sketch.faces}
    for surface in sketch.surfaces:
        faces = tuple(by_index[index] for index in surface.faces)
        request = _section_for(faces, sketch)
        if request is not None:
            found.append(request)
    return tuple(found)


def _section_for(faces: tuple[FaceGeometry, ...], sketch: PhaseSketch) -> SectionRequest | None:
    views = [View(projection=projection, scale=1.0) for projection in sketch.views]
    lying = [v for v in views if any(_lies(face, v) for face in faces)]
    if any(profile_curves([f for f in faces if _lies(f, v)], v) for v in lying):
        return None
    for view in lying:
        for face in faces:
            if _lies(face, view):
                return SectionRequest(
                    view=view.name,
                    faces=tuple(f.index for f in faces),
                    point=_through(face),
                    right=view.projection.right,
                    up=view.projection.up,
                )
    return None


def _lies(face: FaceGeometry, view: View) -> bool:
    """Return whether a cut parallel to the view shows the face in true profile."""
    return face.surface != "freeform" and abs(view.depth(face.direction)) < PARALLEL


def _through(face: FaceGeometry) -> Vector:
    return face.centre_mm if face.surface == "plane" else face.point


def cut_curves(section: LocalSection, faces: Iterable[int], scale: float) -> tuple[Curve, ...]:
    """Return the lines of a cut that belong to the faces, on paper."""
    wanted = set(faces)
    view = View(projection=section.cut, scale=scale)
    return tuple(view.points(c) for c in section.cut.curves if wanted & set(c.faces))


def contact_hidden(direction: Vector, view: View) -> bool:
    """Return whether a contact, pushing along ``direction``, is on the side away from the viewer."""
    return dot(direction, view.towards) > 0
