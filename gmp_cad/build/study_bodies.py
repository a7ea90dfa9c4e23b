"""Bodies of the tasks that judge: evidence and specification in, findings out. No kernel."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from gmp_cad.build.assembly.interference_record import interference_files
from gmp_cad.build.assembly.mass_record import part_mass_json
from gmp_cad.build.assembly.relation_bodies import BOUNDS
from gmp_cad.build.proposals import with_proposals
from gmp_cad.build.results.report import target_json
from gmp_cad.checks import (
    clearance,
    coherence,
    contract,
    dimension,
    driven,
    fit,
    geometric,
    interference,
    joint,
    material_side,
    model,
    motion,
    placement,
    process_proof,
    product,
    soundness,
    thread,
)
from gmp_cad.checks import coverage as coverage_checks
from gmp_cad.documents.bom import BomRow, bom_rows, bom_tab
from gmp_cad.documents.office.tab import tab_csv
from gmp_cad.documents.part import coverage
from gmp_cad.engine.codec import Data, Params, Result, decode, dump, encode
from gmp_cad.errors import Problem
from gmp_cad.evidence import (
    AssemblyPosition,
    Closure,
    GeometricMeasurement,
    MassProperties,
    Measurement,
    ModelRun,
    PartGeometry,
    Removal,
    SolidBounds,
    Sweep,
    TrialEvidence,
)
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.literals import Literal, literals
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import Assembly, ProductSpec
from gmp_cad.spec.targets import Condition, Direction, targets
from gmp_cad.spec.toml import Source, parse
from gmp_cad.standards.materials import Material, database

Problems = tuple[Problem, ...]


def part_spec(params: Params) -> PartSpec:
    """Return the specification of a task's part from the text of its file."""
    known = database().extended(decode(params["materials"].encode(), tuple[Material, ...]))
    return parse(params["spec"], params["spec_file"], PartSpec, known, params["lang"]).model_copy(
        update={"name": params["part"]}
    )


def process_plan(params: Params) -> ProcessPlan:
    """Return the process plan of a task's part from the text of its file."""
    plan = parse(params["plan"], params["plan_file"], ProcessPlan, lang=params["lang"])
    return plan.model_copy(update={"part": params["part"]})


def written_numbers(data: Data, params: Params) -> Result:
    """Find the numbers written in a model; none in what is no Python: it cannot be run either."""
    try:
        text = data["model"].decode("utf-8", errors="replace")
        found = literals(text, params["model_file"], params["numbers"])
    except (SyntaxError, ValueError, RecursionError):
        found = ()
    return {"literals": encode(found, tuple[Literal, ...])}, {}


def part_study(data: Data, params: Params) -> Result:
    """Judge a part: names, dimensions, how the model is written; give its evidence file."""
    spec, run = part_spec(params), decode(data["run"], ModelRun)
    geometry = decode(data["geometry"], PartGeometry)
    measurements = decode(data["measurements"], tuple[Measurement, ...])
    tolerances = decode(data["tolerances"], tuple[GeometricMeasurement, ...])
    sides = decode(data["sides"], dict[str, Direction])
    found = decode(data["literals"], tuple[Literal, ...])
    findings = (
        *dimension.measured(spec, measurements),
        *thread.blanks(spec, measurements),
        *dimension.named(spec, geometry, run.lost_tags, decode(data["problems"], Problems)),
        *geometric.verified(spec, tolerances),
        *dimension.datums(spec, geometry),
        *material_side.sides(spec, sides),
        *coherence.coherent(spec),
        *coherence.envelopes(spec),
        *coherence.applies(spec, geometry),
        *model.numbers(spec, found),
        *model.reproducible(spec, run),
        *model.notes(spec, decode(data["notes"], tuple[Message, ...])),
    )
    mass = decode(data["mass"], MassProperties)
    nominal = targets(spec.dimensions, Condition.NOMINAL, sides)
    built = {name: target_json(target, params["lang"]) for name, target in nominal.items()}
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "evidence": dump(
            part_evidence(mass, (measurements, tolerances), findings, built)
            | part_mass_json(spec, mass)
        ),
    }, {}


def driven_study(data: Data, params: Params) -> Result:
    """Judge which dimensions drive the model, from its trials."""
    measured = decode(data["measurements"], tuple[Measurement, ...])
    evidence = driven.TrialsEvidence(
        spec=part_spec(params),
        run=decode(data["run"], ModelRun),
        nominal={m.dimension: m for m in measured},
        trials={
            name.removeprefix("trial."): decode(content, TrialEvidence)
            for name, content in data.items()
            if name.startswith("trial.")
        },
    )
    return {"findings": encode(tuple(driven.drives(evidence)), tuple[Finding, ...])}, {}


