"""Where a solid is put: rigid matrices as OCCT's locations, and the box that holds a shape (mm)."""

from __future__ import annotations

import cadquery as cq
from OCP.Bnd import Bnd_Box
from OCP.BRepBndLib import BRepBndLib
from OCP.gp import gp_Trsf

from gmp_cad.evidence.placed import Box

Matrix = tuple[tuple[float, float, float, float], ...]

_DIGITS = 9  # solvers leave noise


def location(matrix: Matrix) -> cq.Location:
    """Return a 4×4 row-major rigid matrix (mm) as a location."""
    transformation = gp_Trsf()
    transformation.SetValues(*(value for row in matrix[:3] for value in row))
    return cq.Location(transformation)


def matrix_of(loc: cq.Location) -> Matrix:
    """Return a location as a 4×4 row-major matrix, rounded to 1e-9 (solvers leave noise)."""
    t = loc.wrapped.Transformation()

    def row(i: int) -> tuple[float, float, float, float]:
        a, b, c, d = (round(t.Value(i, k), _DIGITS) + 0.0 for k in range(1, 5))
        return (a, b, c, d)

    return (row(1), row(2), row(3), (0.0, 0.0, 0.0, 1.0))


def box_of(shape: cq.Shape) -> Box:
    """Return a conservative box of a shape (mm), from its geometry and never from a mesh."""
    box = Bnd_Box()
    BRepBndLib.Add_s(shape.wrapped, box, False)
    x0, y0, z0, x1, y1, z1 = box.Get()
    return (x0, y0, z0, x1, y1, z1)
