"""Flats on a turned part: crossed narrow diagonals tell a plane face from a round one (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Group, Point, Polyline
from gmp_cad.drawing.view import View, dot
from gmp_cad.drawing.views.axes import SAME_DIRECTION, square, turning_axis
from gmp_cad.evidence import FaceGeometry

_DRAWN = ("visible", "outline")
_SAME_MM = 0.01
_RECTANGLE = 0.98  # of what its four corners enclose
_SEEN = 0.95  # of its border, by visible lines


def flats(view: View, faces: Sequence[FaceGeometry]) -> Iterator[Group]:
    """Yield the diagonals of the rectangles along its axis that an outside view of a turned part shows."""
    axis = turning_axis(faces)
    if axis is None or view.planned.kind != "view":
        return
    lines = []
    for face in faces:
        if face.surface != "plane" or dot(face.direction, view.towards) < 1 - SAME_DIRECTION:
            continue
        corners = _corners(view, face) if square(face.direction, axis.direction) else ()
        if len(corners) == 4 and _is_seen(view, face, corners):
            a, b, c, d = ((x * view.scale, y * view.scale) for x, y in corners)
            lines += [Polyline(points=points, pen=NARROW_LINE) for points in ((a, c), (b, d))]
    if lines:
        yield Group(layer="smooth", primitives=tuple(lines))


def _corners(view: View, face: FaceGeometry) -> tuple[Point, ...]:
    """Return the corners of a face that is one rectangle in the view plane, mm of the part."""
    if len(face.outline) != 1:
        return ()
    shape = Polygon([view.turn(point) for point in face.outline[0]])
    turned = shape.minimum_rotated_rectangle
    if not isinstance(turned, Polygon) or shape.area < _RECTANGLE * turned.area:
        return ()
    return tuple((float(x), float(y)) for x, y in turned.exterior.coords[:-1])


def _is_seen(view: View, face: FaceGeometry, corners: Sequence[Point]) -> bool:
    """Tell whether visible lines go all around a face, and one of them is its own."""
    border = LineString([*corners, corners[0]])
    curves = [curve for curve in view.projection.curves if curve.line in _DRAWN]
    if not any(face.index in curve.faces for curve in curves):
        return False
    near = unary_union([LineString(curve.points) for curve in curves]).buffer(_SAME_MM)
    return bool(border.intersection(near).length > _SEEN * border.length)
