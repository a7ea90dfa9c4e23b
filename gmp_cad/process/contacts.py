"""Contacts on surfaces of revolution: centrings, vees, centres and pins, as points and directions.

Sources: naming of the *appuis* (domain of the BUT GMP, NF E 04-013); a vee of 90° gives two normals
at 90°. Lengths in mm, part frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import FaceGeometry, PhaseState, Vector
from gmp_cad.process.faces import Array, unit, vector

Contact = tuple[Vector, Vector]

SECTIONS = {
    "short_centring": 1,
    "long_centring": 2,
    "short_vee": 1,
    "long_vee": 2,
    "locating_pin": 1,
}
# A section of a long contact stands this far inside the end of the surface, at most.
INSET_MM = 10.0
_SHARE_OF_LENGTH = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrel:
    """Coaxial cylinders that carry one name: axis, extent along it, radius of each stretch.

    ``arc``: middle direction and half angle (degrees) of the covered arc; None when it is whole.
    """

    origin: Vector
    axis: Vector
    stretches: tuple[tuple[float, float, float], ...]
    hollow: bool
    arc: tuple[Vector, float] | None

    @property
    def span(self) -> tuple[float, float]:
        """Extent along the axis from the origin (mm)."""
        return min(s[0] for s in self.stretches), max(s[1] for s in self.stretches)

    def radius_at(self, along: float) -> float:
        """Return the radius (mm) of the stretch at, or nearest to, a position along the axis."""
        _, _, radius = min(
            (max(low - along, along - high, 0.0), i, r)
            for i, (low, high, r) in enumerate(self.stretches)
        )
        return radius

    def contact(self, along: float, radial: Array) -> Contact:
        """Return the point of the surface in a direction from the axis, and the way into it."""
        point = np.array(self.origin) + along * np.array(self.axis)
        inward = radial if self.hollow else -radial
        return vector(point + self.radius_at(along) * radial), vector(inward)


def barrel(faces: Sequence[FaceGeometry]) -> Barrel:
    """Return the cylinders among the faces (at least one, all coaxial) as one surface."""
    first = max(faces, key=lambda f: (round(f.area_mm2, 6), -f.index))
    axis = np.array(first.direction)
    stretches = []
    for face in faces:
        shift = float((np.array(face.point) - np.array(first.point)) @ axis)
        sign = 1.0 if float(np.array(face.direction) @ axis) > 0 else -1.0
        ends = sorted(shift + sign * t for t in face.span_mm)
        stretches.append((ends[0], ends[1], face.radius_mm))
    return Barrel(
        origin=first.point,
        axis=first.direction,
        stretches=tuple(sorted(stretches)),
        hollow=first.hollow,
        arc=_arc(faces, first),
    )


def _arc(faces: Sequence[FaceGeometry], first: FaceGeometry) -> tuple[Vector, float] | None:
    """Return middle and half angle of a cylinder that is not whole (several faces: whole)."""
    if len(faces) > 1 or first.angle_deg >= 180.0 or first.angle_deg == 0.0:
        return None
    arm = np.array(first.centre_mm) - np.array(first.point)
    radial = arm - np.dot(arm, first.direction) * np.array(first.direction)
    if np.linalg.norm(radial) < 1e-6:
        return None
    return vector(unit(radial)), first.angle_deg / 2


def centring(surface: Barrel, sections: int, bisector: Array | None = None) -> list[Contact]:
    """Return two normals at 90° in each of one or two sections.

    ``bisector``: the direction into the part halfway between the two (a vee); without it the
    normals lie along axes of the part where the surface's axis allows.
    """
    one, two = _pair(surface, bisector)
    return [
        surface.contact(t, radial) for t in _sections(surface, sections) for radial in (one, two)
    ]


def single(surface: Barrel, radial: Array) -> list[Contact]:
    """Return one normal at mid length, in the given direction from the axis."""
    (middle,) = _sections(surface, 1)
    if surface.arc is not None:
        radial = np.array(surface.arc[0])
    return [surface.contact(middle, radial)]


def across(axis: Sequence[float] | Array, preferred: Sequence[Sequence[float] | Array]) -> Array:
    """Return the first preferred direction made perpendicular to the axis."""
    for candidate in (*preferred, *np.eye(3)):
        flat = np.array(candidate) - np.dot(candidate, axis) * np.array(axis)
        if np.linalg.norm(flat) > 0.5:
            return unit(flat)
    raise AssertionError("an axis leaves a direction across it")


def _pair(surface: Barrel, bisector: Array | None) -> tuple[Array, Array]:
    axis = np.array(surface.axis)
    half = math.radians(45.0)
    if surface.arc is not None:
        middle, covered = surface.arc
        half = min(half, math.radians(covered) * 2 / 3)
        outward = np.array(middle)
    elif bisector is not None:
        flat = across(axis, [bisector])
        outward = flat if surface.hollow else -flat
    else:
        first = across(axis, [])
        return first, np.cross(axis, first)
    side = np.cross(axis, outward)
    return (
        math.cos(half) * outward - math.sin(half) * side,
        math.cos(half) * outward + math.sin(half) * side,
    )


def _sections(surface: Barrel, count: int) -> list[float]:
    low, high = surface.span
    if count == 1:
        return [(low + high) / 2]
    margin = min(INSET_MM, _SHARE_OF_LENGTH * (high - low))
    return [low + margin, high - margin]


def centre(faces: Sequence[FaceGeometry], state: PhaseState, *, axial: bool) -> list[Contact]:
    """Return the normals of a centre in a centre hole: two across the axis, one along it.

    ``axial`` False: a sliding or live centre that follows the part. All pass through one point.
    """
    face = max(faces, key=lambda f: (round(f.area_mm2, 6), -f.index))
    axis = np.array(face.direction)
    point = np.array(face.point if face.surface != "plane" else face.centre_mm)
    if face.surface != "plane":
        point = point + np.mean(face.span_mm) * axis
    box = np.array(state.box_mm)
    inward = axis if (box[:3] / 2 + box[3:] / 2 - point) @ axis > 0 else -axis
    first = across(axis, [])
    directions = [first, np.cross(inward, first), inward][: 3 if axial else 2]
    return [(vector(point), vector(direction)) for direction in directions]
