"""The body that judges a part's STEP file as a fresh reader found it. No kernel."""

from __future__ import annotations

from gmp_cad.build.study_bodies import part_spec
from gmp_cad.checks import pmi
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import PartGeometry, PmiOmission, StepModel
from gmp_cad.finding import Finding


def read_back(data: Data, params: Params) -> Result:
    """Compare what was read from the written file with the specification, line by line."""
    findings = pmi.read_back(
        part_spec(params),
        decode(data["geometry"], PartGeometry),
        decode(data["model"], StepModel),
        decode(data["omissions"], tuple[PmiOmission, ...]),
    )
    return {"findings": encode(tuple(findings), tuple[Finding, ...])}, {}
