"""Planes that a feature divides: the parts of one plane are seen as one line (mm)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.view import dot
from gmp_cad.evidence import FaceGeometry

PlaneKey = tuple[float, ...]
_DIRECTION_DECIMALS, _MM_DECIMALS = 4, 2


def plane_of(face: FaceGeometry) -> PlaneKey | None:
    """Return what faces of one plane that look to one side have in common; None of another face."""
    if face.surface != "plane":
        return None
    direction = tuple(round(v, _DIRECTION_DECIMALS) + 0.0 for v in face.direction)
    return (*direction, round(dot(face.point, face.direction), _MM_DECIMALS) + 0.0)


def with_coplanar(callouts: Sequence[Callout], faces: Sequence[FaceGeometry]) -> list[Callout]:
    """Return the callouts, each end with all faces of the plane that it lies on.

    A slot leaves two faces of an end face: a length up to it can be told where either is seen.
    """
    planes = {face.index: plane for face in faces if (plane := plane_of(face)) is not None}
    found = []
    for callout in callouts:
        first, second = (_wider(end, planes) for end in callout.ends)
        found.append(replace(callout, ends=(first, second)))
    return found


def _wider(end: End, planes: Mapping[int, PlaneKey]) -> End:
    own = {planes.get(index) for index in end.faces}
    if len(own) != 1 or None in own:
        return end  # an edge lies on two faces: not on all of their planes
    return replace(end, faces=tuple(index for index, plane in planes.items() if plane in own))
