"""What holds the workpiece, in thin lines: a fixture as projected, or the outline of a vice or chuck.

Sheet mm of the view. What lies behind the workpiece is not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from shapely.geometry import LineString, MultiPoint, Polygon, box
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gmp_cad.drawing.pens import HOLDER
from gmp_cad.drawing.primitives import Group, Point, Polyline
from gmp_cad.drawing.view import View, lines_of, outline
from gmp_cad.evidence import (
    WORKPIECE,
    HolderBlock,
    HolderRound,
    HolderSolid,
    Projection,
    Vector,
)

ROOM_MM = 18.0
_WAVE_MM, _WAVE_STEP_MM = 0.45, 0.7  # of a freehand line: height, between its points
_SIDES = 72  # of a circle
_SHORT_MM = 0.8  # lines that would only be dots, on paper
_DETAIL_MM = 2.0  # items smaller than this on paper
_EDGE_MM = 0.05


def fixture_outline(
    projection: Projection, view: View, *, room_mm: float = ROOM_MM
) -> Group | None:
    """Return the visible outlines of a fixture's items in a view of the same directions.

    ``projection`` shows the fixture with the workpiece in it, which hides what is behind; the edges of the
    workpiece itself are left to the sketch. ``room_mm``: how far from the view's box it is shown, on paper.
    None where nothing of the fixture is seen.
    """
    kept: dict[str, list[tuple[Point, ...]]] = {}
    for curve in projection.curves:
        if curve.line in ("visible", "outline") and curve.part and curve.part != WORKPIECE:
            points = tuple((x * view.scale, y * view.scale) for x, y in curve.points)
            kept.setdefault(curve.part, []).append(points)
    window = _window(view, room_mm)
    lines = [
        line
        for part in sorted(kept)
        for line in _within(_of_item(kept[part]), window)
        if LineString(line).length > _SHORT_MM
    ]
    return _group(lines, "fixture") if lines else None


def _of_item(lines: Sequence[tuple[Point, ...]]) -> Iterator[tuple[Point, ...]]:
    """Yield the lines of one item, none where they would run together at this scale."""
    strokes = unary_union([LineString(line) for line in lines])
    x0, y0, x1, y1 = strokes.bounds
    if max(x1 - x0, y1 - y0) >= _DETAIL_MM:
        yield from lines_of(strokes)


def _window(view: View, room: float) -> Polygon:
    x0, y0, x1, y1 = view.box
    return box(x0 - room, y0 - room, x1 + room, y1 + room)


def _within(
    lines: Iterable[tuple[Point, ...]], window: BaseGeometry
) -> Iterator[tuple[Point, ...]]:
    for line in lines:
        yield from lines_of(LineString(line).intersection(window))


def holder_outline(
    solids: Iterable[HolderSolid], view: View, *, room_mm: float = ROOM_MM
) -> Group | None:
    """Return the outlines of a vice, chuck or centre beside the workpiece; None if all is behind it.

    Where two overlap the nearer one to who looks is drawn whole. ``room_mm``: as for a fixture.
    """
    area, window = outline(view), _torn(_window(view, room_mm))
    ordered = sorted(solids, key=lambda solid: -_nearness(solid, view))
    lines: list[tuple[Point, ...]] = []
    for solid in ordered:
        shape = _silhouette(solid, view)
        if shape.area > 0:
            edges = _broken(shape, window).difference(area.buffer(_EDGE_MM))
            lines += [line for line in lines_of(edges) if LineString(line).length > _SHORT_MM]
            area = area.union(shape)
    return _group(lines, "holder") if lines else None


def _torn(window: Polygon) -> BaseGeometry:
    """Return a window whose sides are freehand lines."""
    corners = list(window.exterior.coords)
    points: list[Point] = []
    for (x0, y0), (x1, y1) in pairwise(corners):
        length = math.hypot(x1 - x0, y1 - y0)
        count = max(2, math.ceil(length / _WAVE_STEP_MM))
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        for i in range(count):
            at = length * i / count
            # two waves that do not repeat together
            off = _WAVE_MM * (math.sin(0.8 * at) + 0.6 * math.sin(1.9 * at + 1.0))
            points.append((x0 + dx * at - dy * off, y0 + dy * at + dx * off))
    return Polygon(points).buffer(0)


def _broken(shape: BaseGeometry, window: BaseGeometry) -> BaseGeometry:
    """Return the outline of a shape in a window, broken off by a freehand line at its edge.

    Nothing of a shape whose own outline stays outside.
    """
    if shape.boundary.intersection(window).length < _SHORT_MM:
        return LineString()
    return shape.intersection(window).boundary


def _silhouette(solid: HolderSolid, view: View) -> BaseGeometry:
    """Return the area that a solid covers on paper: both kinds are convex."""
    if isinstance(solid, HolderBlock):
        return MultiPoint([view.place(corner) for corner in _corners(solid)]).convex_hull
    rings = [
        _ring(end, _along(solid), radius)
        for end, radius in zip(solid.ends, solid.radii_mm, strict=True)
    ]
    if math.hypot(*view.turn(_along(solid))) < 1e-6:  # exact circles
        return Spot(view.place(solid.ends[0])).buffer(max(solid.radii_mm) * view.scale, _SIDES)
    return MultiPoint([view.place(p) for ring in rings for p in ring]).convex_hull


def _corners(block: HolderBlock) -> Iterator[Vector]:
    for a in (-1.0, 1.0):
        for b in (-1.0, 1.0):
            for c in (-1.0, 1.0):
                yield _sum(block.centre, *zip((a, b, c), block.halves, strict=True))


def _sum(start: Vector, *terms: tuple[float, Vector]) -> Vector:
    x, y, z = (start[i] + sum(k * v[i] for k, v in terms) for i in range(3))
    return (x, y, z)


def _along(solid: HolderRound) -> Vector:
    (a, b), length = solid.ends, math.dist(*solid.ends)
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length, (b[2] - a[2]) / length)


def _ring(centre: Vector, axis: Vector, radius: float) -> list[Vector]:
    """Return points of a circle about an axis; those across the axes of the part are among them."""
    least = min(range(3), key=lambda i: abs(axis[i]))
    start = tuple(1.0 if i == least else 0.0 for i in range(3))
    shift = sum(s * a for s, a in zip(start, axis, strict=True))
    u = [s - shift * a for s, a in zip(start, axis, strict=True)]
    size = math.hypot(*u)
    u = [c / size for c in u]
    v = [
        axis[1] * u[2] - axis[2] * u[1],
        axis[2] * u[0] - axis[0] * u[2],
        axis[0] * u[1] - axis[1] * u[0],
    ]
    turns = [2 * math.pi * i / _SIDES for i in range(_SIDES)]
    first, second = (u[0], u[1], u[2]), (v[0], v[1], v[2])
    return [
        _sum(centre, (radius * math.cos(t), first), (radius * math.sin(t), second)) for t in turns
    ]


def _nearness(solid: HolderSolid, view: View) -> float:
    if isinstance(solid, HolderBlock):
        return max(view.depth(corner) for corner in _corners(solid))
    return max(view.depth(end) for end in solid.ends)


def _group(lines: Iterable[tuple[Point, ...]], key: str) -> Group:
    strokes = tuple(Polyline(points=line, pen=HOLDER) for line in lines)
    return Group(layer="fixture", primitives=strokes, key=key)
