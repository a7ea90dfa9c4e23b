"""Masses put together: bodies moved, scaled and added, and the principal axes of inertia.

Lengths in mm, masses in kg, inertia in kg·mm². A tensor is symmetric, taken at the centre of mass
along the axes of its frame, its products with their sign in the tensor (Ixy = −∫xy dm).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmp_cad.evidence.kinds import Vector
from gmp_cad.evidence.solid import MassProperties

Floats = NDArray[np.float64]
Tensor = tuple[Vector, Vector, Vector]
Matrix = tuple[tuple[float, float, float, float], ...]
Symmetry = Literal["none", "axis", "point"]

# Moments nearer than this share of the largest are one: the integrals are good to about 1e-10.
_EQUAL = 1e-8
_TIE = 1e-9  # components of a unit axis that differ by less are as large as each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What moves as one: mass (kg), centre of mass (mm), inertia there (kg·mm²), area (mm²).

    ``area_mm2`` is that of all its surfaces, each solid's own: what coats the parts one by one.
    """

    mass_kg: float
    centre_mm: Vector
    inertia_kg_mm2: Tensor
    volume_mm3: float
    area_mm2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalAxes:
    """Principal moments of inertia (kg·mm², smallest first), their axes, radii of gyration (mm).

    The axes are unit vectors, right-handed in this order. Of the first and the second the largest
    component is positive, the first of those that are as large. ``symmetry`` says what is a choice:
    with ``axis`` two moments are equal and only the axis of the third is determined, with ``point``
    all are and any axis is principal; a free axis is the frame's X, or else its Y or Z, as near as
    may be.
    """

    moments_kg_mm2: Vector
    axes: Tensor
    radii_mm: Vector
    symmetry: Symmetry


def body_of(properties: MassProperties) -> Body:
    """Return the body of a solid that was weighed, in its own frame."""
    return Body(
        mass_kg=properties.mass_kg, centre_mm=properties.centre_of_mass_mm,
        inertia_kg_mm2=properties.inertia_kg_mm2, volume_mm3=properties.volume_mm3,
        area_mm2=properties.area_mm2,
    )  # fmt: skip


def weighing(properties: MassProperties, mass_kg: float) -> MassProperties:
    """Return the same solid with a given mass: homogeneous, its inertia in proportion."""
    share = mass_kg / properties.mass_kg
    inertia = np.array(properties.inertia_kg_mm2) * share
    return replace(properties, mass_kg=mass_kg, inertia_kg_mm2=_tensor(inertia))


def moved(body: Body, matrix: Matrix) -> Body:
    """Return a body placed by a 4×4 matrix, row-major: a rotation and a translation (mm).

    R·I·Rᵀ turns the tensor; moving the centre along does not change it.
    """
    placement = np.array(matrix, dtype=float)
    turn = placement[:3, :3]
    centre = turn @ np.array(body.centre_mm) + placement[:3, 3]
    inertia = turn @ np.array(body.inertia_kg_mm2) @ turn.T
    return replace(body, centre_mm=_vector(centre), inertia_kg_mm2=_tensor(inertia))


def together(bodies: Iterable[Body]) -> Body | None:
    """Return several bodies of one frame as one; None where nothing weighs anything.

    Huygens and Steiner: each tensor grows by m·((d·d)·E − d⊗d), ``d`` from the common centre to its
    own.
    """
    found = list(bodies)
    masses = np.array([body.mass_kg for body in found], dtype=float)
    total = float(masses.sum())
    if not total > 0.0:
        return None
    places = np.array([body.centre_mm for body in found], dtype=float)
    # counted from the first: no digits are lost where all stand far from the frame's origin
    centre = places[0] + masses @ (places - places[0]) / total
    away = places - centre
    own = np.array([body.inertia_kg_mm2 for body in found], dtype=float).sum(axis=0)
    spread = np.einsum("n,ni,nj->ij", masses, away, away)
    return Body(
        mass_kg=total,
        centre_mm=_vector(centre),
        inertia_kg_mm2=_tensor(own + np.eye(3) * np.trace(spread) - spread),
        volume_mm3=sum(body.volume_mm3 for body in found),
        area_mm2=sum(body.area_mm2 for body in found),
    )


def principal_axes(body: Body) -> PrincipalAxes:
    """Return principal moments and axes of a body at its centre of mass: see the class."""
    moments, columns = np.linalg.eigh(np.array(body.inertia_kg_mm2, dtype=float))
    largest = float(moments[2])
    low = bool(moments[1] - moments[0] <= _EQUAL * largest)
    high = bool(moments[2] - moments[1] <= _EQUAL * largest)
    symmetry: Symmetry = "none"
    if low and high:
        axes, symmetry = np.eye(3), "point"
    elif low or high:
        axes, symmetry = _about(columns[:, 2] if low else columns[:, 0], first=high), "axis"
    else:
        first, second = _pointed(columns[:, 0]), _pointed(columns[:, 1])
        axes = np.array([first, second, np.cross(first, second)])
    radii = np.sqrt(np.maximum(moments, 0.0) / body.mass_kg)
    return PrincipalAxes(
        moments_kg_mm2=_vector(moments), axes=_rows(_clean(axes)), radii_mm=_vector(radii),
        symmetry=symmetry,
    )  # fmt: skip


def _about(axis: Floats, *, first: bool) -> Floats:
    """Return axes of a body of revolution; ``axis``: its own, the first of the three or the last."""
    own = _pointed(axis)
    # of the frame's axes the first one that stands well across
    across = next(e for e in np.eye(3) if abs(float(e @ own)) < 0.75)
    free = _pointed(across - own * (across @ own))
    if first:
        return np.array([own, free, np.cross(own, free)])
    other = _pointed(np.cross(own, free))
    return np.array([free, other, np.cross(free, other)])


def _pointed(axis: Floats) -> Floats:
    """Return the unit vector of an axis, its first largest component positive."""
    unit = axis / np.linalg.norm(axis)
    sizes = np.abs(unit)
    leading = int(np.flatnonzero(sizes >= sizes.max() - _TIE)[0])
    return unit if unit[leading] > 0 else -unit


def _clean(axes: Floats) -> Floats:
    """Return axes without the dust of their computation: components below 1e-12 are zero."""
    return np.where(np.abs(axes) < 1e-12, 0.0, axes)


def _vector(values: Floats) -> Vector:
    x, y, z = (float(value) for value in values)
    return (x, y, z)


def _tensor(rows: Floats) -> Tensor:
    """Return a tensor: symmetric to the last digit."""
    return _rows((rows + rows.T) / 2)


def _rows(values: Floats) -> Tensor:
    a, b, c = (_vector(row) for row in values)
    return (a, b, c)
