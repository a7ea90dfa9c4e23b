"""The exact smallest distance of the surfaces of two solids, and the points where it is (mm).

Distances of known points bound it from above; only faces whose boxes are not farther apart than
that are given to OCCT.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cadquery as cq
import numpy as np
from OCP.BRep import BRep_Builder
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Compound, TopoDS_Face
from scipy.spatial import cKDTree

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Vector
from gmp_cad.kernel.pair_shape import Floats, Prepared
from gmp_cad.language import Message

_SLACK_MM = 1e-6


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
    near = gaps <= known.distance_mm + _SLACK_MM
    of_a = np.flatnonzero(near.any(axis=1)).tolist()
    of_b = np.flatnonzero(near.any(axis=0)).tolist()
    found = _exact([a.faces[i] for i in of_a], [b.faces[i] for i in of_b], loc)
    return min(found, known, key=lambda n: n.distance_mm)


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


def _exact(a: Sequence[TopoDS_Face], b: Sequence[TopoDS_Face], loc: cq.Location) -> Nearest:
    extrema = BRepExtrema_DistShapeShape(compound(a, TopLoc_Location()), compound(b, loc.wrapped))
    if not extrema.IsDone() or extrema.NbSolution() == 0:
        raise KernelError(Message("the distance of two parts cannot be computed"))
    return Nearest(
        float(extrema.Value()), _xyz(extrema.PointOnShape1(1)), _xyz(extrema.PointOnShape2(1))
    )


def compound(faces: Iterable[TopoDS_Face], loc: TopLoc_Location) -> TopoDS_Compound:
    """Return faces as one shape, placed."""
    builder, made = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(made)
    for face in faces:
        builder.Add(made, face.Moved(loc))
    return made


def _xyz(p: gp_Pnt) -> Vector:
    return (float(p.X()), float(p.Y()), float(p.Z()))
