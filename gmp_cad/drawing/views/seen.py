"""What a view shows of a part's faces, and how well it could carry a dimension or mark.

Costs are comparable numbers: 0 shows the element at its best, :data:`DASHED` by hidden lines only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gmp_cad.drawing.annotation import Callout, End, SurfaceMark
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import parallel, square
from gmp_cad.evidence import FaceGeometry, Projection, Vector, ViewCurve

DASHED = 6.0
FACING = 1.0
_SIDEWAYS = 1.0  # a position of a hole that is told beside its axis, not on its circle
_ROUND_END_ON = 2.0  # a diameter of a shaft written on its circle
_HOLE_END_ON = 0.5
_STRAIGHT_MM = 1e-3
_DRAWN = ("visible", "outline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Which faces a view shows: as a line (``profile``), by a hidden line only, as an area.

    A plane is seen as a line edge-on; a cylinder by its outermost lines, or as a circle. ``arcs``:
    the faces of the profile that are seen as arcs, their radius true.
    """

    right: Vector
    up: Vector
    profile: frozenset[int]
    dashed: frozenset[int] = frozenset()
    facing: frozenset[int] = frozenset()
    arcs: frozenset[int] = frozenset()

    @property
    def towards(self) -> Vector:
        """Unit direction to the viewer."""
        return cross(self.right, self.up)


def sight_of(projection: Projection, faces: Mapping[int, FaceGeometry]) -> Sight:
    """Return which of the part's faces a projection or section shows."""
    towards = cross(projection.right, projection.up)
    drawn: set[int] = set()
    dashed: set[int] = set()
    facing: set[int] = set()
    for curve in projection.curves:
        for index in curve.faces:
            face = faces.get(index)
            if face is None:
                continue
            if curve.line in _DRAWN and _faces_viewer(face, towards):
                facing.add(index)
            if curve.line != "smooth" and is_profile(curve, face, projection):
                (dashed if curve.line == "hidden" else drawn).add(index)
    for region in projection.regions:
        drawn |= {i for i in region.faces if i in faces and lies_across(faces[i], towards)}
    return Sight(
        right=projection.right,
        up=projection.up,
        profile=frozenset(drawn),
        dashed=frozenset(dashed - drawn),
        facing=frozenset(facing),
        arcs=frozenset(i for i in drawn | dashed if seen_as_arc(faces[i], towards)),
    )


def seen_as_arc(face: FaceGeometry, towards: Vector) -> bool:
    """Tell whether the profile of a face is an arc of its radius: a cylinder end-on, a fillet ring."""
    if face.surface == "cylinder":
        return parallel(face.direction, towards)
    return face.surface == "sphere" or (face.surface == "torus" and square(face.direction, towards))


def lies_across(face: FaceGeometry, towards: Vector) -> bool:
    """Tell whether a face can be seen as a line: a plane edge-on, a round face along its axis."""
    return face.surface != "freeform" and square(face.direction, towards)


def _faces_viewer(face: FaceGeometry, towards: Vector) -> bool:
    return face.surface != "plane" or dot(face.direction, towards) > _STRAIGHT_MM


def is_profile(curve: ViewCurve, face: FaceGeometry, projection: Projection) -> bool:
    """Tell whether a curve that bounds the face is the face itself seen as a line."""
    towards = cross(projection.right, projection.up)
    if face.surface == "plane":
        return square(face.direction, towards)
    if face.surface == "cylinder" and parallel(face.direction, towards):
        return True
    if face.surface in {"cylinder", "cone"} and square(face.direction, towards):
        return curve.line == "outline" or _is_generatrix(curve, face, projection)
    return curve.line == "outline" or face.surface == "torus"


