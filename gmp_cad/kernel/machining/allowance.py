"""Material that an operation leaves on its features for a later one (surépaisseur), in mm.

Per side on faces, radial on holes. Defaults after domain practice: E 1–3 mm and ½F 0.3–0.8 mm
are what the next operation takes; 0.1–0.2 mm is left to a reamer, 0.1–0.3 mm to a grinding wheel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import cadquery as cq

from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweep import HOLES
from gmp_cad.kernel.machining.sweeps import curves, prism, profile
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.spec.operation import Operation, OperationKind, Stage

K = OperationKind
# What is left to an operation of a finer kind that makes the same feature later.
LEFT_TO = {K.REAMING: 0.125, K.BORING: 0.25, K.GRINDING: 0.15}
LEFT_BY = {Stage.ROUGH: 0.5, Stage.SEMI_FINISH: 0.3, Stage.FINISH: 0.0}
LEFT_IN_HOLES = {Stage.ROUGH: 0.125, Stage.SEMI_FINISH: 0.125, Stage.FINISH: 0.0}
_FINENESS = {K.BORING: 1, K.REAMING: 2, K.GRINDING: 3}
_WITHOUT = frozenset({K.COUNTERSINKING, K.CHAMFERING, K.TAPPING, K.THREADING, K.MANUAL})


def left_by(operation: Operation, name: str, later: Iterable[Operation]) -> float:
    """Return what ``operation`` leaves on the feature ``name`` when ``later`` ones follow (mm)."""
    if operation.kind in _WITHOUT:
        return 0.0
    if operation.allowance is not None:
        return operation.allowance
    in_hole = operation.kind in HOLES
    if operation.stage is Stage.FINISH or in_hole:
        finer = _next_finer(operation.kind, name, later)
        if finer is not None:
            return LEFT_TO[finer]
    return (LEFT_IN_HOLES if in_hole else LEFT_BY)[operation.stage]


def _next_finer(kind: OperationKind, name: str, later: Iterable[Operation]) -> OperationKind | None:
    """Return the next kind that takes over a feature: boring and reaming do after a hole tool."""
    for operation in later:
        finer = _FINENESS.get(operation.kind, 0) > _FINENESS.get(kind, 0)
        takes_over = operation.kind is K.GRINDING or kind in HOLES
        if finer and takes_over and name in operation.makes:
            return operation.kind
    return None


def layers(
    around: Surroundings, due: Mapping[int, float], made: Iterable[int]
) -> Iterator[cq.Shape]:
    """Yield what must stay on the faces for later, but on those ``made`` now.

    Flat faces and whole surfaces of revolution; a part of a round face carries none.
    """
    for face, thickness in sorted(due.items()):
        if face not in set(made) and thickness > 0:
            layer = _layer(around, face, thickness)
            if layer is not None:
                yield layer


def _layer(around: Surroundings, face: int, thickness: float) -> cq.Shape | None:
    shape = cq.Face(around.faces[face])
    axis = profile.axis_of(around, face)
    if axis is None:
        if shape.geomType() != "PLANE":
            return None
        return prism.swept(shape, vector.times(around.samples(face)[0][1], thickness))
    curve = profile.generatrix(around, face, axis)
    if curve is None or not profile.is_whole(around, face):
        return None
    ring = curves.strip(curve, thickness)
    return axis.placed(cq.Solid.revolve(ring, 360.0, cq.Vector(0, 0, 0), cq.Vector(1, 0, 0)))
