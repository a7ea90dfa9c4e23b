"""The tasks of one part: its model, what is observed on it, its exports, its documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.drawing_graph import (
    APPROXIMATE,
    VIEWS_TIMEOUT_S,
    drawing_tasks,
    drawn_input,
)
from gmp_cad.build.documents.inspection_plan_graph import inspected_input, inspection_tasks
from gmp_cad.build.documents.plan_documents_graph import plan_document_tasks
from gmp_cad.build.documents.word_graph import word_tasks
from gmp_cad.build.part.baseline_graph import baseline_tasks
from gmp_cad.build.part.part_place import KERNEL, PartPlace, part_texts
from gmp_cad.build.part.slices import plan_slice, pmi_slice, spec_slice, verified_slice
from gmp_cad.build.plan.clamping_graph import clamping_tasks
from gmp_cad.build.plan.fault_graph import fault_tasks
from gmp_cad.build.plan.precedence_graph import precedence_tasks
from gmp_cad.build.plan.simulation_graph import coverage_inputs, proposed_inputs, simulation_tasks
from gmp_cad.build.plan.stock_graph import stock_tasks
from gmp_cad.build.plan.validation_graph import status_input, validation_tasks
from gmp_cad.drawing.phase.machining_views import milling_views, turning_views
from gmp_cad.engine.task import MODEL_TIMEOUT_S, Input, Task, Trace
from gmp_cad.language import LANGUAGES
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.values import by_name, value_to_json, values_of

STUDIES = "gmp_cad.build.study_bodies"
INSPECTION = "gmp_cad.build.inspect_bodies"
PMI = "gmp_cad.build.part.pmi_bodies"
DOCUMENTS = "gmp_cad.build.documents.document_bodies"
_CONTRACT = ("contrat.typ.j2", "contrat_page.typ.j2", "gmp.typ")
# Tools that make faces which their axis does not see.
FORM_TOOLS = frozenset({"t_slot_mill", "dovetail_mill", "disc_mill"})


def part_tasks(
    project: ProjectFiles, place: PartPlace, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield every task of a part; ``documents`` holds what all documents share (templates, …)."""
    yield from solid_tasks(project, place)
    yield Task(
        id=f"sides:{place.key}", body=f"{KERNEL}:sides",
        params={"part": place.key, "spec": spec_slice(place.spec)},
        needs=(Input("geometry", f"geometry:{place.key}", "geometry"),),
    )  # fmt: skip
    yield _annotated_step(place, documents)
    yield from export_tasks(place)
    yield from baseline_tasks(project, place)
    yield from _read_back(place, documents)
    yield from _documents(place, documents)
    if place.plan is not None:
        yield from _process(project, place, place.plan, documents)
    yield from inspection_tasks(place, documents)
    yield from precedence_tasks(place, documents)
    yield from simulation_tasks(place, documents)
    yield from plan_document_tasks(place, documents)
    yield from stock_tasks(place, documents)
    yield from word_tasks(place, documents)
    yield from validation_tasks(place, documents)


def solid_tasks(project: ProjectFiles, place: PartPlace) -> Iterator[Task]:
    """Yield the run of a part's model, and its features and measures."""
    yield model_task(project, place, place.spec, id=f"model:{place.key}")
    yield Task(
        id=f"geometry:{place.key}", body=f"{KERNEL}:geometry",
        params={"part": place.key, "spec": verified_slice(place.spec)},
        needs=tuple(Input(name, f"model:{place.key}", name) for name in ("brep", "run")),
    )  # fmt: skip


def model_task(
    project: ProjectFiles,
    place: PartPlace,
    spec: PartSpec,
    *,
    id: str,  # noqa: A002 - the field's own word
    body: str = f"{KERNEL}:model",
    needs: tuple[Input, ...] = (),
    **more: str,
) -> Task:
    """Return a task that runs the part's model with the sizes of ``spec``; ``more``: parameters."""
    identity = spec.part
    values: dict[str, Any] = {
        name: value_to_json(value) for name, value in by_name(values_of(spec)).items()
    }
    values["part"] = [identity.number, identity.title, identity.material_name]
    return Task(
        id=id, body=body, needs=needs,
        params={"script": f"{place.folder}/model.py", "bodies": identity.bodies, **more},
        trace=Trace(values=values, root=str(project.root)), timeout_s=MODEL_TIMEOUT_S,
    )  # fmt: skip


def part_colour(spec: PartSpec) -> tuple[float, float, float]:
    """Return the colour (RGB 0–1) of the part's material."""
    return spec.part.matter.colour


def step_metadata(spec: PartSpec, documents: dict[str, Any]) -> dict[str, Any]:
    """Return what the STEP header and product say of a part, whatever the documents' language."""
    identity, header = spec.part, documents["exchanged"]
    return {
        "product_name": identity.title, "product_number": identity.number, "title": identity.title,
        "author": identity.author or header["author"], "organisation": header["owner"],
        "date": header["date"], "material": identity.material_name,
        "density_kg_m3": identity.density_kg_m3,
        "colour": part_colour(spec), "revision": identity.revision,
    }  # fmt: skip


