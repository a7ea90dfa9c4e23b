"""Where lines cross the faces of a solid: only faces whose boxes they meet are asked.

OCCT's own search over a shape asks every face, which is most of the time for hundreds of them.
"""

from __future__ import annotations

import cadquery as cq
import numpy as np
from OCP.gp import gp_Lin
from OCP.IntCurvesFace import IntCurvesFace_Intersector
from OCP.TopAbs import TopAbs_State

from gmp_cad.kernel.pairs.pair_shape import Floats, faces_of
from gmp_cad.kernel.surfaces.face_box import box_for_certain

_FAR_MM = 1e9
_ALONG = 1e-12  # of a direction: a line that rises less runs along a slab


class Rays:
    """The faces of a solid, to be crossed by lines; ``tolerance_mm``: at their borders."""

    def __init__(self, solid: cq.Shape, tolerance_mm: float) -> None:
        self._faces = faces_of(solid)
        boxes = [box_for_certain(face).Get() for face in self._faces]
        self._boxes: Floats = np.array(boxes).reshape(-1, 2, 3)
        self._tolerance_mm = tolerance_mm
        self._known: dict[int, IntCurvesFace_Intersector] = {}

    def crossings(self, line: gp_Lin, beyond_mm: float) -> list[tuple[float, bool]]:
        """Return how far along a line each crossing is (mm), and whether on the border of a face.

        Those before ``beyond_mm`` are left out; nearest first.
        """
        found = []
        for number in self._met(line, beyond_mm):
            face = self._face(number)
            face.Perform(line, beyond_mm, _FAR_MM)
            if face.IsDone():
                found += [
                    (face.WParameter(k), face.State(k) == TopAbs_State.TopAbs_ON)
                    for k in range(1, face.NbPnt() + 1)
                ]
        return sorted(found)

    def _face(self, number: int) -> IntCurvesFace_Intersector:
        if number not in self._known:
            face = self._faces[number]
            self._known[number] = IntCurvesFace_Intersector(face, self._tolerance_mm)
        return self._known[number]

    def _met(self, line: gp_Lin, beyond_mm: float) -> list[int]:
        """Return the faces whose boxes a line meets: Kay and Kajiya's slabs."""
        start, along = np.array(line.Location().Coord()), np.array(line.Direction().Coord())
        slope = 1 / np.where(np.abs(along) < _ALONG, _ALONG, along)
        ends = (self._boxes - start) * slope
        enter = ends.min(axis=1).max(axis=1)
        leave = ends.max(axis=1).min(axis=1)
        slack = self._tolerance_mm * 10
        met = (enter <= leave + slack) & (leave >= beyond_mm - slack)
        return [int(k) for k in np.flatnonzero(met)]
