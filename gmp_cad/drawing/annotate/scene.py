"""What stands in a view before it is annotated: lines, signs, material, outline."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gmp_cad.drawing.layout.item import Scene, area_of
from gmp_cad.drawing.primitives import (
    Arc,
    Circle,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Text,
    box_of,
    plain,
)
from gmp_cad.drawing.view import View, outline, polygons

_CHORD_DEG = 12.0
_SOLVED_MM = 0.05


def scene_of(view: View, drawn: Sequence[Primitive]) -> Scene:
    """Return the scene of a view: ``drawn`` are its lines and signs, in paper mm of the view."""
    k = view.scale
    material = tuple(
        tuple((x * k, y * k) for x, y in loop)
        for region in view.projection.regions
        for loop in region.loops
    )
    body = tuple(
        tuple((float(x), float(y)) for x, y in part.simplify(_SOLVED_MM).exterior.coords)
        for part in polygons(outline(view))
    )
    items = list(plain(drawn))
    return Scene(
        lines=tuple(line for item in items for line in lines_of(item)),
        kept=tuple(area_of(box_of(item)) for item in items if isinstance(item, Text)),
        material=material,
        body=body,
    )


def lines_of(item: Primitive) -> Iterator[tuple[Point, ...]]:
    """Yield what a primitive draws as polylines: circles and arcs too, none of texts and hatching."""
    if isinstance(item, Polyline):
        yield item.points
    elif isinstance(item, Polygon):
        yield (*item.points, item.points[0])
    elif isinstance(item, Circle):
        yield _arc(item.centre, item.radius, 0.0, 360.0)
    elif isinstance(item, Arc):
        yield _arc(item.centre, item.radius, item.start_deg, item.end_deg)


def _arc(centre: Point, radius: float, start: float, end: float) -> tuple[Point, ...]:
    sweep = (end - start) % 360 or 360.0
    count = max(2, math.ceil(sweep / _CHORD_DEG))
    return tuple(
        (centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a))
        for a in (math.radians(start + sweep * i / count) for i in range(count + 1))
    )
