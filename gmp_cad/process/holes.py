"""The holes that an operation makes: which cylinders of its features, and how deep.

Lengths in mm. A feature may be stepped (a counterbored hole); what is meant is the cylinder of the
diameter that the drawing gives, or of its recess.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gmp_cad.evidence import FaceGeometry, PhaseState
from gmp_cad.process.faces import faces_of, made_faces
from gmp_cad.spec.operation import Operation, OperationKind
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import Kind

_SAME_MM = 1e-3
_RECESSES = frozenset({OperationKind.COUNTERBORING, OperationKind.COUNTERSINKING})


def cylinders_meant(
    operation: Operation, spec: PartSpec, leaving: PhaseState, barrels: Sequence[FaceGeometry]
) -> list[FaceGeometry]:
    """Return, of each feature made, the ``barrels`` nearest to the diameter that it is given.

    ``leaving``: the workpiece at the end of the phase. All of them where none belongs to a feature.
    """
    meant: dict[int, FaceGeometry] = {}
    for name in operation.makes:
        own = {f.index for f in (*made_faces(leaving, name), *faces_of(leaving, name))}
        found, wanted = [f for f in barrels if f.index in own], _diameter(operation, spec, name)
        nearest = min((_off(f, wanted) for f in found), default=0.0)
        meant |= {f.index: f for f in found if _off(f, wanted) <= nearest + _SAME_MM}
    return [meant[i] for i in sorted(meant)] or list(barrels)


def _off(face: FaceGeometry, diameter: float | None) -> float:
    """Return by how much a cylinder differs from a diameter; 0 where none is wanted."""
    return 0.0 if diameter is None else abs(2 * face.radius_mm - diameter)


def _diameter(operation: Operation, spec: PartSpec, name: str) -> float | None:
    dimension = spec.dimensions.get(name.partition("[")[0])
    if dimension is None or dimension.between is not None:
        return None
    size = dimension.size
    if operation.kind in _RECESSES:
        return size.recess.diameter if size.recess else None
    return size.nominal if size.kind is Kind.DIAMETER else None


def depths_of(
    holes: Sequence[tuple[FaceGeometry, ...]], through: Sequence[tuple[FaceGeometry, ...]]
) -> list[float]:
    """Return the depth of each hole (faces of one axis), the whole of it as ``through`` has it."""
    return [max(depth(group) for group in through if hole[0] in group) for hole in holes]


def depth(faces: Sequence[FaceGeometry]) -> float:
    """Return the extent along their axis of the faces of one hole."""
    axis = np.array(faces[0].direction)
    ends = [
        float((np.array(f.point) + t * np.array(f.direction)) @ axis)
        for f in faces
        for t in f.span_mm
    ]
    return round(max(ends) - min(ends), 9)
