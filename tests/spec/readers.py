"""All that reads the files of a project without a kernel, run on one valid value of them.

What is said here need not be right: names are given to made-up faces. It must only be said, in both
languages, without an error.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import gmp_cad.checks
from gmp_cad.build.part.slices import plan_slice, pmi_slice, spec_slice, verified_slice
from gmp_cad.checks import coherence, coverage, dimension, geometric, material_side, pmi_expected
from gmp_cad.documents.part.baseline import baseline_text, fingerprint_of
from gmp_cad.documents.part.coverage import CoverageEvidence, coverage_of
from gmp_cad.documents.part.coverage_table import coverage_table
from gmp_cad.documents.part.dimension_table import dimension_rows, plain_row
from gmp_cad.documents.plan.gamme import stock_text, workholder_text
from gmp_cad.drawing.callouts_of import annotations_of
from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry
from gmp_cad.evidence.geometry_change import geometry_changes
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.size_limits import size_limits
from gmp_cad.spec import notation
from gmp_cad.spec.baseline import Baseline, parse_baseline
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec, named_ends
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import Assembly, ProductSpec
from gmp_cad.spec.project import load_project
from gmp_cad.spec.references import Named, assembly_problems, fixture_problems, plan_problems
from gmp_cad.spec.size import print_size
from gmp_cad.spec.targets import Condition, at, direction, targets
from gmp_cad.spec.toml import Source
from gmp_cad.spec.trial import trials, tried
from gmp_cad.spec.values import by_name, value_from_json, value_to_json, values_of
from gmp_cad.spec.workshop import Workshop

ROOT = Path(__file__).parents[2]
LANGUAGES = ("fr", "en")
for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
    importlib.import_module(f"gmp_cad.checks.{module.name}")


@cache
def example() -> Any:
    """The example project: what the files under test are read together with."""
    return load_project(ROOT)


def read_on(found: object, text: str) -> None:
    """Run every reader of the value; ``text`` is that of its file."""
    for kind, readers in READERS.items():
        if isinstance(found, kind):
            for reader in readers:
                reader(found, text)


def said(findings: Iterable[Finding]) -> None:
    for finding in findings:
        for lang in LANGUAGES:
            assert finding.message.say(lang)
            assert finding.hint is None or finding.hint.say(lang)


# ---- a part ----


def _values(spec: PartSpec, _text: str) -> None:
    values = by_name(values_of(spec))
    assert list(values) == list(spec.dimensions)
    for value in values.values():
        stored = json.loads(json.dumps(value_to_json(value), allow_nan=False))
        assert value_from_json(stored) == value
    for slice_ in (spec_slice, verified_slice, pmi_slice):
        json.dumps(slice_(spec), allow_nan=False)


def _targets(spec: PartSpec, _text: str) -> None:
    for observed in ("hole", "shaft", None):
        reason = None if observed else Message("it was not observed")
        sides = {n: direction(d, observed, reason) for n, d in spec.dimensions.items()}
        said(material_side.sides(spec, sides))
        for condition in Condition:
            found = targets(spec.dimensions, condition, sides)
            values_of(at(spec, found))
            for name, target in found.items() if condition is not Condition.NOMINAL else ():
                low, high = spec.dimensions[name].limits or (target.value,) * 2
                assert low <= target.value <= high or target.reason is not None
    for trial in trials(spec):
        values_of(tried(spec, trial))


def _notation(spec: PartSpec, _text: str) -> None:
    for line in spec.dimensions.values():
        for lang in LANGUAGES:
            assert notation.parse(print_size(line.size, lang)) == line.size
    for tolerance in spec.tolerances.values():
        assert tolerance.frame_text("fr")


def _tables(spec: PartSpec, _text: str) -> None:
    shape = faces_for(spec)
    for lang in LANGUAGES:
        for row in dimension_rows(spec, (), (), {}, lang):
            assert all(isinstance(cell, str) for cell in plain_row(row).values())
        drawn = annotations_of(spec, shape, lang)
        lines = {*(c.line for c in drawn.callouts), *(line for line, _ in drawn.unplaced)}
        assert set(spec.dimensions) <= lines


def _judged(spec: PartSpec, _text: str) -> None:
    shape = faces_for(spec)
    for geometry in (shape, PartGeometry(faces=(), features={})):
        said(dimension.datums(spec, geometry))
        said(coherence.applies(spec, geometry))
        assert len(list(pmi_expected.expected_items(spec, geometry))) >= len(spec.dimensions)
    said(coherence.coherent(spec))
    said(coherence.envelopes(spec))
    said(dimension.measured(spec, ()))
    said(geometric.verified(spec, ()))


def _covered(spec: PartSpec, text: str) -> None:
    for plan in (None, example().plans["semelle"]):
        evidence = CoverageEvidence(
            spec=spec, findings=(), features=faces_for(spec).features, drawn=frozenset(), plan=plan
        )
        lines = coverage_of(evidence)
        said(coverage.covered(spec, lines, Source("spec.toml", text), strict=False))
        for lang in LANGUAGES:
            assert coverage_table(spec, lines, lang)["rows"] or not lines


def faces_for(spec: PartSpec) -> PartGeometry:
    """Return faces for every name that the specification uses: planes and bores by turns."""
    names = [*spec.features, *spec.dimensions, *spec.datums.values(), *spec.textures]
    names += [t.on for t in spec.tolerances.values()]
    names += [end for d in spec.dimensions.values() for end in named_ends(d)]
    faces: list[FaceGeometry] = []
    features: dict[str, tuple[Feature, ...]] = {}
    for i, name in enumerate(dict.fromkeys(name.partition("[")[0] for name in names)):
        plane = bool(i % 2)
        surface = "plane" if plane else "cylinder"
        shared = {"surface": surface, "direction": ((1.0, 0.0, 0.0) if plane else (0.0, 0.0, 1.0)),
                  "radius_mm": 0.0 if plane else 8.0, "hollow": not plane, "span_mm": (0.0, 20.0)}  # fmt: skip
        pair = []
        for k in range(2):
            point = (3.0 * i + 10 * k, 1.0, 0.0)
            face = FaceGeometry(
                index=len(faces), point=point, area_mm2=9.0, centre_mm=point, **shared
            )
            faces.append(face)
            pair.append(Feature(faces=(face.index,), point=point, found_by="tag", **shared))
        features[name] = tuple(pair)
    return PartGeometry(faces=tuple(faces), features=features)


# ---- the other files ----


def _plan(plan: ProcessPlan, text: str) -> None:
    project = example()
    named = Named(
        parts=project.parts, plans={**project.plans, "semelle": plan}, workshop=project.workshop,
        fixtures={name: fixture.spec for name, fixture in project.fixtures.items()},
    )  # fmt: skip
    told(plan_problems("semelle", plan, named, Source("process.toml", text)))
    json.dumps(plan_slice(plan), allow_nan=False)
    for phase in plan.phases:
        for lang in LANGUAGES:
            workholder_text(phase, {}, lang)
        for cf in phase.dimensions:
            size_limits(cf.size)
    for lang in LANGUAGES:
        assert stock_text(plan.stock, lang)
    coverage_of(
        CoverageEvidence(
            spec=project.parts["semelle"], findings=(), features={}, drawn=None, plan=plan
        )
    )


def _assembly(spec: Assembly, text: str) -> None:
    told(assembly_problems(spec, example().parts, Source("product.toml", text)))
    for parameter in spec.parameters.values():
        assert len(parameter.positions()) >= 2


def _fixture(spec: FixtureSpec, text: str) -> None:
    project = example()
    named = Named(parts=project.parts, plans=project.plans, fixtures={}, workshop=project.workshop)
    told(fixture_problems(spec, named, Source("fixture.toml", text)))


def _product(spec: ProductSpec, _text: str) -> None:
    assert spec.product.mass_limit_kg is None or spec.product.mass_limit_kg > 0


def _workshop(workshop: Workshop, _text: str) -> None:
    for machine in workshop.machines:
        assert workshop.machine(machine.id) is not None
    for tool in workshop.tools:
        assert workshop.tool(tool.id) is not None
    json.dumps(workshop.model_dump(mode="json"), allow_nan=False)


def told(problems: Iterable[Any]) -> None:
    for problem in problems:
        for lang in LANGUAGES:
            assert problem.message.say(lang)
            assert problem.hint is None or problem.hint.say(lang)


def _baseline(accepted: Baseline, _text: str) -> None:
    found = fingerprint_of(accepted)
    assert geometry_changes(found, found) == ()
    assert parse_baseline(baseline_text(found, "semelle"), "baseline.toml") is not None


READERS: dict[type, tuple[Callable[[Any, str], None], ...]] = {
    PartSpec: (_values, _targets, _notation, _tables, _judged, _covered),
    ProcessPlan: (_plan,),
    Assembly: (_assembly,),
    ProductSpec: (_product,),
    FixtureSpec: (_fixture,),
    Workshop: (_workshop,),
    Baseline: (_baseline,),
}
