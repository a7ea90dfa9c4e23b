"""The exact smallest distance of the surfaces of two solids, and the points where it is (mm).

Distances of known points bound it from above; only faces whose boxes are not farther apart than
that are given to OCCT.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Compound, TopoDS_Face, TopoDS_Shape
from scipy.spatial import cKDTree

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Vector
from gmp_cad.kernel.pairs.pair_shape import Floats, Prepared
from gmp_cad.language import Message

_SLACK_MM = 5e-7  # boxes of faces are larger than they by their tolerance, 1e-7 each
_TOUCH_MM = 1e-6  # nearer than this, nothing is gained by looking for less
_ROUNDS = 60
_SETTLED_MM = 1e-9
_PROJECTED = 12  # pairs of faces whose points are projected, the nearest boxes first
_ONE_BY_ONE = 24  # pairs of faces whose exact distance is asked for alone
_POINTS = 6  # of a face, those in its inside first
Flags = NDArray[np.bool_]
_ORIGIN = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The smallest distance of two surfaces (mm), and a point of each where it is."""

    distance_mm: float
    on_a: Vector
    on_b: Vector


def nearest(a: Prepared, b: Prepared, matrix: Floats, loc: cq.Location, near_mm: float) -> Nearest:
    """Return where the surfaces of ``a`` and of ``b``, placed by ``matrix``, are nearest.

    In the frame of ``a``; 0.0 where they touch or cross. Where their boxes alone are farther apart
    than ``near_mm``, the distance is that of the boxes, a lower bound. Raises KernelError.
    """
    known = _known(a, b, matrix)
    gaps = box_gaps(a.boxes, moved_boxes(b.boxes, matrix))
    if gaps.min() > near_mm:
        return replace(known, distance_mm=float(gaps.min()))
    known = _projected(a, b, matrix, gaps, known)
    near = gaps < known.distance_mm - _SLACK_MM
    if not near.any():
        return known
    skins = _skins(a, b, loc, near)
    known, left = _by_faces(a, b, loc, np.where(near, gaps, np.inf), known)
    if known.distance_mm <= _TOUCH_MM:
        return known
    found = _exact(*_skins(a, b, loc, left)) if left.any() else known
    if found.distance_mm <= _TOUCH_MM:
        return found
    return min((_descended(n, *skins) for n in (found, known)), key=_distance)


def _skins(a: Prepared, b: Prepared, loc: cq.Location, near: Flags) -> tuple[TopoDS_Shape, ...]:
    """Return the faces of each that are near the other, ``b`` placed."""
    of_a = np.flatnonzero(near.any(axis=1)).tolist()
    of_b = np.flatnonzero(near.any(axis=0)).tolist()
    return (
        compound([a.faces[i] for i in of_a], TopLoc_Location()),
        compound([b.faces[i] for i in of_b], loc.wrapped),
    )


def _by_faces(
    a: Prepared, b: Prepared, loc: cq.Location, gaps: Floats, known: Nearest
) -> tuple[Nearest, Flags]:
    """Return the nearest of the pairs of faces with the nearest boxes, and the pairs still open.

    Mostly the first of them settles it, for a small share of what all faces together cost.
    """
    gaps = gaps.copy()
    for k in np.argsort(gaps, axis=None, kind="stable")[:_ONE_BY_ONE]:
        i, j = np.unravel_index(k, gaps.shape)
        if gaps[i, j] >= known.distance_mm - _SLACK_MM or known.distance_mm <= _TOUCH_MM:
            break
        known = min(known, _exact(a.faces[i], b.faces[j].Moved(loc.wrapped)), key=_distance)
        gaps[i, j] = np.inf
    return known, gaps < known.distance_mm - _SLACK_MM


def _distance(found: Nearest) -> float:
    return found.distance_mm


def _projected(a: Prepared, b: Prepared, matrix: Floats, gaps: Floats, known: Nearest) -> Nearest:
    """Return the nearest of known points of one solid and their feet on the other.

    Faces that face each other (a seat, two plates) are nearest over a whole region: one point of
    it settles what OCCT would look for along every edge.
    """
    order = np.argsort(gaps, axis=None, kind="stable")[:_PROJECTED]
    for i, j in zip(*np.unravel_index(order, gaps.shape), strict=True):
        if gaps[i, j] >= known.distance_mm - _SLACK_MM:
            break
        known = min(
            known, _feet(a.faces[i], b.points_of(int(j)) @ matrix[:3, :3].T + matrix[:3, 3]),
            _back(_feet(b.faces[j], (a.points_of(int(i)) - matrix[:3, 3]) @ matrix[:3, :3]), matrix),
            key=lambda n: n.distance_mm,
        )  # fmt: skip
    return known


