"""Body of the task that draws an interference. No kernel."""

from __future__ import annotations

from gmp_cad.build.codec import Data, Params, Result
from gmp_cad.drawing.shaded.clash import GHOSTS, RED, clash_picture
from gmp_cad.drawing.shaded.scene import Body
from gmp_cad.evidence import surface_mesh


def picture(data: Data, params: Params) -> Result:
    """Draw two placed parts as ghosts, and their common solid in red, in the product's frame."""
    ghosts = [
        Body(mesh=surface_mesh.from_bytes(data[name]), colour=colour, matrix=params[name])
        for name, colour in zip("ab", GHOSTS, strict=True)
    ]
    common = Body(mesh=surface_mesh.from_bytes(data["common"]), colour=RED)
    return {"png": clash_picture(ghosts, common)}, {}
