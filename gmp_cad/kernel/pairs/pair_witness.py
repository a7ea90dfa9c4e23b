"""Points that lie in two solids at once: an independent check of what a Boolean found in common.

OCCT's Booleans lose common volumes at times, where faces touch from within (a key in a keyway of
its own length). Just below each face that is near the other solid, points are taken and classified
against both: one that is in both is in their common solid, or the Boolean failed. So thin a layer
is looked at that a common volume as deep as a contact may be still holds such a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import cadquery as cq
import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.BRepGProp import BRepGProp_Face
from OCP.BRepTopAdaptor import BRepTopAdaptor_FClass2d
from OCP.gp import gp_Pnt, gp_Pnt2d, gp_Vec
from OCP.ShapeAnalysis import ShapeAnalysis_Surface
from OCP.TopAbs import TopAbs_State
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Face, TopoDS_Shape

from gmp_cad.kernel.pairs.pair_distance import box_gaps, compound, moved_boxes
from gmp_cad.kernel.pairs.pair_inside import Inside
from gmp_cad.kernel.pairs.pair_shape import Floats, Prepared, faces_of

_BELOW_MM = 2.5e-4  # half of what may be a contact: how far below a face a point is taken
_CLEAR_MM = 2e-4  # a witness is at least so far from the surfaces of both
_MEET_MM = 1e-3  # faces whose boxes are so near may overlap
_ON_FACE = 1e-6
_PER_FACE = 24  # points, fewer where many faces meet: at least
_LEAST = 3
_IN_ALL = 240  # points below the faces of one of the two; of more faces, evenly some
# uneven, and no two with a coordinate in common: a box is often thin in one direction or two
_SPREAD = np.array([
    (0.50, 0.53, 0.47), (0.12, 0.31, 0.71), (0.31, 0.91, 0.23), (0.71, 0.12, 0.91),
    (0.91, 0.71, 0.12), (0.23, 0.63, 0.55), (0.83, 0.42, 0.37), (0.42, 0.23, 0.83),
])  # fmt: skip
_PRECISION_MM = 1e-7
_VOTES = 3  # rays that must agree before a Boolean is contradicted


class _Side:
    """One of the two solids, where it is placed in the frame of the first."""

    def __init__(self, part: Prepared, loc: cq.Location, matrix: Floats) -> None:
        self.faces = [TopoDS.Face_s(face.Moved(loc.wrapped)) for face in part.faces]
        self.boxes = moved_boxes(part.boxes, matrix)
        self.skin = compound(part.faces, loc.wrapped)
        self.inside = Inside(part.shape.moved(loc))


def away_mm(point: gp_Pnt, skin: TopoDS_Shape) -> float:
    """Return how far a point is from faces (mm)."""
    found = BRepExtrema_DistShapeShape(BRepBuilderAPI_MakeVertex(point).Vertex(), skin)
    return float(found.Value()) if found.IsDone() else 0.0


class Witnesses:
    """Points that lie in ``a`` and in ``b``, placed by ``matrix`` (the same as ``loc``)."""

    def __init__(self, a: Prepared, b: Prepared, matrix: Floats, loc: cq.Location) -> None:
        self._sides = _Side(a, cq.Location(), np.eye(4)), _Side(b, loc, matrix)
        self.points = [*_in_both(*self._sides), *_in_both(*self._sides[::-1])]

    def missed_by(self, solids: Sequence[cq.Solid], error_mm: float = 0.0) -> bool:
        """Tell whether a point that lies in both for certain is in none of ``solids``.

        ``error_mm``: how far aside the solids lie; that none is found is held against all points.
        """
        beside = error_mm if solids else 0.0
        held = [Inside(solid) for solid in solids]
        skins = [compound(faces_of(solid), TopLoc_Location()) for solid in solids]
        return any(
            all(solid.lacks(point, _VOTES) for solid in held)
            and all(away_mm(point, skin) >= _CLEAR_MM + beside for skin in skins)
            and self._is_within(point, beside)
            for point in self.points
        )

    def _is_within(self, point: gp_Pnt, error_mm: float) -> bool:
        """Tell whether a point lies in both for certain, and if one were so far aside, beside it."""
        if not all(side.inside.holds(point, _VOTES) for side in self._sides):
            return False
        away = [away_mm(point, side.skin) for side in self._sides]
        return min(away) >= _CLEAR_MM and max(away) >= _CLEAR_MM + error_mm


def _in_both(one: _Side, other: _Side) -> Iterator[gp_Pnt]:
    meeting = list(_meeting(one, other))
    meeting = meeting[:: 1 + len(meeting) * _LEAST // _IN_ALL]
    each = max(_LEAST, min(_PER_FACE, _IN_ALL // max(len(meeting), 1)))
    for face, regions in meeting:
        for point in islice(_below(one.faces[face], regions), each):
            if other.inside.holds(point) and one.inside.holds(point):
                yield point


def _meeting(one: _Side, other: _Side) -> Iterator[tuple[int, Floats]]:
    """Yield each face that is near the other solid, and the boxes where it may be so."""
    near = box_gaps(one.boxes, other.boxes) <= _MEET_MM
    for face in np.flatnonzero(near.any(axis=1)).tolist():
        others = other.boxes[near[face]]
        low = np.maximum(one.boxes[face, 0], others[:, 0] - _MEET_MM)
        high = np.minimum(one.boxes[face, 1], others[:, 1] + _MEET_MM)
        yield face, np.stack((low, high), axis=1)


def _below(face: TopoDS_Face, regions: Floats) -> Iterator[gp_Pnt]:
    """Yield points just below a face, spread over its part in each of the boxes."""
    surface = ShapeAnalysis_Surface(BRep_Tool.Surface_s(face))
    bounds, outward = BRepTopAdaptor_FClass2d(face, _ON_FACE), BRepGProp_Face(face)
    seen: set[tuple[float, float, float]] = set()
    for target in _lattice(regions):
        uv = surface.ValueOfUV(gp_Pnt(*target), _PRECISION_MM)
        if bounds.Perform(gp_Pnt2d(uv.X(), uv.Y())) != TopAbs_State.TopAbs_IN:
            continue
        point, normal = gp_Pnt(), gp_Vec()
        outward.Normal(uv.X(), uv.Y(), point, normal)
        key = (round(point.X(), 3), round(point.Y(), 3), round(point.Z(), 3))
        if key in seen or normal.Magnitude() < _PRECISION_MM:
            continue
        seen.add(key)
        yield point.Translated(normal.Normalized().Multiplied(-_BELOW_MM))


def _lattice(regions: Floats) -> Iterator[tuple[float, float, float]]:
    """Yield points of boxes in turn, the smallest boxes first: there the faces meet closely."""
    spans = regions[:, 1] - regions[:, 0]
    order = np.argsort(np.linalg.norm(spans, axis=1), kind="stable").tolist()
    for fractions in _SPREAD:
        for k in order:
            x, y, z = (regions[k, 0] + spans[k] * fractions).tolist()
            yield (x, y, z)
