"""Body of the task that compares a part with its accepted geometry. No kernel."""

from __future__ import annotations

from gmp_cad.checks.baseline import JUDGES, BaselineEvidence
from gmp_cad.documents.part.baseline import fingerprint_of
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.finding import Finding
from gmp_cad.spec.baseline import parse_baseline


def verdict(data: Data, params: Params) -> Result:
    """Judge a part by its baseline, given as its file; without one, say so."""
    accepted = None
    if "baseline" in data:
        text = data["baseline"].decode("utf-8-sig").replace("\r\n", "\n")
        accepted = fingerprint_of(parse_baseline(text, params["file"]))
    evidence = BaselineEvidence(
        subject=params["part"], file=params["file"], accepted=accepted,
        found=decode(data["fingerprint"], Fingerprint),
    )  # fmt: skip
    findings = tuple(found for judge in JUDGES for found in judge(evidence))
    return {"findings": encode(findings, tuple[Finding, ...])}, {}
