"""``gmp-cad fill``: run the tasks that a template needs, and no others; then the template itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gmp_cad.build import project_graph
from gmp_cad.build.documents.cover_graph import cover_task
from gmp_cad.build.documents.word_bodies import shown_fields
from gmp_cad.build.documents.word_graph import OUTPUT, contract_task, gamme_task
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.documents.templating.template_error import TemplateError
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task
from gmp_cad.errors import GmpError, UsageError, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.project import ProjectFiles, load_project

_FILL = "fill:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a template is filled with: a phase of a part, a part, or (neither) the whole product."""

    part: str = ""
    phase: str = ""

    @property
    def document(self) -> str:
        """The kind of document, as the table of fields names it."""
        if self.phase:
            return "contract"
        return "gamme" if self.part else "cover"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledTemplate:
    """A filled template, and what a reader should know of it."""

    content: bytes
    remarks: tuple[Message, ...] = field(default=())


def fill(
    root: Path, subject: Subject, template: tuple[Path, str], lang: str, cache: Path | None = None
) -> FilledTemplate:
    """Return a template filled from the project at ``root``; ``template``: its file, its name.

    ``cache``: the folder of a shared store, as that of a build.

    Raises UsageError for an unknown part or phase, InvalidInputError for invalid files of the
    project, TemplateError for the template, GmpError where what it needs cannot be made.
    """
    project = load_project(root)
    documents = project_graph.document_settings(project, lang)
    path, name = template
    task = _task(project, documents, subject, (str(path.resolve()), name))

    def work() -> FilledTemplate:
        results = _run(project, documents, store, task, [task])
        result = results[task.id]
        if not result.ok:
            raise _failure(results)
        return FilledTemplate(
            content=store.get(result.outcome.outputs[OUTPUT]),
            remarks=tuple(Message.from_json(m) for m in result.outcome.facts.get("remarks", ())),
        )

    with opened(store_folder(root, cache)) as store:
        return healed(store, work)


def fields(root: Path, subject: Subject, lang: str, cache: Path | None = None) -> dict[str, Any]:
    """Return the fields that a template of this subject may use, with their present values."""
    project = load_project(root)
    documents = project_graph.document_settings(project, lang)
    task = _task(project, documents, subject, ("", ""))

    def work() -> dict[str, bytes]:
        results, data = _run(project, documents, store, task, []), {}
        for needed in (*task.needs, *task.wants):
            result = results.get(needed.task)
            if result is not None and result.ok and needed.output in result.outcome.outputs:
                data[needed.alias] = store.get(result.outcome.outputs[needed.output])
            elif needed in task.needs:
                raise _failure(results)
        return data

    with opened(store_folder(root, cache)) as store:
        data = healed(store, work)
    return shown_fields(subject.document, data, task.params)


def _run(
    project: ProjectFiles, documents: dict[str, Any], store: Store, task: Task, last: list[Task]
) -> dict[str, Result]:
    """Run all that the task needs, then ``last``."""
    tasks = project_graph.evidence_tasks(project, documents)
    wanted = [*project_graph.needed(tasks, task.dependencies), *last]
    history = History(history_file(project.root))
    with Workers(store, 1) as workers:
        run = Run(store=store, workers=workers, history=history, root=project.root)
        results = dict(run.execute(wanted))
        history.save()
    require_whole(results)
    return results


def _failure(results: dict[str, Result]) -> GmpError:
    """Return the first failure as the error that it is."""
    failed = next(r for r in results.values() if r.state == "failed")
    outcome = failed.outcome
    message = outcome.message or Message("it failed")
    if outcome.kind == "timeout" and failed.task.id.startswith(_FILL):
        return UsageError(message, Message("look for a loop without end in the template"))
    if outcome.where is not None:
        return TemplateError(message, outcome.hint, outcome.where)
    return GmpError(message, outcome.hint)


def _task(
    project: ProjectFiles, documents: dict[str, Any], subject: Subject, template: tuple[str, str]
) -> Task:
    places = {place.key: place for place in project_graph.part_places(project)}
    if not subject.part:
        assemblies = list(project_graph.assembly_places(project, places))
        return cover_task(
            list(places.values()), assemblies, documents, f"{_FILL}product", template=template
        )
    place = _planned(places, subject.part)
    if not subject.phase:
        return gamme_task(place, documents, f"{_FILL}{place.key}", template=template)
    number = _phase(place, subject.phase)
    return contract_task(
        place, number, documents, f"{_FILL}{place.key}:{number}", template=template
    )


def _planned(places: dict[str, PartPlace], part: str) -> PartPlace:
    planned = {key: place for key, place in places.items() if place.plan is not None}
    if part in planned:
        return planned[part]
    if part in places:
        raise UsageError(
            Message("the part {part!r} has no plan", part=part),
            Message("gmp-cad plan {part} --write proposes one", part=part),
        )
    known = Message("known: {names}", names=", ".join(planned))
    raise UsageError(
        Message("there is no part {part!r}", part=part), suggestion(part, planned) or known
    )


def _phase(place: PartPlace, number: str) -> str:
    """Return a phase number as the plan writes it; ``5`` and ``05`` name the same."""
    assert place.plan is not None
    known = [str(phase.number) for phase in place.plan.phases]
    for one in known:
        if one.lstrip("0") == number.lstrip("0"):
            return one
    raise UsageError(
        Message("{part} has no phase {number!r}", part=place.key, number=number),
        Message("known: {names}", names=", ".join(known)),
    )
