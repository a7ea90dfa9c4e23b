"""Bodies of the tasks that picture a part in its two states, and write its scene. No kernel."""

from __future__ import annotations

import json

from gmp_cad.documents.site.scene import difference_scene, scene_script
from gmp_cad.drawing.shaded.difference import PartStates, difference_pictures
from gmp_cad.engine.codec import Data, Params, Result
from gmp_cad.evidence import surface_mesh


def pictures(data: Data, params: Params) -> Result:
    """Picture the part before, after, and what differs; outputs are named ``view-shows``."""
    mesh = {
        name: surface_mesh.from_bytes(data[name]) if name in data else None
        for name in ("before", "after", "added", "removed")
    }
    red, green, blue = params["colour"]
    states = PartStates(
        colour=(red, green, blue), lumps=[(came, tuple(box)) for came, box in json.loads(data["lumps"])],
        **mesh,
    )  # fmt: skip
    return {
        f"{seen.view}-{shows}": content
        for seen in difference_pictures(states)
        for shows, content in seen.pictures.items()
    }, {}


def scene(data: Data, params: Params) -> Result:
    """Write the scene: a layer for each solid that its mesh holds, in the same order."""
    held = [name for name in ("before", "after", "added", "removed") if name in data]
    shown = difference_scene(
        params["title"], params["mesh"], held, params["colour"], params["lang"]
    )
    return {"js": scene_script(params["key"], shown, {}, params["lang"])}, {}