def _is_generatrix(curve: ViewCurve, face: FaceGeometry, projection: Projection) -> bool:
    """Tell whether the curve is an outermost straight line of a cylinder or cone."""
    if len(curve.points) != 2:
        return False
    (x0, y0), (x1, y1) = curve.points
    length = math.hypot(x1 - x0, y1 - y0)
    ax, ay = dot(face.direction, projection.right), dot(face.direction, projection.up)
    sine = abs((x1 - x0) * ay - (y1 - y0) * ax) / length
    if face.surface == "cone":
        return abs(sine - math.sin(math.radians(face.half_angle_deg))) < _STRAIGHT_MM
    px, py = dot(face.point, projection.right), dot(face.point, projection.up)
    off = abs((x0 - px) * ay - (y0 - py) * ax)
    return sine < _STRAIGHT_MM and abs(off - face.radius_mm) < _STRAIGHT_MM


def shows(sight: Sight, callout: Callout) -> float | None:
    """Return how badly a view would carry a callout; None where it cannot."""
    lying = square(callout.direction, sight.towards)
    end_on = parallel(callout.direction, sight.towards)
    if callout.kind == "length":
        return _length(sight, callout) if lying else None
    if callout.kind in ("diameter", "square"):
        return _diameter(sight, callout, lying=lying, end_on=end_on)
    if callout.kind == "circle":
        # a circle through holes that the view does not show is a circle of nothing
        return _lines(sight, callout.faces) if end_on else None
    if callout.kind == "angle":
        return _angle(sight, callout) if end_on else None
    if callout.kind == "radius":
        return _lines(sight, set(_faces(callout)) & sight.arcs, none=True)
    return _touched(sight, _faces(callout))


def shows_mark(sight: Sight, mark: SurfaceMark) -> float | None:
    """Return how badly a view would carry what is written on a surface; None where it cannot."""
    return _touched(sight, mark.faces)


def _faces(callout: Callout) -> tuple[int, ...]:
    return callout.faces or tuple(face for end in callout.ends for face in end.faces)


def _length(sight: Sight, callout: Callout) -> float | None:
    costs = [_end(sight, end, callout.direction) for end in callout.ends]
    if any(cost is None for cost in costs):
        return None
    return sum(cost for cost in costs if cost is not None)


def _end(sight: Sight, end: End, direction: Vector) -> float | None:
    """Return the cost of an extension line from one end; None where the end is not seen."""
    if end.axis is None:
        cost = _lines(sight, end.faces)
        # an edge or tangent has no face in profile: the face that it bounds must be seen
        return FACING if cost is None and set(end.faces) & sight.facing else cost
    if parallel(end.axis, sight.towards):
        return _lines(sight, end.faces)
    if not square(end.axis, sight.towards) or not square(end.axis, direction):
        return None
    cost = _lines(sight, end.faces)
    return None if cost is None else cost + _SIDEWAYS


def _diameter(sight: Sight, callout: Callout, *, lying: bool, end_on: bool) -> float | None:
    cost = _lines(sight, _faces(callout))
    if cost is None or not (lying or end_on):
        return None
    if lying:
        return cost + (_HOLE_END_ON * (1 + bool(callout.instances)) if callout.hollow else 0.0)
    return cost + (_HOLE_END_ON if callout.hollow else _ROUND_END_ON)


def _angle(sight: Sight, callout: Callout) -> float | None:
    """Return the cost of both legs; None where neither is seen."""
    costs = [_lines(sight, end.faces) for end in callout.ends]
    if all(cost is None for cost in costs):
        return None
    return sum(DASHED if cost is None else cost for cost in costs)


def _lines(sight: Sight, faces: Iterable[int], *, none: bool = False) -> float | None:
    """Return the cost of faces that must be seen as a line; no face is no demand, or ``none``."""
    wanted = set(faces)
    if wanted & sight.profile or not (wanted or none):
        return 0.0
    return DASHED if wanted & sight.dashed else None


def _touched(sight: Sight, faces: Iterable[int]) -> float | None:
    """Return the cost of faces that a leader must reach: as a line, else on their area."""
    cost = _lines(sight, faces)
    if cost is None or cost > FACING:
        return FACING if set(faces) & sight.facing else cost
    return cost
