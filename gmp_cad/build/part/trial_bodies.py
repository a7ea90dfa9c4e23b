"""Bodies of the trials: a model run with one number of its specification changed, then measured.

A model that fails then is an observation like any other, kept and not tried again.
"""

from __future__ import annotations

from gmp_cad.build import kernel_bodies
from gmp_cad.checks.dimension import wrong_values
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import Measurement, ModelRun, TrialEvidence
from gmp_cad.evidence.reads import Reads


def trial(data: Data, params: Params, trace: Params) -> Result:
    """Run a model with one line changed; nothing to run where the nominal run never read it."""
    nominal = decode(data["nominal"], ModelRun)
    if params["line"] not in nominal.dimensions:
        return _without_shape(
            TrialEvidence(outcome="unread"), Reads(values=(), packages=(), files={})
        )
    try:
        outputs, facts = kernel_bodies.model(data, params, trace)
    except kernel_bodies.FailedRunError as error:
        failed = TrialEvidence(outcome="failed", reason=error.message)
        return _without_shape(failed, error.reads)
    return {"brep": outputs["brep"], "run": outputs["run"]}, facts


def _without_shape(evidence: TrialEvidence, reads: Reads) -> Result:
    return {"evidence": encode(evidence, TrialEvidence)}, {"reads": reads}


def trial_measures(data: Data, params: Params) -> Result:
    """Measure every line of the specification on what a trial built."""
    if "brep" not in data:
        return {"evidence": data["evidence"]}, {}
    found = TrialEvidence(
        outcome="measured",
        measurements=_measured(data["brep"], data["run"], params),
        there_before=_there_before(data, params),
    )
    return {"evidence": encode(found, TrialEvidence)}, {}


def _measured(brep: bytes, run: bytes, params: Params) -> tuple[Measurement, ...]:
    outputs, _ = kernel_bodies.geometry({"brep": brep, "run": run}, params)
    return decode(outputs["measurements"], tuple[Measurement, ...])


def _there_before(data: Data, params: Params) -> bool:
    """Tell whether the unchanged part shows the changed number: only what is found by size can."""
    line = params["line"]
    nominal = decode(data["measurements"], tuple[Measurement, ...])
    if not any(m.dimension == line and m.found_by == "size" for m in nominal):
        return False
    seen = _measured(data["nominal_brep"], data["nominal_run"], params)
    (own,) = (m for m in seen if m.dimension == line)
    return own.outcome == "measured" and not wrong_values(own)
