"""Bodies of the tasks that mesh a part in its two states, and what it gained and lost."""

from __future__ import annotations

import json
import math

import cadquery as cq

from gmp_cad.engine.codec import Data, Params, Result, dump
from gmp_cad.evidence import surface_mesh
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.scene import packed, scene_solid
from gmp_cad.kernel.surfaces import mesh as meshing
from gmp_cad.kernel.surfaces.properties import bounding_box

STATES = ("before", "after")
CHANGES = ("added", "removed")
_CHORDS = 3000.0  # in the diagonal of what fills the picture: a third of a pixel
_FINEST = 20000.0  # and no more in that of a part
_AROUND = 3.0  # so much larger than what differs is what a close-up shows around it
_ANGLE_DEG = 7.0
_MOST_LUMPS = 100


def meshes(data: Data, _params: Params) -> Result:
    """Mesh the states and the changes that are there, as finely as they are seen from close.

    Tells the boxes of the connected pieces that came (true) or went, the largest first.
    """
    shapes = {name: brep.from_bytes(data[name]) for name in (*STATES, *CHANGES) if name in data}
    boxes = {name: bounding_box(shape) for name, shape in shapes.items()}
    sizes = [math.dist(box[:3], box[3:]) for name, box in boxes.items() if name in CHANGES]
    seen_mm = _AROUND * min(sizes, default=math.inf)
    found = {
        name: surface_mesh.to_bytes(meshing.surface_mesh(shape, _chord(boxes[name], seen_mm), _ANGLE_DEG))
        for name, shape in shapes.items()
    }  # fmt: skip
    lumps = [
        (solid.Volume(), name == "added", bounding_box(solid))
        for name in CHANGES
        if name in shapes
        for solid in shapes[name].Solids()
    ]
    lumps.sort(key=lambda lump: (-round(lump[0], 9), lump[1], lump[2]))
    told = [[came, list(box)] for _, came, box in lumps[:_MOST_LUMPS]]
    return {**found, "lumps": dump(told)}, {}


def _chord(box: tuple[float, ...], seen_mm: float) -> float:
    whole_mm = math.dist(box[:3], box[3:])
    return max(min(whole_mm, seen_mm) / _CHORDS, whole_mm / _FINEST)


def layers(data: Data, params: Params) -> Result:
    """Mesh the same for the viewer: one script, in the order of states, then changes."""
    solids: list[cq.Shape] = [brep.from_bytes(data[n]) for n in (*STATES, *CHANGES) if n in data]
    text = packed([scene_solid(shape) for shape in solids])
    return {"js": f'gmp3d.mesh({json.dumps(params["key"])},"{text}");\n'.encode()}, {}
