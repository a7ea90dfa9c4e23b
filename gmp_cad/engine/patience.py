"""How long a task may take: what it computes and what it sleeps counts, not that others compute."""

from __future__ import annotations

import time

import psutil

_WAITING = frozenset(
    {psutil.STATUS_SLEEPING, psutil.STATUS_IDLE, psutil.STATUS_STOPPED, psutil.STATUS_WAITING}
)
_GONE = frozenset({psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD})


class Patience:
    """Counts the time that a process spends on a task, from now.

    While it computes its CPU time counts, at most the time that passed: on a busy machine a task
    gets as much as on an idle one, and the same verdict. While it waits the time that passes
    counts. ``limit_s``: how much it is given. :meth:`look` is to be called a few times a second.
    """

    def __init__(self, process: psutil.Process | None, limit_s: float) -> None:
        self._process = process
        self._limit_s = limit_s
        self._spent_s = 0.0
        self._looked = time.monotonic()
        self._cpu_s = self._cpu()
        self.gone = False
        self.memory_bytes = 0

    @property
    def over(self) -> bool:
        """Whether the task has used up its time."""
        return self._spent_s > self._limit_s

    def look(self) -> None:
        """Count what passed since the last look."""
        now, before = time.monotonic(), self._looked
        self._looked = now
        passed = now - before
        if self._process is None:
            self._spent_s += passed
            return
        try:
            with self._process.oneshot():
                status = self._process.status()
                self.memory_bytes = self._process.memory_info().rss
            cpu = self._cpu()
        except psutil.NoSuchProcess:
            self.gone = True
            return
        except psutil.AccessDenied:
            self._spent_s += passed
            return
        self.gone = status in _GONE
        computed, self._cpu_s = min(cpu - self._cpu_s, passed), cpu
        self._spent_s += max(computed, passed) if status in _WAITING else computed

    def _cpu(self) -> float:
        if self._process is None:
            return 0.0
        try:
            times = self._process.cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)
