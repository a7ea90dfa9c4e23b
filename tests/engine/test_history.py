"""What the history keeps of a run: enough to say what changed, in little room."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.engine.history import History, RunOf, components, explain
from gmp_cad.engine.task import Task

WHERE = {"python": "CPython 3.11", "sources": "a" * 64}


def run(key: str = "k" * 64, **more: str) -> RunOf:
    return RunOf(key=key, environment={**WHERE, **more})


def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.json")


def test_a_run_comes_back_with_its_reasons(tmp_path: Path) -> None:
    first = history(tmp_path)
    assert [str(m) for m in first.note("a:x", {"param p": "1"}, 1.5, run())] == ["it had never run"]
    parts = {"param p": "2", "files data.csv": ""}
    reasons = first.note("a:x", parts, 2.0, RunOf(key="l" * 64, environment=WHERE, death="crash"))
    assert [str(m) for m in reasons] == [
        "the file 'data.csv' changed", "the setting 'p' changed",
    ]  # fmt: skip
    first.save()
    last = history(tmp_path).last("a:x")
    assert last is not None
    assert (last.parts, dict(last.environment)) == (parts, WHERE)
    assert (last.seconds, last.death, last.stored) == (2.0, "crash", False)
    assert last.reasons == ("files data.csv", "param p")


def test_another_version_is_a_reason_and_the_same_environment_is_kept_once(tmp_path: Path) -> None:
    one = history(tmp_path)
    for name in ("a:x", "b:x", "c:x"):
        one.note(name, {}, 1.0, run())
    assert [str(m) for m in one.note("a:x", {}, 1.0, run(sources="b" * 64))] == [
        "gmp_cad itself changed"
    ]
    one.save()
    kept = json.loads((tmp_path / "history.json").read_bytes())["kept"]["environments"]
    assert sorted(e["sources"][0] for e in kept.values()) == ["a", "b"]


def test_a_result_from_the_store_is_noted_where_it_is_another(tmp_path: Path) -> None:
    one, asked = history(tmp_path), []

    def parts() -> dict[str, str]:
        asked.append(1)
        return {"param p": "2"}

    one.note("a:x", {"param p": "1"}, 3.0, run())
    one.note_stored("a:x", parts, run())
    assert not asked
    one.note_stored("a:x", parts, run("l" * 64))
    last = one.last("a:x")
    assert last is not None
    assert (last.stored, last.reasons, last.seconds) == (True, ("param p",), 3.0)
    one.note_stored("new:x", parts, run())
    assert one.last("new:x").reasons == ("first run",)


def test_tasks_that_are_gone_are_forgotten_at_their_own_condition(tmp_path: Path) -> None:
    one = history(tmp_path)
    names = ["model:a", "model:b", "model:a@mmc", "model:b@mmc", "model:a@lmc"]
    for name in names:
        one.note(name, {}, 1.0, run())
    one.keep_only({"model:a"}, "")
    one.keep_only({"model:b@mmc"}, "@mmc")
    assert [name for name in names if one.last(name)] == ["model:a", "model:b@mmc", "model:a@lmc"]


def test_a_damaged_or_older_file_is_forgotten(tmp_path: Path) -> None:
    for text in (
        "",
        "{",
        "[]",
        '{"version": 1, "tasks": {"a:x": {}}}',
        '{"version": 2, "tasks": 3}',
    ):
        (tmp_path / "history.json").write_text(text)
        one = history(tmp_path)
        assert one.last("a:x") is None
        one.save()
        assert History(one.path).last("a:x") is None


def every_answer(one: History) -> tuple[object, ...]:
    """All that a history tells."""
    one.begin("whole")
    names = sorted(one.tasks())
    return (names, [one.last(n) for n in names], [one.known_seconds(n) for n in names],
            dict(one.kinds()), one.stage([]))  # fmt: skip


@given(
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)), max_size=3),
    bit=st.integers(0, 7),
    where=st.floats(0, 1, exclude_max=True),
)
@settings(max_examples=150, deadline=None)
def test_whatever_befalls_the_file_it_is_whole_or_forgotten(
    edits: list[tuple[float, bytes]], bit: int, where: float
) -> None:
    with TemporaryDirectory() as folder:
        one = history(Path(folder))
        one.begin("whole")
        one.stage([])
        one.note("a:x", {"param p": "1", "files caf\udce9": ""}, 1.5, run())
        one.tally("pair:a", 2.0)
        one.end()
        one.save()
        written = every_answer(one)
        data = bytearray(one.path.read_bytes())
        for place, new in edits:
            start = int(place * len(data))
            data[start : start + 1] = new
        if data:
            data[int(where * len(data))] ^= 1 << bit
        whole = bytes(data) == one.path.read_bytes()
        one.path.write_bytes(data)
        again = history(Path(folder))
        assert every_answer(again) == (written if whole else ([], [], [], {}, None))
        again.note("b:x", {}, 1.0, run())
        again.save()
        assert history(Path(folder)).last("b:x") is not None


def test_values_are_kept_by_the_start_of_their_digests() -> None:
    task = Task(id="a:x", body="m:f", params={"text": "long " * 1000})
    parts = components(
        task, {"v": "c" * 64}, {"files": {"a": "d" * 64, "b": None}, "values": {"n": 1}}
    )
    assert set(parts) == {"param text", "input v", "files a", "files b", "values n"}
    assert all(len(value) <= 12 for value in parts.values())
    assert parts["files b"] == ""
    other = components(
        task, {"v": "c" * 64}, {"files": {"a": "e" * 64, "b": "f" * 64}, "values": {"n": 1}}
    )
    assert {n for n in parts if parts[n] != other[n]} == {"files a", "files b"}


def test_every_kind_of_reason_has_words() -> None:
    kinds = [
        "param",
        "input",
        "values",
        "files",
        "folders",
        "links",
        "modules",
        "packages",
        "version",
    ]
    said = [str(explain(f"{kind} name")) for kind in kinds]
    assert len(set(said)) == len(kinds)
    assert all("name" in text for text in said)
