"""Where a cylinder begins and ends: the mouth of a hole, the free end of a shaft (mm)."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.drawing.specified_part.space import (
    along,
    centre_of,
    ends_of,
    minus,
    off_axis,
)
from gmp_cad.drawing.view import dot
from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry, Vector

_SAME_MM = 1e-4


def inwards(name: str, feature: Feature, geometry: PartGeometry) -> tuple[Vector, Vector]:
    """Return the ends of a cylinder's span, its mouth (or the free end of a shaft) first.

    A hole open on both sides has its mouth where its recess is, else above, to the right, in front.
    """
    ends = ends_of(feature)
    first, last = max(ends, key=_outermost), min(ends, key=_outermost)
    if feature.hollow:
        if floor := _nearest(belonging(f"{name}.bottom", feature, geometry), ends):
            return (ends[1], ends[0]) if floor == ends[0] else ends
        if recess := _nearest(belonging(f"{name}.recess", feature, geometry), ends):
            return (recess, ends[1] if recess == ends[0] else ends[0])
        return first, last
    free = [end for end in ends if _is_free(end, feature, geometry.faces)]
    if len(free) == 1:
        return free[0], ends[1] if free[0] == ends[0] else ends[0]
    return first, last


def _outermost(point: Vector) -> tuple[float, ...]:
    x, y, z = (round(c, 6) for c in point)
    return z, x, -y


def belonging(name: str, hole: Feature, geometry: PartGeometry) -> list[FaceGeometry]:
    """Return the faces of recesses or bottoms (``holes.bottom``) that are those of one hole."""
    found = (geometry.faces[i] for f in geometry.features.get(name, ()) for i in f.faces)
    return [face for face in found if _off(face.centre_mm, hole) <= hole.radius_mm]


def _off(point: Vector, feature: Feature) -> float:
    off = off_axis(point, feature.point, feature.direction)
    return float(dot(off, off) ** 0.5)


def _nearest(faces: Sequence[FaceGeometry], ends: tuple[Vector, Vector]) -> Vector | None:
    """Return the end that the faces lie nearest to; None without faces, or at both ends."""
    reached = {min(ends, key=lambda end: _apart(end, face.centre_mm)) for face in faces}
    return reached.pop() if len(reached) == 1 else None


def _apart(a: Vector, b: Vector) -> float:
    off = minus(a, b)
    return float(dot(off, off))


def _is_free(end: Vector, shaft: Feature, faces: Sequence[FaceGeometry]) -> bool:
    """Tell whether a shaft ends here: in a plane that looks outwards, perhaps after a chamfer."""
    outwards = minus(end, centre_of(shaft, faces))
    tip = beyond(end, outwards, shaft, faces)
    return any(
        face.surface == "plane"
        and dot(face.direction, outwards) > 0
        and abs(dot(minus(face.point, tip), shaft.direction)) <= _SAME_MM
        and _off(face.centre_mm, shaft) <= shaft.radius_mm
        for face in faces
    )


def beyond(
    end: Vector, outwards: Vector, feature: Feature, faces: Sequence[FaceGeometry]
) -> Vector:
    """Return where the chamfer at an end of a cylinder ends; the end itself without one."""
    for face in faces:
        if face.surface != "cone" or face.hollow != feature.hollow:
            continue
        narrow, wide = (along(face.point, face.direction, at) for at in face.span_mm)
        near, far = (narrow, wide) if feature.hollow else (wide, narrow)
        if _apart(near, end) <= _SAME_MM**2 and dot(minus(far, near), outwards) > 0:
            return far
    return end
