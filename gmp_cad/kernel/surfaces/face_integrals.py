"""Integrals over a face on a surface with knots: Gauss between them, and those of its borders.

OCCT looks for the knots of B-spline surfaces alone, and lays one Gauss rule over all spans of an
extruded or turned spline: its areas of such faces are off by hundredths. A conversion to B-splines
makes this a thousandth, but loses borders: a turned spline that is cut weighs less than nothing.

Here Green's theorem in the parameters turns the integral over the face into one along its borders,
∮ (∫ f du) dv; both are taken between the places where the surface or the border goes over from one
polynomial into the next, in cells that are halved until their values are smooth. What remains is
1e-12 of the face, and what the borders leave open.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Curve2d, BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Pnt, gp_Pnt2d, gp_Vec, gp_Vec2d
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Face
from scipy.optimize import brentq

from gmp_cad.evidence import Vector
from gmp_cad.kernel.surfaces.gauss import NODES, ORDER, WEIGHTS, Floats, is_rough, knots

_DEEPEST = 16  # how often a cell is halved
_LOOKS = 16  # how often a stretch of border is looked at for knot lines that it crosses
_ON_KNOT = 1e-9  # of a parameter: a border this near to a knot line runs along it
# What is integrated over the area: 1, x, y, z; and under it, by the height of the apex below the
# tangent plane: 1, x, y, z, xx, yy, zz, xy, yz, zx. As powers of a length beyond the area:
_POWERS = np.array([0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3])
_SMOOTH = frozenset(
    {
        GeomAbs_SurfaceType.GeomAbs_Plane,
        GeomAbs_SurfaceType.GeomAbs_Cylinder,
        GeomAbs_SurfaceType.GeomAbs_Cone,
        GeomAbs_SurfaceType.GeomAbs_Sphere,
        GeomAbs_SurfaceType.GeomAbs_Torus,
    }
)
_SIGNS = {
    TopAbs_Orientation.TopAbs_FORWARD: 1.0,
    TopAbs_Orientation.TopAbs_REVERSED: -1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceIntegrals:
    """Of a face: its area (mm²), that times its centre (mm³), and what lies below it.

    ``volume`` (mm³), ``first`` (mm⁴) and ``second`` (mm⁵) moments are those of the cone between the
    face and the apex, counted from the apex.
    """

    area: float
    area_first: Vector
    volume: float
    first: Floats
    second: Floats

    def centre(self, apex: Vector) -> Vector:
        """Return the centre of the area (mm), counted from the same ``apex``."""
        x, y, z = (a + first / self.area for a, first in zip(apex, self.area_first, strict=True))
        return (x, y, z)


def has_knots(face: TopoDS_Face) -> bool:
    """Tell whether the surface is none of those that are smooth all over.

    They are planes, cylinders, cones, spheres and tori; OCCT integrates well over the latter four.
    """
    return BRepAdaptor_Surface(face, False).GetType() not in _SMOOTH


def face_integrals(face: TopoDS_Face, apex: Vector) -> FaceIntegrals:
    """Return the integrals over ``face``; what counts from a point does so from ``apex`` (mm)."""
    found = _Field(face, apex).integrals(face)
    volume, first = found[4] / 3, found[5:8] / 4
    xx, yy, zz, xy, yz, zx = found[8:] / 5
    return FaceIntegrals(
        area=float(found[0]),
        area_first=(float(found[1]), float(found[2]), float(found[3])),
        volume=float(volume),
        first=first,
        second=np.array([[xx, xy, zx], [xy, yy, yz], [zx, yz, zz]]),
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A piece of border without knots inside; ``sign``: which way the face's boundary runs."""

    curve: BRepAdaptor_Curve2d
    sign: float
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class _Cell:
    """What lies between a stretch of border and the least u of the face, from knot to knot.

    ``low`` and ``high``: where it starts and ends in u; None: at the border itself. ``part`` of it
    is meant, of its width 0 to 1.
    """

    stretch: _Stretch
    low: float
    high: float | None
    part: tuple[float, float] = (0.0, 1.0)

    def halves(self, *, along: bool) -> tuple[_Cell, _Cell]:
        """Return both halves, divided along the border or across."""
        stretch, (first, last) = self.stretch, self.part
        if not along:
            middle = (first + last) / 2
            return replace(self, part=(first, middle)), replace(self, part=(middle, last))
        middle = (stretch.first + stretch.last) / 2
        return (
            replace(self, stretch=replace(stretch, last=middle)),
            replace(self, stretch=replace(stretch, first=middle)),
        )


@dataclass(frozen=True, slots=True)
class _Sum:
    """Integrals over a cell: at each node along the border and across it, one row of each kind."""

    along: Floats
    across: Floats

    @property
    def total(self) -> Floats:
        return self.along @ WEIGHTS

    def is_rough(self, scale: Floats) -> tuple[bool, bool]:
        """Tell whether it must be divided along the border, and across; ``scale`` of the face."""
        return is_rough(self.along, scale), is_rough(self.across, scale)


_NOTHING = _Sum(np.zeros((len(_POWERS), ORDER)), np.zeros((len(_POWERS), ORDER)))


