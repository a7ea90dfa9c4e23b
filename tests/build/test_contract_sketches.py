"""The sketch of every contract of the example, on the page that its table leaves, judged by what is drawn."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import pytest

from gmp_cad.build.documents.document_bodies import shown_tools
from gmp_cad.build.plan.phase_graph import FORM_TOOLS, machining_views
from gmp_cad.documents.plan.contract import Contract
from gmp_cad.documents.plan.contract_sketch import contract_sketch
from gmp_cad.documents.plan.phase_figure import PhaseFigure, phase_sketch_of
from gmp_cad.drawing.annotation import key_of
from gmp_cad.drawing.phase.phase_sketch import SketchDrawing, planned_cuts
from gmp_cad.drawing.phase.values import PhaseSketch
from gmp_cad.drawing.score import score
from gmp_cad.kernel.machining.in_process import in_process
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.holding import holding_signs
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.process.operations import operation_rows, surface_numbers
from gmp_cad.process.tooling import machine_of
from gmp_cad.spec.project import load_project
from gmp_cad.spec.values import values_of
from tests.whole_parts import FOLDERS, ROOT, whole

pytestmark = pytest.mark.soak
PROJECT = load_project(ROOT)
CONTRACTS = [(name, str(p.number)) for name, plan in PROJECT.plans.items() for p in plan.phases]


@cache
def derived(name: str):
    part, plan, folder = whole(name), PROJECT.plans[name], FOLDERS[name]
    stock = run_model(folder / "model.py", ROOT, values_of(part.spec)).stock
    form_tools = [tool.id for tool in PROJECT.workshop.tools if tool.kind in FORM_TOOLS]
    return in_process(part.solid, part.geometry, plan, stock, part.spec.dimensions, form_tools)


def drawn(name: str, number: str) -> tuple[PhaseSketch, SketchDrawing, float]:
    """Return a contract's sketch, its drawing, and the CPU time of the layout (s)."""
    plan, found = PROJECT.plans[name], derived(name)
    index = [str(p.number) for p in plan.phases].index(number)
    phase, (leaving, solid) = plan.phases[index], found.states[index + 1]
    entering = found.states[index][0]
    work = PhaseWork(
        spec=whole(name).spec, phase=phase, entering=entering, leaving=leaving,
        removals=found.removals, numbers=surface_numbers(plan),
    )  # fmt: skip
    rows = operation_rows(work, PROJECT.workshop, {})
    normals, clamps = place_normals(phase, entering), place_clamps(phase, entering)
    figure = PhaseFigure(
        work=work, normals=normals, clamps=clamps, lang="fr",
        views=tuple(project(solid, v["name"], v["right"], v["up"]) for v in machining_views(phase)),
        holding=holding_signs(phase, normals, clamps, entering),
        tools=shown_tools(work, rows, PROJECT.workshop),
    )  # fmt: skip
    asked = planned_cuts(phase_sketch_of(figure))
    sketch = phase_sketch_of(replace(figure, cuts=tuple(cut_view(solid, c.cut) for c in asked)))
    contract = Contract(
        project=PROJECT.product.project, product=PROJECT.product, part=work.spec, plan=plan,
        phase=phase, machine=machine_of(phase, PROJECT.workshop)[0], rows=rows,
    )  # fmt: skip
    start = time.process_time()
    return sketch, contract_sketch(contract, sketch, "fr"), time.process_time() - start


@pytest.mark.parametrize(("name", "number"), CONTRACTS)
def test_every_contract_is_complete_and_nothing_overlaps(name, number):
    sketch, found, seconds = drawn(name, number)
    required = {
        *(key_of(callout.line) for callout in sketch.callouts),
        *(f"tolerances.{f.line}" for s in sketch.surfaces for f in s.frames),
        *(f"tolerances.{f.line}" for c in sketch.callouts for f in c.frames),
    }
    judged = score(found.drawing, required)
    assert found.overlaps == 0
    assert judged.overlaps == 0, judged.faults
    assert judged.missing == ()
    assert judged.unknown == ()
    assert found.unplaced == ()
    assert judged.smallest_lettering > 1.6  # ISO 3098-1: 1,8 mm; frames of callouts 0,9 of it
    assert seconds < 10  # of a busy machine; see the decision for what it takes alone


def test_the_example_has_a_contract_for_every_phase():
    assert len(CONTRACTS) >= 20
