"""What a free-form skin is recognised by: integrals that no division of its faces changes.

The centre of its area, the volume between it and that centre, and the moments of that volume. A
displacement of the skin by d over an area a adds d·a to the volume; a skin that moved as a whole
has another centre. Counted from the frame's origin all would drown in what the borders leave open
as soon as the skin is small and far.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cadquery as cq
import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.TopoDS import TopoDS_Edge

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.evidence.fingerprint import Skin
from gmp_cad.kernel.fingerprints.census import border_mm2
from gmp_cad.kernel.surfaces.face_integrals import face_integrals
from gmp_cad.kernel.surfaces.faces import occ_faces
from gmp_cad.kernel.surfaces.instances import centre_of

_LOOKS = 8  # places along an edge whose distance is asked: it need be known roughly


def skin_integrals(
    shape: cq.Shape, faces: Sequence[FaceGeometry], outline: Sequence[TopoDS_Edge]
) -> Skin:
    """Return the integrals over ``faces`` of ``shape``, which ``outline`` bounds."""
    all_faces, centre = occ_faces(shape), centre_of(faces)
    found = [face_integrals(all_faces[face.index], centre) for face in faces]
    first = sum((one.first for one in found), np.zeros(3))
    second = sum((one.second for one in found), np.zeros((3, 3)))
    pairs = ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (2, 0))
    xx, yy, zz, xy, yz, zx = (float(second[i, j]) for i, j in pairs)
    return Skin(
        volume_mm3=sum(one.volume for one in found),
        first_mm4=(float(first[0]), float(first[1]), float(first[2])),
        second_mm5=(xx, yy, zz, xy, yz, zx),
        border_mm2=sum(map(border_mm2, outline)),
        reach_mm=max((_farthest_mm(edge, centre) for edge in outline), default=0.0),
    )  # fmt: skip


def _farthest_mm(edge: TopoDS_Edge, centre: Vector) -> float:
    curve = BRepAdaptor_Curve(edge)
    looks = np.linspace(curve.FirstParameter(), curve.LastParameter(), _LOOKS + 1)
    points = (curve.Value(float(at)) for at in looks)
    return max(math.dist((p.X(), p.Y(), p.Z()), centre) for p in points)
