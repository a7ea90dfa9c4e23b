"""Body of the task that orders the operations of a plan: constraints judged, and their document."""

from __future__ import annotations

from gmp_cad.build.documents.document_bodies import workshop_of
from gmp_cad.build.documents.embedded_bodies import embedded_outputs, part_publisher
from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.checks import precedence as precedence_checks
from gmp_cad.documents.plan import precedence
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import PartGeometry
from gmp_cad.finding import Finding
from gmp_cad.process.elementary import elementary_operations
from gmp_cad.process.precedence_rules import OrderedPart


def order_study(data: Data, params: Params) -> Result:
    """Judge the order of a plan's operations, and write their analysis."""
    plan, lang = process_plan(params), params["lang"]
    machines = {machine.id: str(machine.kind) for machine in workshop_of(params).machines}
    part = OrderedPart(
        spec=part_spec(params), geometry=decode(data["geometry"], PartGeometry), plan=plan,
        operations=elementary_operations(plan, machines),
    )  # fmt: skip
    outputs = {"findings": encode(tuple(precedence_checks.ordered(part)), tuple[Finding, ...])}
    if part.operations:
        document = precedence.order_document(precedence.OrderAnalysis(part=part), lang)
        outputs |= embedded_outputs(document, part_publisher(params, part.spec, plan), params)
    return outputs, {}
