"""Details: places whose dimensions are too small at the scale of the sheet, drawn again larger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import Point as Spot

from gmp_cad.drawing.annotation import Callout, PartAnnotations
from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.view import View, dot
from gmp_cad.drawing.views.axes import minus, plus, times
from gmp_cad.drawing.views.broken import clipped, clipped_region
from gmp_cad.drawing.views.plan import Detail, PlannedView
from gmp_cad.drawing.views.planner import free_letters
from gmp_cad.drawing.views.seen import DASHED, shows, sight_of
from gmp_cad.evidence import FaceGeometry, PartGeometry, Projection, Vector

# ISO 5455, from 1:10 up
_SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_LEAST_FACTOR, _MOST_FACTOR = 1.99, 10.01
_SMALL_MM, _LARGE_ENOUGH_MM = 3.5, 5.0  # of a length on paper
_SMALL_RADIUS_MM = 0.5
_NEAR_MM = 10.0  # on paper: places of one detail
_MARGIN = 1.5
_LEAST_RADIUS_MM, _MOST_RADIUS_MM = 4.0, 40.0  # of the circle, on paper
_SIDES = 32  # of a quarter of the circle that clips


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The views of a drawing with its details: circles where they are, and the enlarged views.

    ``moved``: by callout line, the name of the detail view that carries it.
    """

    views: tuple[View, ...]
    moved: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Small:
    """A callout too small to be read in the view that shows it best."""

    line: str
    view: int
    place: Vector
    reach: float
    size: float


def details(views: Sequence[View], annotations: PartAnnotations, geometry: PartGeometry) -> Details:
    """Return the views and the details that they need at their scale.

    Two or more lengths under 3.5 mm on paper (or radii under 0.5 mm) near each other, or one
    under 1.75 mm, are drawn again 2 to 10 times as large, at a scale of ISO 5455.
    """
    faces = {face.index: face for face in geometry.faces}
    small = [s for c in annotations.callouts if (s := _small(c, views, faces)) is not None]
    drawn, moved = list(views), dict[str, str]()
    letters = _letters(views, annotations)
    for cluster in _clusters(small, views):
        if len(cluster) < 2 and cluster[0].size * views[cluster[0].view].scale > _SMALL_MM / 2:
            continue
        parent = drawn[cluster[0].view]
        detail, factor = _detail(cluster, parent, letters[len(drawn) - len(views)])
        planned = parent.planned
        drawn[cluster[0].view] = replace(
            parent, planned=replace(planned, details=(*planned.details, detail))
        )
        drawn.append(_enlarged(parent, detail, factor))
        moved |= {item.line: drawn[-1].planned.name for item in cluster}
    return Details(views=tuple(drawn), moved=moved)


def _letters(views: Sequence[View], annotations: PartAnnotations) -> tuple[str, ...]:
    taken = {view.planned.letter for view in views}
    return tuple(letter for letter in free_letters(annotations) if letter not in taken)


def _small(
    callout: Callout, views: Sequence[View], faces: Mapping[int, FaceGeometry]
) -> _Small | None:
    """Return a callout with the view that shows it best, if it is too small there."""
    first, second = (end.point for end in callout.ends)
    if callout.kind == "length":
        size, least = abs(dot(minus(second, first), callout.direction)), _SMALL_MM
    elif callout.kind == "radius":
        size, least = callout.radius_mm, _SMALL_RADIUS_MM
    else:
        return None
    costs = [
        (cost, index)
        for index, view in enumerate(views)
        if view.planned.slot is not None
        and (cost := shows(sight_of(view.projection, faces), callout)) is not None
        and cost < DASHED
    ]
    if not costs or size <= 0 or size * views[min(costs)[1]].scale >= least:
        return None
    index = min(costs)[1]
    place = times(plus(first, second), 0.5)
    apart = math.sqrt(dot(minus(second, first), minus(second, first)))
    if callout.kind == "length":
        place, apart = _at_their_end(place, callout, views[index]), size
    return _Small(callout.line, index, place, apart / 2 + size / 2, size)


