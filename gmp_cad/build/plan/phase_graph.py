"""The tasks of a process plan on solids: the workpiece after each phase, and its contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.drawing_graph import APPROXIMATE, VIEWS_TIMEOUT_S
from gmp_cad.build.part.export_graph import step_metadata
from gmp_cad.build.part.part_place import KERNEL, STUDIES, PartPlace, file_texts
from gmp_cad.build.part.slices import plan_slice, spec_slice
from gmp_cad.build.plan.clamping_graph import clamping_tasks
from gmp_cad.build.plan.fault_graph import fault_tasks
from gmp_cad.build.plan.simulation_graph import proposed_inputs
from gmp_cad.build.plan.validation_graph import status_input
from gmp_cad.drawing.phase.machining_views import milling_views, turning_views
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.project import ProjectFiles

DOCUMENTS = "gmp_cad.build.documents.document_bodies"
_CONTRACT = ("contrat.typ.j2", "contrat_page.typ.j2", "gmp.typ")
# Tools that make faces which their axis does not see.
FORM_TOOLS = frozenset({"t_slot_mill", "dovetail_mill", "disc_mill"})


def phase_tasks(
    project: ProjectFiles, place: PartPlace, plan: ProcessPlan, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield the tasks of a part's plan: run on solids, proven, and for each phase its contract.

    ``project`` is asked for the form tools of its workshop, ``documents`` holds what all share.
    """
    key = place.key
    form_tools = [tool.id for tool in project.workshop.tools if tool.kind in FORM_TOOLS]
    yield Task(
        id=f"process:{key}", body=f"{KERNEL}:process",
        params={
            "part": key, "spec": spec_slice(place.spec), "plan": plan_slice(plan),
            "plan_file": f"{place.folder}/process.toml", "form_tools": form_tools,
        },
        needs=(
            Input("brep", f"model:{key}", "brep"), Input("geometry", f"geometry:{key}", "geometry"),
        ),
        wants=(Input("stock", f"model:{key}", "stock"),), files=_stock_file(plan),
    )  # fmt: skip
    yield Task(
        id=f"proofs:{key}", body=f"{STUDIES}:process_study", family="documents",
        params=file_texts(place, documents),
        needs=tuple(
            Input(n, f"process:{key}", n) for n in ("removals", "closure", "problems", "states")
        ),
    )  # fmt: skip
    yield from fault_tasks(place, plan, documents)
    for phase in plan.phases:
        yield from _phase(place, phase, documents)


def _stock_file(plan: ProcessPlan) -> dict[str, str]:
    """Return the STEP file of a near-net stock as an input of the task."""
    return {"stock_step": plan.stock.file} if plan.stock.form == "step" else {}


def machining_views(phase: Phase) -> list[dict[str, Any]]:
    """Return the views of a phase in machining position, for the kernel to project."""
    arranged = turning_views if phase.turning else milling_views
    views = arranged(AXES[phase.spindle], AXES[phase.x_axis])
    return [
        {"name": name, "right": right, "up": up, "hidden": True}
        for name, (right, up) in views.items()
    ]


def _phase(place: PartPlace, phase: Phase, documents: dict[str, Any]) -> Iterator[Task]:
    key, number = place.key, str(phase.number)
    subject = f"{key}:{number}"
    brep = Input("brep", f"process:{key}", f"brep-{number}")
    yield Task(
        id=f"phase_step:{subject}", body=f"{KERNEL}:part_step",
        params={
            **step_metadata(place.spec, documents),
            "product_number": f"{place.spec.part.number}-{phase.id}",
        },
        needs=(brep,), publish={"step": f"{place.out}/phases/{number}.step"},
    )  # fmt: skip
    yield Task(
        id=f"phase_views:{subject}", body=f"{KERNEL}:views",
        params={"views": machining_views(phase)}, needs=(brep,), fallback=APPROXIMATE,
        timeout_s=VIEWS_TIMEOUT_S,
    )  # fmt: skip
    shared = {
        **file_texts(place, documents), "phase": number, "project": documents["project"],
        "product": documents["product"], "workshop": documents["workshop"],
        "fixtures": documents["fixtures"], "lang": documents["lang"],
    }  # fmt: skip
    evidence = (
        Input("states", f"process:{key}", "states"),
        Input("removals", f"process:{key}", "removals"),
        *proposed_inputs(place, phase),
    )
    yield Task(
        id=f"phase_study:{subject}", body=f"{DOCUMENTS}:phase_study", family="documents",
        params=shared, needs=evidence,
    )  # fmt: skip
    yield from clamping_tasks(place, phase, shared, documents)
    yield from _contract(place, subject, shared, (evidence, brep), documents)


def _contract(
    place: PartPlace,
    subject: str,
    shared: dict[str, Any],
    inputs: tuple[tuple[Input, ...], Input],
    documents: dict[str, Any],
) -> Iterator[Task]:
    """Yield the sketch's local sections (asked for, then cut), and the contract itself."""
    evidence, brep = inputs
    views = Input("views", f"phase_views:{subject}", "views")
    yield Task(
        id=f"phase_cuts:{subject}", body=f"{DOCUMENTS}:phase_cuts", family="documents",
        params=shared, needs=(*evidence, views),
    )  # fmt: skip
    yield Task(
        id=f"phase_sections:{subject}", body=f"{KERNEL}:cuts", params={},
        needs=(brep, Input("request", f"phase_cuts:{subject}", "request")), fallback=APPROXIMATE,
        timeout_s=VIEWS_TIMEOUT_S,
    )  # fmt: skip
    yield Task(
        id=f"contract:{subject}", body=f"{DOCUMENTS}:contract_sheet", family="documents",
        params={
            **shared, "templates": {name: documents["templates"][name] for name in _CONTRACT},
        },
        needs=(*evidence, views, Input("cuts", f"phase_sections:{subject}", "cuts")),
        wants=(*_fixture(place, shared["phase"]), *status_input(place)),
        publish={"pdf": f"{place.out}/phases/contrat-{shared['phase']}.pdf"},
    )  # fmt: skip


def _fixture(place: PartPlace, number: str) -> tuple[Input, ...]:
    """Return how the fixture of a phase is seen, for its sketch."""
    phases = place.plan.phases if place.plan else ()
    called = next((p.fixture for p in phases if str(p.number) == number), None)
    return (Input("fixture", f"fixture_outline:{called}", "views"),) if called else ()
