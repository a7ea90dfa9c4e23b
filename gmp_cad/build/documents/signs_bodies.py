"""Body of the tasks that look for signs that no font of the documents holds. No kernel."""

from __future__ import annotations

from gmp_cad.checks.signs import printed
from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.finding import Finding
from gmp_cad.spec.toml import Source


def signs(_data: Data, params: Params) -> Result:
    """Judge the texts of a subject's files."""
    findings = tuple(
        finding
        for file, text in sorted(params["texts"].items())
        for finding in printed(params["subject"], Source(file, text, lang=params["lang"]))
    )
    return {"findings": encode(findings, tuple[Finding, ...])}, {}