def _at_their_end(place: Vector, callout: Callout, view: View) -> Vector:
    """Return a place between two sides where their lines end: there the shape can be seen.

    In the middle of long lines a detail shows nothing but two strokes.
    """
    along = view.turn(callout.direction)
    across = (-along[1], along[0])
    spans = [_span(view, end.faces, across) for end in callout.ends]
    reaches = [span for span in spans if span is not None]
    at = _across(view.place(place), across)
    if len(reaches) < len(spans):
        return place
    low, high = max(low for low, _ in reaches), min(high for _, high in reaches)
    if low > high or min(abs(at - low), abs(high - at)) < _LEAST_RADIUS_MM:
        return place
    way = plus(times(view.projection.right, across[0]), times(view.projection.up, across[1]))
    return plus(place, times(way, (high - at) / view.scale))


def _span(view: View, faces: Sequence[int], across: Point) -> tuple[float, float] | None:
    """Return from where to where the lines of faces reach in a direction, mm on paper."""
    found = [
        _across(point, across)
        for curve in view.projection.curves
        if curve.line != "hidden" and not set(faces).isdisjoint(curve.faces)
        for point in view.points(curve)
    ]
    return (min(found), max(found)) if found else None


def _across(point: Point, across: Point) -> float:
    return point[0] * across[0] + point[1] * across[1]


def _clusters(small: Sequence[_Small], views: Sequence[View]) -> list[list[_Small]]:
    """Return the small callouts in groups of one view and one place."""
    found: list[list[_Small]] = []
    for item in small:
        view = views[item.view]
        here = view.place(item.place)
        for cluster in found:
            if cluster[0].view == item.view and any(
                math.dist(here, view.place(other.place)) < _NEAR_MM for other in cluster
            ):
                cluster.append(item)
                break
        else:
            found.append([item])
    return found


def _detail(cluster: Sequence[_Small], view: View, letter: str) -> tuple[Detail, float]:
    """Return the circle around a group, and how much it is enlarged."""
    total = (0.0, 0.0, 0.0)
    for item in cluster:
        total = plus(total, item.place)
    centre = times(total, 1 / len(cluster))
    middle = view.place(centre)
    reach = max(math.dist(middle, view.place(i.place)) + i.reach * view.scale for i in cluster)
    radius = max(_LEAST_RADIUS_MM, _MARGIN * reach)
    smallest = min(item.size for item in cluster) * view.scale
    factors = [s / view.scale for s in _SCALES]
    factors = [f for f in factors if _LEAST_FACTOR < f < _MOST_FACTOR] or [2.0]
    wanted = next((f for f in factors if smallest * f >= _LARGE_ENOUGH_MM), factors[-1])
    fitting = [f for f in factors if f <= wanted and radius * f <= _MOST_RADIUS_MM]
    factor = fitting[-1] if fitting else factors[0]
    return Detail(letter=letter, centre=centre, radius_mm=radius / view.scale), factor


def _enlarged(view: View, detail: Detail, factor: float) -> View:
    planned = PlannedView(
        name=f"detail:{detail.letter}",
        kind="detail",
        letter=detail.letter,
        hidden=view.planned.hidden,
        hidden_of=view.planned.hidden_of,
        detail=detail,
        enlarged=factor,
    )
    projection = within(view.projection, planned.name, detail)
    return View(projection=projection, scale=view.scale * factor, planned=planned)


def within(projection: Projection, name: str, detail: Detail) -> Projection:
    """Return what a projection shows inside the circle of a detail."""
    x, y = centre_of(projection, detail)
    r = detail.radius_mm
    circle = Spot(x, y).buffer(r, quad_segs=_SIDES)
    return replace(
        projection,
        name=name,
        curves=tuple(
            part for curve in projection.curves for part in clipped(curve, circle, inside=True)
        ),
        regions=tuple(
            part for region in projection.regions for part in clipped_region(region, circle)
        ),
        box_mm=(x - r, y - r, x + r, y + r),
    )


def centre_of(projection: Projection, detail: Detail) -> Point:
    """Return the centre of a detail in the view plane, mm of the part."""
    return (dot(detail.centre, projection.right), dot(detail.centre, projection.up))
