"""Where the time of a build went: what to see in Chrome's chrome://tracing and in Perfetto.

One row for the building process (one per project built at the same time), one for each worker;
what each task used stands in its ``args``.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gmp_cad import __version__
from gmp_cad.engine.announced import STATES, Listener, Stage, Told, Work
from gmp_cad.engine.graph import Result
from gmp_cad.engine.profiling.trace_events import Row, Span, lanes, one_by_one, trace_events
from gmp_cad.engine.task import Task
from gmp_cad.language import Message, english

VERSION = 1
GENERATOR = "gmp_cad"
_WORK = english({"read": "read the project", "plan": "plan the tasks", "publish": "publish"})
_DEATHS = ("crash", "timeout", "memory")  # after them nobody knows the CPU time
STOPPED = "stopped"  # the state of a task that had not ended


class Profile:
    """What is recorded of the builds of one process; several threads may build at once.

    ``clock`` returns seconds since 1970, as the workers' clocks do, and never goes back.
    """

    def __init__(self, command: str, lang: str, clock: Callable[[], float] | None = None) -> None:
        self.command, self.lang = command, lang
        self._clock = clock or _steady_clock()
        self._began = self._clock()
        self._builds: list[_Recorder] = []
        self._lock = threading.Lock()

    def listener(self, project: str = "") -> Listener:
        """Return what listens to the build of one project, in one thread."""
        recorder = _Recorder(project=project, lang=self.lang, clock=self._clock)
        with self._lock:
            self._builds.append(recorder)
        return recorder.hear

    def document(self, *, complete: bool) -> dict[str, Any]:
        """Return the trace as JSON; not ``complete``: the build was stopped or failed."""
        with self._lock:
            builds = list(self._builds)
        end = self._clock()
        rows = [*self._own(builds), *self._workers(builds), *self._untold(builds, end)]
        return {
            "otherData": {
                "generator": GENERATOR,
                "generator_version": __version__,
                "version": VERSION,
                "command": self.command,
                "jobs": max((build.jobs for build in builds), default=0),
                "seconds": round(end - self._began, 6),
                "started_s": round(self._began, 6),
                "complete": complete,
            },
            "displayTimeUnit": "ms",
            "traceEvents": trace_events(rows, self._began),
        }

    def _own(self, builds: list[_Recorder]) -> Iterator[Row]:
        for number, build in enumerate(builds, start=1):
            yield Row(
                process=str(os.getpid()), process_name=f"gmp-cad {self.command}", thread=number,
                thread_name=build.project or self.command,
                spans=sorted(build.own, key=lambda s: (s.start, -s.end)),
            )  # fmt: skip

    def _workers(self, builds: list[_Recorder]) -> Iterator[Row]:
        ran: dict[str, list[Span]] = {}
        for build in builds:
            for worker, spans in build.ran.items():
                ran.setdefault(worker, []).extend(spans)
        scripts = {worker for build in builds for worker in build.scripts}
        rows = sorted((min(s.start for s in spans), worker) for worker, spans in ran.items())
        for number, (_, worker) in enumerate(rows, start=1):
            what = Message("models") if worker in scripts else Message("tasks")
            name = Message("worker {number}: {what}", number=number, what=what)
            yield Row(
                process=worker, thread=number, thread_name=what.say(self.lang),
                process_name=name.say(self.lang),
                spans=one_by_one(ran[worker]),
            )  # fmt: skip

    def _untold(self, builds: list[_Recorder], end: float) -> Iterator[Row]:
        """Yield the tasks of which no worker told anything: it died, or was stopped."""
        spans = [span for build in builds for span in (*build.untold, *build.unended(end))]
        name = Message("ended without a word of their worker").say(self.lang)
        for number, lane in enumerate(lanes(spans), start=1):
            yield Row(process="", process_name=name, thread=number, thread_name=name, spans=lane)


def _steady_clock() -> Callable[[], float]:
    wall, steady = time.time(), time.perf_counter()
    return lambda: wall + time.perf_counter() - steady


@dataclass(slots=True, kw_only=True)
class _Recorder:
    """What one build told, as spans: of the building process, of workers, of nobody known."""

    project: str
    lang: str
    clock: Callable[[], float]
    jobs: int = 0
    own: list[Span] = field(default_factory=list)
    ran: dict[str, list[Span]] = field(default_factory=dict)
    scripts: set[str] = field(default_factory=set)  # workers that ran scripts of the project
    untold: list[Span] = field(default_factory=list)
    _open: list[tuple[str, float]] = field(default_factory=list)
    _ready: dict[str, float] = field(default_factory=dict)
    _queued: dict[str, float] = field(default_factory=dict)
    _handed: dict[str, tuple[Task, float]] = field(default_factory=dict)

    def hear(self, event: str, what: Told) -> None:
        """Take in an event of the build."""
        now = self.clock()
        if isinstance(what, Result):
            if event in STATES:
                self._end(what, now)
        elif isinstance(what, Task):
            self._task(event, what, now)
        elif isinstance(what, Stage):
            self.jobs = max(self.jobs, what.jobs)
        elif isinstance(what, Work):
            self._work(event, what, now)

    def _work(self, event: str, what: Work, now: float) -> None:
        if event == "begin":
            self._open.append((what.id, now))
        elif self._open:
            name, start = self._open.pop()
            said = Message(_WORK.get(name, name)).say(self.lang)
            self.own.append(_own(said, "build", start, now))

    def _task(self, event: str, task: Task, now: float) -> None:
        if event == "ready":
            self._ready[task.id] = now
        elif event == "queued":
            start = self._ready.pop(task.id, now)
            name = Message("look up {task}", task=task.id).say(self.lang)
            self.own.append(_own(name, "lookup", start, now))
            self._queued[task.id] = now
        elif event == "start":
            self._handed[task.id] = task, now

    def _end(self, result: Result, now: float) -> None:
        task, usage = result.task, result.outcome.usage
        ready = self._ready.pop(task.id, now)
        queued = self._queued.pop(task.id, None)
        _, handed = self._handed.pop(task.id, (task, queued))
        args = self._args(result)
        span = Span(name=task.id, category=_kind(task), start=ready, end=now, args=args)
        if queued is None or handed is None:  # settled by the building process alone
            self.own.append(span)
        elif usage is None:
            self.untold.append(replace(span, start=handed, waiting=queued))
        else:
            # The clock of another machine may differ: what ran did so between the queue and now.
            took = min(max(usage.ended_s - usage.started_s, 0.0), now - queued)
            start = min(max(usage.started_s, queued), now - took)
            self.ran.setdefault(usage.worker, []).append(
                replace(
                    span, start=start, end=start + took, waiting=queued,
                    memory_bytes=usage.memory_bytes,
                )
            )  # fmt: skip
            if task.trace is not None:
                self.scripts.add(usage.worker)

    def _args(self, result: Result) -> dict[str, Any]:
        task, outcome = result.task, result.outcome
        args = self._described(task, result.state)
        if outcome.usage is not None:
            args["worker"] = outcome.usage.worker
            if outcome.kind not in _DEATHS:
                args["cpu_s"] = round(outcome.seconds, 6)
        if result.reasons:
            args["why"] = [reason.say(self.lang) for reason in result.reasons]
        if outcome.kind != "done":
            args["end"] = outcome.kind
        return args

    def _described(self, task: Task, state: str) -> dict[str, Any]:
        args = {
            "task": task.id, "subject": task.subject, "kind": _kind(task), "state": state,
            "needs": list(task.dependencies),
        }  # fmt: skip
        return {**args, "project": self.project} if self.project else args

    def unended(self, end: float) -> Iterator[Span]:
        """Yield the tasks that were handed over and did not end."""
        for task, handed in list(self._handed.values()):
            args = self._described(task, STOPPED)
            yield Span(
                name=task.id, category=_kind(task), start=handed, end=end, args=args,
                waiting=self._queued.get(task.id, handed),
            )  # fmt: skip


def _own(name: str, category: str, start: float, end: float) -> Span:
    return Span(name=name, category=category, start=start, end=end)


def _kind(task: Task) -> str:
    return task.id.partition(":")[0]
