"""A class built in one go: broken projects stop no other, what is done is not done again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from gmp_cad.build.batch.batch import Batch, Class
from gmp_cad.build.batch.batch_folders import places
from gmp_cad.build.batch.batch_record import class_project
from gmp_cad.build.batch.batch_summary import exit_code, summary_json, summary_of, write_summary
from gmp_cad.build.output_place import OutputError
from gmp_cad.build.project_build import Build, build
from gmp_cad.build.results.published import output_schema
from gmp_cad.build.results.published_batch import BatchSummary
from gmp_cad.build.settings import Settings
from gmp_cad.documents.classroom.class_project import ClassProject
from gmp_cad.engine.cache.store import CacheError, Store
from gmp_cad.engine.cluster import cluster
from gmp_cad.engine.processes import sandbox
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.errors import ExitCode, GmpError, InvalidInputError, Problem, Where
from gmp_cad.language import Message
from tests.build.class_of_projects import BROKEN, MODEL, contents, good

pytestmark = pytest.mark.soak
SETTINGS = Settings(model_timeout_s=20.0, verdicts_only=True)


def class_at(folder: Path) -> Path:
    """Four good projects (two of them alike), four broken ones."""
    good(folder / "anna", 1)
    good(folder / "bob", 1, model=MODEL.replace("build(d):", "build(d):\n    # mine"))
    good(folder / "carl", 3, length=55)
    (folder / "carl" / "parts" / "cale" / "process.toml").write_text(
        '[stock]\nform = "plate"\nallowance = 2\n', "utf-8"
    )
    good(folder / "dora", 4, model=MODEL.replace("d.length", "d.length + 3"))
    for kind in ("abort", "invalid", "none", "syntax"):
        BROKEN[kind][0](folder / f"x-{kind}", 9)
    return folder


def run(folder: Path, summary: Path, **more: object) -> Class:
    batch = Batch(settings=SETTINGS, summary=summary, cache=summary / "cache", **more)  # type: ignore[arg-type]
    store = Store(batch.cache)
    store.open()
    workers = Workers(store, 2)
    built = Class(places([str(folder)]), batch, workers)
    with workers:
        built.build(lambda _rank, _project, _seconds: None)
    return built


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Class]:
    top = tmp_path_factory.mktemp("class")
    folder, summary = class_at(top / "classe"), top / "summary"
    return folder, summary, run(folder, summary)


def by_name(built: Class) -> dict[str, ClassProject]:
    return {project.name: project for project in built.projects}


def test_each_project_ends_in_its_own_way(once: tuple[Path, Path, Class]) -> None:
    found = by_name(once[2])
    assert {name: p.state for name, p in found.items()} == {
        "anna": "built", "bob": "built", "carl": "built", "dora": "built", "x-abort": "failed",
        "x-invalid": "invalid", "x-none": "no_project", "x-syntax": "failed",
    }  # fmt: skip
    assert found["dora"].failed["dimension.measured"] == 1
    assert found["anna"].counts["FAIL"] == found["anna"].counts["ERROR"] == 0
    assert "rapport.txt" in str(found["x-none"].reason)
    assert "spec.toml:2" in str(found["x-invalid"].reason)
    assert once[2].complete


def test_masses_and_volumes_are_those_of_the_blocks(once: tuple[Path, Path, Class]) -> None:
    found = by_name(once[2])
    assert found["carl"].parts[0].volume_mm3 == pytest.approx(55 * 20 * 10, rel=1e-9)
    assert found["anna"].parts[0].mass_kg == pytest.approx(40 * 20 * 10 * 7850e-9, rel=1e-9)


def test_the_summary_counts_what_was_found(once: tuple[Path, Path, Class]) -> None:
    told = summary_json(summary_of(once[2]))
    jsonschema.validate(told, output_schema("batch", BatchSummary, "batch.json"))
    assert told["exit_code"] == int(exit_code(summary_of(once[2]))) == int(ExitCode.USAGE)
    assert told["states"] == {"built": 4, "failed": 2, "invalid": 1, "no_project": 1}
    (group,) = told["similarity"]["same"]
    assert [m["project"] for m in group["members"]] == ["anna", "bob"]
    assert group["common_text"] == [1.0, 1.0]
    assert {c["check"]: c["projects"] for c in told["checks"]}["dimension.measured"] == ["dora"]
    lacking = {
        p["project"] for p in told["projects"]
        for m in p["missing_documents"] if m["document"] == "phase contract"
    }  # fmt: skip
    assert "anna" in lacking
    assert "carl" not in lacking


def test_what_is_done_is_not_built_again(
    once: tuple[Path, Path, Class], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, summary, first = once
    asked: list[str] = []

    def spy(root: Path, *_rest: object) -> None:
        asked.append(root.name)
        raise AssertionError(root)

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", spy)
    again = run(folder, summary)
    assert asked == []
    assert summary_json(summary_of(again)) == summary_json(summary_of(first))
    memory = contents(summary / ".gmp-cad")
    run(folder, summary, again=True)
    assert set(asked) == {"x-abort", "x-invalid", "x-syntax"}
    for name, data in memory.items():  # as it was: those who come after build nothing again
        (summary / ".gmp-cad" / name).write_bytes(data)


def test_a_change_builds_that_project_alone_and_a_result_that_the_store_lost_again(
    once: tuple[Path, Path, Class], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, summary, _ = once
    model = folder / "bob" / "parts" / "cale" / "model.py"
    before, asked, read = model.read_text("utf-8"), [], []

    def spy(root: Path, *rest: object) -> object:
        asked.append(root.name)
        return build(root, *rest)  # type: ignore[arg-type]

    def lossy(name: str, root: Path, built: Build, store: Store, **more: bool) -> ClassProject:
        digest = built.results["mass:cale"].outcome.outputs["mass"]
        if not read:
            (store.root / "objects" / digest[:2] / digest[2:]).unlink()
        read.append(name)
        return class_project(name, root, built, store, **more)

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", spy)
    monkeypatch.setattr("gmp_cad.build.batch.batch.class_project", lossy)
    try:
        model.write_text(before.replace("d.width", "d.width + 1"), "utf-8")
        found = by_name(run(folder, summary))["bob"]
    finally:
        model.write_text(before, "utf-8")
    assert (asked, read) == (["bob", "bob"], ["bob", "bob"])
    assert found.failed["dimension.measured"] == 1
    assert found.parts[0].volume_mm3 == pytest.approx(40 * 21 * 10, rel=1e-9)


@pytest.mark.parametrize("edited", ["parts/cale/model.py", "mesures.csv"])
def test_what_was_edited_while_it_was_built_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edited: str
) -> None:
    root = good(tmp_path / "classe" / "a")
    tries: list[Path] = []

    def invalid(root: Path, *_rest: object) -> None:
        tries.append(root)
        if len(tries) == 1:
            (root / edited).write_text("# another", "utf-8")
        raise InvalidInputError([Problem(Where("parts/cale/spec.toml"), Message("no"))])

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", invalid)
    for _ in range(3):
        (project,) = run(root.parent, tmp_path / "out").projects
        assert project.state == "invalid"
    assert len(tries) == 2  # the second time it held still


@pytest.mark.parametrize("error", [cluster.lost("tcp://a:1"), CacheError(Message("full"))])
def test_what_no_project_is_to_blame_for_stops_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: GmpError
) -> None:
    for name in "abcdef":
        good(tmp_path / "classe" / name)

    def lost(root: Path, *_rest: object) -> None:
        if root.name == "a":
            raise InvalidInputError([Problem(Where("x.toml"), Message("no"))])
        time.sleep(0.3)
        raise error

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", lost)
    batch = Batch(settings=SETTINGS, summary=tmp_path / "out", cache=tmp_path / "cache")
    workers = Workers(Store(batch.cache), 1)
    built = Class(places([str(tmp_path / "classe")]), batch, workers)
    with pytest.raises(type(error)) as raised:
        built.build(lambda _rank, _project, _seconds: None)
    assert raised.value is error
    told = summary_json(summary_of(built))
    assert (told["complete"], told["states"]) == (False, {"invalid": 1, "waiting": 5})
    assert [path.name for path in batch.memory.folder.glob("*.json")] == ["a.json"]


def test_the_order_of_ends_changes_no_byte(once: tuple[Path, Path, Class], tmp_path: Path) -> None:
    folder, _, first = once
    first.projects = list(first.projects)
    for name in ("one", "two"):
        write_summary(tmp_path / name, summary_of(first))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    text = (tmp_path / "one" / "batch.json").read_text("utf-8")
    assert str(folder.parent) not in text


def test_a_fault_of_ours_in_one_project_is_that_projects(
    once: tuple[Path, Path, Class], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(root: Path, *_rest: object) -> None:
        if root.name == "anna":
            raise RecursionError("deep")
        raise PermissionError(13, "no", str(root / "parts"))

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", faulty)
    found = by_name(run(once[0], tmp_path))
    assert (found["anna"].state, found["anna"].exit_code) == ("bug", ExitCode.BUG)
    assert "deep" in str(found["anna"].reason)
    assert found["bob"].state == "unreadable"
    assert found["x-none"].state == "no_project"


def test_what_cannot_be_written_is_told_without_the_place_on_this_machine(
    once: tuple[Path, Path, Class], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(root: Path, *_rest: object) -> None:
        raise OutputError.refused(root / "output", PermissionError(13, "no"))

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", refused)
    found = by_name(run(once[0], tmp_path))["anna"]
    assert (found.state, found.exit_code, dict(found.files)) == ("unwritable", ExitCode.USAGE, {})
    assert str(found.reason).startswith("output cannot be written")


def test_a_project_that_does_not_end_is_given_up(
    once: tuple[Path, Path, Class], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(root: Path, *_rest: object) -> None:
        if root.name in ("anna", "bob", "carl"):
            time.sleep(30)
        raise PermissionError(13, "no", str(root))

    monkeypatch.setattr("gmp_cad.build.batch.batch.build", stuck)
    monkeypatch.setattr("gmp_cad.build.batch.batch._GRACE_S", 0.3)
    started = time.monotonic()
    found = by_name(run(once[0], tmp_path, timeout_s=0.5))
    assert time.monotonic() - started < 25  # of the 30 s that each would sleep
    assert {n for n, p in found.items() if p.state == "stopped"} == {"anna", "bob", "carl"}
    assert found["dora"].state == "unreadable"


def test_a_damaged_memory_is_no_memory(once: tuple[Path, Path, Class]) -> None:
    kept = once[1] / ".gmp-cad" / "anna.json"
    kept.write_text(kept.read_text("utf-8").replace('"FAIL":0', '"FAIL":5'), "utf-8")
    assert by_name(run(once[0], once[1]))["anna"].counts["FAIL"] == 0


COMMAND = [
    *(sys.executable, "-m", "gmp_cad", "batch", "classe/*/", "--output", "out", "--into", "built"),
    *("--check", "-j", "2", "--json"),
]


@pytest.mark.skipif(sandbox.available() is None, reason="there is no sandbox here")
def test_interrupted_it_stops_at_once_and_goes_on_later(tmp_path: Path) -> None:
    own = good(tmp_path / "classe" / "s0")
    loop = BROKEN["loop"][0](tmp_path / "classe" / "s9", 9)
    before = contents(own)
    process = subprocess.Popen(COMMAND, cwd=tmp_path, stdout=subprocess.DEVNULL)
    kept = tmp_path / "out" / ".gmp-cad" / "s0.json"
    while not kept.exists() and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    told = json.loads((tmp_path / "out" / "batch.json").read_bytes())
    assert (told["complete"], told["states"]) == (False, {"built": 1, "waiting": 1})
    (loop / "parts" / "cale" / "model.py").write_text(MODEL, "utf-8")
    again = subprocess.run(COMMAND, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = json.loads((tmp_path / "out" / "batch.json").read_bytes())
    assert again.returncode == 0, again.stderr
    assert (told["complete"], told["states"]) == (True, {"built": 2})
    # the outputs stand elsewhere, and the project as it stood
    assert contents(own) == before
    report = json.loads((tmp_path / "built" / "s0" / "report.json").read_bytes())
    assert report["counts"] == told["projects"][0]["counts"]
    assert told["projects"][0]["files"] == {"report": "../built/s0/report.json"}


def test_without_a_sandbox_it_refuses_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from gmp_cad.cli.main import main

    good(tmp_path / "classe" / "a")
    monkeypatch.setattr(sandbox, "available", lambda: None)
    code = main(["batch", str(tmp_path / "classe"), "--output", str(tmp_path / "out")])
    assert code == int(ExitCode.USAGE)
    assert "--no-sandbox" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "classe" / "a" / "output").exists()
