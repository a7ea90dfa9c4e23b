"""The profile of a build: read by a reader of its own, against what happened by a clock of ours."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.engine.announced import Stage, Work
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.history import History
from gmp_cad.engine.outcome import Outcome, Usage
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.profiling.profile import Profile
from gmp_cad.engine.task import Input, Task, Trace
from gmp_cad.language import Message
from tests.build.trace_reader import prove, tasks

DAY_S = 1_790_000_000.0


class Clock:
    """Says what it is set to: seconds after a moment of a day."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return seconds since 1970."""
        return DAY_S + self.now


def task(name: str, **more) -> Task:
    return Task(id=name, body="module:function", params={}, **more)


def ended(
    what: Task, worker: str = "", start: float = 0, end: float = 0, kind: str = "done", **more
) -> Result:
    usage = Usage(worker=worker, started_s=DAY_S + start, ended_s=DAY_S + end, memory_bytes=10**8)
    outcome = Outcome(kind=kind, usage=usage if worker else None, seconds=more.pop("cpu", 0.0))
    state = more.pop("state", "ran" if kind == "done" else "failed")
    return Result(task=what, state=state, outcome=outcome, **more)


def recorded(told, **more) -> dict:
    """Return the trace of events [(second, event, what)], after the reader has proved it."""
    clock = Clock()
    profile = Profile("build", "fr", clock)
    listener = profile.listener()
    for moment, event, what in told:
        clock.now = moment
        listener(event, what)
    data = json.loads(json.dumps(profile.document(complete=True)))
    prove(data["traceEvents"])
    return data


def queue(what: Task, ready: float, queued: float, handed: float) -> list:
    return [(ready, "ready", what), (queued, "queued", what), (handed, "start", what)]


def test_each_task_stands_where_and_when_it_ran_with_what_it_took() -> None:
    model = task("model:cale", trace=Trace())
    mass = task("mass:cale:x", needs=(Input("m", "model:cale", "brep"),))
    reasons = (Message("it had never run"),)
    data = recorded([
        (0.0, "begin", Work("read")), (0.5, "end", Work("read")),
        (0.5, "stage", Stage(tasks=[model, mass], jobs=2, seconds={})),
        *queue(model, 0.5, 0.6, 0.7),
        (3.0, "ran", ended(model, "4001", 1.0, 2.75, cpu=1.5, reasons=reasons)),
        *queue(mass, 3.0, 3.25, 3.5), (6.0, "ran", ended(mass, "4002", 4.0, 5.0)),
    ])  # fmt: skip
    found = tasks(data)
    assert {k: (e["pid"], e["ts"], e["dur"]) for k, e in found.items()} == {
        "model:cale": (4001, 1_000_000, 1_750_000), "mass:cale:x": (4002, 4_000_000, 1_000_000),
    }  # fmt: skip
    assert found["model:cale"]["args"] == {
        "task": "model:cale", "subject": "cale", "kind": "model", "state": "ran", "needs": [],
        "cpu_s": 1.5, "worker": "4001", "why": ["elle n'avait jamais été exécutée"],
        "waited_s": 0.4, "memory_bytes": 10**8,
    }  # fmt: skip
    assert found["mass:cale:x"]["args"]["needs"] == ["model:cale"]
    own = [(e["name"], e["ts"], e["dur"]) for e in data["traceEvents"] if e["pid"] == os.getpid()
           and e["ph"] == "X"]  # fmt: skip
    assert own == [
        ("lire le projet", 0, 500_000),
        ("chercher model:cale", 500_000, 100_000),
        ("chercher mass:cale:x", 3_000_000, 250_000),
    ]
    assert data["otherData"]["jobs"] == 2
    assert data["otherData"]["seconds"] == 6.0


def test_what_runs_and_what_waits_is_counted_at_every_change() -> None:
    a, b = task("a:x"), task("b:x")
    data = recorded([
        *queue(a, 0, 0, 0), *queue(b, 0, 1, 1),
        (5, "ran", ended(a, "41", 2, 4)), (9, "ran", ended(b, "42", 3, 8)),
    ])  # fmt: skip
    counted = [
        (e["ts"] / 1e6, e["args"]["running"], e["args"]["waiting"])
        for e in data["traceEvents"]
        if e["name"] == "tasks" and e["ph"] == "C"
    ]
    assert counted == [(0, 0, 1), (1, 0, 2), (2, 1, 1), (3, 2, 0), (4, 1, 0), (8, 0, 0)]


