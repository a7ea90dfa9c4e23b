"""Bodies of the tasks that draw and write documents: evidence in, SVG and PDF out. No kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gmp_cad.build.proposals import with_proposals
from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.checks import (
    agreement,
    collision,
    location,
    phase_datums,
    reachable,
    red_surface,
    sequence,
)
from gmp_cad.checks import contract as contract_checks
from gmp_cad.documents.plan import contract
from gmp_cad.documents.plan.contract_sketch import contract_sketch
from gmp_cad.documents.plan.phase_figure import PhaseFigure, phase_sketch_of
from gmp_cad.documents.plan.phase_gauges import gauge_titles
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.drawing import svg
from gmp_cad.drawing.phase.phase_sketch import planned_cuts
from gmp_cad.drawing.shown_tools import shown_poses
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import (
    ClampForce,
    Cut,
    HoldingSign,
    LocatingNormal,
    PhaseState,
    Projection,
    Removal,
    ToolPose,
)
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.holding import holding_signs
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.process.operations import OperationRow, made_later, operation_rows, surface_numbers
from gmp_cad.process.tool_pose import end_poses, phase_tools
from gmp_cad.process.tooling import machine_of
from gmp_cad.spec.product import ProductSpec, Project
from gmp_cad.spec.toml import Source, parse, validate
from gmp_cad.spec.workshop import Workshop, parse_workshop


def project_header(params: Params) -> Project:
    """Return what every header says of the school."""
    return validate(params["project"], Source("parts/product.toml", ""), Project)


def product_spec(params: Params) -> ProductSpec | None:
    """Return the product, if the project has one."""
    text = params["product"]
    if text is None:
        return None
    return parse(text, "parts/product.toml", ProductSpec, lang=params["lang"])


def workshop_of(params: Params) -> Workshop:
    """Return the school's workshop: the packaged one with the project's changes."""
    return parse_workshop(params["workshop"], "workshop.toml", params["lang"])


def phase_work(data: Data, params: Params) -> PhaseWork:
    """Return what the kernel derived of the phase that the task is about."""
    plan = process_plan(params)
    states = {s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])}
    order = ["00", *(str(p.number) for p in plan.phases)]
    index = order.index(params["phase"])
    phase = plan.phases[index - 1]
    if "proposed" in data:
        phase = with_proposals(phase, data["proposed"], params["lang"])
    return PhaseWork(
        spec=part_spec(params), phase=phase,
        entering=states[order[index - 1]], leaving=states[order[index]],
        removals=decode(data["removals"], tuple[Removal, ...]), numbers=surface_numbers(plan),
        later=made_later(plan, phase),
    )  # fmt: skip


def _contract(work: PhaseWork, params: Params) -> contract.Contract:
    workshop = workshop_of(params)
    return contract.Contract(
        project=project_header(params), product=product_spec(params), part=work.spec,
        plan=process_plan(params), phase=work.phase, machine=machine_of(work.phase, workshop)[0],
        rows=operation_rows(work, workshop, gauge_titles(work, workshop)),
        fixtures=params["fixtures"],
    )  # fmt: skip


def phase_study(data: Data, params: Params) -> Result:
    """Judge a phase: the rules of the contrat de phase."""
    work = phase_work(data, params)
    shown = _contract(work, params)
    evidence = contract_checks.PhaseEvidence(
        spec=work.spec, plan=shown.plan, phase=work.phase, entering=work.entering,
        leaving=work.leaving, machine=shown.machine, rows=shown.rows,
        header=contract.contract_header(shown, params["lang"]),
    )  # fmt: skip
    findings = list(contract_checks.header(evidence))
    if work.phase.cuts:  # inspection, deburring, heat treatment locate and cut nothing
        findings += contract_checks.normal_count(evidence)
        findings += location.isostatic(evidence)
        findings += location.harmless(evidence)
        findings += location.raw_surfaces(evidence)
        findings += contract_checks.surfaces_held(evidence)
        findings += red_surface.specified(evidence)
        findings += contract_checks.within_means(evidence)
        findings += sequence.ordered(evidence)
        findings += phase_datums.datums(evidence)
        findings += phase_datums.one_way(evidence)
        findings += reachable.quality(evidence)
        findings += agreement.tools(evidence)
        if work.phase.fixture is None:  # with one, its own study tells
            poses = end_poses(work, phase_tools(work, workshop_of(params)))
            findings += collision.collisions(collision.without_fixture(work, poses))
    findings += reachable.times(evidence)
    return {"findings": encode(tuple(findings), tuple[Finding, ...])}, {}


def _figure(data: Data, params: Params, work: PhaseWork) -> PhaseFigure:
    normals = place_normals(work.phase, work.entering)
    clamps = place_clamps(work.phase, work.entering)
    return PhaseFigure(
        work=work, views=decode(data["views"], tuple[Projection, ...]), normals=normals,
        clamps=clamps, lang=params["lang"], holding=_holding(work, normals, clamps),
        cuts=decode(data["cuts"], tuple[Projection, ...]) if "cuts" in data else (),
        fixture=decode(data["fixture"], tuple[Projection, ...]) if "fixture" in data else (),
    )  # fmt: skip


def _holding(
    work: PhaseWork, normals: tuple[LocatingNormal, ...], clamps: tuple[ClampForce, ...]
) -> tuple[HoldingSign, ...]:
    """Return the technological signs; none where part 1 is asked for or no workholder is designed."""
    designed = work.phase.workholding or work.phase.fixture
    if work.phase.symbols == "geometric" or not designed:
        return ()
    return holding_signs(work.phase, normals, clamps, work.entering)


def shown_tools(
    work: PhaseWork, rows: Sequence[OperationRow], workshop: Workshop
) -> tuple[tuple[ToolPose, str], ...]:
    """Return the tools that the sketch shows, with their numbers in the table of operations.

    The one that tells most is first. ``rows``: the whole table, that of the location first.
    """
    poses = end_poses(work, phase_tools(work, workshop))
    chosen = shown_poses(poses, work.phase.operations)
    first = shown_poses(poses, work.phase.operations, 1)
    return tuple(
        (pose, f"T{rows[1 + pose.operation].offset.split('/')[0]}")
        for pose in dict.fromkeys((*first, *chosen))
    )


def phase_cuts(data: Data, params: Params) -> Result:
    """Say which local sections the sketch of a phase needs."""
    sketch = phase_sketch_of(_figure(data, params, phase_work(data, params)))
    cuts = tuple(local.cut for local in planned_cuts(sketch))
    return {"request": encode(cuts, tuple[Cut, ...])}, {}


def contract_sheet(data: Data, params: Params) -> Result:
    """Draw the sketch of a phase and write its contract."""
    work = phase_work(data, params)
    shown = _contract(work, params)
    lang = params["lang"]
    figure = replace(
        _figure(data, params, work), tools=shown_tools(work, shown.rows, workshop_of(params))
    )
    sketch = contract_sketch(shown, phase_sketch_of(figure), lang)
    shown = replace(shown, phase=work.phase.model_copy(update={"sheet": sketch.sheet}))
    text = svg.to_svg(sketch.drawing)
    alt = Message("sketch of phase {phase}", phase=params["phase"]).say(lang)
    picture = Picture(svg=text, alt=alt)
    context = contract.contract_context(
        shown, picture, f"{work.spec.name}-{params['phase']}.svg", lang
    )
    return {
        "svg": text.encode(),
        "pdf": contract.contract_pdf(shown, picture, params["templates"], lang),
        "context": encode(context, dict[str, Any]),
    }, {}
