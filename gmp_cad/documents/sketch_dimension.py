"""Where a dimension of the specification stands on the geometry, for a drawing to place it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gmp_cad.drawing.sketch import SketchDimension, ToleranceFrame
from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.process.faces import vector
from gmp_cad.spec.notation import THREADS, Kind, Role, Size

_CYLINDRICAL = frozenset({Kind.DIAMETER, *THREADS})
_ROUND = ("cylinder", "cone", "torus", "sphere")
Faces = Sequence[FaceGeometry]


def on_one(
    size: Size,
    faces: Faces,
    *,
    text: str,
    name: str = "",
    balloon: str = "",
    frames: tuple[ToleranceFrame, ...] = (),
) -> SketchDimension | None:
    """Return a size carried by one feature (⌀, R, thread, chamfer); None without a place for it."""  # fmt: skip
    cylinders = [f for f in faces if f.surface == "cylinder"]
    if size.kind in _CYLINDRICAL and cylinders:
        face = _nearest(cylinders, size.nominal / 2)
        start, end = (_along(face, s) for s in face.span_mm)
        return SketchDimension(
            text=text, name=name, balloon=balloon, kind="diameter", ends=(start, end),
            direction=face.direction, diameter_mm=2 * face.radius_mm,
            faces=((face.index,), ()), frames=frames, boxed=size.role is Role.EXACT,
        )  # fmt: skip
    if not faces:
        return None
    face = faces[0]
    return SketchDimension(
        text=text, name=name, balloon=balloon, kind="note", ends=(face.centre_mm, face.centre_mm),
        direction=face.direction, faces=((face.index,), ()), frames=frames,
        boxed=size.role is Role.EXACT,
    )  # fmt: skip


def between(
    size: Size, first: Faces, second: Faces, *, text: str, name: str = "", balloon: str = ""
) -> SketchDimension | None:
    """Return a distance or an angle between two features; None when one of them is not there."""
    if not first or not second:
        return None
    a, b = first[0], second[0]
    if size.kind is Kind.ANGLE:
        return SketchDimension(
            text=text, name=name, balloon=balloon, kind="note", ends=(a.centre_mm, b.centre_mm),
            direction=a.direction, faces=((a.index,), (b.index,)),
        )  # fmt: skip
    direction = _measured_along(a, b)
    if direction is None:
        return None
    return SketchDimension(
        text=text, name=name, balloon=balloon, kind="linear", ends=(_stand(a), _stand(b)),
        direction=direction, faces=(_indices(first), _indices(second)),
        boxed=size.role is Role.EXACT,
    )  # fmt: skip


def _indices(faces: Faces) -> tuple[int, ...]:
    return tuple(face.index for face in faces)


def _nearest(faces: Faces, radius: float) -> FaceGeometry:
    return min(faces, key=lambda f: (abs(f.radius_mm - radius), f.index))


def _along(face: FaceGeometry, distance: float) -> Vector:
    return vector(np.asarray(face.point) + distance * np.asarray(face.direction))


def _stand(face: FaceGeometry) -> Vector:
    """Return the point where the dimension ends: a plane's centre, the middle of an axis."""
    if face.surface in _ROUND:
        return _along(face, sum(face.span_mm) / 2)
    return face.centre_mm


def _measured_along(a: FaceGeometry, b: FaceGeometry) -> Vector | None:
    """Return the direction of measure: a plane's normal, or across two parallel axes."""
    for face in (a, b):
        if face.surface == "plane":
            return face.direction
    if a.surface not in _ROUND or b.surface not in _ROUND:
        return None
    axis = np.asarray(a.direction)
    gap = np.asarray(b.point) - np.asarray(a.point)
    across = gap - (gap @ axis) * axis
    length = float(np.linalg.norm(across))
    return vector(across / length) if length > 1e-9 else None