def test_hits_failures_and_what_was_left_out_say_so_with_the_building_process() -> None:
    hit, out, broken = task("a:x"), task("b:x"), task("c:x")
    data = recorded([
        (1, "ready", hit), (1.25, "hit", ended(hit, state="hit")),
        *queue(broken, 2, 2, 2), (4, "failed", ended(broken, "7001", 2, 3, kind="failed")),
        (4, "ready", out), (4, "skipped", ended(out, state="skipped", kind="failed")),
    ])  # fmt: skip
    found = tasks(data)
    assert {k: e["args"]["state"] for k, e in found.items()} == {
        "a:x": "hit", "b:x": "skipped", "c:x": "failed",
    }  # fmt: skip
    assert (found["a:x"]["pid"], found["a:x"]["dur"]) == (os.getpid(), 250_000)
    assert found["c:x"]["args"]["end"] == "failed"


def test_of_dead_workers_only_what_is_known_is_told_and_rows_still_nest() -> None:
    dead = [task(f"model:{n}") for n in "abc"]
    told = [event for i, t in enumerate(dead) for event in queue(t, 0, 0, i)]
    data = recorded([
        *told, (4, "failed", ended(dead[0], kind="crash")),
        (5, "failed", ended(dead[1], kind="timeout")),
        (9, "begin", Work("read")),  # interrupted here: model:c and this did not end
    ])  # fmt: skip
    found = tasks(data)
    assert [found[t.id]["args"]["state"] for t in dead] == ["failed", "failed", "stopped"]
    assert [found[t.id]["dur"] for t in dead] == [4_000_000, 4_000_000, 7_000_000]
    assert "cpu_s" not in found["model:a"]["args"]
    assert len({(e["pid"], e["tid"]) for e in found.values()}) == 3


@pytest.mark.parametrize("ahead", [-3600.0, -0.5, 0.5, 3600.0])
def test_the_clock_of_another_machine_does_not_tear_the_rows(ahead: float) -> None:
    a, b = task("a:x"), task("b:x")
    data = recorded([
        *queue(a, 1, 1, 1), (4, "ran", ended(a, "tcp://a:1", 2 + ahead, 3 + ahead)),
        *queue(b, 4, 4, 4), (8, "ran", ended(b, "tcp://a:1", 5 + ahead, 7 + ahead)),
    ])  # fmt: skip
    found = tasks(data)
    assert [found[n]["dur"] for n in ("a:x", "b:x")] == [1_000_000, 2_000_000]
    assert 1_000_000 <= found["a:x"]["ts"] <= 3_000_000
    assert 4_000_000 <= found["b:x"]["ts"] <= 6_000_000
    assert found["a:x"]["pid"] == found["b:x"]["pid"] != os.getpid()


def test_projects_built_at_the_same_time_have_rows_of_their_own_and_share_workers() -> None:
    profile = Profile("batch", "en")

    def build(name: str) -> None:
        listener = profile.listener(name)
        for number in range(50):
            one = task(f"model:{name}{number}")
            listener("ready", one)
            listener("queued", one)
            listener("start", one)
            now = profile._clock() - DAY_S
            listener("ran", ended(one, "77", now, now))

    threads = [threading.Thread(target=build, args=(name,)) for name in ("zoe", "ali")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    data = profile.document(complete=True)
    prove(data["traceEvents"])
    found = tasks(data)
    assert len(found) == 100
    assert {e["pid"] for e in found.values()} == {77}
    assert {e["args"]["project"] for e in found.values()} == {"zoe", "ali"}
    rows = {e["args"]["name"] for e in data["traceEvents"] if e["name"] == "thread_name"}
    assert {"zoe", "ali"} <= rows


def test_real_workers_tell_what_is_true(tmp_path: Path) -> None:
    """Four tasks of 0.2 s on two workers: they overlap by two, and wait for each other."""
    profile = Profile("build", "en")
    naps = [
        Task(
            id=f"nap:{n}",
            body="tests.build.bodies:nap",
            params={"n": n, "seconds": 0.2},
            family="documents",
        )
        for n in range(4)
    ]
    naps.append(replace(naps[0], id="abort:x", body="tests.build.bodies:abort"))
    store = Store(tmp_path / "cache")
    with Workers(store, 2) as workers:
        history = History(tmp_path / "history.json")
        Run(store=store, workers=workers, history=history, on_event=profile.listener()).execute(
            naps
        )
    data = profile.document(complete=True)
    prove(data["traceEvents"])
    found = tasks(data)
    dead = found.pop("abort:x")
    assert dead["args"]["end"] == "crash"
    assert dead["pid"] == int(dead["args"]["worker"]) != os.getpid()
    assert "cpu_s" not in dead["args"]
    assert len(found) == 4
    assert all(0.19e6 <= e["dur"] <= 2e6 for e in found.values())
    assert 1 <= len({e["pid"] for e in found.values()}) <= 3  # two, and who follows the dead
    running = [e["args"]["running"] for e in data["traceEvents"] if e["name"] == "tasks"]
    assert max(running) <= 2
    assert running[-1] == 0
    assert all(e["args"]["cpu_s"] < 0.2 for e in found.values())  # asleep: the wall, not the CPU
