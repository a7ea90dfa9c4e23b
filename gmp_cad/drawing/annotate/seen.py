"""What of a part is seen in a view: its lines on paper, by the faces that they bound."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from shapely.affinity import scale as scaled
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.view import View, outline
from gmp_cad.drawing.views.broken import material_of
from gmp_cad.evidence import FaceGeometry, Vector, ViewArc, ViewCurve

_TINY = 1e-9
Curve = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the view on paper, mm; ``arc``: the circle that it lies on, on paper too."""

    points: Curve
    faces: tuple[int, ...]
    hidden: bool
    smooth: bool
    arc: ViewArc | None

    @property
    def length(self) -> float:
        """Length on paper, mm."""
        return sum(math.dist(a, b) for a, b in pairwise(self.points))


@dataclass(frozen=True, slots=True)
class Seen:
    """A view with its lines by face, and the faces themselves by index.

    ``segments``: the seen stretches of all lines that are not hidden, as rows x0, y0, x1, y1.
    ``bounds``: the area that the part covers; ``material``: what of it is cut.
    """

    view: View
    lines: tuple[Line, ...]
    by_face: Mapping[int, tuple[int, ...]]
    faces: Mapping[int, FaceGeometry]
    segments: NDArray[np.float64]
    bounds: BaseGeometry
    material: BaseGeometry

    def of(self, faces: Iterable[int], *, hidden: bool = False) -> tuple[Line, ...]:
        """Return the lines that bound one of the faces: those that are seen, or the hidden ones."""
        numbers = sorted({i for face in faces for i in self.by_face.get(face, ())})
        return tuple(self.lines[i] for i in numbers if self.lines[i].hidden == hidden)

    def extent(
        self, axes: Axes, between: tuple[float, float] | None = None
    ) -> tuple[float, float, float, float]:
        """Return the least u and v, the greatest u and v of the seen lines in local coordinates.

        ``between``: only of stretches over these u.
        """
        if not len(self.segments):
            return (0.0, 0.0, 0.0, 0.0)
        (ox, oy), (c, s) = axes.origin, axes.along
        x, y = self.segments[:, 0::2] - ox, self.segments[:, 1::2] - oy
        u, v = x * c + y * s, y * c - x * s
        if between is not None:
            over = (u.max(axis=1) > between[0] + 0.1) & (u.min(axis=1) < between[1] - 0.1)
            if over.any():
                u, v = u[over], v[over]
        return (float(u.min()), float(v.min()), float(u.max()), float(v.max()))

    def shows(self, point: Vector) -> bool:
        """Return whether the view has the place of a point of the part: a detail shows a part of it."""
        detail = self.view.planned.detail
        if detail is None:
            return True
        place, centre = self.view.place(point), self.view.place(detail.centre)
        return math.dist(place, centre) <= detail.radius_mm * self.view.scale + _TINY


def seen(view: View, faces: Sequence[FaceGeometry]) -> Seen:
    """Return the lines of a view by face; ``faces``: those of the part."""
    draws = view.planned.draws_hidden
    curves = [c for c in view.projection.curves if c.line != "hidden" or draws(c.faces)]
    lines = tuple(line for curve in curves for line in _lines(view, curve))
    by_face: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        for face in line.faces:
            by_face.setdefault(face, []).append(i)
    stretches = [(*a, *b) for line in lines if not line.hidden for a, b in pairwise(line.points)]
    return Seen(
        view,
        lines,
        {face: tuple(numbers) for face, numbers in by_face.items()},
        {face.index: face for face in faces},
        np.array(stretches, dtype=np.float64).reshape(-1, 4),
        outline(view),
        scaled(material_of(view.projection), view.scale, view.scale, origin=(0, 0)),
    )


def _lines(view: View, curve: ViewCurve) -> Iterable[Line]:
    points = view.points(curve)
    detail = view.planned.detail
    whole = [points]
    if detail is not None:
        whole = clipped(points, view.place(detail.centre), detail.radius_mm * view.scale)
    arc, k = curve.arc, view.scale
    if arc is not None:
        centre = (arc.centre[0] * k, arc.centre[1] * k)
        arc = ViewArc(centre=centre, radius=arc.radius * k,
                      start_deg=arc.start_deg, end_deg=arc.end_deg)  # fmt: skip
    for part in whole:
        yield Line(part, curve.faces, curve.line == "hidden", curve.line == "smooth", arc)


def clipped(points: Curve, centre: Point, radius: float) -> list[Curve]:
    """Return the parts of a polyline inside a circle."""
    found: list[list[Point]] = []
    for a, b in pairwise(points):
        inside = _inside(a, b, centre, radius)
        if inside is None:
            continue
        if found and math.dist(found[-1][-1], inside[0]) < _TINY:
            found[-1].append(inside[1])
        else:
            found.append(list(inside))
    return [tuple(part) for part in found]


def _inside(a: Point, b: Point, centre: Point, radius: float) -> tuple[Point, Point] | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    fx, fy = a[0] - centre[0], a[1] - centre[1]
    square = dx * dx + dy * dy
    half, rest = fx * dx + fy * dy, fx * fx + fy * fy - radius * radius
    under = half * half - square * rest
    if square < _TINY * _TINY or under <= 0:
        return None
    root = math.sqrt(under)
    t0, t1 = max(0.0, (-half - root) / square), min(1.0, (root - half) / square)
    if t1 - t0 < _TINY:
        return None
    return (a[0] + t0 * dx, a[1] + t0 * dy), (a[0] + t1 * dx, a[1] + t1 * dy)
