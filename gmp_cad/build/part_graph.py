"""The tasks of one part: its model, what is observed on it, its exports, its plan, its documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.drawing_graph import drawing_tasks, drawn_input
from gmp_cad.build.documents.inspection_plan_graph import inspected_input, inspection_tasks
from gmp_cad.build.documents.plan_documents_graph import plan_document_tasks
from gmp_cad.build.documents.word_graph import word_tasks
from gmp_cad.build.part.baseline_graph import baseline_tasks
from gmp_cad.build.part.export_graph import annotated_step_task, export_tasks, read_back_tasks
from gmp_cad.build.part.part_place import KERNEL, STUDIES, PartPlace, file_texts
from gmp_cad.build.part.slices import spec_slice
from gmp_cad.build.part.solid_graph import solid_tasks
from gmp_cad.build.plan.phase_graph import phase_tasks
from gmp_cad.build.plan.precedence_graph import precedence_tasks
from gmp_cad.build.plan.simulation_graph import coverage_inputs, simulation_tasks
from gmp_cad.build.plan.stock_graph import stock_tasks
from gmp_cad.build.plan.validation_graph import validation_tasks
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.values import by_name, values_of


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
    yield annotated_step_task(place, documents)
    yield from export_tasks(place)
    yield from baseline_tasks(project, place)
    yield from read_back_tasks(place, documents)
    yield from _judged(place, documents)
    if place.plan is not None:
        yield from phase_tasks(project, place, place.plan, documents)
    yield from inspection_tasks(place, documents)
    yield from precedence_tasks(place, documents)
    yield from simulation_tasks(place, documents)
    yield from plan_document_tasks(place, documents)
    yield from stock_tasks(place, documents)
    yield from word_tasks(place, documents)
    yield from validation_tasks(place, documents)


def _judged(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
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
            **file_texts(place, documents), "lang": documents["lang"],
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
        params={**file_texts(place, documents), "strict": documents["strict"]},
        needs=(geometry, Input("findings.study", f"study:{key}", "findings")),
        wants=(
            Input("findings.driven", f"driven:{key}", "findings"),
            Input("findings.pmi", f"pmi_study:{key}", "findings"),
            inspected_input(place),
            *drawn_input(place, "drawn"),
            *coverage_inputs(place),
        ),
    )  # fmt: skip
