"""The worker processes of this machine: one task at a time each, blamed for nothing else.

Workers are parted in crews: one measures and writes documents and never runs a script of a project,
so that a model cannot falsify its own verdict; one runs the scripts; with the sandbox each project
has a crew of scripts of its own, which ends with it. Processes start only when there is a first
task for them, with nothing of the one that builds. To load the kernel takes longer than most tasks:
on Linux, once a task needs it, one process loads it and all workers are forked from that; it runs
nothing itself.

As many threads as there are jobs take the tasks from one queue; each gives its task to an idle
worker of the crew, and watches over it (:mod:`gmp_cad.engine.processes.worker`).
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

import psutil

from gmp_cad.engine.cache.store import MissingObjectError, Store
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes import sandbox
from gmp_cad.engine.processes.interruption import unheard
from gmp_cad.engine.processes.worker import NoWorkerError, Start, Worker, remove_abandoned_folders
from gmp_cad.engine.task import Task
from gmp_cad.language import Message

_KERNEL = "gmp_cad.build.forked_kernel"  # what the tasks of the kernel import
_PER_WORKER_BYTES = 1_200_000_000
_SPARE_BYTES = 2_000_000_000
_STARTS = 3
_MEASURE, _SCRIPTS = "measure", "scripts"  # crews; with the sandbox the root of a project is one
_JOIN_S = 0.5
# In bubblewrap each worker loads the kernel anew, which takes as long as some such number of scripts.
_WORTH_A_WORKER = 8
_log = logging.getLogger(__name__)


def default_jobs() -> int:
    """Return as many workers as cores, fewer when memory is short."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    room = (psutil.virtual_memory().available - _SPARE_BYTES) // _PER_WORKER_BYTES
    return max(1, min(cores or 1, int(room)))


@dataclass(slots=True)
class _Job:
    task: Task
    inputs: Mapping[str, str]
    future: Future[Outcome] = field(default_factory=Future)
    worker: Worker | None = None  # while it runs
    given_up: bool = False


