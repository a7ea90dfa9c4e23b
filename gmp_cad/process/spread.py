"""Points on a plane area, as far apart as its outline allows, inset from its edges and holes.

Everything is in mm, in the coordinates (u, v) of the area.
"""

from __future__ import annotations

import math
from itertools import combinations

from shapely import LineString, Point, affinity
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

Flat = tuple[float, float]

# A locator of usual size (⌀10 to ⌀20) stands this far inside the edge, less on narrow faces.
INSET_MM = 10.0
_SHARE_OF_WIDTH = 0.25
# Triangles whose areas differ by less than this share are equally wide.
_EQUAL = 0.02
_MOST_CORNERS = 24


def inset(area: BaseGeometry) -> BaseGeometry:
    """Return the part of the area where a locator may stand; at worst the whole area."""
    margin = min(INSET_MM, _SHARE_OF_WIDTH * _width(area))
    for share in (1.0, 0.5, 0.25):
        inner = area.buffer(-share * margin, join_style="mitre")
        if not inner.is_empty and inner.area > 0:
            return inner
    return area


def _width(area: BaseGeometry) -> float:
    """Return the shorter side of the smallest rectangle around the area."""
    left, bottom, right, top = area.bounds
    ring = list(area.minimum_rotated_rectangle.exterior.coords)
    sides = [math.dist(ring[i], ring[i + 1]) for i in (0, 1)]
    return float(min(*sides, right - left, top - bottom))


def one_point(area: BaseGeometry, wanted: Flat | None = None) -> Flat:
    """Return the point of the inset area nearest to ``wanted``, or to its centroid."""
    inner = inset(area)
    target = Point(wanted) if wanted else area.centroid
    found = target if inner.covers(target) else nearest_points(inner, target)[0]
    return _flat(found)


def two_points(area: BaseGeometry, angle_deg: float | None = None) -> tuple[Flat, Flat]:
    """Return the two ends of the longest extent, at mid width.

    ``angle_deg`` imposes the direction of the line that joins them (from the u axis).
    """
    turn = longest_direction(area) if angle_deg is None else angle_deg
    inner = affinity.rotate(inset(area), -turn, origin=(0, 0))
    left, bottom, right, top = inner.bounds
    best: tuple[float, Flat, Flat] | None = None
    # Mid width first; where a hole or a recess shortens that line, one to its side.
    for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95):
        level = bottom + share * (top - bottom)
        line = inner.intersection(LineString([(left - 1, level), (right + 1, level)]))
        if line.is_empty:
            continue
        a, _, b, _ = line.bounds
        if best is None or b - a > 1.1 * best[0]:
            best = (b - a, (a, level), (b, level))
    assert best is not None, "an area has an inner line"
    first, second = (affinity.rotate(Point(p), turn, origin=(0, 0)) for p in best[1:])
    return _flat(first), _flat(second)


def longest_direction(area: BaseGeometry) -> float:
    """Return the direction of the longest extent in degrees from the u axis, in [0, 180[.

    The axes of the area are preferred unless a turned rectangle fits clearly better.
    """
    left, bottom, right, top = area.bounds
    ring = area.minimum_rotated_rectangle
    if ring.area < 0.9 * (right - left) * (top - bottom):
        corners = list(ring.exterior.coords)
        a, b = max(
            ((corners[i], corners[i + 1]) for i in (0, 1)), key=lambda s: round(math.dist(*s), 6)
        )
        return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) % 180
    return 0.0 if right - left >= top - bottom - 1e-6 else 90.0


def three_points(area: BaseGeometry) -> tuple[Flat, Flat, Flat]:
    """Return the corners of the widest triangle: largest area, then the least slender."""
    inner = inset(area)
    ranked = []
    for corners in combinations(_corners(inner), 3):
        size = _triangle(*corners)
        longest = max(math.dist(a, b) for a, b in combinations(corners, 2))
        if size > 0:
            ranked.append((size, size / longest, corners))
    largest = max(size for size, _, _ in ranked)
    wide = [entry for entry in ranked if entry[0] >= (1 - _EQUAL) * largest]
    _, _, chosen = max(wide, key=lambda e: (round(e[1], 6), _low_first(e[2])))
    a, b, c = sorted(chosen, key=lambda p: (round(p[1], 6), round(p[0], 6)))
    return a, b, c


def _low_first(corners: tuple[Flat, ...]) -> list[Flat]:
    """Order equal triangles: the one whose corners lie lowest, then furthest left, comes last."""
    return sorted(((-round(v, 6), -round(u, 6)) for u, v in corners), reverse=True)


def _corners(inner: BaseGeometry) -> list[Flat]:
    """Return vertices of the convex hull, and the middles of its long sides, that lie inside."""
    ring = [_flat(Point(p)) for p in inner.convex_hull.simplify(1e-3).exterior.coords][:-1]
    perimeter = inner.convex_hull.length
    reach = inner.buffer(1e-6)
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        if math.dist(a, b) > 0.1 * perimeter
    ]
    step = math.ceil(len(ring) / _MOST_CORNERS)
    return sorted({*ring[::step], *(m for m in middles if reach.covers(Point(m)))})


def _triangle(a: Flat, b: Flat, c: Flat) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _flat(point: Point) -> Flat:
    return round(point.x, 9) + 0.0, round(point.y, 9) + 0.0
