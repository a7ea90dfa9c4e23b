"""Worker processes: one task at a time each, a crash or a time-out costs that task only.

Two pools: one runs the project's own scripts (models, assemblies), the other never does, so a
model cannot falsify its own verdict. Processes start only when there is a first task for them, with
nothing of the one that builds. To load the kernel takes longer than most tasks: on Linux, once a
task needs it, one process loads it and all workers are forked from that; it runs nothing itself.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, Self

import psutil
from pebble import ProcessExpired, ProcessPool

from gmp_cad.build.execution import execute
from gmp_cad.build.outcome import Outcome
from gmp_cad.build.store import Store
from gmp_cad.build.task import Task
from gmp_cad.build.template_tasks import death_hint
from gmp_cad.language import Message

MEMORY_EXIT = 77
_KERNEL_BODIES = "gmp_cad.build.kernel_bodies"  # what the tasks of the kernel import
_PER_WORKER_BYTES = 1_200_000_000
_SPARE_BYTES = 2_000_000_000
_WORKER_LIMIT_BYTES = 4_000_000_000
_TASKS_PER_WORKER = 5000


def default_jobs() -> int:
    """Return as many workers as cores, fewer when memory is short."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    room = (psutil.virtual_memory().available - _SPARE_BYTES) // _PER_WORKER_BYTES
    return max(1, min(cores or 1, int(room)))


class Workers:
    """Two lazily started pools behind one ``submit``; use as a context manager."""

    def __init__(self, store: Store, jobs: int) -> None:
        self.store = store
        self.jobs = jobs
        self._pools: dict[bool, ProcessPool] = {}
        self._forked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        for pool in self._pools.values():
            if kind is None:
                pool.close()
            else:
                pool.stop()
            pool.join()

    @property
    def started(self) -> bool:
        """Whether any worker process was started."""
        return bool(self._pools)

    def submit(self, task: Task, inputs: Mapping[str, str]) -> Future[Outcome]:
        """Run a task in a worker; the future never raises for a fault of the task."""
        untrusted = task.trace is not None
        pool = self._pools.get(untrusted)
        if pool is None:
            pool = self._pools[untrusted] = ProcessPool(
                max_workers=self.jobs,
                max_tasks=_TASKS_PER_WORKER,
                context=self._context(task),
                initializer=_start_worker,
            )
        payload = (str(self.store.root), task.body, dict(task.params), dict(inputs), _trace(task))
        future: Future[Outcome] = pool.schedule(execute, args=payload, timeout=task.timeout_s)
        return future

    def _context(self, task: Task) -> BaseContext:
        """Return how the workers of a pool start that this task is the first for."""
        if sys.platform == "linux" and (self._forked or task.family == "kernel"):
            self._forked = True
            context = get_context("forkserver")
            context.set_forkserver_preload([_KERNEL_BODIES])
            return context
        return get_context("spawn")


def _trace(task: Task) -> dict[str, Any] | None:
    return None if task.trace is None else {"values": task.trace.values, "root": task.trace.root}


def outcome_of(future: Future[Outcome], task: Task) -> Outcome:
    """Return how the task ended, whatever became of its process."""
    try:
        return future.result()
    except TimeoutError:
        message = Message("no answer after {seconds:.0f} s: stopped", seconds=task.timeout_s)
        hint, where = death_hint(task, "timeout")
        return Outcome(kind="timeout", message=message, hint=hint, where=where)
    except ProcessExpired as error:
        if error.exitcode == MEMORY_EXIT:
            hint, where = death_hint(task, "memory")
            message = Message("more than 4 GB of memory: stopped")
            return Outcome(kind="memory", message=message, hint=hint, where=where)
        message = Message("the process ended with code {code}", code=int(error.exitcode))
        hint, where = death_hint(task, "crash")
        return Outcome(kind="crash", message=message, hint=hint, where=where)
    except CancelledError:
        return Outcome(kind="crash", message=Message("the task was cancelled"))


def _start_worker() -> None:
    """Keep the worker within its memory, and silent."""
    threading.Thread(target=_watch_memory, daemon=True).start()


def _watch_memory() -> None:
    me = psutil.Process()
    pause = threading.Event()
    while not pause.wait(0.25):
        if me.memory_info().rss > _WORKER_LIMIT_BYTES:
            os._exit(MEMORY_EXIT)