def _annotated_step(place: PartPlace, documents: dict[str, Any]) -> Task:
    """Return the task that writes a part as STEP with its PMI."""
    return Task(
        id=f"step:{place.key}", body=f"{KERNEL}:annotated_step",
        params={
            "part": place.key, "spec": pmi_slice(place.spec),
            "product": step_metadata(place.spec, documents),
        },
        needs=(
            Input("brep", f"model:{place.key}", "brep"),
            Input("geometry", f"geometry:{place.key}", "geometry"),
        ),
        publish={"step": f"{place.out}/{place.spec.name}.step"},
    )  # fmt: skip


def export_tasks(place: PartPlace) -> Iterator[Task]:
    """Yield the mass of a part and its STL, GLB and 3MF files."""
    brep = Input("brep", f"model:{place.key}", "brep")
    name, density = place.spec.name, place.spec.part.density_kg_m3
    target = f"{place.out}/{name}"
    look = {"name": place.spec.part.title, "colour": part_colour(place.spec)}
    yield Task(
        id=f"mass:{place.key}", body=f"{KERNEL}:mass", params={"density_kg_m3": density}, needs=(brep,)
    )  # fmt: skip
    yield Task(
        id=f"meshes:{place.key}", body=f"{KERNEL}:meshes",
        params=look, needs=(brep,), publish={ext: f"{target}.{ext}" for ext in ("stl", "glb")},
    )  # fmt: skip
    yield Task(
        id=f"3mf:{place.key}", body=f"{KERNEL}:part_3mf", params=look, needs=(brep,),
        publish={"3mf": f"{target}.3mf"},
    )  # fmt: skip


def _read_back(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the reading of the STEP file by a fresh reader, and its verdict.

    The file of exchange is one for all languages: it says its texts as the project's own language.
    """
    key = place.key
    yield Task(
        id=f"pmi:{key}", body=f"{INSPECTION}:model", params={},
        needs=(Input("step", f"step:{key}", "step"),),
    )  # fmt: skip
    yield Task(
        id=f"pmi_study:{key}", body=f"{PMI}:read_back", family="documents",
        params={**part_texts(place, documents), "lang": LANGUAGES[0]},
        needs=(
            Input("model", f"pmi:{key}", "model"),
            Input("geometry", f"geometry:{key}", "geometry"),
            Input("omissions", f"step:{key}", "omissions"),
        ),
    )  # fmt: skip


def _documents(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    key = place.key
    geometry = Input("geometry", f"geometry:{key}", "geometry")
    observed = (geometry, Input("mass", f"mass:{key}", "mass"))  # fmt: skip
    model = f"{place.folder}/model.py"
    numbers = {name: float(value) for name, value in by_name(values_of(place.spec)).items()}
    yield Task(
        id=f"literals:{key}", body=f"{STUDIES}:written_numbers", family="documents",
        params={"model_file": model, "numbers": numbers}, files={"model": model},
    )  # fmt: skip
    yield Task(
        id=f"study:{key}", body=f"{STUDIES}:part_study", family="documents",
        params={
            **_texts(place, documents), "lang": documents["lang"],
        },
        needs=(
            *observed, Input("problems", f"geometry:{key}", "problems"),
            Input("measurements", f"geometry:{key}", "measurements"),
            Input("tolerances", f"geometry:{key}", "tolerances"),
            Input("run", f"model:{key}", "run"), Input("notes", f"model:{key}", "notes"),
            Input("sides", f"sides:{key}", "sides"),
            Input("literals", f"literals:{key}", "literals"),
        ),
        publish={"evidence": f"{place.out}/evidence.json"},
    )  # fmt: skip
    yield from drawing_tasks(place, documents)
    yield Task(
        id=f"coverage:{key}", body=f"{STUDIES}:part_coverage", family="documents",
        params={**_texts(place, documents), "strict": documents["strict"]},
        needs=(geometry, Input("findings.study", f"study:{key}", "findings")),
        wants=(
            Input("findings.driven", f"driven:{key}", "findings"),
            Input("findings.pmi", f"pmi_study:{key}", "findings"),
            inspected_input(place),
            *drawn_input(place, "drawn"),
            *coverage_inputs(place),
        ),
    )  # fmt: skip


def _texts(place: PartPlace, documents: dict[str, Any]) -> dict[str, Any]:
    """Return the part's files as text, under the names by which the bodies know them."""
    texts, plan = part_texts(place, documents), f"{place.folder}/process.toml"
    if place.plan is not None:
        texts |= {"plan_file": plan, "plan": documents["files"][plan]}
    return texts


def _process(
    project: ProjectFiles, place: PartPlace, plan: ProcessPlan, documents: dict[str, Any]
) -> Iterator[Task]:
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
        params=_texts(place, documents),
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
        **_texts(place, documents), "phase": number, "project": documents["project"],
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
