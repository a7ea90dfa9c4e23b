"""The body that compares the two solids of a part."""

from __future__ import annotations

from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.evidence.solid_difference import SolidDifference
from gmp_cad.kernel import brep
from gmp_cad.kernel.fingerprints.material import material_change


def material(data: Data, params: Params) -> Result:
    """Give what came and what went: in numbers, and as solids where something did."""
    found = material_change(
        brep.from_bytes(data["before"]), brep.from_bytes(data["after"]),
        exact=params.get("exact", True),
    )  # fmt: skip
    outputs = {"material": encode(found.difference, SolidDifference)}
    for name, shape in (("added", found.added), ("removed", found.removed)):
        if shape is not None:
            outputs[name] = brep.to_bytes(shape)
    return outputs, {}
