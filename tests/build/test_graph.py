"""The engine: what is stored is not run again, and one task's end is never another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.graph import Run
from gmp_cad.build.history import History
from gmp_cad.build.store import Store
from gmp_cad.build.task import Input, Task, Trace
from gmp_cad.build.workers import Workers

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
