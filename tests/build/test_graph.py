"""The engine: what is stored is not run again, and one task's end is never another's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Run
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Input, Task, Trace

BODIES = "tests.build.bodies"


def task(name: str, body: str = "double", **more) -> Task:
    more.setdefault("params", {})
    return Task(id=name, body=f"{BODIES}:{body}", family="documents", **more)


def run(tasks, tmp_path: Path, jobs: int = 2):
    store = Store(tmp_path / "cache")
    with Workers(store, jobs) as workers:
        graph = Run(store=store, workers=workers, history=History(tmp_path / "history.json"))
        results = graph.execute(tasks)
        graph.history.save()
        return results, workers.started, store


def chain(start: int) -> list[Task]:
    return [
        task("a:x", params={"start": start}),
        task("b:x", needs=(Input("v", "a:x", "value"),)),
        task("c:x", needs=(Input("v", "a:x", "value"), Input("w", "b:x", "value"))),
    ]


def test_a_chain_computes_and_a_second_run_starts_nothing(tmp_path: Path) -> None:
    results, started, store = run(chain(3), tmp_path)
    assert started
    assert store.get(results["c:x"].outcome.outputs["value"]) == b"36"  # 2·(6 + 12)
    results, started, _ = run(chain(3), tmp_path)
    assert not started
    assert {r.state for r in results.values()} == {"hit"}


def test_only_what_depends_on_a_change_runs_again(tmp_path: Path) -> None:
    other = task("d:y", params={"start": 7})
    run([*chain(3), other], tmp_path)
    results, _, _ = run([*chain(4), other], tmp_path)
    assert [results[i].state for i in ("a:x", "b:x", "c:x", "d:y")] == ["ran", "ran", "ran", "hit"]
    assert [str(r) for r in results["a:x"].reasons] == ["the setting 'start' changed"]
    assert "the input 'v' changed" in [str(r) for r in results["b:x"].reasons]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("abort", "crash"),
        ("exit_quietly", "crash"),
        ("hang", "timeout"),
        ("raise_bug", "bug"),
        ("refuse", "failed"),
    ],
)
def test_a_task_that_fails_is_one_outcome_and_the_others_end(
    tmp_path: Path, body: str, kind: str
) -> None:
    bad = task("bad:x", body, timeout_s=2.0)
    after = task("after:x", needs=(Input("v", "bad:x", "value"),))
    soft = task("soft:x", params={"start": 5}, wants=(Input("v", "bad:x", "value"),))
    results, _, store = run([bad, after, soft, *chain(3)], tmp_path)
    assert results["bad:x"].outcome.kind == kind
    assert results["after:x"].state == "skipped"
    assert store.get(results["soft:x"].outcome.outputs["value"]) == b"10"
    assert results["c:x"].state == "ran"


def test_a_failure_carries_its_place(tmp_path: Path) -> None:
    results, _, _ = run([task("bad:x", "refuse")], tmp_path)
    where = results["bad:x"].outcome.where
    assert where is not None
    assert (where.file, where.line) == ("model.py", 3)


def traced(tmp_path: Path, values: dict[str, int]) -> list[Task]:
    trace = Trace(values=values, root=str(tmp_path))
    return [task("t:x", "read_file", params={"file": "model.txt"}, trace=trace)]


def test_a_script_runs_again_only_for_what_it_read(tmp_path: Path) -> None:
    script = tmp_path / "model.txt"
    script.write_text("one")

    def state(values: dict[str, int]) -> str:
        return run(traced(tmp_path, values), tmp_path)[0]["t:x"].state

    assert state({"a": 1, "b": 1}) == "ran"
    assert state({"a": 1, "b": 2}) == "hit"  # b was never read
    assert state({"a": 2, "b": 2}) == "ran"
    script.write_text("two")
    assert state({"a": 2, "b": 2}) == "ran"
    script.write_text("one")
    assert state({"a": 2, "b": 3}) == "hit"  # seen before


def test_a_file_edited_while_a_script_reads_it_leaves_nothing_in_the_store(tmp_path: Path) -> None:
    script = tmp_path / "model.txt"
    script.write_text("one")
    (base,) = traced(tmp_path, {"a": 1})
    editing = replace(base, params={**base.params, "edited": "two"})
    results, _, store = run([editing], tmp_path)
    assert store.get(results["t:x"].outcome.outputs["value"]) == b"one1"
    assert not results["t:x"].kept
    script.write_text("two")  # as it stands now: nothing of it was kept under this either
    results, _, store = run([editing], tmp_path)
    assert results["t:x"].state == "ran"
    assert store.get(results["t:x"].outcome.outputs["value"]) == b"two1"
    assert results["t:x"].kept  # edited to the same text
    assert run([editing], tmp_path)[0]["t:x"].state == "hit"


def test_a_worker_that_does_not_tell_what_it_read_is_not_believed(tmp_path: Path) -> None:
    (base,) = traced(tmp_path, {"a": 1})
    for reads in (None, {"values": []}, {"values": [], "packages": [], "files": ["x"]},
                  {"values": [], "packages": [[]], "files": {}},
                  {"values": [], "packages": [], "files": {"x\0": None}}):  # fmt: skip
        silent = replace(base, body=f"{BODIES}:claim", params={"reads": reads})
        results, _, _ = run([silent], tmp_path)
        assert (results["t:x"].state, results["t:x"].outcome.kind) == ("failed", "bug")


def test_a_damaged_result_is_found_by_the_task_that_needs_it(tmp_path: Path) -> None:
    run(chain(3), tmp_path)
    objects = [p for p in (tmp_path / "cache" / "objects").rglob("*") if p.is_file()]
    six = next(p for p in objects if p.read_bytes() == b"6")
    six.write_bytes(b"7")
    changed = [*chain(3)[:2], task("new:x", params={"k": 1}, needs=(Input("v", "a:x", "value"),))]
    results, _, _ = run(changed, tmp_path)
    assert results["new:x"].outcome.kind == "missing"
    results, _, store = run(changed, tmp_path)
    assert store.get(results["new:x"].outcome.outputs["value"]) == b"12"


def frail(tmp_path: Path, how: str, fallback: str | None = "gently") -> Task:
    more = {} if fallback is None else {"fallback": {"how": fallback}}
    params = {"how": how, "calls": str(tmp_path / "calls")}
    return task("frail:x", "die_unless", params=params, timeout_s=2.0, **more)


def calls(tmp_path: Path) -> str:
    return (tmp_path / "calls").read_text()


@pytest.mark.parametrize(("how", "death"), [("abort", "crash"), ("hang", "timeout")])
def test_a_task_that_dies_is_run_once_more_with_its_fallback(
    tmp_path: Path, how: str, death: str
) -> None:
    after = task("after:x", "double", params={"start": 2}, needs=(Input("v", "frail:x", "none"),))
    results, _, store = run([frail(tmp_path, how), after], tmp_path)
    result = results["frail:x"]
    assert result.state == "ran"
    assert store.get(result.outcome.outputs["value"]) == b"gently"
    assert result.outcome.facts == {"seen": True, "fallback": death}
    assert result.task.params["how"] == how  # the task that was asked for
    assert results["after:x"].ok
    assert calls(tmp_path) == how[0] + "g"


def test_a_task_that_died_is_not_tried_again_and_its_fallback_is_not_its_outcome(
    tmp_path: Path,
) -> None:
    run([frail(tmp_path, "abort")], tmp_path)
    results, started, _ = run([frail(tmp_path, "abort")], tmp_path)
    assert not started
    assert results["frail:x"].state == "hit"
    assert results["frail:x"].outcome.facts["fallback"] == "crash"
    results, _, _ = run([frail(tmp_path, "abort", fallback=None)], tmp_path)
    assert results["frail:x"].state == "failed"
    assert calls(tmp_path) == "aga"


def test_what_was_asked_for_as_the_fallback_is_no_sign_of_a_crash(tmp_path: Path) -> None:
    run([frail(tmp_path, "gently", fallback=None)], tmp_path)
    results, _, _ = run([frail(tmp_path, "well")], tmp_path)
    assert results["frail:x"].outcome.facts == {"seen": True}
    assert calls(tmp_path) == "gw"


def test_a_fallback_that_dies_too_is_the_failure(tmp_path: Path) -> None:
    results, _, _ = run([frail(tmp_path, "abort", fallback="abort")], tmp_path)
    assert (results["frail:x"].state, results["frail:x"].outcome.kind) == ("failed", "crash")
    assert calls(tmp_path) == "aa"


def test_a_fault_that_is_no_death_takes_no_fallback(tmp_path: Path) -> None:
    bad = task("bad:x", "refuse", fallback={"start": 3})
    results, _, _ = run([bad], tmp_path)
    assert results["bad:x"].outcome.kind == "failed"


def test_the_stages_of_the_last_whole_build_tell_what_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    history = History(path)
    history.begin("all")
    tasks = chain(3)
    assert history.stage(tasks) is None
    history.stage([task("d:x"), task("pair:1", noted=False)])
    for name, seconds in {"a:x": 1.0, "b:x": 2.0, "c:x": 4.0, "d:x": 0.5}.items():
        history.note(name, {}, seconds)
    for seconds in (0.25, 0.75):
        history.tally("pair:1", seconds)
    history.end()
    history.save()
    again = History(path)
    again.begin("all")
    assert again.stage(tasks) == ((1.0, 0.5),)  # d, and the mean of the pairs; the longer of them
    assert again.stage([task("d:x")]) == ()
    assert again.seconds("pair:never seen") == 0.5
    again.begin("verdicts")
    assert again.stage(tasks) is None


def test_what_waits_for_stored_results_is_in_the_queue_before_anything_starts(
    tmp_path: Path,
) -> None:
    """A worker must not stay idle while another task runs, until that one ends."""
    run(chain(3)[:1], tmp_path)  # a:x is stored now
    other = task("d:y", params={"start": 7})
    told: list[tuple[str, str]] = []
    store = Store(tmp_path / "cache")
    with Workers(store, 2) as workers:
        Run(
            store=store, workers=workers, history=History(tmp_path / "history.json"),
            on_event=lambda event, what: told.append((event, what.id)),
        ).execute([*chain(3)[:2], other])  # fmt: skip
    assert told.index(("queued", "b:x")) < told.index(("start", "d:y"))
    assert ("hit", "a:x") in told
