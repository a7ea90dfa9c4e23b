"""Bodies that look at what could be adopted: a script is run, a STEP file is read."""

from __future__ import annotations

from pathlib import Path

from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.evidence.adoption import Offers
from gmp_cad.kernel.scripts.adoption import script_offers, step_offers


def script(_data: Data, params: Params, trace: Params) -> Result:
    """Run a script of the project where it stands; say what it offers."""
    root = Path(trace["root"])
    offers, reads = script_offers(root / params["file"], root, params["expression"])
    return {"offers": encode(offers, Offers)}, {"reads": reads}


def step(_data: Data, params: Params, trace: Params) -> Result:
    """Read a STEP file of the project; say what it offers."""
    offers = step_offers(Path(trace["root"]) / params["file"])
    return {"offers": encode(offers, Offers)}, {
        "reads": {"values": [], "packages": [], "files": {}}
    }
