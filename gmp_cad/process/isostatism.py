"""Isostatism of a location: rank of its wrenches, degree of hyperstatism, motions left free.

Each contact normal n at the point p is the wrench [n ; p×n] (Plücker coordinates); a small motion
of the part (v, ω) keeps it when n·v + (p×n)·ω = 0. Friction is left out on purpose. Lengths in mm,
part frame. Source: wrench (screw) theory, Ball 1900; Bourdet's *appuis*, as taught in GMP.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gmp_cad.evidence import LocatingNormal, Vector
from gmp_cad.language import Message

Array = npt.NDArray[np.float64]

# Coordinates read from a B-rep are exact to about 1e-7 mm: what is nearer to singular than this
# (lengths divided by the size of the location) is singular in the workshop.
RANK_TOLERANCE = 1e-6
_AXES = "xyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A small motion that no contact prevents, in the part's frame.

    ``direction`` is a unit vector; ``point`` (mm) is a point of the axis of a rotation or screw,
    the nearest to the middle of the contacts; ``pitch_mm`` is the advance in one radian.
    """

    kind: Literal["translation", "rotation", "screw"]
    direction: Vector
    point: Vector = (0.0, 0.0, 0.0)
    pitch_mm: float = 0.0

    @property
    def name(self) -> str:
        """``Tx``, ``Rz``, … ; ``T``, ``R`` along no axis of the part; ``H…`` for a screw."""
        letter = {"translation": "T", "rotation": "R", "screw": "H"}[self.kind]
        return letter + _axis_letter(self.direction)

    def message(self) -> Message:
        """Return the motion in words."""
        letter = _axis_letter(self.direction).upper()
        axis: str | Message = letter or _show(self.direction)
        if self.kind == "translation":
            return Message("translation along {axis}", axis=axis)
        if self.kind == "rotation":
            return Message("rotation about {axis} through {point}", axis=axis,
                           point=_show(self.point))  # fmt: skip
        return Message("screw about {axis} through {point}", axis=axis, point=_show(self.point))


@dataclass(frozen=True, slots=True, kw_only=True)
class Isostatism:
    """What a set of contact normals does to a part.

    ``rank`` r: degrees of freedom removed; ``hyperstatic`` h = m − r; ``mobilities`` = 6 − r,
    described by ``free``. ``redundant``: indices of the normals that press against each other.
    ``quality``: smallest over largest singular value (lengths scaled), 1 the best, 0 singular.
    """

    normals: int
    rank: int
    hyperstatic: int
    mobilities: int
    free: tuple[Motion, ...]
    redundant: tuple[int, ...]
    quality: float


def wrench_matrix(
    normals: Sequence[LocatingNormal], origin: Vector = (0.0, 0.0, 0.0), length_mm: float = 1.0
) -> Array:
    """Return the 6×m matrix of the wrenches about ``origin`` (mm), moments over ``length_mm``."""
    if not normals:
        return np.zeros((6, 0))
    directions = np.array([n.direction for n in normals], dtype=float)
    arms = np.array([n.point for n in normals], dtype=float) - np.array(origin)
    return np.vstack([directions.T, np.cross(arms, directions).T / length_mm])


def isostatism(normals: Sequence[LocatingNormal]) -> Isostatism:
    """Return rank, hyperstatism, free motions and redundant contacts of a location."""
    origin, length = _scale(normals)
    matrix = wrench_matrix(normals, origin, length)
    left, values, right = np.linalg.svd(matrix)
    tolerance = RANK_TOLERANCE * (values[0] if len(values) else 1.0)
    rank = int((values > tolerance).sum())
    redundant = tuple(
        normal.index
        for normal, column in zip(normals, right[rank:].T, strict=True)
        if np.linalg.norm(column) > RANK_TOLERANCE
    )
    return Isostatism(
        normals=len(normals),
        rank=rank,
        hyperstatic=len(normals) - rank,
        mobilities=6 - rank,
        free=_motions(left[:, rank:], np.array(origin), length),
        redundant=redundant,
        quality=float(values[rank - 1] / values[0]) if rank else 0.0,
    )


