"""Body of the task that computes what a part is recognised by."""

from __future__ import annotations

from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import MassProperties, Measurement, PartGeometry
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.kernel import brep
from gmp_cad.kernel.fingerprints import fingerprint as kernel
from gmp_cad.kernel.measuring.features import spec_names
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source, validate


def fingerprint(data: Data, params: Params) -> Result:
    """Compute the fingerprint of a part from its B-rep and what was observed on it."""
    spec = validate(params["spec"], Source("spec.toml", ""), PartSpec)
    matter = kernel.Matter(material=params["material"], density_kg_m3=params["density_kg_m3"])
    found = kernel.fingerprint(
        brep.from_bytes(data["brep"]),
        kernel.Observed(
            geometry=decode(data["geometry"], PartGeometry),
            measurements=decode(data["measurements"], tuple[Measurement, ...]),
            properties=decode(data["mass"], MassProperties),
        ),
        matter,
        tuple(spec_names(spec)),
    )
    return {"fingerprint": encode(found, Fingerprint)}, {}
