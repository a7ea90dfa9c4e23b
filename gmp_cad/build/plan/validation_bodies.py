"""Body of the task that says whether a plan is final. No kernel."""

from __future__ import annotations

from gmp_cad.build.study_bodies import process_plan
from gmp_cad.checks.validated import PlanVerdicts, validated
from gmp_cad.engine.codec import Data, Params, Result, decode, dump, encode
from gmp_cad.finding import Finding


def plan_status(data: Data, params: Params) -> Result:
    """Judge the status of a plan from the verdicts of every task that judges it."""
    names = {judge: f"findings|{judge}" for judge in params["judges"]}
    verdicts = PlanVerdicts(
        plan=process_plan(params),
        findings=tuple(
            finding for name in names.values() if name in data
            for finding in decode(data[name], tuple[Finding, ...])
        ),
        missing=tuple(judge for judge, name in names.items() if name not in data),
    )  # fmt: skip
    findings = tuple(validated(verdicts))
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "validated": dump(verdicts.validated),
    }, {}
