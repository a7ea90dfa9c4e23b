"""Body of the task that simulates the machining of a part: its dimensions judged, and their tables."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.build.documents.document_bodies import workshop_of
from gmp_cad.build.documents.embedded_bodies import embedded_outputs, part_publisher
from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.checks import manufactured, transfer
from gmp_cad.documents.plan.simulation import SimulationSheets, simulation_document
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import PartGeometry, PhaseState
from gmp_cad.finding import Finding
from gmp_cad.process.proposed import completed, proposed_dimensions
from gmp_cad.process.simulation_plan import PlanScene, simulations
from gmp_cad.spec.operation import ManufacturedDimension


def simulation_study(data: Data, params: Params) -> Result:
    """Judge the manufactured dimensions of a plan, and write the simulation of its machining."""
    scene = PlanScene(
        spec=part_spec(params), plan=process_plan(params), workshop=workshop_of(params),
        states={s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])},
        features=decode(data["geometry"], PartGeometry).features,
    )  # fmt: skip
    axes = simulations(scene)
    proposals = proposed_dimensions(scene, axes)
    # What the simulation proposes is judged, and shown, as what the plan gives itself.
    scene = replace(scene, plan=completed(scene.plan, proposals))
    evidence = manufactured.TransferEvidence(scene=scene, axes=axes)
    findings = (
        *manufactured.active(evidence), *manufactured.held(evidence), *transfer.given(evidence),
        *transfer.chips(evidence), *manufactured.gauges(evidence),
    )  # fmt: skip
    outputs = {
        "findings": encode(findings, tuple[Finding, ...]),
        "proposed": encode(proposals, dict[str, tuple[ManufacturedDimension, ...]]),
    }
    sheets = SimulationSheets(scene=scene, axes=evidence.axes)
    if sheets.shown:
        document = simulation_document(sheets, params["lang"])
        publisher = part_publisher(params, scene.spec, scene.plan)
        outputs |= embedded_outputs(document, publisher, params)
    return outputs, {}