def part_evidence(
    mass: MassProperties,
    seen: tuple[tuple[Measurement, ...], tuple[GeometricMeasurement, ...]],
    findings: tuple[Finding, ...],
    built: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the public ``evidence.json`` of a part; ``built``: at which size each line is built."""
    measurements, tolerances = seen
    status = _statuses(findings, "dimension.measured")
    verified = _statuses(findings, "tolerance.verified")
    return {
        "version": 1,
        "volume_mm3": mass.volume_mm3,
        "area_mm2": mass.area_mm2,
        "mass_kg": mass.mass_kg,
        "centre_of_mass_mm": mass.centre_of_mass_mm,
        "inertia_kg_mm2": mass.inertia_kg_mm2,
        "bounding_box_mm": mass.bounding_box_mm,
        "dimensions": {
            m.dimension: {
                "expected": m.expected,
                "observed": m.observed,
                "unit": m.unit,
                "instances": m.instances,
                "details": {what: {"expected": e, "observed": o} for what, e, o in m.details},
                "status": status.get(m.dimension, Status.SKIP.name),
                "found_by": m.found_by,
                **built[m.dimension],
            }
            for m in measurements
        },
        "tolerances": {
            m.tolerance: {
                "expected": 0.0,
                "observed": m.deviation_mm,
                "unit": "mm",
                "instances": m.instances,
                "exact": {what: {"expected": e, "observed": o} for what, e, o in m.exact},
                "status": verified[m.tolerance],
            }
            for m in tolerances
        },
    }


def _statuses(findings: tuple[Finding, ...], check: str) -> dict[str, str]:
    """Return the status that a check gave to each line, by the line's name."""
    return {f.subject.split(".")[-1]: f.status.name for f in findings if f.check == check}


def part_coverage(data: Data, params: Params) -> Result:
    """Say where each line of the specification arrives, from the verdicts and the drawing."""
    spec = part_spec(params)
    evidence = coverage.CoverageEvidence(
        spec=spec,
        findings=tuple(
            finding
            for name in sorted(data)
            if name.startswith("findings.")
            for finding in decode(data[name], tuple[Finding, ...])
        ),
        features=decode(data["geometry"], PartGeometry).features,
        drawn=frozenset(json.loads(data["drawn"])) if "drawn" in data else None,
        plan=_whole_plan(data, params) if "plan" in params else None,
    )
    lines = coverage.coverage_of(evidence)
    source = Source(params["spec_file"], params["spec"])
    findings = tuple(coverage_checks.covered(spec, lines, source, strict=params["strict"]))
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "coverage": encode(lines, tuple[coverage.CoveredLine, ...]),
    }, {}


def _whole_plan(data: Data, params: Params) -> ProcessPlan:
    """Return the plan with the Cf that the simulation proposes where a phase gives none."""
    plan = process_plan(params)
    if "proposed" not in data:
        return plan
    phases = tuple(with_proposals(phase, data["proposed"], "en") for phase in plan.phases)
    return plan.model_copy(update={"phases": phases})


def process_study(data: Data, params: Params) -> Result:
    """Judge the in-process solids of a plan."""
    plan = process_plan(params)
    removals = decode(data["removals"], tuple[Removal, ...])
    findings = (
        *contract.phase_numbers(plan),
        *process_proof.sound(plan.part, decode(data["problems"], Problems)),
        *process_proof.gouge(plan.part, removals),
        *process_proof.reach(plan.part, removals),
        *process_proof.progress(plan.part, removals),
        *process_proof.closure(plan, decode(data["closure"], Closure)),
    )
    return {"findings": encode(findings, tuple[Finding, ...])}, {}


_OF_AN_ASSEMBLY = (
    placement.placements, soundness.sound, product.quantities, interference.interference, clearance.clearances, motion.motions,
    motion.order, joint.threads, joint.welds, fit.presses, fit.fits,
)  # fmt: skip


def assembly_study(data: Data, params: Params) -> Result:
    """Judge an assembly: placements, solids, quantities, interference, clearances, motions, joints, fits."""
    evidence = assembly_evidence(data, params)
    findings = [finding for judge in _OF_AN_ASSEMBLY for finding in judge(evidence)]
    rows = assembly_bom(evidence, params["lang"])
    return {
        "findings": encode(tuple(findings), tuple[Finding, ...]),
        **interference_files(evidence, params["lang"]),
        "bom": tab_csv(bom_tab(rows, "", params["lang"]), params["lang"]),
        "rows": encode(rows, tuple[BomRow, ...]),
        "evidence": dump(assembly_mass_json(evidence)),
    }, {}


def assembly_mass_json(evidence: product.AssemblyEvidence) -> dict[str, Any]:
    """Return the public ``evidence.json`` of an assembly; no mass while a part is not placed."""
    if product.default_position(evidence).refused:
        return {"version": 1, "mass_kg": None, "centre_of_mass_mm": None}
    mass_kg, centre = product.total_mass(evidence)
    return {"version": 1, "mass_kg": mass_kg, "centre_of_mass_mm": centre}


def assembly_evidence(
    data: Data, params: Params, tight: frozenset[frozenset[str]] = frozenset()
) -> product.AssemblyEvidence:
    """Return what the checks of an assembly look at; ``tight``: see there."""
    kind: type[Assembly] = ProductSpec if params["subject"] == "product" else FixtureSpec
    spec = parse(params["file"], params["file_name"], kind, lang=params["lang"])
    items = [item.name for item in spec.items]
    return product.AssemblyEvidence(
        subject=params["subject"],
        spec=spec,
        parts={name: part_spec(texts) for name, texts in params["parts"].items()},
        positions=decode(data["positions"], tuple[AssemblyPosition, ...]),
        geometry={name: decode(data[f"geometry.{name}"], PartGeometry) for name in items},
        masses={name: decode(data[f"mass.{name}"], MassProperties) for name in items},
        tight=tight,
        bounds={
            alias.removeprefix(BOUNDS): decode(content, SolidBounds)
            for alias, content in data.items()
            if alias.startswith(BOUNDS)
        },
        sweeps=decode(data["sweeps"], tuple[Sweep, ...]) if "sweeps" in data else (),
    )


def assembly_bom(evidence: product.AssemblyEvidence, lang: str) -> tuple[BomRow, ...]:
    """Return the nomenclature of an assembly with the masses observed."""
    folders = {i.part: evidence.parts[i.name] for i in evidence.spec.items if i.part is not None}
    masses = {name: properties.mass_kg for name, properties in evidence.masses.items()}
    counts = Counter(p.item for p in product.default_position(evidence).placements)
    return bom_rows(evidence.spec, folders, masses, counts, lang)
