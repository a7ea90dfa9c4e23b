"""What a size lies between, as a gauge takes it: jaws around, jaws inside, a step, an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gmp_cad.evidence import FaceGeometry, Vector

Between = Literal["length", "width", "depth", "distance"]
_PARALLEL = 0.999


def between(ends: Sequence[Sequence[FaceGeometry]]) -> Between:
    """Return how the two ends of a linear size stand to each other.

    ``length``: two planes that look away from each other, which jaws take; ``width``: that look at
    each other; ``depth``: that look the same way; ``distance``: one of them is no plane. Ends that
    are not known are taken as a length.
    """
    if len(ends) != 2 or not all(ends):
        return "length"
    a, b = ends[0][0], ends[1][0]
    if a.surface != "plane" or b.surface != "plane":
        return "distance"
    along = _dot(a.direction, b.direction)
    if along > _PARALLEL:
        return "depth"
    if along > -_PARALLEL:
        return "distance"
    gap = tuple(q - p for p, q in zip(a.centre_mm, b.centre_mm, strict=True))
    return "length" if _dot(gap, b.direction) > 0 else "width"


def internal(faces: Sequence[Sequence[FaceGeometry]]) -> bool:
    """Tell whether one of the faces is hollow: its material lies outside."""
    return any(face.hollow for end in faces for face in end)


def _dot(a: Sequence[float], b: Vector) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))
