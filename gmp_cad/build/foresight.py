"""What a build would do now: which tasks have their results, which would run, and why.

Nothing is run and nothing is written. What comes after a task that would run may run too: it does
where the new result is another. Of tasks that follow from results not known yet (the pairs of parts
to compare, say) those are told that the old results lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from gmp_cad.build.project_build import as_set, last_tasks, stages_of
from gmp_cad.build.settings import Settings
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.glance import Glance
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.history import History, LastRun, changed_names, components
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.read_sets import names_read, present
from gmp_cad.engine.task import Task
from gmp_cad.spec.project import load_project
from gmp_cad.spec.targets import Condition

Fate = Literal["kept", "due", "after", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What becomes of a task in the next build.

    ``kept``: its result is there; ``due``: it runs; ``after``: one that is due comes before it;
    ``failed`` or ``skipped`` without being run. ``reasons``: names of what changed since its last run, of one that is due; ``last``: that run.
    ``outputs``: digests of a result that is there. ``certain``: whether the task is planned whatever
    others give.
    """

    task: Task
    fate: Fate
    reasons: tuple[str, ...] = ()
    last: LastRun | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    certain: bool = True


def foresee(root: Path, settings: Settings) -> Mapping[str, Foreseen]:
    """Return what would become of each task of a build, in the order of their stages.

    Raises :class:`~gmp_cad.errors.InvalidInputError` when a file of the project is invalid, and
    UsageError for a subject that is none.
    """
    project = load_project(root, strange=settings.sandbox)
    documents, stages = stages_of(project, settings)
    store = Glance(store_folder(root, settings.cache))
    history = History(history_file(root, settings.kept))
    run = _Looking(store=store, workers=_Nobody(), history=history, root=root, early=stages.early)
    nominal = settings.condition is Condition.NOMINAL
    staged = (
        stages.nominal(store, run.results)
        if nominal
        else stages.at(settings.condition, store, run.results)
    )
    for tasks in staged:
        run.execute([as_set(task, settings) for task in tasks])
    if nominal and not settings.verdicts_only:
        run.execute(stages.shown(store, run.results))
        if not settings.subjects:
            run.execute(last_tasks(project, documents, run.results))
    return run.foreseen


@dataclass(slots=True)
class _Looking(Run):
    """A graph whose results are looked up; what is not there is not run."""

    early: frozenset[str] = frozenset()
    foreseen: dict[str, Foreseen] = field(default_factory=dict)

    def execute(self, tasks: Sequence[Task]) -> Mapping[str, Result]:
        by_id = {task.id: task for task in tasks}
        order = TopologicalSorter({t.id: [d for d in t.dependencies if d in by_id] for t in tasks})
        for task_id in order.static_order():
            if task_id not in self.foreseen:
                found = self._foreseen(by_id[task_id])
                self.foreseen[task_id] = replace(found, certain=task_id in self.early)
        return self.results

    def _foreseen(self, task: Task) -> Foreseen:
        last = self.history.last(task.id)
        before = [f.fate for d in task.dependencies if (f := self.foreseen.get(d)) is not None]
        if "due" in before or "after" in before:
            self._leave(task)
            return Foreseen(task=task, fate="after", last=last)
        pending = self._prepare(task)
        if pending is not None:
            self._leave(task)
            reasons = tuple(self._reasons(task, pending.inputs, last))
            return Foreseen(task=task, fate="due", reasons=reasons, last=last)
        state = self.results[task.id].state
        fate: Fate = "kept" if state in ("hit", "ran") else "failed"
        return Foreseen(
            task=task, fate="skipped" if state == "skipped" else fate, last=last,
            outputs=self.results[task.id].outcome.outputs,
        )  # fmt: skip

    def _leave(self, task: Task) -> None:
        self.results[task.id] = Result(task=task, state="skipped", outcome=Outcome(kind="failed"))

    def _reasons(
        self, task: Task, inputs: Mapping[str, str], last: LastRun | None
    ) -> Iterator[str]:
        """Yield what changed since the last run, of a script by what it read then."""
        if last is None:
            yield "first run"
            return
        read = None if task.trace is None else present(task, names_read(last.parts))
        after = LastRun(parts=components(task, inputs, read), environment=task.environment)
        yield from changed_names(last.components, after.components)


class _Nobody:
    """Runs nothing."""

    jobs = 1
    started = False

    def submit(self, task: Task, inputs: Mapping[str, str]) -> Future[Outcome]:
        raise NotImplementedError(task.id)

    def leave(self, root: str) -> None:
        """Nothing was begun."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Nothing was begun."""
