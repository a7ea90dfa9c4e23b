"""How far the surfaces of a shape lie from its triangles, measured (mm).

OCCT's mesher takes the chord that it is asked for as an aim. A triangle on a smooth surface is
farthest from it in its middle or in the middle of a side: there the distance is measured, in
closed form on planes, cylinders, cones, spheres and tori, by projection on others (on the largest
triangles of each face, which is why the chord asked for counts there too).
"""

from __future__ import annotations

from collections.abc import Callable

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Ax3, gp_Pnt
from OCP.ShapeAnalysis import ShapeAnalysis_Surface
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS, TopoDS_Face

from gmp_cad.kernel.surfaces.mesh import Mesh
from gmp_cad.kernel.surfaces.register import subshapes

_PROJECTED = 48  # triangles of a free-form face looked at
_BUDGET = 4000  # and of all such faces together
_PROJECTION_MM = 1e-7
_NOISE_MM = 1e-6
_BETWEEN = 1.25  # the farthest point of a lopsided triangle is none of the places looked at
# barycentric: the middle, and the middles of the sides
_PLACES = np.array([(1 / 3, 1 / 3, 1 / 3), (0.5, 0.5, 0.0), (0.0, 0.5, 0.5), (0.5, 0.0, 0.5)])

_Floats = NDArray[np.float64]
_Away = Callable[[_Floats], _Floats]


def mesh_error(shape: cq.Shape, mesh: Mesh, chord_mm: float) -> float:
    """Return how far the surfaces of ``shape`` lie from its triangles at most (mm).

    ``chord_mm``: what the mesher was asked for.
    """
    faces = [TopoDS.Face_s(f) for f in subshapes(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE)]
    order = np.argsort(mesh.faces, kind="stable")
    starts = np.searchsorted(mesh.faces[order], np.arange(len(faces) + 1))
    worst, budget = _NOISE_MM, _BUDGET
    for number, face in enumerate(faces):
        corners = mesh.vertices[mesh.triangles[order[starts[number] : starts[number + 1]]]]
        away = _closed_form(face)
        if away is None:
            corners = _largest(corners, min(_PROJECTED, max(budget, 1)))
            budget -= len(corners)
            away, worst = _projecting(face), max(worst, chord_mm)
        if len(corners):
            points = np.einsum("pk,nkc->npc", _PLACES, corners).reshape(-1, 3)
            worst = max(worst, _BETWEEN * float(away(points).max()))
    return worst


def _largest(corners: _Floats, count: int) -> _Floats:
    sides = corners - np.roll(corners, 1, axis=1)
    spans = np.linalg.norm(sides, axis=2).max(axis=1)
    largest: _Floats = corners[np.argsort(-spans, kind="stable")[:count]]
    return largest


def _closed_form(face: TopoDS_Face) -> _Away | None:
    surface = BRepAdaptor_Surface(face)
    kind, types = surface.GetType(), GeomAbs_SurfaceType
    if kind == types.GeomAbs_Plane:
        frame = _frame(surface.Plane().Position())
        return lambda p: np.abs(_local(p, frame)[:, 2])
    if kind == types.GeomAbs_Cylinder:
        cylinder = surface.Cylinder()
        return _round(cylinder.Position(), lambda r, _z: np.abs(r - cylinder.Radius()))
    if kind == types.GeomAbs_Cone:
        cone = surface.Cone()
        slope = cone.SemiAngle()
        return _round(
            cone.Position(),
            lambda r, z: np.abs(r - cone.RefRadius() - z * np.tan(slope)) * np.cos(slope),
        )
    if kind == types.GeomAbs_Sphere:
        sphere = surface.Sphere()
        return _round(sphere.Position(), lambda r, z: np.abs(np.hypot(r, z) - sphere.Radius()))
    if kind == types.GeomAbs_Torus:
        torus = surface.Torus()
        return _round(
            torus.Position(),
            lambda r, z: np.abs(np.hypot(r - torus.MajorRadius(), z) - torus.MinorRadius()),
        )
    return None


def _round(position: gp_Ax3, away: Callable[[_Floats, _Floats], _Floats]) -> _Away:
    frame = _frame(position)

    def measured(points: _Floats) -> _Floats:
        local = _local(points, frame)
        return away(np.hypot(local[:, 0], local[:, 1]), local[:, 2])

    return measured


def _frame(position: gp_Ax3) -> _Floats:
    """Return the origin and the three axes of a frame, row by row."""
    rows = (
        position.Location(),
        *(position.XDirection(), position.YDirection(), position.Direction()),
    )
    return np.array([(v.X(), v.Y(), v.Z()) for v in rows])


def _local(points: _Floats, frame: _Floats) -> _Floats:
    found: _Floats = (points - frame[0]) @ frame[1:].T
    return found


def _projecting(face: TopoDS_Face) -> _Away:
    surface = ShapeAnalysis_Surface(BRep_Tool.Surface_s(face))

    def away(points: _Floats) -> _Floats:
        found = []
        for point in points:
            p = gp_Pnt(*(float(c) for c in point))
            found.append(surface.Value(surface.ValueOfUV(p, _PROJECTION_MM)).Distance(p))
        return np.array(found)

    return away
