"""Weighing one assembly at any values of its parameters, on demand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gmp_cad.build import project_graph
from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.results.report import task_finding
from gmp_cad.documents.product.masses import MassTable
from gmp_cad.engine.announced import Listener
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.engine.task import Task
from gmp_cad.errors import UsageError, suggestion
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.product import Assembly
from gmp_cad.spec.project import load_project


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What was weighed; without a table something failed, which ``findings`` tell."""

    findings: tuple[Finding, ...]
    told: Mapping[str, Any] = field(default_factory=dict)
    table: MassTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to weigh: the key of an assembly, values of its parameters; none: its own positions.

    ``cache``: the folder of a shared store, as that of a build.
    """

    subject: str
    at: Mapping[str, float]
    lang: str
    jobs: int | None = None
    cache: Path | None = None


def weigh(root: Path, asked: Asked, listener: Listener) -> Weighing:
    """Weigh an assembly of the project: solids and placements come from the store where they can.

    At values that are given its script places the parts there; nothing is interpolated. Raises
    UsageError for an unknown assembly or parameter, or a value outside its range.
    """
    project = load_project(root)
    documents = project_graph.document_settings(project, asked.lang)
    parts = {place.key: place for place in project_graph.part_places(project)}
    places = list(project_graph.assembly_places(project, parts))
    place = assembly_called(places, asked.subject, parts)
    goal = f"masses:{place.key}"
    tasks = project_graph.needed(project_graph.evidence_tasks(project, documents), [goal])
    if asked.at:
        position = position_of(place.spec, asked.at)
        tasks = [at_position(task, place, position) for task in tasks]
    history = History(history_file(root))

    def work() -> Weighing:
        with Workers(store, asked.jobs or default_jobs()) as workers:
            run = Run(store=store, workers=workers, history=history, root=root, on_event=listener)
            listener("total", len(tasks))
            require_whole(run.execute(tasks))
        return _weighing(run.results, goal, store)

    with opened(store_folder(root, asked.cache)) as store:
        return healed(store, work)


def _weighing(results: Mapping[str, Result], goal: str, store: Store) -> Weighing:
    if not results[goal].ok:
        return Weighing(
            findings=tuple(_failure(r) for r in results.values() if r.state == "failed")
        )
    outputs = results[goal].outcome.outputs
    return Weighing(
        findings=decode(store.get(outputs["findings"]), tuple[Finding, ...]),
        told=json.loads(store.get(outputs["json"])),
        table=decode(store.get(outputs["masses"]), MassTable),
    )


def _failure(result: Result) -> Finding:
    outcome = result.outcome
    message = Message("{task}: {reason}", task=result.task.id,
                      reason=outcome.message or Message("it failed"))  # fmt: skip
    return task_finding(
        result.task.subject, outcome.kind, message, hint=outcome.hint, where=outcome.where
    )


def assembly_called(
    places: list[AssemblyPlace], subject: str, parts: Mapping[str, PartPlace] = MappingProxyType({})
) -> AssemblyPlace:
    """Return the assembly with this key; raise UsageError where there is none, or it is a part."""
    known = [place.key for place in places]
    if subject in parts:
        raise UsageError(
            Message("{name!r} is a part: assemblies are weighed here", name=subject),
            Message("its mass stands on its drawing and in {file}: {command}",
                    file=f"output/{parts[subject].out}/evidence.json", command=f"gmp-cad build {subject}"),
        )  # fmt: skip
    for place in places:
        if place.key == subject:
            return place
    raise UsageError(
        Message("no product or fixture is called {name!r}", name=subject),
        suggestion(subject, known) or Message("known: {names}", names=", ".join(known) or "—"),
    )


def position_of(spec: Assembly, at: Mapping[str, float]) -> dict[str, float]:
    """Return a value for every parameter: that given, or its default. Raises UsageError."""
    for name, value in at.items():
        parameter = spec.parameters.get(name)
        if parameter is None:
            known = list(spec.parameters)
            raise UsageError(
                Message("no parameter is called {name!r}", name=name),
                suggestion(name, known) or Message("known: {names}", names=", ".join(known) or "—"),
            )
        if not parameter.start <= value <= parameter.end:
            raise UsageError(
                Message("{name} = {value} is outside its range: {low} to {high}", name=name,
                        value=value, low=parameter.start, high=parameter.end)
            )  # fmt: skip
    return {**spec.defaults(), **at}


def at_position(task: Task, place: AssemblyPlace, position: Mapping[str, float]) -> Task:
    """Return the placing at its default position and the one asked for; any other task as it is."""
    if task.id != f"place:{place.key}":
        return task
    wanted = [dict(place.spec.defaults()), dict(position)]
    unique = {tuple(sorted(p.items())): p for p in wanted}
    return replace(task, params={**task.params, "positions": list(unique.values())})
