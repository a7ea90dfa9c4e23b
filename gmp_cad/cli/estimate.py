"""How long a build will still take, from what its tasks took last time and take now.

Nothing is said that cannot be known: no history, or later stages of which nobody has seen any.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

from gmp_cad.engine.announced import STATES, Stage, Told
from gmp_cad.engine.chain import in_order, longest
from gmp_cad.engine.graph import Result
from gmp_cad.engine.history import StageTime
from gmp_cad.engine.task import Task

_PRIOR_S = 1.0  # of work at the speed of last time: what one task shows of the speed is not all
_SAMPLES = 3  # tasks that must have run before others are judged by them
_SETTLING_S = 4.0  # a new estimate takes over with this time constant
_RECENT = 31
_PAUSE_S = 1.0  # between two times that it is worked out: thousands of tasks are looked at
_LEAST = 0.05  # of its time, that a task which takes longer than last time is still thought to need


@dataclass(slots=True)
class _Known:
    """A task that is announced: what it takes at the speed of last time (s), None: not known."""

    task: Task
    seconds: float | None
    state: str = "planned"  # then ready, queued, start, and one of STATES


@dataclass(slots=True)
class Estimate:
    """Listens to a build by a clock (s); tells the time that is left."""

    clock: Callable[[], float]
    jobs: int = 0  # not told: all that is handed over
    later: tuple[StageTime, ...] | None = None
    _tasks: dict[str, _Known] = field(default_factory=dict)
    _kinds: dict[str, list[float]] = field(default_factory=dict)  # kind: count, seconds
    _expected: float = 0.0
    _observed: float = 0.0
    _around: list[float] = field(default_factory=list)  # what each took besides: sent, received
    _handed: dict[str, None] = field(default_factory=dict)  # to the workers, the oldest first
    _since: dict[str, float] = field(default_factory=dict)  # what runs
    _before: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what each waits for
    _order: tuple[str, ...] = ()  # each after all that it waits for
    _found: tuple[float, float | None] | None = None  # when it was worked out, what
    _shown: tuple[float, float] | None = None  # when, how much

    def hear(self, event: str, what: Told) -> None:
        """Take in an event of the build."""
        if isinstance(what, Stage):
            self.jobs, self.later = what.jobs, what.later
            for task in what.tasks:
                self._tasks[task.id] = _Known(task, what.seconds.get(task.id))
                self._before[task.id] = task.dependencies
            self._order = in_order(self._before)
        elif isinstance(what, Task | Result):
            since = None
            if event == "start":
                self._handed[what.id] = None
            elif event in STATES:
                self._handed.pop(what.id, None)
                since = self._since.pop(what.id, None)
            if known := self._tasks.get(what.id):
                if isinstance(what, Result):
                    self._learn(known, what, since)
                known.state = event
        # Workers take what they are handed in its order: the oldest are those that run.
        for task_id in islice(self._handed, self.jobs or None):
            self._since.setdefault(task_id, self.clock())

    def running(self) -> list[tuple[str, float]]:
        """Return what runs, with the time (s) since when, the oldest first."""
        return list(self._since.items())

    def left(self) -> float | None:
        """Return the seconds that are left, smoothly from call to call; None: not known."""
        now = self.clock()
        if self._found is None or now - self._found[0] >= _PAUSE_S:
            self._found = now, self._left()
        moment, found = self._found
        if found is None:
            self._shown = None
            return None
        found = max(found - (now - moment), 0.0)
        if self._shown is None:
            self._shown = now, found
            return found
        before, shown = self._shown
        passed = max(now - before, 0.0)
        counted = max(shown - passed, 0.0)
        shown = counted + (found - counted) * (1.0 - math.exp(-passed / _SETTLING_S))
        self._shown = now, shown
        return shown

    def _learn(self, known: _Known, result: Result, since: float | None) -> None:
        usage = result.outcome.usage
        if result.state != "ran" or usage is None:
            return
        took = max(usage.ended_s - usage.started_s, 0.0)
        kind = self._kinds.setdefault(_kind(known.task), [0, 0.0])
        kind[0] += 1
        kind[1] += took
        if known.seconds is not None:
            self._expected += known.seconds
            self._observed += took
        if since is not None:
            self._around = [*self._around, max(self.clock() - since - took, 0.0)][-_RECENT:]

    @property
    def _speed(self) -> float:
        """How much longer tasks take now than they did."""
        return (self._observed + _PRIOR_S) / (self._expected + _PRIOR_S)

    def _left(self) -> float | None:
        if self.later is None or not self._kinds:  # while the kernel loads, nothing is learnt
            return None
        now, speed = self.clock(), self._speed
        # The median: the first task of a worker waits for the kernel, the others do not.
        around = median(self._around) if self._around else 0.0
        costs, everything = {}, 0.0
        running = self._expected_to_run()
        for task_id, known in self._tasks.items():
            cost = self._cost(known, speed)
            if cost is None:
                if task_id in running:
                    return None
                continue
            everything += cost
            if task_id in running:
                passed = now - self._since.get(task_id, now)
                costs[task_id] = max(cost + around - passed, _LEAST * cost)
        ran = sum(self._cost(k, speed) or 0.0 for k in self._tasks.values() if k.state == "ran")
        share = min((ran + sum(costs.values())) / everything, 1.0) if everything else 0.0
        chain, _ = longest(self._order, self._before, costs)
        # Of what follows as much will run as of what came before; but one of its chains, if any.
        stages = [(sum(costs.values()), chain)]
        stages += [(work * speed * share, one * speed * (share > 0)) for work, one in self.later]
        return sum(max(work / max(self.jobs, 1), one) for work, one in stages)

    def _cost(self, known: _Known, speed: float) -> float | None:
        """Return how long a task takes now: as last time, as its kind, as all that ran."""
        if known.seconds is not None:
            return known.seconds * speed
        count, seconds = self._kinds.get(_kind(known.task), (0, 0.0))
        if count:
            return seconds / count
        count = sum(int(own[0]) for own in self._kinds.values())
        if count >= _SAMPLES:
            return sum(own[1] for own in self._kinds.values()) / count
        return None

    def _expected_to_run(self) -> set[str]:
        """Return what is not done and will run: what must, and what depends on what ran or will."""
        found: set[str] = set()
        for name in self._order:
            task, state = self._tasks[name].task, self._tasks[name].state
            if state in ("queued", "start"):
                found.add(task.id)
            elif state in ("planned", "ready"):
                before = (self._tasks.get(other) for other in task.dependencies)
                if any(b and (b.task.id in found or b.state == "ran") for b in before):
                    found.add(task.id)
        return found


def _kind(task: Task) -> str:
    return task.id.partition(":")[0]
