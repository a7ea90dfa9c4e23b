"""Bodies of the tasks that compute and judge the clamping of a phase. No kernel."""

from __future__ import annotations

from gmp_cad.build.documents.document_bodies import phase_work, project_header, workshop_of
from gmp_cad.build.documents.embedded_bodies import embedded_outputs, part_publisher
from gmp_cad.build.study_bodies import process_plan
from gmp_cad.checks import holding
from gmp_cad.documents.plan.clamping_note import NoteInput, clamping_document
from gmp_cad.documents.plan.phase_gauges import gauge_titles
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.finding import Finding
from gmp_cad.process.clamping import ClampingStudy, clamping_study
from gmp_cad.process.operations import operation_rows
from gmp_cad.process.tooling import machine_of


def clamping(data: Data, params: Params) -> Result:
    """Compute the clamping of a phase and judge it (CP16)."""
    work = phase_work(data, params)
    workshop = workshop_of(params)
    rows = operation_rows(work, workshop, gauge_titles(work, workshop))
    study = clamping_study(work, rows)
    findings = tuple(holding.held(work.spec.name, work.phase, study))
    return {
        "study": encode(study, ClampingStudy),
        "findings": encode(findings, tuple[Finding, ...]),
    }, {}


def note(data: Data, params: Params) -> Result:
    """Write the clamping calculation of a phase."""
    work = phase_work(data, params)
    shown = NoteInput(
        project=project_header(params), spec=work.spec, phase=work.phase, entering=work.entering,
        machine=machine_of(work.phase, workshop_of(params))[0], fixtures=params["fixtures"],
        study=decode(data["study"], ClampingStudy),
    )  # fmt: skip
    document = clamping_document(shown, params["lang"])
    publisher = part_publisher(params, work.spec, process_plan(params))
    return embedded_outputs(document, publisher, params), {}
