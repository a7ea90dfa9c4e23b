"""``gmp-cad explain``: what something is made from, down to the lines of the specification."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.cli.main import main
from gmp_cad.engine.cache.cache_place import history_file
from tests.closed_schemas import faults

SPEC = "parts/cale/spec.toml"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("explain") / "p"
    assert main(["new", str(root)]) == 0
    assert main(["--project", str(root), "check", "cale", "-q"]) == 0
    return root


def told(
    project: Path, subject: str, capsys: pytest.CaptureFixture[str], *options: str, code: int = 0
) -> dict:
    capsys.readouterr()
    assert main(["--json", "--project", str(project), "explain", subject, *options]) == code
    return json.loads(capsys.readouterr().out)


def said(project: Path, subject: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["--lang", "en", "--project", str(project), "explain", subject]) == 0
    out = capsys.readouterr()
    return out.out + out.err


def line_of(project: Path, start: str) -> int:
    lines = (project / SPEC).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(start))


def test_a_published_file_is_told_down_to_the_lines_of_the_specification(project, capsys):
    answer = told(project, "output/parts/cale/evidence.json", capsys)
    assert faults("explain", answer) == []
    tasks = {task["task"]: task for task in answer["tasks"]}
    first = answer["tasks"][0]
    assert (first["task"], first["depth"]) == ("study:cale", 0)
    assert first["publishes"] == ["parts/cale/evidence.json"]
    assert all(set(t["depends"]["tasks"]) <= set(tasks) for t in tasks.values())
    model = tasks["model:cale"]["depends"]
    values = {v["name"]: (v["file"], v["line"]) for v in model["values"]}
    assert values["bore"] == (SPEC, line_of(project, "bore = "))
    assert "parts/cale/model.py" in model["files"]
    assert "cadquery-ocp 7.9" in model["packages"]["cadquery"]
    assert tasks["study:cale"]["depends"]["files"] == [SPEC]
    assert {t["state"] for t in tasks.values()} == {"kept"}
    assert tasks["model:cale"]["last"]["reasons"] == ["first run"]
    assert tasks["model:cale"]["last"]["seconds"] > 0


@pytest.mark.parametrize(
    "spelling", ["parts/cale/evidence.json", "{root}/output/parts/cale/evidence.json"]
)
def test_a_published_file_may_be_named_from_anywhere(project, capsys, spelling):
    answer = told(project, spelling.format(root=project), capsys)
    assert answer["tasks"][0]["task"] == "study:cale"


def test_what_would_run_and_why(project, tmp_path, capsys):
    root = Path(shutil.copytree(project, tmp_path / "p"))
    text = (root / SPEC).read_text("utf-8")
    (root / SPEC).write_text(text.replace("⌀16 H7", "⌀18 H7"), "utf-8")
    out = said(root, "study:cale", capsys)
    assert "model:cale  would run" in out
    assert "would run because the dimension 'bore' changed" in out
    assert "study:cale  may run: a task before it would" in out
    (root / "parts/cale/model.py").write_text("def build(d: object): return None\n", "utf-8")
    assert "would run because the file 'parts/cale/model.py' changed" in said(root, "model", capsys)
    tasks = told(root, "cale", capsys)["tasks"]
    states = {task["task"]: task["state"] for task in tasks}
    assert states["model:cale"] == "due"
    assert states["trial:cale:bore"] == "after"


def test_what_never_ran_is_said_so(project, capsys):
    (task,) = [t for t in told(project, "viewer", capsys)["tasks"] if t["depth"] == 0]
    assert (task["state"], task["reasons"], task["last"]) == ("due", ["first run"], None)


def test_a_build_with_the_sandbox_is_explained_from_what_it_kept(
    project, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (task,) = told(project, "study:cale", capsys, "--sandbox")["tasks"][:1]
    assert task["last"] is None
    settings = apart(project, Settings(sandbox=True))
    settings.kept.mkdir(parents=True)
    shutil.copy(history_file(project), history_file(project, settings.kept))
    tasks = {t["task"]: t for t in told(project, "study:cale", capsys, "--sandbox")["tasks"]}
    assert tasks["model:cale"]["last"]["reasons"] == ["first run"]


def test_a_build_at_a_limit_is_explained_by_its_own_tasks(project, capsys):
    at, nominal = (
        {t["task"] for t in told(project, "cale", capsys, "--at", where)["tasks"]}
        for where in ("mmc", "nominal")
    )
    assert "drawing:cale" in nominal - at  # documents are of the nominal parts
    assert "sides:cale" in at


def test_a_name_that_means_nothing_is_an_error_with_the_nearest(project, capsys):
    answer = told(project, "drawing:cal", capsys, code=2)
    assert "drawing:cale" in json.dumps(answer, ensure_ascii=False)


def test_trials_are_counted_and_told_where_they_are_asked_for(project, capsys):
    assert "and 20 tasks that try its dimensions one by one" in said(project, "cale", capsys)
    assert "trial:cale:bore  up to date" in said(project, "trial:cale:bore", capsys)
