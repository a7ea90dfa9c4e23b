"""``gmp-cad plan``: run the tasks that a proposed plan needs, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gmp_cad.build import project_graph
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.build.part.solid_graph import solid_tasks
from gmp_cad.build.plan.proposed import ProposedPlan
from gmp_cad.checks import process_proof
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Input, Task
from gmp_cad.errors import GmpError, UsageError, suggestion
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.project import load_project
from gmp_cad.spec.toml import parse

BODY = "gmp_cad.build.plan.plan_kernel_bodies:plan"
TIMEOUT_S = 900.0


def propose(root: Path, part: str, lang: str, cache: Path | None = None) -> ProposedPlan:
    """Return a proposed plan for a part of the project at ``root``, with its proofs.

    Raises UsageError for an unknown part, InvalidInputError for invalid files, GmpError with the
    reason where the model or the kernel fails.
    """
    project = load_project(root)
    if part not in project.parts:
        raise UsageError(
            Message("there is no part {part!r}", part=part), suggestion(part, project.parts)
        )
    place = next(p for p in project_graph.part_places(project) if p.key == part)
    documents = project_graph.document_settings(project, lang)
    tasks = [*solid_tasks(project, place), _task(place, documents)]
    with opened(store_folder(root, cache)) as store:
        return healed(store, lambda: _proposal(root, store, tasks))


def _proposal(root: Path, store: Store, tasks: Sequence[Task]) -> ProposedPlan:
    """Run the tasks and return what the last one gives."""
    history = History(history_file(root))
    with Workers(store, 1) as workers:
        run = Run(store=store, workers=workers, history=history, root=root)
        results = run.execute(tasks)
        history.save()
    require_whole(results)
    for task in tasks:
        result = results[task.id]
        if not result.ok:
            raise GmpError(result.outcome.message or Message("it failed"), result.outcome.hint)
    digest = results[tasks[-1].id].outcome.outputs["proposal"]
    return decode(store.get(digest), ProposedPlan)


def _task(place: PartPlace, documents: dict[str, Any]) -> Task:
    part = place.key
    return Task(
        id=f"plan:{part}", body=BODY, family="planning",
        params={
            **part_texts(place, documents), "lang": documents["lang"],
            "workshop": documents["workshop"], "project": documents["project"],
        },
        needs=(
            Input("brep", f"model:{part}", "brep"),
            Input("geometry", f"geometry:{part}", "geometry"),
        ),
        wants=(Input("stock", f"model:{part}", "stock"),), timeout_s=TIMEOUT_S,
    )  # fmt: skip


def verdicts(proposal: ProposedPlan) -> tuple[Finding, ...]:
    """Return what the checks of a build would say of the proposed plan's solids."""
    plan = parse(proposal.text, "process.toml", ProcessPlan)
    plan = plan.model_copy(update={"part": proposal.part})
    return (
        *process_proof.sound(proposal.part, proposal.problems),
        *process_proof.gouge(proposal.part, proposal.removals),
        *process_proof.reach(proposal.part, proposal.removals),
        *process_proof.progress(proposal.part, proposal.removals),
        *process_proof.closure(plan, proposal.closure),
    )
