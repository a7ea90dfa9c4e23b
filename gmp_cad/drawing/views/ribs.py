"""Ribs and webs that a section cuts lengthwise: they are shown, but not hatched (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gmp_cad.drawing.view import dot, polygons
from gmp_cad.drawing.views.broken import material_of
from gmp_cad.evidence import FaceGeometry, Projection, Vector

_ALONG = 0.9  # cosine: the sides of a cast rib lean
_THIN = 0.5  # of the side of a square as large as the rib
_PART_OF_CUT = 0.6
_INSIDE = 0.9
_LEAST_MM2 = 1.0
_GROWN_MM = 0.01


def rib_area(
    projection: Projection, faces: Iterable[FaceGeometry], towards: Vector
) -> BaseGeometry:
    """Return where a section runs inside thin walls, lengthwise; mm in the view plane.

    A rib lies between two planes along the cutting plane that face away from each other, much
    nearer to each other than they are large, and is only a part of what is cut.
    """
    solid = material_of(projection)
    planes = [f for f in faces if f.surface == "plane" and f.outline]
    before = [f for f in planes if dot(f.direction, towards) > _ALONG]
    behind = [f for f in planes if dot(f.direction, towards) < -_ALONG]
    found = [
        area
        for front in before
        for back in behind
        for area in _between(projection, solid, front, back, towards)
    ]
    return unary_union(found)


def _between(
    projection: Projection,
    solid: BaseGeometry,
    front: FaceGeometry,
    back: FaceGeometry,
    towards: Vector,
) -> Iterator[BaseGeometry]:
    thickness = dot(front.centre_mm, towards) - dot(back.centre_mm, towards)
    if thickness <= 0:
        return
    common = _seen(projection, front).intersection(_seen(projection, back))
    # where outlines only touch there are lines too, of which GEOS forms no second intersection
    common = MultiPolygon(polygons(common))
    inside = common.intersection(solid)
    thin = thickness < _THIN * common.area**0.5
    if (
        common.area > _LEAST_MM2
        and thin
        and inside.area > _INSIDE * common.area
        and inside.area < _PART_OF_CUT * solid.area
    ):
        yield inside.buffer(_GROWN_MM).intersection(solid)


def _seen(projection: Projection, face: FaceGeometry) -> BaseGeometry:
    """Return the area of a plane in the view, its holes left out."""
    loops = [
        [(dot(point, projection.right), dot(point, projection.up)) for point in loop]
        for loop in face.outline
    ]
    return Polygon(loops[0], loops[1:]).buffer(0)
