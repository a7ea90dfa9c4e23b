"""Bodies of the tasks that judge parts and assemblies built at their limits. No kernel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from gmp_cad.build.assembly.interference_record import interference_files
from gmp_cad.build.assembly.mass_record import part_mass_json
from gmp_cad.build.results.report import target_json
from gmp_cad.build.study_bodies import (
    assembly_evidence,
    assembly_mass_json,
    part_evidence,
    part_spec,
)
from gmp_cad.checks import (
    clearance,
    dimension,
    fit,
    fit_solid,
    interference,
    joint,
    placement,
    product,
    soundness,
)
from gmp_cad.checks.engagement import SIZE_MM
from gmp_cad.checks.mating import Pair, pair_of
from gmp_cad.engine.codec import Data, Params, Result, decode, dump, encode
from gmp_cad.evidence import (
    AssemblyPosition,
    FaceGeometry,
    MassProperties,
    Measurement,
    PartGeometry,
)
from gmp_cad.finding import Finding
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Fit, published_fit
from gmp_cad.spec.size import Kind, Role
from gmp_cad.spec.targets import Condition, Direction, Target, at, targets

_PARALLEL = 1e-6


def part_limit_study(data: Data, params: Params) -> Result:
    """Judge a part at a condition: its dimensions against their targets; list what stayed nominal."""
    spec = part_spec(params)
    sides = decode(data["sides"], dict[str, Direction])
    found = targets(spec.dimensions, Condition(params["condition"]), sides)
    measurements = decode(data["measurements"], tuple[Measurement, ...])
    findings = tuple(dimension.measured(_judged(at(spec, found)), measurements))
    mass = decode(data["mass"], MassProperties)
    built = {name: target_json(target, params["lang"]) for name, target in found.items()}
    evidence = part_evidence(mass, (measurements, ()), findings, built)
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "evidence": dump(evidence | part_mass_json(spec, mass)),
        "targets": encode(found, dict[str, Target]),
    }, {}


def _judged(spec: PartSpec) -> PartSpec:
    """Return the specification without reference dimensions: they follow from what has moved."""
    lines = {n: d for n, d in spec.dimensions.items() if d.size.role is not Role.REFERENCE}
    return spec.model_copy(update={"dimensions": lines})


def fits_study(data: Data, params: Params) -> Result:
    """Judge the fits of an assembly on solids at the limits; give its ``fits.json``."""
    evidence = assembly_evidence(data, params)
    limits = _limits(data, params, evidence)
    findings = tuple(fit_solid.solid_fits(evidence, limits))
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "fits": dump(_fits(evidence, limits, params["lang"])),
    }, {}


def assembly_limit_study(data: Data, params: Params) -> Result:
    """Judge an assembly at a condition: overlaps that no joint or fit explains, gaps, welds, fits."""
    placed = assembly_evidence(data, params)
    limits = _limits(data, params, placed)
    tight = frozenset(pair for limit in limits for pair in fit_solid.tight_pairs(placed, limit))
    evidence = assembly_evidence(data, params, tight)
    findings = (
        *placement.placements(evidence),
        *soundness.sound(evidence),
        *interference.interference(evidence),
        *clearance.clearances(evidence),
        *joint.welds(evidence),
        *fit_solid.solid_fits(evidence, limits),
    )
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "fits": dump(_fits(evidence, limits, params["lang"])),
        **interference_files(evidence, params["lang"]),
        "evidence": dump(assembly_mass_json(evidence)),
    }, {}


def _limits(
    data: Data, params: Params, evidence: product.AssemblyEvidence
) -> tuple[fit_solid.AtLimit, ...]:
    return tuple(_at_limit(data, evidence, Condition(name)) for name in params["conditions"])


def _at_limit(
    data: Data, evidence: product.AssemblyEvidence, condition: Condition
) -> fit_solid.AtLimit:
    geometry = {
        item.name: decode(data[f"{condition}.geometry.{item.name}"], PartGeometry)
        for item in evidence.spec.items
    }
    lines = {line for f in evidence.spec.fits for line in (f.hole, f.shaft)}
    measured = {
        name: _by_line(decode(data[f"{condition}.measurements.{name}"], tuple[Measurement, ...]))
        for name in evidence.parts
    }
    sizes = {}
    for line in sorted(lines):
        item, _, name = line.partition(".")
        found = measured[item].get(name, ()) if item in measured else ()
        sizes[line] = found or tuple(_standard_sizes(evidence, line, geometry))
    return fit_solid.AtLimit(
        condition=condition, sizes=sizes, geometry=geometry,
        positions=decode(data[f"{condition}.positions"], tuple[AssemblyPosition, ...]),
    )  # fmt: skip


def _by_line(measurements: Sequence[Measurement]) -> dict[str, tuple[float, ...]]:
    return {m.dimension: m.instances for m in measurements if m.outcome == "measured"}


def _standard_sizes(
    evidence: product.AssemblyEvidence, line: str, geometry: Mapping[str, PartGeometry]
) -> Iterator[float]:
    """Yield the diameters, or widths, of a standard part within the limits of its published size."""
    owner, _, name = line.partition(".")
    item = evidence.spec.item(owner)
    size = published_fit(item.standard, name) if item and item.standard else None
    if size is None or size.limits is None:
        return
    lower, upper = size.limits
    faces = geometry[owner].faces
    for found in _diameters(faces, name) if size.kind is Kind.DIAMETER else _widths(faces):
        if lower - SIZE_MM <= found <= upper + SIZE_MM:
            yield found


def _diameters(faces: Sequence[FaceGeometry], name: str) -> Iterator[float]:
    """Yield the diameters of the outside cylinders; of the inside ones for a ``bore``."""
    for face in faces:
        if face.surface == "cylinder" and face.hollow == (name == "bore"):
            yield 2 * face.radius_mm


def _widths(faces: Sequence[FaceGeometry]) -> Iterator[float]:
    """Yield the distances of parallel planes with material between them."""
    planes = [face for face in faces if face.surface == "plane"]
    for a, b in combinations(planes, 2):
        if math.dist(a.direction, [-c for c in b.direction]) < _PARALLEL:
            width = sum((p - q) * n for p, q, n in zip(a.point, b.point, a.direction, strict=True))
            if width > 0:
                yield width


def _fits(
    evidence: product.AssemblyEvidence, limits: Sequence[fit_solid.AtLimit], lang: str
) -> dict[str, Any]:
    """Return the public ``fits.json``: each declared fit on paper, in place and on solids."""
    return {
        "version": 1,
        "fits": [_fit(evidence, f, limits, lang) for f in evidence.spec.fits],
    }


def _fit(
    evidence: product.AssemblyEvidence,
    declared: Fit,
    limits: Sequence[fit_solid.AtLimit],
    lang: str,
) -> dict[str, Any]:
    pair, place = pair_of(evidence, declared), fit.engaged(evidence, declared)
    found: dict[str, Any] = {"hole": declared.hole, "shaft": declared.shaft}
    if isinstance(pair, Pair):
        low, high = pair.limits_um
        use = fit.usage(pair)
        found |= {
            "hole_size": pair.hole.text.say(lang),
            "shaft_size": pair.shaft.text.say(lang),
            "kind": fit.kind_of(low, high),
            "usage": use.say(lang) if use else None,
            "paper": {"clearance_um": {"min": low, "max": high}},
        }
    seen = [s for limit in limits if (s := fit_solid.solid_fit(evidence, declared, limit))]
    return found | {
        "engaged_mm": place.length_mm if place else None,
        "engaged_depth_mm": place.depth_mm if place else None,
        "offset_mm": place.offset_mm if place else None,
        "solid": {
            s.condition: {
                "hole_mm": s.hole_mm,
                "shaft_mm": s.shaft_mm,
                "clearance_um": s.clearance_um,
            }
            for s in seen
        },
    }
