"""One build's turn at workers that outlive it: it can be given up, and the next one begins at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from functools import partial
from types import TracebackType
from typing import Self

from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task

# What runs when a turn is given up may end by itself so long: a new process, with all that it
# loads, takes longer than most tasks.
GRACE_S = 1.0


class Turn:
    """Hands tasks on to the workers, at most ``jobs`` at the same time. A :class:`Scheduler`.

    Leaving the block gives up what has not ended; the workers stay, with all that they have loaded.
    """

    def __init__(self, workers: Workers, jobs: int) -> None:
        self.jobs = jobs
        self._workers = workers
        self._lock = threading.RLock()
        self._waiting: deque[tuple[Task, Mapping[str, str], Future[Outcome]]] = deque()
        self._running: dict[Future[Outcome], Future[Outcome]] = {}  # theirs → ours
        self._over = False

    @property
    def started(self) -> bool:
        """Whether any worker process was started."""
        return self._workers.started

    @property
    def over(self) -> bool:
        """Whether it was given up."""
        return self._over

    def submit(self, task: Task, inputs: Mapping[str, str]) -> Future[Outcome]:
        """Run a task; the future is cancelled where the turn is given up before it ends."""
        asked: Future[Outcome] = Future()
        with self._lock:
            if self._over:
                asked.cancel()
                return asked
            self._waiting.append((task, inputs, asked))
            self._hand_on()
        return asked

    def leave(self, root: str) -> None:
        """Keep the workers: the next turn is of the same project."""

    def give_up(self, grace_s: float = GRACE_S) -> None:
        """Begin no task any more, and wait for none; those that run end soon, or are ended."""
        with self._lock:
            if self._over:
                return
            self._over = True
            left = [asked for _, _, asked in self._waiting] + list(self._running.values())
            self._waiting.clear()
            rest = list(self._running)
        for asked in left:
            asked.cancel()
        if rest:
            ending = threading.Timer(grace_s, self._end, [rest])
            ending.daemon = True
            ending.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.give_up()

    def _hand_on(self) -> None:
        while self._waiting and len(self._running) < self.jobs:
            task, inputs, asked = self._waiting.popleft()
            given = self._workers.submit(task, inputs)
            self._running[given] = asked
            given.add_done_callback(partial(self._answered, asked))

    def _answered(self, asked: Future[Outcome], given: Future[Outcome]) -> None:
        with self._lock:
            self._running.pop(given, None)
            if not asked.set_running_or_notify_cancel():
                return
            self._hand_on()
        try:
            asked.set_result(given.result())
        except (CancelledError, Exception) as error:  # noqa: BLE001 - whoever waits must hear of it
            asked.set_exception(error)

    def _end(self, rest: list[Future[Outcome]]) -> None:
        for given in rest:
            self._workers.give_up(given)
