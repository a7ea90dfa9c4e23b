"""Where a solid is put: rigid matrices as OCCT's locations, and the box that holds a shape (mm)."""

from __future__ import annotations

import cadquery as cq
from OCP.gp import gp_Quaternion, gp_Trsf

from gmp_cad.evidence import Vector
from gmp_cad.evidence.placed import Box
from gmp_cad.kernel.surfaces.face_box import box_for_certain

Matrix = tuple[tuple[float, float, float, float], ...]

# Decimals of a length (mm), and of a turn: of the ratios of its quaternion's components.
_EXACT = (9, 11)
# What a solver gives is good to no more: 1 nm, and as much at the end of a part of 100 mm.
_SOLVED = (6, 8)
# A component this near to the greatest one may be the divisor in its stead, so that noise does
# not choose between equal ones.
_NEAR = 0.97531


def location(matrix: Matrix) -> cq.Location:
    """Return a 4×4 row-major rigid matrix (mm) as a location."""
    transformation = gp_Trsf()
    transformation.SetValues(*(value for row in matrix[:3] for value in row))
    return cq.Location(transformation)


def matrix_of(loc: cq.Location, solved: bool = False) -> Matrix:
    """Return a rigid location as a 4×4 row-major matrix (mm), rounded; ``solved``: by a solver.

    Rounded are the lengths and the turn itself (the ratios of its quaternion's components), to
    1e-9 mm and 1e-11, of a solved one to 1e-6 mm and 1e-8; the matrix follows from them. So it is
    rigid to 1e-15, and rounding it again changes nothing.
    """
    lengths, turns = _SOLVED if solved else _EXACT
    t = loc.wrapped.Transformation()
    shift = [round(t.Value(i, 4), lengths) + 0.0 for i in (1, 2, 3)]
    x, y, z = _turn(t.GetRotation(), turns)
    return ((*x, shift[0]), (*y, shift[1]), (*z, shift[2]), (0.0, 0.0, 0.0, 1.0))


def _turn(rotation: gp_Quaternion, digits: int) -> tuple[Vector, Vector, Vector]:
    """Return the rows of a rotation matrix (Euler-Rodrigues) from the rounded quaternion."""
    parts = (rotation.W(), rotation.X(), rotation.Y(), rotation.Z())
    least = _NEAR * max(abs(part) for part in parts)
    divisor = next(part for part in parts if abs(part) >= least)
    w, x, y, z = (round(part / divisor, digits) + 0.0 for part in parts)
    n = w * w + x * x + y * y + z * z
    return (
        _row(w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y), n),
        _row(2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x), n),
        _row(2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z, n),
    )


def _row(a: float, b: float, c: float, n: float) -> Vector:
    return (a / n + 0.0, b / n + 0.0, c / n + 0.0)


def box_of(shape: cq.Shape) -> Box:
    """Return a conservative box of a shape (mm), from its geometry and never from a mesh."""
    x0, y0, z0, x1, y1, z1 = box_for_certain(shape.wrapped).Get()
    return (x0, y0, z0, x1, y1, z1)
