"""Running the graph: what has its key in the store is not run; the rest goes to the workers.

A task that has a fallback and dies (a crash, no answer, no memory) is run once more with it. Its
outcome is kept under the key of the fallback's parameters, never under that of the task itself,
and says ``{"fallback": "crash"}`` in its facts. As long as that key stands the task is not tried
again: it would die again, since the key holds all that matters to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from functools import partial
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from pathlib import Path
from typing import Literal

from gmp_cad.engine.cache.store import CacheError, Entry, Store
from gmp_cad.engine.history import History, RunOf, components
from gmp_cad.engine.journal import log_result, log_task
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.read_sets import Read, observed, present, read_sets, remember, tells_reads
from gmp_cad.engine.scheduler import Scheduler
from gmp_cad.engine.task import Task, key_of
from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.boundary import MAX_FILE_BYTES

State = Literal["hit", "ran", "failed", "skipped"]
_DEATHS = ("crash", "timeout", "memory")
_PATIENCE_S = 0.5  # on Windows Ctrl-C is heard between two waits
_FALLBACK = "fallback"  # a fact: of which death the task took its fallback


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one task of a build ended. ``reasons`` say why it ran.

    ``kept``: whether it is stored; not where a file was edited while a script read it.
    """

    task: Task
    state: State
    outcome: Outcome
    reasons: tuple[Message, ...] = ()
    kept: bool = True

    @property
    def id(self) -> str:
        """The id of the task."""
        return self.task.id

    @property
    def ok(self) -> bool:
        """Whether the outputs of the task can be used."""
        return self.state in ("hit", "ran")


