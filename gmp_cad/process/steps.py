"""The steps of a turned profile: from which diameter to which each of its cylinders is cut.

Lengths in mm, in the frame of the part. A pass of turning follows the outside of what is there, so
the deepest step decides on the passes and on the largest diameter, not the mean over the profile.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmp_cad.evidence import FaceGeometry

# A ring found from the volume within this share of the surface's own diameter is that surface.
_SAME_SHARE = 0.02
_COAXIAL_MM = 0.05
_SPOTTED_SHARE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One cylinder: its diameters before and after the cut, and its length."""

    before_mm: float
    after_mm: float
    length_mm: float

    @property
    def depth_mm(self) -> float:
        """Radial depth, 0 where nothing is left to cut."""
        return max((self.before_mm - self.after_mm) / 2, 0.0)


def length_of(face: FaceGeometry) -> float:
    """Return the extent of a surface of revolution along its axis."""
    return abs(face.span_mm[1] - face.span_mm[0])


def entering_diameter(face: FaceGeometry, entering: Sequence[FaceGeometry]) -> float | None:
    """Return the largest outer cylinder of the entering workpiece around a face, None if none."""
    axis = np.array(face.direction)

    def around(other: FaceGeometry) -> bool:
        if other.surface != "cylinder" or other.hollow:
            return False
        arm = np.array(other.point) - np.array(face.point)
        parallel = abs(float(axis @ np.array(other.direction))) > 0.999
        return parallel and float(np.linalg.norm(np.cross(arm, axis))) < _COAXIAL_MM and (
            _overlap(_interval(face, axis), _interval(other, axis)) > 0.0
        )  # fmt: skip

    return max((2 * f.radius_mm for f in entering if around(f)), default=None)


def _interval(face: FaceGeometry, axis: np.ndarray) -> tuple[float, float]:
    point, direction = np.array(face.point), np.array(face.direction)
    ends = sorted(round(float((point + t * direction) @ axis), 6) for t in face.span_mm)
    return ends[0], ends[1]


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    return min(a[1], b[1]) - max(a[0], b[0])


def mean_before(after: Sequence[tuple[float, float]], volume: float) -> float:
    """Return the diameter D of the bar from which (diameter, length) were cut: ΣL·(D² − d²)·π/4."""
    length = sum(part for _, part in after)
    square = sum(d**2 * part for d, part in after) / length
    return math.sqrt(square + 4 * volume / (math.pi * length))


def from_one_bar(steps: Sequence[Step], bar: float) -> tuple[Step, ...]:
    """Return the steps cut from one diameter ``bar``, told by the volume, where that is smaller.

    What earlier operations already took then counts. Workpieces of several diameters stay.
    """
    tops = [s.before_mm for s in steps]
    deep = max(s.depth_mm for s in steps) > 0
    if deep and (max(tops) - min(tops) > 1e-6 or bar >= (1 - _SAME_SHARE) * tops[0]):
        return tuple(steps)
    return tuple(replace(s, before_mm=max(bar, s.after_mm)) for s in steps)


def hole_before(diameter: float, ring: float, *, spotted: bool = True) -> float:
    """Return the diameter of the hole before it is enlarged; 0 when it was solid.

    ``ring``: D² − d². What a spot drill took before (``spotted``) leaves a small d that is no hole.
    """
    inner = math.sqrt(max(diameter**2 - ring, 0.0)) if ring else 0.0
    return inner if not spotted or inner > _SPOTTED_SHARE * diameter else 0.0