def _scale(normals: Sequence[LocatingNormal]) -> tuple[Vector, float]:
    """Return the middle of the contact points and their largest distance from it (mm)."""
    if not normals:
        return (0.0, 0.0, 0.0), 1.0
    points = np.array([n.point for n in normals], dtype=float)
    middle = points.mean(axis=0)
    reach = float(np.linalg.norm(points - middle, axis=1).max())
    return (float(middle[0]), float(middle[1]), float(middle[2])), reach or 1.0


def _motions(twists: Array, origin: Array, length: float) -> tuple[Motion, ...]:
    """Name the free twists: translations first, then rotations and screws; axes of the part first.

    ``twists``: orthonormal columns (v, ω·length) about ``origin``.
    """
    if not twists.shape[1]:
        return ()
    spins, sizes, mixes = np.linalg.svd(twists[3:])
    turning = int((sizes > RANK_TOLERANCE).sum())
    slides = _span(twists[:3] @ mixes[turning:].T)
    moves = [Motion(kind="translation", direction=_vector(d)) for d in _directions(slides)]
    inverse = np.linalg.pinv(twists[3:], rcond=RANK_TOLERANCE)
    for direction in _directions(spins[:, :turning]):
        velocity = twists[:3] @ inverse @ (direction * length)
        moves.append(_turn(direction, velocity, slides, origin))
    return tuple(moves)


def _turn(axis: Array, velocity: Array, slides: Array, origin: Array) -> Motion:
    """Return the rotation or screw of a unit spin, its velocity freed of the free translations."""
    speed = velocity - slides @ (slides.T @ velocity)
    along = slides @ (slides.T @ axis)
    if (gain := float(along @ axis)) > RANK_TOLERANCE:
        speed = speed - float(speed @ axis) / gain * along
    pitch = float(speed @ axis)
    point = origin + np.cross(axis, speed)
    pure = abs(pitch) <= 1e-4
    return Motion(
        kind="rotation" if pure else "screw",
        direction=_vector(axis),
        point=_vector(point),
        pitch_mm=0.0 if pure else round(pitch, 6),
    )


def _span(vectors: Array) -> Array:
    """Return an orthonormal basis (columns) of the space that the columns span."""
    if not vectors.shape[1]:
        return np.zeros((3, 0))
    left, values, _ = np.linalg.svd(vectors)
    return np.asarray(left[:, : int((values > RANK_TOLERANCE).sum())])


def _directions(basis: Array) -> list[Array]:
    """Return a basis of the space made of axes of the part as far as it contains them."""
    chosen: list[Array] = [
        axis
        for axis in np.eye(3)
        if np.linalg.norm(axis - basis @ (basis.T @ axis)) <= RANK_TOLERANCE
    ]
    rest = basis
    for axis in chosen:
        rest = rest - np.outer(axis, axis @ rest)
    return chosen + [_upright(column) for column in _span(rest).T]


def _upright(vector: Array) -> Array:
    """Return the vector or its opposite: the first component that counts is positive."""
    lead = vector[np.flatnonzero(np.abs(vector) > RANK_TOLERANCE)[0]]
    return np.asarray(vector if lead > 0 else -vector)


def _vector(values: Array) -> Vector:
    x, y, z = (round(float(v), 6) + 0.0 for v in values)
    return x, y, z


def _axis_letter(direction: Vector) -> str:
    for letter, component in zip(_AXES, direction, strict=True):
        if math.isclose(abs(component), 1.0, abs_tol=1e-6):
            return letter
    return ""


def _show(vector: Vector) -> Message:
    x, y, z = (round(v, 3) + 0.0 for v in vector)
    return Message("({x} ; {y} ; {z})", x=x, y=y, z=z)
