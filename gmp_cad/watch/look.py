"""A look at some parts of a project: each shown as soon as it can be, then all their verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.build import project_graph
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.project_build import VERDICT_KINDS, as_set
from gmp_cad.build.settings import Settings
from gmp_cad.build.stages import Stages
from gmp_cad.engine.announced import Told, Work
from gmp_cad.engine.cache.cache_place import history_file
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.task import Task
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.watch.board import Board
from gmp_cad.watch.first_look import first_tasks
from gmp_cad.watch.news import News
from gmp_cad.watch.part_work import PartWork
from gmp_cad.watch.turn import Turn
from gmp_cad.watch.warming import warm


@dataclass(slots=True)
class Look:
    """A look at a project as its files are now. ``saved``: whether a file changed, and when (s).

    ``done``: hears of each part that is shown. ``cold``: whether the workers are to be made ready.
    """

    project: ProjectFiles
    settings: Settings
    board: Board
    store: Store
    turn: Turn
    saved_s: float
    saved: bool
    cold: bool
    tell: Callable[[News], None]
    done: Callable[[str], None]
    documents: dict[str, Any] = field(default_factory=dict)

    def at(
        self, places: Mapping[str, PartPlace], shapes: Mapping[str, int]
    ) -> Mapping[str, Result]:
        """Show the parts; ``shapes``: the numbers of their new solids. Raises CancelledError."""
        self.documents = project_graph.document_settings(
            self.project, self.settings.lang,
            strict=self.settings.strict, strange=self.settings.sandbox,
        )  # fmt: skip
        root = self.project.root
        history = History(history_file(root, self.settings.kept))
        run = Run(store=self.store, workers=self.turn, history=history, root=root)
        with history.kept():
            works = [self._first(run, places[key], shape) for key, shape in shapes.items()]
            self._judge(run, works)
        return run.results

    def _first(self, run: Run, place: PartPlace, shape: int) -> PartWork:
        batches = first_tasks(self.project, place, self.documents)
        tasks = [task for batch in batches for task in batch]
        work = PartWork(
            root=run.root, place=place, board=self.board, store=self.store, shape=shape,
            scenic=any(task.id == f"scene:{place.key}" for task in tasks),
            saved_s=self.saved_s if self.saved else None, results=run.results,
        )  # fmt: skip
        work.begin(saved=self.saved)
        run.on_event = heard(self.turn, work.hear)
        for batch in batches:
            self._execute(run, batch)
        work.shown()
        self.done(place.key)
        self.tell(work.news("shown"))
        if self.cold:
            self.cold = False
            warm(run, tasks, self.turn)
        return work

    def _judge(self, run: Run, works: Sequence[PartWork]) -> None:
        stages = Stages(
            project=self.project, documents=self.documents, kinds=VERDICT_KINDS,
            subjects=tuple(work.key for work in works),
        )  # fmt: skip
        run.on_event = heard(self.turn)
        for tasks in _until(self.turn, stages.nominal(self.store, run.results)):
            self._execute(run, tasks)
        for work in works:
            work.judged(run.results)
            self.tell(work.news("judged"))

    def _execute(self, run: Run, tasks: Sequence[Task]) -> None:
        require_whole(run.execute([as_set(task, self.settings) for task in tasks]))


def heard(
    turn: Turn, also: Callable[[str, Told], None] = lambda _event, _what: None
) -> Callable[[str, Told], None]:
    """Return a listener that ends the build once its turn is given up; never while it publishes."""
    publishing = False

    def hear(event: str, what: Told) -> None:
        nonlocal publishing
        publishing = publishing or (isinstance(what, Work) and what.id == "publish")
        if turn.over and not publishing:
            raise CancelledError
        also(event, what)

    return hear


def _until(turn: Turn, stages: Iterator[Sequence[Task]]) -> Iterator[Sequence[Task]]:
    for tasks in stages:
        if turn.over:
            raise CancelledError
        yield tasks
