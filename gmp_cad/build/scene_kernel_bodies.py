"""Bodies of the tasks that mesh solids for the page's viewer: scripts that the page loads."""

from __future__ import annotations

import json

import cadquery as cq

from gmp_cad.build.codec import Data, Params, Result, decode
from gmp_cad.evidence import AssemblyPosition
from gmp_cad.kernel import brep
from gmp_cad.kernel.interference import PairMemo
from gmp_cad.kernel.scene import packed, scene_solid

_NOT_SOLIDS = ("positions", "clashes")


def solid(data: Data, params: Params) -> Result:
    """Mesh one solid."""
    return {"js": _script(params["key"], [brep.from_bytes(data["brep"])])}, {}


def clashes(data: Data, params: Params) -> Result:
    """Mesh the common solids of the pairs of placements that must not overlap, in their order."""
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    shapes = {
        alias: brep.from_bytes(content)
        for alias, content in data.items()
        if alias not in _NOT_SOLIDS
    }
    memo = PairMemo(shapes)
    found = []
    for clash in json.loads(data["clashes"]):
        placed = {p.name: p for p in positions[clash["position"]].placements}
        found.append(memo.common(placed[clash["a"]], placed[clash["b"]]))
    return {"js": _script(params["key"], [solid for solid in found if solid is not None])}, {}


def _script(key: str, shapes: list[cq.Shape]) -> bytes:
    text = packed([scene_solid(shape) for shape in shapes])
    return f'gmp3d.mesh({json.dumps(key)},"{text}");\n'.encode()