class Workers:
    """A pool of lazily started processes behind one ``submit``; use as a context manager.

    With ``sandbox`` the scripts of a project run confined; raises
    :class:`~gmp_cad.engine.processes.sandbox.ConfinementError` where that cannot be had.
    """

    def __init__(self, store: Store, jobs: int, *, confined: bool = False) -> None:
        self.store = store
        self.jobs = jobs
        self._mechanism = sandbox.required() if confined else None
        _log.info("sandbox of scripts: %s", self._mechanism or "none")
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._slots: list[threading.Thread] = []
        self._idle: dict[str, list[Worker]] = defaultdict(list)
        self._alive: set[Worker] = set()
        self._busy: Counter[str] = Counter()  # slots at work for each crew
        self._put_off: dict[str, deque[_Job]] = defaultdict(deque)
        self._left: set[str] = set()  # projects that are built, or given up
        self._open: dict[Future[Outcome], _Job] = {}
        self._lock = threading.Lock()
        self._stopping = False
        self._forked = self._mechanism is not None

    def __enter__(self) -> Self:
        if self._mechanism == "landlock":
            _start_forking_process()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stopping = kind is not None
        for _ in self._slots:
            self._queue.put(None)
        if kind is not None:
            self._kill_all()
        until = time.monotonic() + _JOIN_S
        for slot in self._slots:
            slot.join(None if kind is None else max(0.0, until - time.monotonic()))
        self._kill_all()

    @property
    def started(self) -> bool:
        """Whether any worker process was started."""
        return bool(self._slots)

    def submit(self, task: Task, inputs: Mapping[str, str]) -> Future[Outcome]:
        """Run a task in a worker; the future never raises for a fault of the task."""
        job = _Job(task, inputs)
        with self._lock:
            self._open[job.future] = job
            if not self._slots:
                remove_abandoned_folders()
            if len(self._slots) < self.jobs:
                slot = threading.Thread(target=self._serve, daemon=True)
                self._slots.append(slot)
                slot.start()
        self._queue.put(job)
        return job.future

    def give_up(self, future: Future[Outcome]) -> None:
        """Nobody waits for a task any more: it is not begun, or its process ends now."""
        with self._lock:
            job = self._open.get(future)
            if job is not None:
                job.given_up = True
                if job.worker is not None:
                    job.worker.kill()

    def leave(self, root: str) -> None:
        """End the confined workers of the project at ``root``; no script of it runs any more."""
        with self._lock:
            self._left.add(root)
            gone = self._idle.pop(root, [])
        for worker in gone:
            self._end(worker, "its project is built")

    # ---- a thread of the pool

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            crew = self._crew(job.task)
            if self._is_put_off(crew, job):
                continue
            following: _Job | None = job
            while following is not None:
                self._settle(crew, following)
                following = self._next_of(crew)

    def _settle(self, crew: str, job: _Job) -> None:
        trace = job.task.trace
        try:
            left = trace is not None and trace.root in self._left
            if self._stopping or job.given_up or left:
                raise CancelledError  # noqa: TRY301 - as one that is given up while it runs
            job.future.set_result(self._run(crew, job))
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it
            job.future.set_exception(error)
        finally:
            with self._lock:
                del self._open[job.future]

    def _is_put_off(self, crew: str, job: _Job) -> bool:
        """Leave a job to the slot that works for its crew already, where workers are dear."""
        with self._lock:
            waiting = self._put_off[crew]
            dear = self._mechanism == "bubblewrap" and crew not in (_MEASURE, _SCRIPTS)
            if dear and self._busy[crew] > len(waiting) // _WORTH_A_WORKER:
                waiting.append(job)
                return True
            self._busy[crew] += 1
            return False

    def _next_of(self, crew: str) -> _Job | None:
        """Return the next job that was put off; without one the slot is done with the crew."""
        with self._lock:
            if self._put_off[crew]:
                return self._put_off[crew].popleft()
            self._busy[crew] -= 1
            return None

    def _run(self, crew: str, job: _Job) -> Outcome:
        worker = self._idle_one(crew)
        if worker is not None:
            outcome = self._asked(crew, worker, job)
            if outcome.kind not in ("crash", "memory"):
                return outcome
            # What an earlier task left in the process may have ended it: a new one tells.
            _log.info("%s runs once more, in a worker of its own", job.task.id)
        try:
            return self._asked(crew, self._hired(crew, job.task), job)
        except NoWorkerError as error:
            message = Message("no worker process comes to life: {reason}", reason=str(error))
            return Outcome(kind="crash", message=message)

    def _asked(self, crew: str, worker: Worker, job: _Job) -> Outcome:
        self._given(crew, worker, job)
        try:
            outcome = worker.ask(job.task, self.store, job.inputs)
        except MissingObjectError as error:
            message = Message("object {digest} is missing", digest=str(error))
            outcome = Outcome(kind="missing", message=message)
        except BaseException:
            self._end(worker, "an error of this process")
            raise
        with self._lock:
            job.worker = None
        if job.given_up:
            self._end(worker, "its task is given up")
            raise CancelledError
        if outcome.kind in ("crash", "timeout", "memory"):
            self._end(worker, outcome.kind)
        elif worker.full:
            self._end(worker, "it holds much memory")
        else:
            self._dismiss(crew, worker)
        return outcome

    def _given(self, crew: str, worker: Worker, job: _Job) -> None:
        """Note that the worker is about to run the job, unless nobody waits for it any more."""
        with self._lock:
            job.worker = None if job.given_up else worker
        if job.worker is None:
            self._dismiss(crew, worker)
            raise CancelledError

    # ---- the crews

    def _crew(self, task: Task) -> str:
        if task.trace is None:
            return _MEASURE
        return task.trace.root if self._mechanism is not None else _SCRIPTS

    def _idle_one(self, crew: str) -> Worker | None:
        with self._lock:
            return self._idle[crew].pop() if self._idle[crew] else None

    def _hired(self, crew: str, task: Task) -> Worker:
        """Return a new worker of the crew."""
        for attempt in range(_STARTS):
            worker = Worker(self._start(crew, task))
            with self._lock:
                self._alive.add(worker)
            try:
                worker.wait_ready()
            except NoWorkerError:
                self._end(worker, "it did not come to life")
                if attempt == _STARTS - 1 or self._stopping:
                    raise
            else:
                _log.info("worker %s of crew %s starts", worker.pid, crew)
                return worker
        raise AssertionError

    def _start(self, crew: str, task: Task) -> Start:
        if crew in (_MEASURE, _SCRIPTS):
            return Start(context=self._context(task))
        return Start(context=self._context(task), project=Path(crew), mechanism=self._mechanism)

    def _context(self, task: Task) -> BaseContext:
        """Return how the workers start from now on: with the kernel once a task needs it."""
        if sys.platform == "linux" and (self._forked or task.family == "kernel"):
            self._forked = True
            context = get_context("forkserver")
            context.set_forkserver_preload([_KERNEL])
            return context
        return get_context("spawn")

    def _dismiss(self, crew: str, worker: Worker) -> None:
        with self._lock:
            wanted = not self._stopping and crew not in self._left
            if wanted:
                self._idle[crew].append(worker)
        if not wanted:
            self._end(worker, "its project is built")

    def _end(self, worker: Worker, why: str) -> None:
        _log.info("worker %s ends: %s", worker.pid, why)
        with self._lock:
            self._alive.discard(worker)
        worker.kill()
        worker.bury()

    def _kill_all(self) -> None:
        with self._lock:
            alive, self._alive = self._alive, set()
            self._idle.clear()
        for worker in alive:
            worker.kill()
        until = time.monotonic() + _JOIN_S
        for worker in alive:
            worker.bury(max(0.0, until - time.monotonic()))


def _start_forking_process() -> None:
    """Start the process that workers are forked from without anything of this one's environment.

    A process can read its first environment for ever, and what is forked from it too.
    """
    server: Any = forkserver._forkserver  # noqa: SLF001 - the module tells no other way
    server._stop()  # noqa: SLF001 - one that runs already knows too much
    forkserver.set_forkserver_preload([_KERNEL])
    kept = dict(os.environ)
    try:
        os.environ.clear()
        ctypes.CDLL(None).clearenv()  # what libraries set is unknown to Python
        os.environ.update(sandbox.clean_environment(Path(tempfile.gettempdir())))
        with unheard():
            forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(kept)