def _feet(face: TopoDS_Face, points: Floats) -> Nearest:
    """Return the point that is nearest to a face (``on_b``), and its foot on it."""
    found = Nearest(math.inf, _ORIGIN, _ORIGIN)
    for point in points[:_POINTS]:
        vertex = BRepBuilderAPI_MakeVertex(gp_Pnt(*map(float, point))).Vertex()
        extrema = BRepExtrema_DistShapeShape(face, vertex)
        if extrema.IsDone() and extrema.NbSolution() and extrema.Value() < found.distance_mm:
            foot = _xyz(extrema.PointOnShape1(1))
            found = Nearest(float(extrema.Value()), foot, _vector(point))
    return found


def _back(found: Nearest, matrix: Floats) -> Nearest:
    """Return what was found in the frame of ``b``, the foot being on ``b``."""
    foot, point = (matrix[:3, :3] @ np.array(p) + matrix[:3, 3] for p in (found.on_a, found.on_b))
    return Nearest(found.distance_mm, _vector(point), _vector(foot))


def moved_boxes(boxes: Floats, matrix: Floats) -> Floats:
    """Return boxes that hold the given ones for certain after a placement."""
    middle = boxes.mean(axis=1) @ matrix[:3, :3].T + matrix[:3, 3]
    half = (boxes[:, 1] - boxes[:, 0]) / 2 @ np.abs(matrix[:3, :3]).T
    return np.stack((middle - half, middle + half), axis=1)


def box_gaps(a: Floats, b: Floats) -> Floats:
    """Return the distance of each box of ``a`` from each of ``b`` (mm), 0.0 where they meet."""
    apart = np.maximum(
        a[:, None, 0] - b[None, :, 1],
        b[None, :, 0] - a[:, None, 1],
    )
    found: Floats = np.linalg.norm(np.maximum(apart, 0.0), axis=2)
    return found


def _known(a: Prepared, b: Prepared, matrix: Floats) -> Nearest:
    """Return the nearest of known points: an upper bound."""
    points = b.samples.points @ matrix[:3, :3].T + matrix[:3, 3]
    distances, indices = cKDTree(a.samples.points).query(points)
    k = int(np.argmin(distances))
    return Nearest(float(distances[k]), _vector(a.samples.points[indices[k]]), _vector(points[k]))


def _vector(point: Iterable[float]) -> Vector:
    x, y, z = (float(c) for c in point)
    return (x, y, z)


def _exact(a: TopoDS_Shape, b: TopoDS_Shape) -> Nearest:
    extrema = BRepExtrema_DistShapeShape(a, b)
    if not extrema.IsDone() or extrema.NbSolution() == 0:
        raise KernelError(Message("the distance of two parts cannot be computed"))
    return Nearest(
        float(extrema.Value()), _xyz(extrema.PointOnShape1(1)), _xyz(extrema.PointOnShape2(1))
    )


def _descended(found: Nearest, a: TopoDS_Shape, b: TopoDS_Shape) -> Nearest:
    """Return ``found``, or what lies downhill of it: each point is put nearest to the other in turn.

    OCCT misses minima within free-form faces, and then tells one on an edge.
    """
    for _ in range(_ROUNDS):
        on_b = _exact(_vertex(found.on_a), b).on_b
        nearer = _exact(a, _vertex(on_b))
        if nearer.distance_mm > found.distance_mm - _SETTLED_MM:
            return found
        found = nearer
    return found


def _vertex(point: Vector) -> TopoDS_Shape:
    return BRepBuilderAPI_MakeVertex(gp_Pnt(*point)).Vertex()


def compound(faces: Iterable[TopoDS_Face], loc: TopLoc_Location) -> TopoDS_Compound:
    """Return faces as one shape, placed."""
    builder, made = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(made)
    for face in faces:
        builder.Add(made, face.Moved(loc))
    return made


def _xyz(p: gp_Pnt) -> Vector:
    return (float(p.X()), float(p.Y()), float(p.Z()))
