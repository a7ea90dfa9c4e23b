"""Body of the task that meshes a solid for its shaded pictures."""

from __future__ import annotations

import math

from gmp_cad.engine.codec import Data, Params, Result, decode, dump
from gmp_cad.evidence import PhaseState, surface_mesh
from gmp_cad.kernel import brep
from gmp_cad.kernel.surfaces import mesh as meshing
from gmp_cad.kernel.surfaces.properties import bounding_box

_CHORDS = 3000.0  # in the diagonal of a solid: a third of a pixel where it fills the picture
_ANGLE_DEG = 7.0  # small circles; large ones are held by the chord


def mesh(data: Data, params: Params) -> Result:
    """Mesh a solid as finely as a picture shows it; of a workpiece, tell the faces just made."""
    shape = brep.from_bytes(data["brep"])
    box = bounding_box(shape)
    chord_mm = math.dist(box[:3], box[3:]) / _CHORDS
    found = {"mesh": surface_mesh.to_bytes(meshing.surface_mesh(shape, chord_mm, _ANGLE_DEG))}
    if "states" in data:
        states = decode(data["states"], tuple[PhaseState, ...])
        (state,) = (s for s in states if s.phase == params["phase"])
        found["made"] = dump(sorted({face for faces in state.made.values() for face in faces}))
    return found, {}
