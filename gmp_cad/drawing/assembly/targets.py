"""Where a leader may point at a part in a view: inside what is seen of it, or on its outline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

from gmp_cad.drawing.assembly.lining import area_of
from gmp_cad.drawing.assembly.placed import PlacedPart, spread
from gmp_cad.drawing.assembly.sight import sight_of
from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.view import View, cross, polygons
from gmp_cad.evidence import Cut, Projection

_GRID_MM = 1e-3
_LEAST_CELL_MM2 = 1e-3
_CLEAR = 1.3  # on paper: from a dot to the nearest line
_THIN = 0.75  # a part that is thinner on paper is pointed at with an arrow
_STEP = 4.0  # on paper: between the places that are tried
_MOST = 24
_SLIVER = 0.15  # of the largest piece of a part: smaller ones are not pointed at


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a leader may end on a part, best first, on paper; ``width``: how broad it is there.

    ``end``: a dot inside its area, or an arrow on its outline where it is thin.
    """

    points: tuple[Point, ...]
    width: float
    end: Literal["dot", "arrow"] = "dot"


def areas_of(
    view: View, parts: Sequence[PlacedPart], cut: Cut | None, before: BaseGeometry
) -> Mapping[str, BaseGeometry]:
    """Return what is seen of each placed part, mm in the view plane.

    Of a part that is cut, its material alone. ``before``: see :func:`whole_before`.
    """
    projection = view.projection
    found: dict[str, list[BaseGeometry]] = {}
    for region in projection.regions:
        found.setdefault(region.part, []).append(area_of(region).difference(before))
    cut_parts = frozenset(found)
    material = shapely.union_all([area for own in found.values() for area in own])
    lines = [LineString(c.points) for c in projection.curves if c.line != "smooth"]
    cells = polygonize(shapely.unary_union(shapely.set_precision(lines, _GRID_MM)))
    left = [piece for cell in cells for piece in polygons(cell.difference(material))]
    left = [piece for piece in left if piece.area > _LEAST_CELL_MM2]
    points = [piece.representative_point() for piece in left]
    sight = sight_of(parts, (projection.right, projection.up), cut)
    owners = sight.nearest(np.array([(p.x, p.y) for p in points]).reshape(-1, 2))
    for piece, owner in zip(left, owners, strict=True):
        if owner and owner not in cut_parts:
            found.setdefault(owner, []).append(piece)
    return {
        name: shapely.union_all(shapely.buffer(np.array(own, dtype=object), _GRID_MM))
        for name, own in sorted(found.items())
    }


def whole_before(
    parts: Sequence[PlacedPart], projection: Projection, cut: Cut | None
) -> BaseGeometry:
    """Return where parts that are drawn whole hide what the planes of a section cut, view mm."""
    plane = (projection.right, projection.up)
    toward = cross(*plane)
    if cut is None:
        return Polygon()
    own = [part for part in parts if part.name in cut.whole]
    tops = {part.name: spread(part.box, toward)[1] for part in own}
    reached = {region.part for region in projection.regions}
    cleared = sight_of([part for part in own if part.name not in reached], plane, cut)
    return cleared.before_planes(tops)


def targets_in(
    view: View, parts: Sequence[PlacedPart], areas: Mapping[str, BaseGeometry]
) -> Mapping[str, Target]:
    """Return where parts of which these areas are seen (mm in the view plane) can be pointed at."""
    found = {}
    for part in parts:
        area = areas.get(part.name)
        inside = tuple(_inside(area, view.scale)) if area is not None else ()
        if inside:
            width = max(w for w, _ in inside)
            points = tuple(p for _, p in inside)
            found[part.name] = Target(points=points[:_MOST], width=width)
        elif on := tuple(_on_outline(view, part.name)):
            found[part.name] = Target(points=on, width=0.0, end="arrow")
    return found


def _inside(area: BaseGeometry, scale: float) -> Iterator[tuple[float, Point]]:
    """Yield (distance to the nearest line, place) on paper, of the broadest place first."""
    paper = shapely.transform(area, lambda xy: xy * scale)
    tried: list[tuple[float, Point]] = []
    pieces = polygons(paper)
    least = _SLIVER * max((piece.area for piece in pieces), default=0.0)
    for polygon in (piece for piece in pieces if piece.area >= least):
        circle = shapely.maximum_inscribed_circle(polygon, tolerance=0.1)
        if circle.length < _THIN:
            continue
        x, y = circle.coords[0]
        tried.append((circle.length, (x, y)))
        tried += _grid(polygon)
    seen = set()
    for width, (x, y) in sorted(tried, key=lambda t: (-round(t[0], 2), t[1])):
        place = (round(x, 3), round(y, 3))
        if place not in seen:
            seen.add(place)
            yield width, place


def _grid(polygon: BaseGeometry) -> Iterator[tuple[float, Point]]:
    inner = polygon.buffer(-_CLEAR)
    if inner.is_empty:
        return
    x0, y0, x1, y1 = inner.bounds
    step = max(_STEP, max(x1 - x0, y1 - y0) / 12)
    for x in np.arange(x0 + step / 2, x1, step):
        for y in np.arange(y0 + step / 2, y1, step):
            if shapely.contains_xy(inner, x, y):
                yield _CLEAR, (float(x), float(y))


def _on_outline(view: View, name: str) -> Iterator[Point]:
    """Yield the middles of the edges that are seen of a part, the longest first."""
    edges = [LineString(view.points(c)) for c in view.projection.curves
             if c.part == name and c.line in ("visible", "outline")]  # fmt: skip
    for edge in sorted(edges, key=lambda e: (-round(e.length, 3), e.coords[0])):
        point = edge.interpolate(0.5, normalized=True)
        yield (round(point.x, 3), round(point.y, 3))
