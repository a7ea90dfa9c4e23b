"""What the line of progress says: what runs, since when, how far it is, and what is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gmp_cad.cli.estimate import Estimate
from gmp_cad.engine.announced import STATES, Stage, Told
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Task
from gmp_cad.language import Message

PAIRS = "pairs"  # the event that tells how many more pairs there are to compare
_PAIR = "relation"
_LONG_S = 10.0  # a task that runs longer than that is told with its time
_SAID_S = 30.0  # between two lines where no line can be written over


@dataclass(slots=True)
class Progress:
    """Counts what a listener of the build hears; one line, however many tasks there are.

    ``done`` of ``total`` tasks; ``pairs_done`` of ``pairs`` among them compare two parts each:
    these are told as one, all others by their names while they run. ``clock`` counts seconds. May
    be read by another thread than the one that it listens to.
    """

    lang: str
    clock: Callable[[], float] = time.monotonic
    total: int = 0
    done: int = 0
    pairs: int = 0
    pairs_done: int = 0
    _estimate: Estimate = field(init=False)
    _began: float = field(init=False)
    _said: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self._estimate = Estimate(self.clock)
        self._began = self._said = self.clock()

    def hear(self, event: str, what: Told) -> None:
        """Take in an event of the build."""
        with self._lock:
            if isinstance(what, int):
                self._count(event, what)
            elif isinstance(what, Task | Result | Stage):
                self._estimate.hear(event, what)
                if isinstance(what, Stage):  # a difference runs two builds: each counts its own
                    self.total = self.done + len(what.tasks)
                if isinstance(what, Task | Result) and event in STATES:
                    self.done += 1
                    self.pairs_done += _is_pair(what.id)

    def _count(self, event: str, number: int) -> None:
        if event == PAIRS:
            self.pairs += number
        elif event == "total":
            self.total = number

    @property
    def text(self) -> str:
        """What is going on, in words; first what is left."""
        with self._lock:
            left, running = self._estimate.left(), self._running()
            if self.pairs_done < self.pairs:
                counted = Message("pairs {done} of {total}", done=self.pairs_done, total=self.pairs)
                running.insert(0, counted.say(self.lang))
        shown = remaining(left)
        said = [] if shown is None else [shown.say(self.lang)]
        return " · ".join([*said, ", ".join(running) or "…"])

    def due(self) -> str | None:
        """Return a line for where lines stay, now and then; None in between."""
        now = self.clock()
        if now - self._said < _SAID_S:
            return None
        self._said = now
        message = Message(
            "{done} of {total} tasks after {time}: {text}", done=self.done, total=self.total,
            time=duration(now - self._began), text=self.text,
        )  # fmt: skip
        return message.say(self.lang)

    def _running(self) -> list[str]:
        now, said = self.clock(), []
        for name, since in self._estimate.running():
            if not _is_pair(name):
                long = now - since >= _LONG_S
                said.append(f"{name} ({duration(now - since)})" if long else name)
        return said


def remaining(seconds: float | None) -> Message | None:
    """Return how long it still takes, no more exact than it can be known."""
    if seconds is None or seconds < 1:
        return None
    step = 1 if seconds < 10 else 5 if seconds < 60 else 30 if seconds < 600 else 60
    return Message("≈ {time} left", time=duration(round(seconds / step) * step))


def duration(seconds: float) -> str:
    """Return a time as people say it: 40 s, 2 min 30 s, 1 h 05 min."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest:02d} s" if rest else f"{minutes} min"
    hours, rest = divmod(whole // 60, 60)
    return f"{hours} h {rest:02d} min"


def _is_pair(task_id: str) -> bool:
    return task_id.partition(":")[0] == _PAIR
