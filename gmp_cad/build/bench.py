"""A bench: parts and products of one project observed on demand, beside any build.

It runs only the tasks that an answer needs, in workers and on the store of the project; what a
build made is found there, and a build finds what was made here. The history of the builds is not
written: it tells of builds alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self, TypeVar

from gmp_cad.build import project_graph
from gmp_cad.build.assembly.limits_graph import LimitPlaces, limit_places
from gmp_cad.build.assembly.mass_graph import weighing_tasks
from gmp_cad.build.assembly.mass_query import assembly_called, at_position, position_of
from gmp_cad.build.assembly.product_graph import (
    AssemblyPlace,
    assembly_texts,
    placed,
    placing_tasks,
)
from gmp_cad.build.assembly.relation_graph import bounds_input
from gmp_cad.build.part.export_graph import export_tasks
from gmp_cad.build.part.part_place import KERNEL, PartPlace
from gmp_cad.build.part.slices import spec_slice
from gmp_cad.build.part.solid_graph import solid_tasks
from gmp_cad.build.project_build import as_set
from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.documents.product.masses import MassTable
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Input, Task
from gmp_cad.errors import ModelError, UsageError, Where, suggestion
from gmp_cad.evidence import (
    AssemblyPosition,
    MassProperties,
    Measurement,
    PartGeometry,
    Placement,
    SolidBounds,
)
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.targets import Condition, Direction, Target, at

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedPart:
    """A part as it was built: ``spec`` with the sizes that it was asked for, its stored B-rep."""

    spec: PartSpec
    brep: bytes
    geometry: PartGeometry
    measurements: tuple[Measurement, ...]
    mass: MassProperties
    bounds: SolidBounds


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedAssembly:
    """A product or fixture in one position: stored B-reps by item, where they stand, masses.

    ``parameters``: the values at which its script placed the items.
    """

    parameters: Mapping[str, float]
    solids: Mapping[str, bytes]
    placements: tuple[Placement, ...]
    masses: MassTable

    @property
    def mass_kg(self) -> float:
        """The mass of the whole as it stands."""
        wanted = dict(self.parameters)
        return next(p.body.mass_kg for p in self.masses.positions if p.parameters == wanted)


class Bench:
    """Observes subjects of a project; use as a context manager.

    ``settings`` say language, cache, time-outs and sandbox. Processes start with the first task
    that is not stored, and end with the bench.
    """

    def __init__(self, project: ProjectFiles, settings: Settings) -> None:
        self.project = project
        self.settings = apart(project.root, settings)
        self._stack = contextlib.ExitStack()
        self._store: Store | None = None
        self._workers: Workers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stack.__exit__(kind, error, trace)

    def part(
        self, name: str, condition: Condition = Condition.NOMINAL,
        sizes: Mapping[str, float] | None = None,
    ) -> ObservedPart:  # fmt: skip
        """Return a part at a condition, with some sizes (mm, degrees) chosen besides.

        Parts of fixtures are called ``fixture.part``. Raises UsageError for an unknown name,
        ModelError where the model fails or its faces cannot be found.
        """
        place = self._at([self._place(name)], condition)[name]
        if sizes:
            chosen = {n: Target(value=v) for n, v in _checked(place.spec, sizes).items()}
            place = replace(place, key=f"{place.key}@sizes", spec=at(place.spec, chosen))
        return self._done(self._part_tasks(place), lambda run, store: _part(place, run, store))

    def assembly(
        self, name: str, parameters: Mapping[str, float],
        condition: Condition = Condition.NOMINAL,
    ) -> ObservedAssembly:  # fmt: skip
        """Return ``product`` or a fixture at values of its parameters, its parts at a condition.

        Parameters that are not given have their default. Raises UsageError for an unknown name or
        a value outside its range, ModelError where a script fails.
        """
        parts = {p.key: p for p in project_graph.part_places(self.project)}
        known = list(project_graph.assembly_places(self.project, parts))
        place = assembly_called(known, name)
        there, position = place, position_of(place.spec, parameters)
        if condition is not Condition.NOMINAL:
            own = list({p.key: p for p in place.parts.values()}.values())
            there = LimitPlaces(condition=condition, parts=self._at(own, condition)).assembly(place)
        tasks = self._assembly_tasks(place, there, position)
        return self._done(tasks, lambda run, store: _assembly(there, position, run, store))

    def _place(self, name: str) -> PartPlace:
        places = {place.key: place for place in project_graph.part_places(self.project)}
        if name not in places:
            raise UsageError(
                Message("there is no part {part!r}", part=name),
                suggestion(name, places)
                or Message("known: {names}", names=", ".join(places) or "—"),
            )
        return places[name]

    def _at(self, places: Sequence[PartPlace], condition: Condition) -> dict[str, PartPlace]:
        """Return the parts at a condition, by the key of the nominal ones; those are built first."""
        by_key = {place.key: place for place in places}
        if condition is Condition.NOMINAL:
            return by_key
        tasks = [task for place in places for task in self._sides_tasks(place)]
        directions = self._done(tasks, lambda run, store: {
            key: _output(run, store, f"sides:{key}", "sides", dict[str, Direction])
            for key in by_key
        })  # fmt: skip
        return dict(limit_places(by_key, condition, directions).parts)

    def _sides_tasks(self, place: PartPlace) -> list[Task]:
        return [
            *solid_tasks(self.project, place),
            Task(
                id=f"sides:{place.key}", body=f"{KERNEL}:sides",
                params={"part": place.key, "spec": spec_slice(place.spec)},
                needs=(Input("geometry", f"geometry:{place.key}", "geometry"),),
            ),
        ]  # fmt: skip

    def _part_tasks(self, place: PartPlace) -> list[Task]:
        mass = f"mass:{place.key}"
        brep = Input("brep", f"model:{place.key}", "brep")
        return [
            *solid_tasks(self.project, place),
            *(task for task in export_tasks(place) if task.id == mass),
            Task(
                id=bounds_input(brep).task, params={}, needs=(brep,),
                body="gmp_cad.build.assembly.relation_kernel_bodies:bounds",
            ),
        ]  # fmt: skip

    def _assembly_tasks(
        self, nominal: AssemblyPlace, place: AssemblyPlace, position: Mapping[str, float]
    ) -> list[Task]:
        """Return what places and weighs an assembly; ``nominal``: as its files tell it."""
        documents = project_graph.document_settings(
            self.project, self.settings.lang, strange=self.settings.sandbox
        )
        tasks = project_graph.evidence_tasks(self.project, documents)
        if place.key != nominal.key:
            texts = {"subject": nominal.key, **assembly_texts(nominal, documents)}
            parts = {part.key: part for part in place.parts.values()}
            tasks += [
                *(task for part in parts.values() for task in self._part_tasks(part)),
                *placing_tasks(self.project, place),
                *weighing_tasks(place.key, place.spec, place.parts, texts, place.out),
            ]
        wanted = project_graph.needed(tasks, [f"place:{place.key}", f"masses:{place.key}"])
        return [at_position(task, place, position) for task in wanted]

    def _done(self, tasks: Sequence[Task], answer: Callable[[Mapping[str, Result], Store], T]) -> T:
        """Run the tasks and return what is made of their results; raise where one fails."""
        store, workers = self._opened()

        def work() -> T:
            # What was said of the builds is read, never written.
            history = History(history_file(self.project.root, self.settings.kept))
            run = Run(store=store, workers=workers, history=history, root=self.project.root)
            results = run.execute([as_set(task, self.settings) for task in tasks])
            require_whole(results)
            _require_done(results)
            return answer(results, store)

        return healed(store, work)

    def _opened(self) -> tuple[Store, Workers]:
        if self._store is None or self._workers is None:
            folder = store_folder(self.project.root, self.settings.cache)
            self._store = self._stack.enter_context(opened(folder))
            self._workers = self._stack.enter_context(
                Workers(self._store, self.settings.jobs or 1, confined=self.settings.sandbox)
            )
        return self._store, self._workers


def _checked(spec: PartSpec, sizes: Mapping[str, float]) -> Mapping[str, float]:
    for name in sizes:
        if name not in spec.dimensions:
            raise UsageError(
                Message("{part} has no dimension {name!r}", part=spec.name, name=name),
                suggestion(name, spec.dimensions)
                or Message("known: {names}", names=", ".join(spec.dimensions) or "—"),
            )
    return sizes


def _require_done(results: Mapping[str, Result]) -> None:
    for result in results.values():
        if result.state == "failed":
            outcome = result.outcome
            message = Message("{task}: {reason}", task=result.task.subject.partition("@")[0],
                              reason=outcome.message or Message("it failed"))  # fmt: skip
            where: Where | None = outcome.where
            raise ModelError(message, outcome.hint, where)


def _output(
    results: Mapping[str, Result], store: Store, task: str, output: str, kind: Any
) -> Any:  # fmt: skip
    return decode(store.get(results[task].outcome.outputs[output]), kind)


def _part(place: PartPlace, results: Mapping[str, Result], store: Store) -> ObservedPart:
    key = place.key
    return ObservedPart(
        spec=place.spec,
        brep=store.get(results[f"model:{key}"].outcome.outputs["brep"]),
        geometry=_output(results, store, f"geometry:{key}", "geometry", PartGeometry),
        measurements=_output(
            results, store, f"geometry:{key}", "measurements", tuple[Measurement, ...]
        ),
        mass=_output(results, store, f"mass:{key}", "mass", MassProperties),
        bounds=_output(results, store, f"bounds:{key}", "bounds", SolidBounds),
    )


def _assembly(
    place: AssemblyPlace, position: Mapping[str, float], results: Mapping[str, Result],
    store: Store,
) -> ObservedAssembly:  # fmt: skip
    found = _output(results, store, f"place:{place.key}", "positions", tuple[AssemblyPosition, ...])
    wanted = dict(position)
    return ObservedAssembly(
        parameters=wanted,
        solids={
            solid.alias: store.get(results[solid.task].outcome.outputs[solid.output])
            for solid in placed(place)[1:]
        },
        placements=next(p.placements for p in found if p.parameters == wanted),
        masses=_output(results, store, f"masses:{place.key}", "masses", MassTable),
    )
