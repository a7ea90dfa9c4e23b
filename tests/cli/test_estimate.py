"""What is left of a build: against builds played by a clock of ours, whose end is known."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from gmp_cad.cli.estimate import Estimate
from gmp_cad.cli.progress import Progress, duration, remaining
from gmp_cad.engine.announced import Stage
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome, Usage
from gmp_cad.engine.task import Input, Task


def task(name: str, *before: str) -> Task:
    return Task(id=name, body="m:f", params={}, needs=tuple(Input("i", b, "v") for b in before))


@dataclass
class Played:
    """Stages of tasks, run by ``jobs`` workers; ``times`` (s) are true, ``known`` of last time."""

    stages: list[list[Task]]
    times: dict[str, float]
    known: dict[str, float]
    jobs: int = 2
    hits: frozenset[str] = frozenset()
    first: bool = False
    now: float = 0.0
    told: list[tuple[float, float | None]] = field(default_factory=list)

    def play(self, every: float = 0.5) -> None:
        """Play it all; keep what is said to be left, every so many seconds."""
        self.estimate = Estimate(lambda: self.now)
        self.next = every
        self.every = every
        for number, tasks in enumerate(self.stages):
            later = tuple(self._time(stage) for stage in self.stages[number + 1 :])
            self.estimate.hear("stage", Stage(
                tasks=tasks, jobs=self.jobs, later=None if self.first else later,
                seconds={t.id: self.known[t.id] for t in tasks if t.id in self.known},
            ))  # fmt: skip
            self._run(tasks)

    def _time(self, tasks: list[Task]) -> tuple[float, float]:
        """Return the work of a stage and its longest chain, by what is known."""
        ends: dict[str, float] = {}
        for one in tasks:
            before = max((ends.get(d, 0.0) for d in one.dependencies), default=0.0)
            ends[one.id] = before + self.known.get(one.id, 0.0)
        return sum(self.known.get(t.id, 0.0) for t in tasks), max(ends.values())

    def _run(self, tasks: list[Task]) -> None:
        own, done = {t.id for t in tasks}, set()
        open_, handed = list(tasks), []
        running: list[tuple[float, str, Task]] = []
        while open_ or handed or running:
            ready = [t for t in open_ if not (set(t.dependencies) & own) - done]
            for one in ready:
                open_.remove(one)
                self.estimate.hear("ready", one)
                if one.id in self.hits:
                    done.add(one.id)
                    self._end(one, "hit")
                else:
                    self.estimate.hear("queued", one)
                    self.estimate.hear("start", one)
                    handed.append(one)
            if ready:
                continue
            while handed and len(running) < self.jobs:
                one = handed.pop(0)
                heapq.heappush(running, (self.now + self.times[one.id], one.id, one))
            end, _, one = heapq.heappop(running)
            self._wait(end)
            done.add(one.id)
            self._end(one, "ran")

    def _wait(self, until: float) -> None:
        while self.next <= until:
            self.now = self.next
            self.told.append((self.now, self.estimate.left()))
            self.next += self.every
        self.now = until

    def _end(self, one: Task, state: str) -> None:
        took = self.times[one.id]
        usage = Usage(worker="1", started_s=self.now - took, ended_s=self.now)
        outcome = Outcome(kind="done", usage=None if state == "hit" else usage)
        self.estimate.hear(state, Result(task=one, state=state, outcome=outcome))

    def errors(self, after: float = 0.0) -> list[float]:
        """Return how wrong what was said was (s), from the moment ``after`` on."""
        return [
            left - (self.now - moment)
            for moment, left in self.told
            if moment >= after and left is not None
        ]


def project(seed: int, parts: int = 20) -> tuple[list[list[Task]], dict[str, float]]:
    """Return stages as builds have them: models, what measures them, documents of all."""
    rng = random.Random(seed)
    models = [task(f"model:p{n}") for n in range(parts)]
    measures = [task(f"{k}:p{n}", f"model:p{n}") for n in range(parts) for k in ("mass", "step")]
    sheets = [task(f"sheet:p{n}", f"mass:p{n}") for n in range(parts)]
    last = [task("dossier:all", *(s.id for s in sheets)), task("site:all", "dossier:all")]
    stages = [[*models, *measures], sheets, last]
    return stages, {t.id: rng.uniform(0.2, 3.0) for s in stages for t in s}


@pytest.mark.parametrize("slower", [1.0, 2.0, 0.6])
@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_all_runs_again_at_another_speed(slower: float, jobs: int) -> None:
    """The speed of this run is learnt: past a fifth of it the error is below a fifth of the whole."""
    stages, known = project(3)
    rng = random.Random(5)
    times = {name: t * slower * rng.uniform(0.8, 1.25) for name, t in known.items()}
    played = Played(stages, times, known, jobs)
    played.play()
    # Nothing until a first task has shown how fast this run is; then always something.
    first = next(i for i, (_, left) in enumerate(played.told) if left is not None)
    assert played.told[first][0] <= max(times.values()) + 0.5
    assert all(left is not None for _, left in played.told[first:])
    assert max(map(abs, played.errors(after=0.2 * played.now))) < 0.2 * played.now
    assert max(map(abs, played.errors(after=0.7 * played.now))) < 0.1 * played.now


def test_it_never_jumps() -> None:
    """From half a second to the next it changes by no more than an eighth of what was told."""
    stages, known = project(7)
    rng = random.Random(1)
    played = Played(stages, {n: t * rng.choice((0.3, 1, 3)) for n, t in known.items()}, known)
    played.play()
    told = [left for _, left in played.told]
    for before, after in pairwise(told):
        assert abs(after - (before - 0.5)) <= 0.125 * before + 0.5


def test_what_is_stored_costs_nothing() -> None:
    """One part of twenty changed: its own chain and the dossier are what is left."""
    stages, known = project(3)
    changed = {"model:p4", "mass:p4", "step:p4", "sheet:p4", "dossier:all", "site:all"}
    hits = frozenset(known) - changed
    played = Played(stages, known, known, 2, hits)
    played.play(0.25)
    chain = sum(known[n] for n in ("model:p4", "mass:p4", "sheet:p4", "dossier:all", "site:all"))
    assert played.now == pytest.approx(chain, abs=known["step:p4"])
    told = [(moment, left) for moment, left in played.told if left is not None]
    assert told[0][0] <= known["model:p4"] + 0.5
    assert abs(told[0][1] - (played.now - told[0][0])) < 0.35 * played.now
    assert max(map(abs, played.errors())) < 0.4 * played.now


def test_of_a_first_build_nothing_is_said_while_stages_are_unknown() -> None:
    stages, times = project(3)
    played = Played(stages, times, {}, first=True)
    played.play()
    assert {left for _, left in played.told} == {None}


def test_a_new_task_costs_what_its_kind_does_or_else_what_all_do() -> None:
    stages, known = project(11)
    times = dict.fromkeys(known, 1.0)
    past = {n: 1.0 for n in known if not n.startswith("sheet") and n != "model:p7"}
    played = Played(stages, times, past)
    played.play()
    assert max(map(abs, played.errors(after=0.35 * played.now))) < 0.3 * played.now


def test_a_long_chain_counts_however_many_workers_there_are() -> None:
    chain = [task("a:0"), *(task(f"a:{n}", f"a:{n - 1}") for n in range(1, 10))]
    known = {t.id: 2.0 for t in chain}
    played = Played([chain], known, known, jobs=8)
    played.play()
    assert played.now == 20
    assert max(map(abs, played.errors())) < 0.5


def test_a_task_that_takes_far_longer_than_last_time_leaves_no_nonsense() -> None:
    tasks = [task("a:x"), task("b:x", "a:x")]
    played = Played([tasks], {"a:x": 2.0, "b:x": 60.0}, {"a:x": 2.0, "b:x": 2.0}, jobs=1)
    played.play()
    told = [left for _, left in played.told if left is not None]
    assert len(told) > 100
    assert all(0 <= left <= 2.5 for left in told)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, None), (0.4, None), (7.4, "encore ≈ 7 s"), (41.0, "encore ≈ 40 s"),
        (58.0, "encore ≈ 1 min"), (155.0, "encore ≈ 2 min 30 s"), (1212.0, "encore ≈ 20 min"),
        (3900.0, "encore ≈ 1 h 05 min"),
    ],
)  # fmt: skip
def test_it_is_said_no_more_exactly_than_it_is_known(seconds, said) -> None:
    message = remaining(seconds)
    assert (message and message.say("fr")) == said


def test_times_are_said_as_people_do() -> None:
    assert [duration(s) for s in (0.9, 59.9, 60, 61, 3599, 3600, 7325)] == [
        "0 s", "59 s", "1 min", "1 min 01 s", "59 min 59 s", "1 h 00 min", "2 h 02 min",
    ]  # fmt: skip


def test_what_runs_long_is_told_with_its_time_and_what_waits_in_line_is_not_told() -> None:
    now = [0.0]
    line = Progress("fr", clock=lambda: now[0])
    tasks = [task(f"model:{n}") for n in "abc"]
    line.hear("stage", Stage(tasks=tasks, jobs=2, seconds={}))
    for one in tasks:
        line.hear("start", one)
    assert line.text == "model:a, model:b"
    now[0] = 12.0
    line.hear("ran", Result(task=tasks[0], state="ran", outcome=Outcome(kind="done")))
    assert line.text == "model:b (12 s), model:c"
    now[0] = 75.0
    assert line.text == "model:b (1 min 15 s), model:c (1 min 03 s)"


def test_without_a_terminal_a_line_comes_every_half_minute() -> None:
    now = [0.0]
    line = Progress("fr", clock=lambda: now[0])
    first, one = task("mass:a"), task("model:a")
    line.hear("total", 2)
    seconds = {"mass:a": 1.0, "model:a": 100.0}
    line.hear("stage", Stage(tasks=[first, one], jobs=1, seconds=seconds, later=()))
    line.hear("start", first)
    usage = Usage(worker="1", started_s=0.0, ended_s=1.0)
    line.hear("ran", Result(task=first, state="ran", outcome=Outcome(kind="done", usage=usage)))
    line.hear("queued", one)
    line.hear("start", one)
    said = []
    for second in range(95):
        now[0] = float(second)
        if (text := line.due()) is not None:
            said.append((second, text))
    assert [second for second, _ in said] == [30, 60, 90]
    assert said[0][1] == "tâches faites en 30 s : 1 sur 2 · encore ≈ 1 min · model:a (30 s)"
