"""Bodies of the trials: a model run with one number of its specification changed, then measured.

A model that fails then is an observation like any other, kept and not tried again.
"""

from __future__ import annotations

from gmp_cad.build import kernel_bodies
from gmp_cad.build.codec import Data, Params, Result, decode, encode
from gmp_cad.errors import GmpError
from gmp_cad.evidence import Measurement, ModelRun, TrialEvidence


def trial(data: Data, params: Params, trace: Params) -> Result:
    """Run a model with one line changed; nothing to run where the nominal run never read it."""
    nominal = decode(data["nominal"], ModelRun)
    if params["line"] not in nominal.dimensions:
        return _without_shape(TrialEvidence(outcome="unread"), nominal, ())
    try:
        outputs, facts = kernel_bodies.model(data, params, trace)
    except GmpError as error:
        failed = TrialEvidence(outcome="failed", reason=error.message)
        return _without_shape(failed, nominal, tuple(trace["values"]))
    return {"brep": outputs["brep"], "run": outputs["run"]}, facts


def _without_shape(evidence: TrialEvidence, nominal: ModelRun, read: tuple[str, ...]) -> Result:
    reads = {
        "values": list(read),
        "files": list(nominal.files),
        "packages": list(nominal.packages),
    }
    return {"evidence": encode(evidence, TrialEvidence)}, {"reads": reads}


def trial_measures(data: Data, params: Params) -> Result:
    """Measure every line of the specification on what a trial built."""
    if "brep" not in data:
        return {"evidence": data["evidence"]}, {}
    outputs, _ = kernel_bodies.geometry(data, params)
    measurements = decode(outputs["measurements"], tuple[Measurement, ...])
    found = TrialEvidence(outcome="measured", measurements=measurements)
    return {"evidence": encode(found, TrialEvidence)}, {}
