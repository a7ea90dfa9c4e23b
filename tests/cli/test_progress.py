"""The line of progress: thousands of pairs are counts, everything else is told by its name."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from gmp_cad.cli.progress import PAIRS, Progress
from gmp_cad.engine.announced import Stage, announce
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.history import History
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task


def task(name: str) -> Task:
    return Task(id=name, body="module:function", params={})


def test_pairs_are_counted_and_never_named() -> None:
    told, found = Progress("fr"), [task(f"relation:product:a+b:{i}") for i in range(3000)]
    told.hear("total", 3002)
    told.hear(PAIRS, 3000)
    told.hear("start", task("model:semelle"))
    for pair in found[:1234]:
        told.hear("start", pair)
        told.hear("ran", pair)
    told.hear("start", found[1234])
    assert told.text == "couples 1234 sur 3000, model:semelle"
    assert (told.done, told.total) == (1234, 3002)
    for pair in found[1234:]:
        told.hear("hit", pair)
    assert told.text == "model:semelle"
    told.hear("failed", task("model:semelle"))
    assert (told.text, told.done) == ("…", 3001)


def test_rounds_of_a_motion_add_to_the_pairs() -> None:
    told = Progress("en")
    for more in (3, 2):
        told.hear(PAIRS, more)
    told.hear("ran", task("relation:product:a+b:1"))
    assert told.text == "pairs 1 of 5"


def test_a_stage_tells_what_is_new_in_it(tmp_path: Path) -> None:
    known = task("relation:product:a+b:1")
    done = Result(task=known, state="hit", outcome=Outcome(kind="done"))
    history = History(tmp_path / "history.json")
    history.note("study:product", {}, 1.25)
    run = Run(
        store=None, workers=SimpleNamespace(jobs=2), history=history, results={known.id: done}
    )
    heard: list[tuple[str, object]] = []
    tasks = [known, task("relation:product:a+b:2"), task("study:product")]
    announce(run, tasks, lambda event, what: heard.append((event, what)))
    stage = Stage(tasks=tasks[1:], jobs=2, seconds={"study:product": 1.25})
    assert heard == [("total", 3), ("pairs", 1), ("stage", stage)]


def test_two_builds_of_one_command_never_show_more_done_than_there_is() -> None:
    told, first, second = (
        Progress("en"),
        [task(f"a:{i}") for i in range(9)],
        [task("b:1"), task("b:2")],
    )
    for tasks in (first, second):
        told.hear("total", len(tasks))  # each build counts its own
        told.hear("stage", Stage(tasks=tasks, jobs=1, seconds={}))
        assert told.done <= told.total
        for one in tasks:
            told.hear("ran", one)
    assert (told.done, told.total) == (11, 11)
