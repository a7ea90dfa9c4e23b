"""Body of the task that meshes two parts that interfere, as finely as they are seen from close."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cadquery as cq

from gmp_cad.engine.codec import Data, Params, Result
from gmp_cad.evidence import surface_mesh
from gmp_cad.kernel import brep
from gmp_cad.kernel.placement import Matrix, location
from gmp_cad.kernel.surfaces import mesh as meshing
from gmp_cad.kernel.surfaces.properties import bounding_box

_CHORDS = 3000.0  # in the diagonal of what fills the picture: a third of a pixel
_FINEST = 20000.0  # and no more in that of a part
_AROUND = 3.0  # so much larger than the common solid is what is seen around it
_ANGLE_DEG = 7.0
_LEAST_MM = 1e-4  # the side of a box that stands for a common solid


def meshes(data: Data, params: Params) -> Result:
    """Mesh two parts in their own frames, and what they share in the product's frame."""
    box = params["box_mm"]
    common = shared_solid(data.get("common"), params["frame"], box)
    seen_mm = _AROUND * math.dist(box[:3], box[3:])
    found = {name: _mesh(brep.from_bytes(data[name]), seen_mm) for name in ("a", "b")}
    return {**found, "common": _mesh(common, seen_mm / _AROUND)}, {}


def shared_solid(common: bytes | None, frame: Matrix, box_mm: Sequence[float]) -> cq.Shape:
    """Return the common solid of two parts in the product's frame.

    ``frame``: where it stands (4×4). Without one (a mesh gave the verdict) its box stands for it,
    ``box_mm`` in the product's frame.
    """
    if common is not None:
        return brep.from_bytes(common).moved(location(frame))
    sides = [max(box_mm[k + 3] - box_mm[k], _LEAST_MM) for k in range(3)]
    return cq.Solid.makeBox(*sides, cq.Vector(*box_mm[:3]))


def _mesh(shape: cq.Shape, seen_mm: float) -> bytes:
    box = bounding_box(shape)
    whole_mm = math.dist(box[:3], box[3:])
    chord_mm = max(min(whole_mm, seen_mm) / _CHORDS, whole_mm / _FINEST)
    return surface_mesh.to_bytes(meshing.surface_mesh(shape, chord_mm, _ANGLE_DEG))
