"""How deep two solids enter each other, read off their common solid (mm).

The depth is the smallest extent of the common solid along directions of its own: the normals of its
plane faces, the axes of its round ones, and its principal axes, so that it does not depend on how
the parts are turned. Where the common solid is a skin that wraps round something (a shaft in a
tight bore), no extent tells its thickness: there it is the diameter of the largest ball in it,
found on chords normal to its surface. A ball is never larger than an extent; of a skin it is far
smaller, of any other shape not (a half at least of the height of a corner), so it decides where
it is below a third.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq
import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.gp import gp_Ax1, gp_Cylinder, gp_Lin

from gmp_cad.evidence import Vector
from gmp_cad.kernel.pairs.pair_ball import largest_ball
from gmp_cad.kernel.surfaces.properties import bounding_box, mass_properties
from gmp_cad.kernel.vector import perpendicular

_COAXIAL_MM = 1e-3
THIN = 1 / 3  # a ball below this share of the smallest extent shows a skin that wraps
_DISTINCT = 1e-3  # principal moments nearer to each other (relative) leave their axes open
_AXIAL = ("CYLINDER", "CONE", "TORUS", "REVOLUTION")

Ring = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep (mm), and the unit direction along which the two part soonest."""

    mm: float
    direction: Vector


def depth(shape: cq.Shape) -> Depth:
    """Return the depth of the deepest of the solids of ``shape``."""
    return max((_way_out(part) for part in shape.Solids()), key=lambda d: d.mm)


def _way_out(solid: cq.Solid) -> Depth:
    least = min((Depth(extent(solid, d), d) for d in _directions(solid)), key=lambda d: d.mm)
    round_ = ring(solid)
    if round_ is not None and _is_ring(solid, round_):
        wall = (round_[1] - round_[0]) / 2
        return min(least, Depth(wall, perpendicular(_axis(solid))), key=lambda d: d.mm)
    # a ball in a body is at least 2 V/A wide: one that is thicker need not be searched
    if 2 * solid.Volume() >= THIN * least.mm * solid.Area():
        return least
    ball = largest_ball(solid)
    if ball is None or ball.diameter_mm >= THIN * least.mm:
        return least
    return Depth(ball.diameter_mm, ball.direction)


def extent(shape: cq.Shape, direction: Vector) -> float:
    """Return the exact extent of a shape (mm) along a direction of its frame."""
    plane = cq.Plane((0, 0, 0), normal=direction)
    box = bounding_box(shape.moved(cq.Location(plane).inverse))
    return box[5] - box[2]


def _directions(solid: cq.Solid) -> list[Vector]:
    """Return the directions of a solid, each once up to its sign, in a settled order."""
    found = {_axis_key(d) for d in (*_of_faces(solid), *_principal(solid))}
    return sorted(found) or [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]  # a ball


def _of_faces(solid: cq.Solid) -> Iterator[Vector]:
    for face in solid.Faces():
        kind = face.geomType()
        if kind == "PLANE":
            yield face.normalAt().toTuple()
        elif kind in _AXIAL:
            d = _axis1(face, kind).Direction()
            yield (d.X(), d.Y(), d.Z())


def _axis1(face: cq.Face, kind: str) -> gp_Ax1:
    surface = BRepAdaptor_Surface(face.wrapped)
    if kind == "REVOLUTION":
        return surface.AxeOfRevolution()
    held = {"CYLINDER": surface.Cylinder, "CONE": surface.Cone, "TORUS": surface.Torus}[kind]()
    return held.Axis()


def _principal(solid: cq.Solid) -> Iterator[Vector]:
    """Yield the principal axes that are settled: moments that agree leave them open."""
    moments, axes = np.linalg.eigh(np.array(mass_properties(solid, 1.0).inertia_kg_mm2))
    for i in range(3):
        others = [abs(moments[i] - moments[k]) for k in range(3) if k != i]
        if min(others) > _DISTINCT * abs(moments[2]):
            x, y, z = (float(c) for c in axes[:, i])
            yield (x, y, z)


def ring(solid: cq.Shape) -> Ring | None:
    """Return (inner ⌀, outer ⌀, length, eccentricity) of a common solid bounded by cylinders."""
    cylinders = _cylinders(solid)
    if not cylinders:
        return None
    inner, outer = cylinders[0], cylinders[-1]
    if not inner.Axis().IsParallel(outer.Axis(), 1e-6):
        return None
    offset = _axis_distance(inner, outer)
    same = outer.Radius() - inner.Radius() < 1e-9
    direction = outer.Axis().Direction()
    length = extent(solid, (direction.X(), direction.Y(), direction.Z()))
    return (0.0 if same else 2 * inner.Radius(), 2 * outer.Radius(), length, offset)


def _cylinders(solid: cq.Shape) -> list[gp_Cylinder]:
    faces = [f.wrapped for f in solid.Faces() if f.geomType() == "CYLINDER"]
    return sorted(
        (BRepAdaptor_Surface(face).Cylinder() for face in faces), key=lambda c: c.Radius()
    )


def _axis(solid: cq.Shape) -> Vector:
    d = _cylinders(solid)[-1].Axis().Direction()
    return (d.X(), d.Y(), d.Z())


def _axis_distance(a: gp_Cylinder, b: gp_Cylinder) -> float:
    return float(gp_Lin(a.Axis()).Distance(gp_Lin(b.Axis())))


def _is_ring(solid: cq.Solid, ring_mm: Ring) -> bool:
    """Tell a true ring from a solid that merely has two cylinders among its faces."""
    inner, outer, length, offset = ring_mm
    volume = math.pi / 4 * (outer**2 - inner**2) * length
    return inner > 0 and offset < _COAXIAL_MM and math.isclose(solid.Volume(), volume, rel_tol=1e-3)


def _axis_key(direction: Vector) -> Vector:
    """Return a direction up to its sign, rounded so that parallel faces count once."""
    values = [round(v, 9) + 0.0 for v in direction]
    sign = -1.0 if next((v for v in values if abs(v) > 1e-6), 1.0) < 0 else 1.0
    x, y, z = (sign * v + 0.0 for v in values)
    return (x, y, z)
