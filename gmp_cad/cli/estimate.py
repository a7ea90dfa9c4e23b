"""How long a build will still take, from what its tasks took last time and take now.

Nothing is said that cannot be known: no history, or later stages of which nobody has seen any.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gmp_cad.build.announced import STATES, Stage, Told
from gmp_cad.build.graph import Result
from gmp_cad.build.task import Task

_PRIOR_S = 3.0  # of work at the speed of last time: what one task shows of the speed is not all
_SAMPLES = 3  # tasks that must have run before others are judged by them
_SETTLING_S = 4.0  # a new estimate takes over with this time constant
_PAUSE_S = 1.0  # between two times that it is worked out: thousands of tasks are looked at
_LEAST = 0.05  # of its time, that a task which takes longer than last time is still thought to need


@dataclass(slots=True)
class _Known:
    """A task that is announced: what it takes at the speed of last time (s), None: not known."""

    task: Task
    seconds: float | None
    state: str = "planned"  # then queued, start, and one of STATES
    since: float = 0.0


@dataclass(slots=True)
class Estimate:
    """Listens to a build by a clock (s); tells the time that is left."""

    clock: Callable[[], float]
    jobs: int = 1
    later: float | None = None
    _tasks: dict[str, _Known] = field(default_factory=dict)
    _kinds: dict[str, list[float]] = field(default_factory=dict)  # kind: count, seconds
    _expected: float = 0.0
    _observed: float = 0.0
    _order: list[_Known] = field(default_factory=list)  # each after all that it depends on
    _found: tuple[float, float | None] | None = None  # when it was worked out, what
    _shown: tuple[float, float] | None = None  # when, how much

    def hear(self, event: str, what: Told) -> None:
        """Take in an event of the build."""
        if isinstance(what, Stage):
            self.jobs, self.later = max(what.jobs, 1), what.later
            for task in what.tasks:
                self._tasks[task.id] = _Known(task, what.seconds.get(task.id))
            self._order = list(self._in_order())
        elif isinstance(what, Task | Result) and what.id in self._tasks:
            known = self._tasks[what.id]
            if isinstance(what, Result) and event in STATES:
                self._learn(known, what)
            known.state, known.since = event, self.clock()

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

    def _learn(self, known: _Known, result: Result) -> None:
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

    @property
    def _speed(self) -> float:
        """How much longer tasks take now than they did."""
        return (self._observed + _PRIOR_S) / (self._expected + _PRIOR_S)

    def _left(self) -> float | None:
        if self.later is None:
            return None
        now, speed = self.clock(), self._speed
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
                passed = now - known.since if known.state == "start" else 0.0
                costs[task_id] = max(cost - passed, _LEAST * cost)
        ran = sum(self._cost(k, speed) or 0.0 for k in self._tasks.values() if k.state == "ran")
        share = min((ran + sum(costs.values())) / everything, 1.0) if everything else 0.0
        work = sum(costs.values()) + self.later * speed * share
        return max(work / self.jobs, self._longest(costs))

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
        for known in self._order:
            task, state = known.task, known.state
            if state in ("queued", "start"):
                found.add(task.id)
            elif state in ("planned", "ready"):
                before = (self._tasks.get(name) for name in task.dependencies)
                if any(b and (b.task.id in found or b.state == "ran") for b in before):
                    found.add(task.id)
        return found

    def _in_order(self) -> Iterator[_Known]:
        seen: set[str] = set()
        for first in self._tasks:
            path = [first]
            while path:
                name = path[-1]
                inner = [
                    d for d in self._tasks[name].task.dependencies
                    if d in self._tasks and d not in seen
                ]  # fmt: skip
                if inner and name not in seen:
                    path.extend(inner)
                    continue
                path.pop()
                if name not in seen:
                    seen.add(name)
                    yield self._tasks[name]

    def _longest(self, costs: dict[str, float]) -> float:
        """Return how long the longest chain of tasks takes that wait for each other."""
        ends: dict[str, float] = {}
        for known in self._order:
            before = max((ends.get(name, 0.0) for name in known.task.dependencies), default=0.0)
            ends[known.task.id] = before + costs.get(known.task.id, 0.0)
        return max(ends.values(), default=0.0)


def _kind(task: Task) -> str:
    return task.id.partition(":")[0]
