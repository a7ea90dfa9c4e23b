"""A turn at workers that outlive it: at most so many tasks, given up at once, the workers left warm."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task
from gmp_cad.watch.turn import Turn

BODIES = "tests.build.bodies"


class Recorded:
    """Workers that answer when told to."""

    started = False

    def __init__(self) -> None:
        self.given: list[tuple[str, Future[Outcome]]] = []
        self.ended: list[Future[Outcome]] = []

    def submit(self, task: Task, _inputs) -> Future[Outcome]:
        """Take a task; the test answers it."""
        future: Future[Outcome] = Future()
        self.given.append((task.id, future))
        return future

    def give_up(self, future: Future[Outcome]) -> None:
        """Take what nobody waits for."""
        self.ended.append(future)


def task(name: str, body: str = "double") -> Task:
    return Task(id=name, body=f"{BODIES}:{body}", params={"start": 1}, family="documents")


def test_no_more_tasks_run_than_it_may_and_the_next_follows_at_once() -> None:
    workers = Recorded()
    turn = Turn(workers, 2)
    asked = [turn.submit(task(name), {}) for name in "abcd"]
    assert [name for name, _ in workers.given] == ["a", "b"]
    workers.given[1][1].set_result(Outcome(kind="done"))
    assert [name for name, _ in workers.given] == ["a", "b", "c"]
    assert [f.done() for f in asked] == [False, True, False, False]


def test_given_up_nothing_begins_any_more_and_who_waits_hears_at_once() -> None:
    workers = Recorded()
    turn = Turn(workers, 1)
    asked = [turn.submit(task(name), {}) for name in "ab"]
    turn.give_up(grace_s=0.05)
    assert all(f.cancelled() for f in asked)
    assert turn.submit(task("c"), {}).cancelled()
    workers_running = workers.given[0][1]
    until = time.monotonic() + 5
    while not workers.ended and time.monotonic() < until:
        time.sleep(0.01)
    assert workers.ended == [workers_running]  # it had its time, then its process ends
    assert len(workers.given) == 1


def test_what_ends_after_it_was_given_up_is_of_no_interest() -> None:
    workers = Recorded()
    turn = Turn(workers, 1)
    asked = turn.submit(task("a"), {})
    turn.give_up(grace_s=60)
    workers.given[0][1].set_result(Outcome(kind="done"))
    with pytest.raises(CancelledError):
        asked.result(0)


def test_the_end_of_a_turn_gives_up_what_is_left_and_a_second_end_is_nothing() -> None:
    workers = Recorded()
    with Turn(workers, 1) as turn:
        asked = turn.submit(task("a"), {})
    assert asked.cancelled()
    turn.give_up()
    turn.leave("anywhere")


def test_an_error_of_the_workers_reaches_who_waits() -> None:
    workers = Recorded()
    asked = Turn(workers, 1).submit(task("a"), {})
    workers.given[0][1].set_exception(RuntimeError("no"))
    with pytest.raises(RuntimeError):
        asked.result(0)


def test_an_endless_task_is_ended_and_the_next_turn_has_its_workers(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.open()
    with Workers(store, 1) as workers:
        with Turn(workers, 1) as turn:
            hung = turn.submit(task("hang", "hang"), {})
            threading.Timer(0.8, turn.give_up, [0.0]).start()
            with pytest.raises(CancelledError):
                hung.result(10)
        with Turn(workers, 1) as turn:
            outcome = turn.submit(task("next"), {}).result(30)
        assert outcome.kind == "done"
        assert store.get(outcome.outputs["value"]) == b"2"
        assert len(workers._alive) == 1
        assert not workers._open
