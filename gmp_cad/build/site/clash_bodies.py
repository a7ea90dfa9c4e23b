"""Bodies of the tasks that draw interferences and put them on a page. No kernel."""

from __future__ import annotations

import json

from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.product.interference_page import Shown, interference_page
from gmp_cad.drawing.shaded.clash import GHOSTS, RED, clash_picture
from gmp_cad.drawing.shaded.scene import Body
from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.evidence import surface_mesh


def picture(data: Data, params: Params) -> Result:
    """Draw two placed parts as ghosts, and their common solid in red, in the product's frame."""
    ghosts = [
        Body(mesh=surface_mesh.from_bytes(data[name]), colour=colour, matrix=params[name])
        for name, colour in zip("ab", GHOSTS, strict=True)
    ]
    common = Body(mesh=surface_mesh.from_bytes(data["common"]), colour=RED)
    return {"png": clash_picture(ghosts, common)}, {}


def page(data: Data, params: Params) -> Result:
    """Write the page of the dossier, without its pictures."""
    shown = Shown(
        told=json.loads(data["interference"]), said=params["said"], chapter=params["chapter"]
    )
    document = interference_page(shown, params["lang"])
    return {"embedded": encode(document, EmbeddedDocument)}, {}