class _Field:
    """What is integrated over one face."""

    def __init__(self, face: TopoDS_Face, apex: Vector) -> None:
        restricted = True
        self._surface = BRepAdaptor_Surface(face, restricted)
        self._apex = np.array(apex)
        self._outwards = _SIGNS.get(face.Orientation(), 1.0)
        self._u = knots(self._surface.NbUIntervals, self._surface.UIntervals)
        self._v = knots(self._surface.NbVIntervals, self._surface.VIntervals)
        self._farthest = 0.0

    def integrals(self, face: TopoDS_Face) -> Floats:
        """Return the sums over all cells, halving those whose values are not yet smooth."""
        left = [cell for stretch in self._stretches(face) for cell in self._cells(stretch)]
        done, scale = np.zeros(len(_POWERS)), None
        for deep in range(_DEEPEST + 1):
            found = [self._over(cell) for cell in left]
            if scale is None:
                area = sum(abs(one.total[0]) for one in found)
                scale = area * self._farthest**_POWERS
            rough: list[_Cell] = []
            for cell, one in zip(left, found, strict=True):
                along, across = one.is_rough(scale)
                if (along or across) and deep < _DEEPEST:
                    rough += cell.halves(along=along)
                else:
                    done += one.total
            left = rough
        return done

    def _stretches(self, face: TopoDS_Face) -> Iterator[_Stretch]:
        forward = TopoDS.Face_s(face.Oriented(TopAbs_Orientation.TopAbs_FORWARD))
        explorer = TopExp_Explorer(forward, TopAbs_ShapeEnum.TopAbs_EDGE)
        while explorer.More():
            edge = TopoDS.Edge_s(explorer.Current())
            sign = _SIGNS.get(edge.Orientation(), 0.0)  # an edge inside the face bounds nothing
            if sign:
                curve = BRepAdaptor_Curve2d(edge, forward)
                for first, last in itertools.pairwise(self._breaks(curve)):
                    yield _Stretch(curve, sign, first, last)
            explorer.Next()

    def _breaks(self, curve: BRepAdaptor_Curve2d) -> list[float]:
        """Return the knots of a border, and where it crosses those of the surface."""
        own = knots(curve.NbIntervals, curve.Intervals)
        found = set(own)
        inner = [(_u, k) for k in self._u[1:-1]] + [(_v, k) for k in self._v[1:-1]]
        if inner:
            looks = [t for a, b in itertools.pairwise(own) for t in np.linspace(a, b, _LOOKS)]
            points = [curve.Value(t) for t in looks]
            for read, knot in inner:
                found.update(_crossings(curve, read, knot, looks, points))
        return sorted(found)

    def _cells(self, stretch: _Stretch) -> Iterator[_Cell]:
        """Yield the cells of a stretch, none where it runs along u or along the least u."""
        end = stretch.curve.Value((stretch.first + stretch.last) / 2).X()
        low = self._u[0]
        for knot in self._u[1:]:
            if knot >= end:
                break
            yield _Cell(stretch, low, knot)
            low = knot
        yield _Cell(stretch, low, None)

    def _over(self, cell: _Cell) -> _Sum:
        stretch, (begin, until) = cell.stretch, cell.part
        half = (stretch.last - stretch.first) / 2
        middle = (stretch.last + stretch.first) / 2
        shares = (begin + until) / 2 + (until - begin) / 2 * NODES
        point, speed = gp_Pnt2d(), gp_Vec2d()
        places: list[tuple[float, float]] = []
        widths = np.zeros(ORDER)
        for row, node in enumerate(NODES):
            stretch.curve.D1(middle + half * node, point, speed)
            high, v = point.X() if cell.high is None else cell.high, point.Y()
            widths[row] = stretch.sign * half * speed.Y() * (high - cell.low) * (until - begin) / 2
            places += [(cell.low + (high - cell.low) * share, v) for share in shares.tolist()]
        if not widths.any():
            return _NOTHING
        values = self._values(places).reshape(-1, ORDER, ORDER) * widths[:, None]
        return _Sum(along=values @ WEIGHTS, across=np.einsum("vts,t->vs", values, WEIGHTS))

    def _values(self, places: list[tuple[float, float]]) -> Floats:
        """Return what is integrated (a row each) at parameters of the surface (a column each)."""
        point, along_u, along_v = gp_Pnt(), gp_Vec(), gp_Vec()
        rows = []
        for u, v in places:
            self._surface.D1(u, v, point, along_u, along_v)
            along_u.Cross(along_v)
            rows.append((point.X(), point.Y(), point.Z(), along_u.X(), along_u.Y(), along_u.Z()))
        read = np.array(rows).T
        (x, y, z), normals = read[:3] - self._apex[:, None], read[3:]
        self._farthest = max(self._farthest, float(np.sqrt((x * x + y * y + z * z).max())))
        area = np.sqrt((normals * normals).sum(axis=0))
        below = self._outwards * (x * normals[0] + y * normals[1] + z * normals[2])
        return np.array(
            [
                area, area * x, area * y, area * z, below, below * x, below * y, below * z,
                below * x * x, below * y * y, below * z * z,
                below * x * y, below * y * z, below * z * x,
            ]
        )  # fmt: skip


def _u(point: gp_Pnt2d) -> float:
    return float(point.X())


def _v(point: gp_Pnt2d) -> float:
    return float(point.Y())


def _crossings(
    curve: BRepAdaptor_Curve2d,
    read: Callable[[gp_Pnt2d], float],
    knot: float,
    looks: list[float],
    points: list[gp_Pnt2d],
) -> Iterator[float]:
    """Yield where a border crosses the line of a knot; running along it is no crossing."""
    sides = [(t, read(point) - knot) for t, point in zip(looks, points, strict=True)]
    clear = [(t, side) for t, side in sides if abs(side) > _ON_KNOT * max(1.0, abs(knot))]
    for (low, before), (high, after) in itertools.pairwise(clear):
        if (before > 0) != (after > 0):
            yield float(brentq(lambda t: read(curve.Value(t)) - knot, low, high))
