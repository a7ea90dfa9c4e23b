"""The Cf that the simulation proposes: what tasks read them, and how a phase takes them up."""

from __future__ import annotations

from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.plan.simulation_graph import coverage_inputs, proposed_inputs, simulation_tasks
from gmp_cad.build.proposals import with_proposals
from gmp_cad.engine.codec import encode
from gmp_cad.process.proposed import proposed_dimensions
from gmp_cad.spec.operation import ManufacturedDimension
from tests.process.worked_shaft import scene


def place(made) -> PartPlace:
    return PartPlace(
        key="shaft", folder="parts/shaft", out="parts/shaft", spec=made.spec, plan=made.plan
    )


def test_a_phase_takes_up_what_the_simulation_proposed_and_says_so():
    made = scene(ph20={"dimension": [], "note": "Ébavurer"})
    proposals = proposed_dimensions(made)
    stored = encode(proposals, dict[str, tuple[ManufacturedDimension, ...]])
    first, second = made.plan.phases
    assert with_proposals(first, stored, "fr") == first
    filled = with_proposals(second, stored, "fr")
    assert [(cf.name, cf.size, cf.between) for cf in filled.dimensions] == [
        (cf.name, cf.size, cf.between) for cf in proposals["20"]
    ]
    assert filled.note == "Ébavurer ; Cf données par la simulation : Cf201, Cf202"


def test_only_a_phase_without_cf_waits_for_the_simulation():
    made = scene(ph20={"dimension": []})
    first, second = made.plan.phases
    assert proposed_inputs(place(made), first) == ()
    (wanted,) = proposed_inputs(place(made), second)
    assert (wanted.alias, wanted.task, wanted.output) == (
        "proposed",
        "simulation:shaft",
        "proposed",
    )
    assert coverage_inputs(place(made)) == (wanted,)
    assert coverage_inputs(place(scene())) == ()


def test_the_simulation_needs_no_kernel_and_no_fixture():
    made = scene()
    documents = {
        "files": {"parts/shaft/spec.toml": "", "parts/shaft/process.toml": ""}, "project": {},
        "workshop": None, "lang": "fr", "materials": "[]", "strict": False,
        "templates": dict.fromkeys(("simulation_page.typ.j2", "plan_header.typ.j2", "document.typ.j2", "gmp.typ"), ""),
    }  # fmt: skip
    (task,) = simulation_tasks(place(made), documents)
    assert (task.id, task.family) == ("simulation:shaft", "documents")
    assert {(i.task, i.output) for i in task.needs} == {
        ("geometry:shaft", "geometry"), ("process:shaft", "states"),
    }  # fmt: skip
    assert not list(
        simulation_tasks(
            PartPlace(
                key="shaft", folder="parts/shaft", out="parts/shaft", spec=made.spec, plan=None
            ),
            documents,
        )
    )
