"""What a listener of the build is told, besides what becomes of each task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.history import StageTime
from gmp_cad.engine.journal import log_stage
from gmp_cad.engine.task import Task

PLAN = "plan"  # the work of finding out which tasks there are
STATES = ("hit", "ran", "failed", "skipped")  # the events that end a task


@dataclass(frozen=True, slots=True)
class Work:
    """What the building process does itself, between the events ``begin`` and ``end``."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Tasks about to be looked up and run, at most ``jobs`` at the same time.

    ``seconds``: the CPU time that each took when it last ran; those not known are not in it.
    ``later``: what those of each later stage took last time, None where nobody knows.
    """

    tasks: Sequence[Task]
    jobs: int
    seconds: dict[str, float]
    later: tuple[StageTime, ...] | None = None


Told = Task | Result | Work | Stage | int
Listener = Callable[[str, Told], None]


def announce(run: Run, tasks: Sequence[Task], listener: Listener, *, last: bool = False) -> None:
    """Tell how many tasks there are in all, how many more compare two parts, and which they are.

    ``last``: no stage comes after this one.
    """
    new = [task for task in tasks if task.id not in run.results]
    listener("total", len(run.results) + len(new))
    listener("pairs", sum(task.id.startswith("relation:") for task in new))
    known = {task.id: run.history.known_seconds(task.id) for task in new}
    seconds = {name: took for name, took in known.items() if took is not None}
    later = run.history.stage(new)
    log_stage(len(new), len(seconds), run.workers.jobs)
    stage = Stage(tasks=new, jobs=run.workers.jobs, seconds=seconds, later=() if last else later)
    listener("stage", stage)


def heard_by(*listeners: Listener) -> Listener:
    """Return one listener that tells all of them."""

    def tell(event: str, what: Told) -> None:
        for listener in listeners:
            listener(event, what)

    return tell


@contextmanager
def work(name: str, listener: Listener) -> Iterator[None]:
    """Tell when the building process begins and ends something that is no task."""
    listener("begin", Work(name))
    try:
        yield
    finally:
        listener("end", Work(name))


def planned(stages: Iterator[Sequence[Task]], listener: Listener) -> Iterator[Sequence[Task]]:
    """Yield the stages, and tell how long it takes to find each of them."""
    while True:
        with work(PLAN, listener):
            tasks = next(stages, None)
        if tasks is None:
            return
        yield tasks
