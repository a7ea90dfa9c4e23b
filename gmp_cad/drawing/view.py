"""Place a projection on paper: points and directions of the part, strokes, outline of the view.

Paper coordinates of a view are (right · p, up · p) × scale, so all views of one scale agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, unary_union

from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import Point, Polyline
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import Projection, Vector, ViewCurve

PARALLEL = 1e-6
_BARE = PlannedView(name="")
_CLOSE_MM = 0.02

# first angle (ISO 5456-2): where each view stands from the front view, in columns and rows upward
FIRST_ANGLE = {
    "front": (0, 0),
    "top": (0, -1),
    "bottom": (0, 1),
    "left": (1, 0),
    "right": (-1, 0),
    "rear": (2, 0),
    "isometric": (1, -1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A projection at a scale (paper mm for 1 mm of the part), and what its drawing plans for it."""

    projection: Projection
    scale: float
    planned: PlannedView = _BARE

    @property
    def name(self) -> str:
        """Name of the view."""
        return self.projection.name

    @property
    def towards(self) -> Vector:
        """Unit direction from the part to who looks at the view."""
        return cross(self.projection.right, self.projection.up)

    def place(self, point: Vector) -> Point:
        """Return where a point of the part lies on paper, mm."""
        x, y = self.turn(point)
        return (x * self.scale, y * self.scale)

    def turn(self, vector: Vector) -> Point:
        """Return the components of a part direction along the view's right and up."""
        return (dot(vector, self.projection.right), dot(vector, self.projection.up))

    def depth(self, vector: Vector) -> float:
        """Return the component of a part vector towards the viewer."""
        return dot(vector, self.towards)

    def points(self, curve: ViewCurve) -> tuple[Point, ...]:
        """Return a curve of the projection on paper, mm."""
        return tuple((x * self.scale, y * self.scale) for x, y in curve.points)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The part's box on paper, mm."""
        x0, y0, x1, y1 = (value * self.scale for value in self.projection.box_mm)
        return (x0, y0, x1, y1)


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(vector: Point) -> Point:
    """Return the direction of a vector in the plane (not null)."""
    length = math.hypot(*vector)
    return (vector[0] / length, vector[1] / length)


ISOMETRIC: tuple[Vector, Vector] = (
    (1 / math.sqrt(2), 1 / math.sqrt(2), 0.0),
    (-1 / math.sqrt(6), 1 / math.sqrt(6), 2 / math.sqrt(6)),
)
# The same from the opposite corner, below.
BELOW: tuple[Vector, Vector] = ((-1 / math.sqrt(2), -1 / math.sqrt(2), 0.0), ISOMETRIC[1])


def outline(view: View) -> BaseGeometry:
    """Return the area that the part covers in the view, paper mm (holes are filled)."""
    drawn = [c for c in view.projection.curves if c.line != "smooth"]
    lines = [LineString(view.points(curve)).buffer(_CLOSE_MM) for curve in drawn]
    return unary_union([Polygon(part.exterior) for part in polygons(unary_union(lines))])


def polygons(area: BaseGeometry) -> list[Polygon]:
    """Return the polygons of an area, in their order."""
    if isinstance(area, Polygon):
        return [] if area.is_empty else [area]
    if isinstance(area, MultiPolygon) or hasattr(area, "geoms"):
        return [polygon for part in area.geoms for polygon in polygons(part)]
    return []


def lines_of(geometry: BaseGeometry) -> list[tuple[Point, ...]]:
    """Return the polylines of a geometry; stretches that continue each other are joined."""
    if geometry.is_empty or isinstance(geometry, Spot):
        return []
    if isinstance(geometry, LineString):
        return [_points(geometry)]
    parts = [part for part in geometry.geoms if isinstance(part, LineString)]
    if len(parts) > 1:
        merged = linemerge(parts)
        parts = [merged] if isinstance(merged, LineString) else list(merged.geoms)
    return sorted(_points(part) for part in parts)


def _points(line: LineString) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in line.coords)


def without(
    curves: Iterable[Sequence[Point]], area: BaseGeometry, pen: Pen
) -> tuple[Polyline, ...]:
    """Return the parts of the curves that lie outside ``area``, drawn with ``pen``."""
    found: list[Polyline] = []
    for curve in curves:
        kept = LineString(curve).difference(area) if not area.is_empty else LineString(curve)
        found += [Polyline(points=points, pen=pen) for points in lines_of(kept)]
    return tuple(found)


def beneath(curves: Iterable[Sequence[Point]]) -> BaseGeometry:
    """Return the strip around drawn lines in which a hidden line would be drawn twice."""
    return unary_union([LineString(curve).buffer(0.05) for curve in curves])