@dataclass(slots=True)
class Run:
    """A graph being run.

    ``on_event`` hears ``("ready", task)`` when its inputs are there, ``("queued", task)`` when it
    must run, ``("start", task)`` when it is handed over, and its state with the result at its end.
    """

    store: Store
    workers: Scheduler
    history: History
    root: Path = Path()
    on_event: Callable[[str, Task | Result], None] = lambda _event, _what: None
    results: dict[str, Result] = field(default_factory=dict)

    def execute(self, tasks: Sequence[Task]) -> Mapping[str, Result]:
        """Run the tasks in an order that respects their inputs; return a result for each."""
        by_id = {task.id: task for task in tasks}
        sorter = TopologicalSorter(
            {
                t.id: [d for d in t.dependencies if d in by_id and d not in self.results]
                for t in tasks
            }
        )
        sorter.prepare()
        waiting: list[tuple[float, str, _Pending]] = []  # a heap: the longest first
        running: dict[Future[Outcome], _Pending] = {}
        while sorter.is_active():
            while ready := sorter.get_ready():  # what is stored makes others ready at once
                for task_id in ready:
                    self._tell("ready", by_id[task_id])
                    pending = self._prepare(by_id[task_id])
                    if pending is None:
                        sorter.done(task_id)
                    else:
                        self._tell("queued", pending.task)
                        heappush(waiting, self._ranked(pending))
            while waiting and len(running) < 2 * self.workers.jobs:
                _, _, pending = heappop(waiting)
                self._tell("start", pending.task)
                running[self.workers.submit(pending.attempt, pending.inputs)] = pending
            if running:
                done, _ = wait(running, _PATIENCE_S, return_when=FIRST_COMPLETED)
                for future in done:
                    pending = running.pop(future)
                    outcome = future.result()
                    if pending.may_try_again(outcome):
                        heappush(waiting, self._ranked(replace(pending, death=outcome.kind)))
                    else:
                        self._finish(pending, outcome)
                        sorter.done(pending.task.id)
        return self.results

    def _ranked(self, pending: _Pending) -> tuple[float, str, _Pending]:
        return -self.history.seconds(pending.task.id), pending.task.id, pending

    def _prepare(self, task: Task) -> _Pending | None:
        """Settle a task without running it when possible; otherwise return what to run."""
        broken = [i.task for i in task.needs if not self._usable(i.task)]
        if broken:
            message = Message("needs {task}, which failed", task=broken[0])
            outcome = Outcome(kind="failed", message=message)
            self._settle(Result(task=task, state="skipped", outcome=outcome))
            return None
        fault = next(
            filter(None, (_fault_of(self.root, file) for file in task.files.values())), None
        )
        if fault is not None:
            self._settle(Result(task=task, state="failed", outcome=fault))
            return None
        inputs = {
            alias: self.store.put((self.root / file).read_bytes())
            for alias, file in task.files.items()
        }
        inputs |= {
            i.alias: self.results[i.task].outcome.outputs[i.output]
            for i in (*task.needs, *task.wants)
            if self._usable(i.task) and i.output in self.results[i.task].outcome.outputs
        }
        found = self._stored(task, inputs)
        if found is None:
            return _Pending(task, inputs)
        if task.noted:
            run = RunOf(
                key=found.key, environment=task.environment,
                death=found.entry.facts.get(_FALLBACK, ""),
            )  # fmt: skip
            self.history.note_stored(task.id, partial(components, task, inputs, found.read), run)
        outcome = Outcome(kind="done", outputs=found.entry.outputs, facts=found.entry.facts)
        self._settle(Result(task=task, state="hit", outcome=outcome))
        return None

    def _stored(self, task: Task, inputs: Mapping[str, str]) -> _Found | None:
        """Return what an earlier run kept of the task, or of its fallback where the task died."""
        for read in read_sets(self.store, task, inputs):
            key = key_of(task, inputs, read)
            entry = self.store.lookup(key)
            if entry is not None:
                return _Found(key, read, entry)
        if task.instead is None:
            return None
        found = self._stored(task.instead, inputs)
        return found if found is not None and _FALLBACK in found.entry.facts else None

    def _usable(self, task_id: str) -> bool:
        result = self.results.get(task_id)
        return result is not None and result.ok

    def _finish(self, pending: _Pending, outcome: Outcome) -> None:
        task, inputs = pending.task, pending.inputs
        if outcome.kind == "done" and task.trace is not None and not tells_reads(outcome.facts):
            outcome = Outcome(kind="bug", message=Message("it does not tell what it read"))
        if outcome.kind == "unkept":
            raise CacheError(outcome.message or Message("the disk is full"), outcome.hint)
        if outcome.kind != "done":
            self._settle(Result(task=task, state="failed", outcome=outcome))
            return
        read = None if task.trace is None else observed(task, outcome.facts)
        # What was edited while the script ran may have been read before or after: not to be kept.
        kept = read is None or read == present(task, outcome.facts["reads"])
        if pending.death:
            outcome = replace(outcome, facts={**outcome.facts, _FALLBACK: pending.death})
        key = key_of(pending.attempt, inputs, read)
        if kept:
            if read is not None:
                remember(self.store, task, inputs, outcome.facts)
            self.store.record(key, Entry(outputs=outcome.outputs, facts=outcome.facts))
        reasons: tuple[Message, ...] = ()
        if task.noted:
            of = RunOf(key=key, environment=task.environment, death=pending.death)
            parts = components(task, inputs, read)
            reasons = self.history.note(task.id, parts, outcome.seconds, of)
        else:
            self.history.tally(task.id, outcome.seconds)
        self._settle(Result(task=task, state="ran", outcome=outcome, reasons=reasons, kept=kept))

    def _settle(self, result: Result) -> None:
        self.results[result.task.id] = result
        log_result(result)
        self.on_event(result.state, result)

    def _tell(self, event: str, task: Task) -> None:
        log_task(event, task)
        self.on_event(event, task)


@dataclass(frozen=True, slots=True)
class _Found:
    """A result of an earlier run: under which key, for which states of what the script read."""

    key: str
    read: Read | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Pending:
    task: Task
    inputs: Mapping[str, str]
    death: str = ""  # how the task itself ended, when its fallback is to run

    @property
    def attempt(self) -> Task:
        return (self.task.instead or self.task) if self.death else self.task

    def may_try_again(self, outcome: Outcome) -> bool:
        return outcome.kind in _DEATHS and self.task.instead is not None and not self.death


def _fault_of(root: Path, file: str) -> Outcome | None:
    """Return why a task cannot be given a file of the project; None where it can."""
    path = root / file
    if not path.is_file():  # a pipe would be waited for
        message = Message("the file {file} does not exist", file=file)
    elif path.stat().st_size > MAX_FILE_BYTES:
        message = Message("the file {file} is too large to be read", file=file)
    else:
        return None
    return Outcome(kind="failed", message=message, where=Where(file))
