"""Bodies of the tasks that compute and judge the clamping of a phase. No kernel."""

from __future__ import annotations

from gmp_cad.build.codec import Data, Params, Result, encode
from gmp_cad.build.document_bodies import phase_work, workshop_of
from gmp_cad.checks import holding
from gmp_cad.documents.phase_gauges import gauge_titles
from gmp_cad.finding import Finding
from gmp_cad.process.clamping import ClampingStudy, clamping_study
from gmp_cad.process.operations import operation_rows


def clamping(data: Data, params: Params) -> Result:
    """Compute the clamping of a phase and judge it (CP16)."""
    work = phase_work(data, params)
    workshop = workshop_of(params)
    rows = operation_rows(work, workshop, gauge_titles(work, workshop, params["lang"]))
    study = clamping_study(work, rows)
    findings = tuple(holding.held(work.spec.name, work.phase, study))
    return {
        "study": encode(study, ClampingStudy),
        "findings": encode(findings, tuple[Finding, ...]),
    }, {}
