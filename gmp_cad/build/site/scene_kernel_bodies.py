"""Bodies of the tasks that mesh solids for the page's viewer: scripts that the page loads."""

from __future__ import annotations

import json

import cadquery as cq

from gmp_cad.build.site.clash_kernel_bodies import shared_solid
from gmp_cad.engine.codec import Data, Params, Result
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.scene import packed, scene_solid


def solid(data: Data, params: Params) -> Result:
    """Mesh one solid."""
    return {"js": _script(params["key"], [brep.from_bytes(data["brep"])])}, {}


def clashes(data: Data, params: Params) -> Result:
    """Mesh the common solids of the pairs that interfere, in their order, in the product's frame."""
    found = [
        shared_solid(data.get(f"common.{rank}"), shared["frame"], shared["box_mm"])
        for rank, shared in enumerate(params["shared"])
    ]
    return {"js": _script(params["key"], found)}, {}


def _script(key: str, shapes: list[cq.Shape]) -> bytes:
    text = packed([scene_solid(shape) for shape in shapes])
    return f'gmp3d.mesh({json.dumps(key)},"{text}");\n'.encode()
