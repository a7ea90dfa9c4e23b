"""What a build runs, stage by stage: later tasks depend on what earlier ones showed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.build import project_graph
from gmp_cad.build.assembly import limits_graph
from gmp_cad.build.assembly.limits_graph import EXTREMES, LimitPlaces
from gmp_cad.build.assembly.product_graph import AssemblyPlace, moving
from gmp_cad.build.assembly.relation_graph import compared
from gmp_cad.build.assembly.sweep_rounds import Rounds, filled
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.site.clash_graph import clash_tasks
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Task
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.targets import Condition, Direction

# The tasks that observe the nominal parts: what is built at the limits follows from them.
_OBSERVING = frozenset({"model", "geometry", "sides"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The tasks of a build: of which subjects (none: all), of which kinds, at which condition.

    ``planned``: every task that the files of the project call for, once they have been gone through.
    """

    project: ProjectFiles
    documents: dict[str, Any]
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    planned: list[Task] = field(default_factory=list, compare=False)

    @property
    def early(self) -> frozenset[str]:
        """The ids of the tasks that are planned whatever others give."""
        return frozenset(task.id for task in self._tasks())

    @property
    def parts(self) -> dict[str, PartPlace]:
        """Every part of the project and of its fixtures."""
        return {place.key: place for place in project_graph.part_places(self.project)}

    @property
    def assemblies(self) -> list[AssemblyPlace]:
        """The product and the fixtures that the build is asked for."""
        found = project_graph.assembly_places(self.project, self.parts)
        return [place for place in found if not self.subjects or place.key in self.subjects]

    def nominal(self, store: Store, results: Mapping[str, Result]) -> Iterator[list[Task]]:
        """Yield the tasks that observe the parts, then all others with the fits at the limits."""
        fitted = [place for place in self.assemblies if place.spec.fits]
        observed = [f"sides:{part.key}" for place in fitted for part in place.parts.values()]
        tasks = project_graph.select(self._tasks(), self.subjects, self.kinds, observed)
        yield [task for task in tasks if _kind(task) in _OBSERVING]
        rest = [task for task in tasks if _kind(task) not in _OBSERVING]
        places = [self._places(condition, store, results) for condition in EXTREMES]
        for place in fitted:
            if limits_graph.buildable(place, places[0]):
                rest += limits_graph.fit_tasks(self.project, place, places, self.documents)
        yield from _in_stages(rest, self.assemblies, store, results)

    def shown(self, store: Store, results: Mapping[str, Result]) -> list[Task]:
        """Return the tasks that show what the nominal verdicts found, with all that they need."""
        found = [
            task
            for place in self.assemblies
            for task in clash_tasks(place, self.documents, store, results)
        ]
        wanted = project_graph.needed([*self._tasks(), *found], [task.id for task in found])
        return [task for task in wanted if task.id not in results]

    def at(
        self, condition: Condition, store: Store, results: Mapping[str, Result]
    ) -> Iterator[list[Task]]:
        """Yield the tasks that observe the parts, then those that build them at the condition."""
        nominal = self._tasks()
        project_graph.select(nominal, self.subjects)
        wanted = self._wanted_parts()
        workpieces = [a.workpiece.task for a in self.assemblies if a.workpiece is not None]
        goals = [*(f"sides:{key}" for key in wanted), *workpieces]
        yield project_graph.needed(nominal, goals)
        places = self._places(condition, store, results)
        tasks: list[Task] = []
        for key in wanted:
            if key in places.parts:
                tasks += limits_graph.part_limit_tasks(
                    self.project, self.parts[key], places, self.documents
                )
        for assembly in self.assemblies:
            if limits_graph.buildable(assembly, places):
                tasks += limits_graph.assembly_limit_tasks(
                    self.project, assembly, places, self.documents
                )
        yield from _in_stages(tasks, (), store, results)

    def _tasks(self) -> list[Task]:
        if not self.planned:
            self.planned.extend(project_graph.evidence_tasks(self.project, self.documents))
        return list(self.planned)

    def _wanted_parts(self) -> list[str]:
        """Return the keys of the parts asked for, and of those of the assemblies asked for."""
        own = {part.key for place in self.assemblies for part in place.parts.values()}
        named = set(self.subjects)
        return [key for key in self.parts if not self.subjects or key in named or key in own]

    def _places(
        self, condition: Condition, store: Store, results: Mapping[str, Result]
    ) -> LimitPlaces:
        directions = {
            key: decode(store.get(result.outcome.outputs["sides"]), dict[str, Direction])
            for key in self.parts
            if (result := results.get(f"sides:{key}")) is not None and result.ok
        }
        return limits_graph.limit_places(self.parts, condition, directions)


def _in_stages(
    tasks: Sequence[Task], places: Sequence[AssemblyPlace], store: Store,
    results: Mapping[str, Result],
) -> Iterator[list[Task]]:  # fmt: skip
    """Yield what places the parts of assemblies, then what each look at them shows, then the rest.

    Which pairs there are is known when the parts stand; where a motion must be looked at, from
    round to round. ``places``: the assemblies whose motions are looked at.
    """
    once = {task.id: task for task in tasks}
    pairing = [task_id for task_id in once if task_id.startswith("neighbours:")]
    yield project_graph.needed(list(once.values()), pairing)
    moved = [place for place in places if f"sweep:{place.key}" in once]
    rounds = [Rounds(moving(place), once[f"place:{place.key}"], store, results) for place in moved]
    for own in rounds:
        own.begin()
    while any(own.open for own in rounds):
        yield [task for own in rounds for task in own.placings()]
        yield [t for own in rounds for t in own.relations() if t.id not in results]
        yield [t for own in rounds for t in own.ways() if t.id not in results]
        for own in rounds:
            own.learn()
    seen = {own.moving.key: own.sweeps() for own in rounds}
    rest = [filled(task, seen) for task in once.values() if task.id not in results]
    yield [task for task in compared(rest, store, results) if task.id not in results]


def _kind(task: Task) -> str:
    return task.id.split(":")[0]
