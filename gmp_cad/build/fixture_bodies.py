"""Bodies of the tasks that plan, judge and document a fixture. No kernel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gmp_cad.build.codec import Data, Params, Result, decode, encode
from gmp_cad.build.document_bodies import project_header, workshop_of
from gmp_cad.build.study_bodies import assembly_evidence, part_spec, process_plan
from gmp_cad.checks import collision, fixture_table, product
from gmp_cad.checks import fixture as fixture_checks
from gmp_cad.checks.fixture_bush import drill_bushes
from gmp_cad.documents import fixture_dossier as dossiers
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.embedded import EmbeddedDocument, Publisher, document_pdf
from gmp_cad.documents.picture import Picture
from gmp_cad.drawing import outline, svg
from gmp_cad.evidence import PhaseState, Placement, Projection, Removal, ToolPose
from gmp_cad.evidence.fixture import FixtureContacts, LoadingPath, ToolClearance
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.fixture_bush import bushes, guided_holes, guides, stands
from gmp_cad.process.fixture_cost import fixture_cost
from gmp_cad.process.fixture_table import TableStanding
from gmp_cad.process.holder_clearance import holder_clearances
from gmp_cad.process.holding_fixture import HoldingFixture, loading_request
from gmp_cad.process.locating import place_normals
from gmp_cad.process.operations import surface_numbers
from gmp_cad.process.tool_pose import end_poses, phase_tools
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.toml import parse

_PICTURE_MM = (170.0, 105.0)


def fixture_plan(data: Data, params: Params) -> Result:
    """Say how the workpiece comes in, and which way the tools take."""
    work, spec = _work(data, params), _spec(params)
    request = loading_request(spec, place_normals(work.phase, work.entering))
    poses = end_poses(work, phase_tools(work, workshop_of(params)))
    return {
        "request": json.dumps(request, sort_keys=True).encode(),
        "poses": encode(poses, tuple[ToolPose, ...]),
        "guides": json.dumps(guides(spec, work.phase), sort_keys=True).encode(),
    }, {}


def fixture_study(data: Data, params: Params) -> Result:
    """Judge a fixture: contacts, isostatism, the way in, base, table, and CP17 for its phase."""
    evidence = assembly_evidence(data, params)
    holding = _holding(data, params, evidence)
    workshop = workshop_of(params)
    found = enumerate(phase_tools(holding.work, workshop))
    tools = {i: tool for i, tool in found if tool is not None}
    placed = bushes(holding.spec, evidence.geometry, _placements(evidence))
    findings = [
        *fixture_checks.judged(holding),
        *drill_bushes(holding.spec.name, tuple(guided_holes(holding, placed, tools))),
        *fixture_table.standing(
            _standing(evidence, holding.spec),
            AXES[holding.phase.spindle],
            stands(holding.spec, holding.phase, workshop.machines),
        ),
        *collision.collisions(_collision(holding, params)),
    ]
    return {"findings": encode(tuple(findings), tuple[Finding, ...])}, {}


def fixture_dossier(data: Data, params: Params) -> Result:
    """Write the dossier of a fixture."""
    evidence, lang = assembly_evidence(data, params), params["lang"]
    holding = _holding(data, params, evidence)
    mass, _ = product.total_mass(evidence)
    (view,) = decode(data["views"], tuple[Projection, ...])
    alt = Message("isometric view").say(lang)
    masses = {name: properties.mass_kg for name, properties in evidence.masses.items()}
    shown = dossiers.FixtureDossier(
        holding=holding, table=_standing(evidence, holding.spec), mass_kg=mass,
        bom=decode(data["rows"], tuple[BomRow, ...]),
        cost=fixture_cost(holding.spec, evidence.parts, masses, workshop_of(params).machines),
        findings=decode(data["findings"], tuple[Finding, ...]),
        picture=Picture(svg=svg.to_svg(outline.outline(view, *_PICTURE_MM)), alt=alt),
        plan=process_plan(_workpiece(params)),
    )  # fmt: skip
    project, identity = project_header(params), holding.spec.fixture
    publisher = Publisher(
        affair=project.affair, owner=project.owner, number=f"{identity.number} — {identity.revision}",
        author=project.author, date=project.date,
    )  # fmt: skip
    document = dossiers.fixture_document(shown, lang)
    said = (("svg", Message("Assembly drawing")), ("svg2", Message("Exploded view")))
    sheets = [Picture(svg=data[n].decode(), alt=text.say(lang)) for n, text in said if n in data]
    alone = dossiers.with_drawing(document, sheets)
    return {
        "pdf": document_pdf(alone, publisher, params["templates"], lang),
        "embedded": encode(document, EmbeddedDocument),
    }, {}


def _spec(params: Params) -> FixtureSpec:
    spec = parse(params["file"], params["file_name"], FixtureSpec, lang=params["lang"])
    return spec.model_copy(update={"name": params["subject"]})


def _workpiece(params: Params) -> dict[str, Any]:
    return {**params["workpiece"], "plan": params["plan"], "plan_file": params["plan_file"]}


def _work(data: Data, params: Params) -> PhaseWork:
    texts = _workpiece(params)
    plan = process_plan(texts)
    states = {s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])}
    order = ["00", *(str(p.number) for p in plan.phases)]
    index = order.index(params["phase"])
    return PhaseWork(
        spec=part_spec(texts), phase=plan.phases[index - 1],
        entering=states[order[index - 1]], leaving=states[order[index]],
        removals=decode(data["removals"], tuple[Removal, ...]), numbers=surface_numbers(plan),
    )  # fmt: skip


def _holding(data: Data, params: Params, evidence: product.AssemblyEvidence) -> HoldingFixture:
    spec = _spec(params)
    return HoldingFixture(
        spec=spec, work=_work(data, params),
        found=decode(data["contacts"], FixtureContacts),
        loading=decode(data["loading"], LoadingPath),
        clearances=decode(data["clearances"], tuple[ToolClearance, ...]),
        **_base(spec, evidence),
    )  # fmt: skip


def _base(spec: FixtureSpec, evidence: product.AssemblyEvidence) -> dict[str, Any]:
    """Return length and width of the base, and its least thickness at the lower limit (mm)."""
    if spec.base is None:
        return {}
    item, _, line = spec.base.thickness.partition(".")
    box = evidence.masses[item].bounding_box_mm
    sides = sorted((box[k + 3] - box[k] for k in range(3)), reverse=True)
    dimension = evidence.parts[item].dimensions[line]
    least = dimension.limits[0] if dimension.limits else dimension.nominal
    return {"base_mm": (sides[0], sides[1]), "thickness_mm": least}


def _standing(evidence: product.AssemblyEvidence, spec: FixtureSpec) -> TableStanding:
    return TableStanding(
        spec=spec, parts=evidence.parts, geometry=evidence.geometry,
        placements=_placements(evidence),
    )  # fmt: skip


def _placements(evidence: product.AssemblyEvidence) -> Sequence[Placement]:
    return product.default_position(evidence).placements


def _held_fast(work: PhaseWork, params: Params) -> tuple[ToolClearance, ...]:
    """Return how near the tools that do not turn come to the jaws: the workpiece turns with them."""
    poses = end_poses(work, phase_tools(work, workshop_of(params)))
    fast = [pose for pose in poses if pose.body.motion == "fixed"]
    return holder_clearances(work, fast) if work.phase.turning else ()


def _collision(holding: HoldingFixture, params: Params) -> collision.CollisionEvidence:
    phase = holding.phase
    return collision.CollisionEvidence(
        subject=f"{params['workpiece']['part']}.{phase.id}", where=phase.where,
        held={
            name: [feature for contact in found for feature in contact.on]
            for name, found in holding.contacts.items()
        },
        made=collision.surfaces_made(holding.work),
        clearances=(*holding.clearances, *_held_fast(holding.work, params)),
        rows=collision.rows_of(phase),
    )  # fmt: skip
