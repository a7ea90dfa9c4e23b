"""Who is given a task: the worker that holds its inputs, then the emptiest; alone when asked."""

from __future__ import annotations

from gmp_cad.engine.cluster.roster import Roster


def roster(*seats: int) -> Roster:
    made = Roster()
    for number, count in enumerate(seats):
        made.add(f"tcp://w{number}:1", count)
    return made


def test_every_seat_is_taken_once_and_no_more() -> None:
    made = roster(2, 1)
    taken = [made.take({}) for _ in range(3)]
    assert sorted(w.address for w in taken) == ["tcp://w0:1", "tcp://w0:1", "tcp://w1:1"]
    assert made.take({}) is None
    made.leave(taken[0])
    assert made.take({}) is taken[0]


def test_the_worker_that_holds_most_bytes_comes_before_the_emptiest() -> None:
    made = roster(4, 1, 1)
    made.workers["tcp://w1:1"].held |= {"small", "tiny"}
    made.workers["tcp://w2:1"].held |= {"large"}
    assert made.take({"small": 10, "tiny": 1, "large": 100}).address == "tcp://w2:1"
    assert made.take({"small": 10, "tiny": 1, "large": 100}).address == "tcp://w1:1"
    assert made.take({"large": 100}).address == "tcp://w0:1"


def test_equal_workers_take_turns() -> None:
    made = roster(1, 1, 1)
    seen = []
    for _ in range(6):
        worker = made.take({})
        seen.append(worker.address)
        made.leave(worker)
    assert sorted(set(seen)) == sorted(made.workers)
    assert seen[:3] == seen[3:]


def test_alone_waits_for_an_empty_worker_and_keeps_it_empty() -> None:
    made = roster(2)
    other = made.take({})
    assert made.take({}, alone=True) is None
    made.leave(other)
    worker = made.take({}, alone=True)
    assert worker is other
    assert made.take({}) is None
    made.leave(worker)
    assert made.take({}) is worker
    assert made.take({}) is worker


def test_workers_come_and_go() -> None:
    made = roster(2, 3)
    assert made.seats == 5
    worker = made.take({})
    made.remove(worker.address)
    made.leave(worker)  # the task of a worker that is gone
    assert made.seats == 5 - worker.seats
    made.remove("tcp://never:1")
