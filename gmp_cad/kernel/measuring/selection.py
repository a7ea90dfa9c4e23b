"""CadQuery's string selectors on the faces of a finished part.

The selectors are CadQuery's own. What they ask each face for (centre, normal) is known already
from its :class:`~gmp_cad.evidence.FaceGeometry`; CadQuery would integrate over every face anew
for every selector.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import cast

import cadquery as cq

from gmp_cad.evidence import FaceGeometry
from gmp_cad.kernel.surfaces.faces import occ_faces


class SelectableFace:
    """A face, as far as string selectors look at it: each method is one of CadQuery's."""

    def __init__(self, surface: str, geometry: FaceGeometry) -> None:
        self.index = geometry.index
        self._surface = surface
        self._geometry = geometry

    def ShapeType(self) -> str:  # noqa: N802
        """Return what kind of shape it is."""
        return "Face"

    def geomType(self) -> str:  # noqa: N802
        """Return CadQuery's name of the surface as it is written."""
        return self._surface

    def Center(self) -> cq.Vector:  # noqa: N802
        """Return the centre of the area (mm)."""
        return cq.Vector(self._geometry.centre_mm)

    def normalAt(self, _place: None) -> cq.Vector:  # noqa: N802
        """Return the outward unit normal; selectors ask it of planes only."""
        return cq.Vector(self._geometry.direction)


def selectable(shape: cq.Shape, geometries: Sequence[FaceGeometry]) -> tuple[SelectableFace, ...]:
    """Return the faces of ``shape``, whose geometries are given in the order of their indices."""
    pairs = zip(occ_faces(shape), geometries, strict=True)
    return tuple(SelectableFace(cq.Face(face).geomType(), geometry) for face, geometry in pairs)


def select(selector: str, faces: Sequence[SelectableFace]) -> list[SelectableFace]:
    """Return those of ``faces`` that a selector chooses, in no certain order.

    Raises what CadQuery raises: ParseBaseException for a text that is no selector, ValueError,
    IndexError or gp_VectorWithNullMagnitude where it cannot be applied.
    """
    return cast("list[SelectableFace]", _parsed(selector).filter(list(faces)))


@lru_cache(maxsize=512)
def _parsed(selector: str) -> cq.selectors.StringSyntaxSelector:
    return cq.selectors.StringSyntaxSelector(selector)
