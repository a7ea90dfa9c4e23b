"""Which part is seen at a place of a view: what lies nearest to the viewer there.

View coordinates are (right · p, up · p) in mm of the assembly, depths grow towards the viewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.assembly.placed import PlacedPart, spread
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import Cut, FaceGeometry, Vector

_FACING = 1e-6
_BEHIND_MM = 1e-3
Plane = tuple[Vector, Vector]  # right and up of a view
Floats = Any  # an array of numbers


@dataclass(frozen=True, slots=True)
class _Surface:
    """A face as it is seen: where it lies in the view, and how deep at each place."""

    part: int
    area: BaseGeometry
    depth: Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Sight:
    """The parts as a view shows them; ``cut``: what is taken away in a section."""

    names: tuple[str, ...]
    surfaces: tuple[_Surface, ...]
    cut: Cut | None = None
    whole: frozenset[str] = frozenset()

    def nearest(self, points: Floats) -> list[str]:
        """Return the name of the part that is seen at each point (rows of x, y), or nothing."""
        best = np.full(len(points), -np.inf)
        owner = np.full(len(points), -1)
        for surface in self.surfaces:
            inside = np.flatnonzero(shapely.contains_xy(surface.area, points[:, 0], points[:, 1]))
            if not len(inside):
                continue
            depth = surface.depth(points[inside, 0], points[inside, 1])
            closer = depth > best[inside] + _BEHIND_MM
            if self.cut is not None and self.names[surface.part] not in self.whole:
                closer &= depth < self._planes(points[inside, 0])
            best[inside[closer]] = depth[closer]
            owner[inside[closer]] = surface.part
        return [self.names[i] if i >= 0 else "" for i in owner]

    def before_planes(self, tops: Mapping[str, float]) -> BaseGeometry:
        """Return where parts that are drawn whole stand before the cutting planes.

        ``tops``: how near to the viewer each part reaches.
        """
        found = []
        for low, high, depth in self._stretches():
            for surface in self.surfaces:
                name = self.names[surface.part]
                if name in self.whole and tops[name] > depth + _BEHIND_MM:
                    x0, y0, x1, y1 = surface.area.bounds
                    if x0 < high and low < x1:
                        band = shapely.box(max(low, x0), y0, min(high, x1), y1)
                        found.append(surface.area.intersection(band))
        return shapely.union_all(found)

    def _stretches(self) -> Iterator[tuple[float, float, float]]:
        """Yield where each cutting plane begins and ends along the view's right, and its depth."""
        steps = () if self.cut is None else self.cut.steps
        starts = [-np.inf, *(start for start, _ in steps[1:]), np.inf]
        for (_, depth), low, high in zip(steps, starts, starts[1:], strict=False):
            if depth is not None:
                yield low, high, depth

    def _planes(self, x: Floats) -> Floats:
        """Return the depth of the cutting planes at each coordinate along the view's right."""
        assert self.cut is not None
        starts = [start for start, _ in self.cut.steps[1:]]
        depths = np.array([np.inf if d is None else d for _, d in self.cut.steps])
        return depths[np.searchsorted(starts, x, side="right")] + _BEHIND_MM


def sight_of(
    parts: Sequence[PlacedPart],
    plane: Plane,
    cut: Cut | None = None,
) -> Sight:
    """Return what can be seen of parts, in a section behind its planes."""
    surfaces = tuple(
        _Surface(i, area, far)
        for i, part in enumerate(parts)
        for face in part.faces
        for area, far in _seen(face, plane)
    )
    whole = frozenset() if cut is None else frozenset(_met_whole(parts, cut))
    return Sight(tuple(part.name for part in parts), surfaces, cut, whole)


def _met_whole(parts: Sequence[PlacedPart], cut: Cut) -> Iterator[str]:
    """Yield the parts that a section shows whole: those that one of its planes meets."""
    toward = cross(cut.right, cut.up)
    for part in parts:
        low, high = spread(part.box, toward)
        if part.name in cut.whole and any(d is not None and low < d < high for _, d in cut.steps):
            yield part.name


def _seen(
    face: FaceGeometry, plane: Plane
) -> Iterator[tuple[BaseGeometry, Callable[[Floats, Floats], Floats]]]:
    """Yield where a face lies in the view and how deep; nothing if it is not turned to the viewer."""
    toward = cross(*plane)
    if not face.outline:
        return
    facing = dot(face.direction, toward)
    if face.surface == "plane":
        if facing < _FACING:
            return
        area, far = _flat_area(face, plane), _flat(face, plane, facing)
    else:
        points = [_on(p, plane) for wire in face.outline for p in wire]
        area = shapely.convex_hull(shapely.multipoints(np.array(points)))
        far = _bulging(face, plane) if abs(facing) < _FACING else _level(face, toward)
        if abs(facing) > 1 - _FACING and face.surface == "cylinder":
            return  # seen edge-on
    if area.area > 0:
        shapely.prepare(area)
        yield area, far


def _on(point: Vector, plane: Plane) -> tuple[float, float]:
    return (dot(point, plane[0]), dot(point, plane[1]))


def _flat_area(face: FaceGeometry, plane: Plane) -> BaseGeometry:
    rings = [[_on(p, plane) for p in wire] for wire in face.outline]
    outer, *holes = [Polygon(ring).buffer(0) for ring in rings if len(ring) > 2] or [Polygon()]
    return outer.difference(shapely.union_all(holes)) if holes else outer


def _flat(face: FaceGeometry, plane: Plane, facing: float) -> Callable[[Floats, Floats], Floats]:
    right, up = (dot(face.direction, axis) for axis in plane)
    level = dot(face.direction, face.point)
    return lambda x, y: (level - right * x - up * y) / facing


def _bulging(face: FaceGeometry, plane: Plane) -> Callable[[Floats, Floats], Floats]:
    """Return the depth of a round face whose axis lies across the view; a bore is seen from inside."""
    toward, middle = cross(*plane), _on(face.point, plane)
    run = _on(face.direction, plane)
    depth, radius = dot(face.point, toward), max(face.radius_mm, face.major_radius_mm)
    side = -1.0 if face.hollow else 1.0

    def at(x: Floats, y: Floats) -> Floats:
        away = (x - middle[0]) * -run[1] + (y - middle[1]) * run[0]
        return depth + side * np.sqrt(np.maximum(radius * radius - away * away, 0.0))

    return at


def _level(face: FaceGeometry, toward: Vector) -> Callable[[Floats, Floats], Floats]:
    depth = sum(dot(p, toward) for wire in face.outline for p in wire)
    mean = depth / sum(len(wire) for wire in face.outline)
    return lambda x, _y: np.full(len(x), mean)


def seen_areas(parts: Sequence[PlacedPart], plane: Plane, step: float) -> Mapping[str, float]:
    """Return how much of each part (mm²) a view from outside shows, on a grid of ``step`` mm."""
    sight = sight_of(parts, plane)
    if not sight.surfaces:
        return {}
    x0, y0, x1, y1 = shapely.union_all([s.area.envelope for s in sight.surfaces]).bounds
    xs, ys = np.meshgrid(np.arange(x0 + step / 2, x1, step), np.arange(y0 + step / 2, y1, step))
    found: dict[str, float] = {}
    for name in sight.nearest(np.column_stack((xs.ravel(), ys.ravel()))):
        if name:
            found[name] = found.get(name, 0.0) + step * step
    return found
