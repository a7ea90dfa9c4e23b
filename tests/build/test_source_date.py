"""The date of documents: the project's own, else SOURCE_DATE_EPOCH, never today's."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from gmp_cad.build import project_graph
from gmp_cad.build.source_date import VARIABLE, source_date
from gmp_cad.cli.main import main
from gmp_cad.errors import UsageError
from gmp_cad.spec.project import load_project

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
DATE = 'date = "2026-01-15"\n'


@pytest.mark.parametrize(
    ("seconds", "day"),
    [
        ("0", "1970-01-01"),
        ("86399", "1970-01-01"),
        ("86400", "1970-01-02"),
        ("951782400", "2000-02-29"),
        ("1768435200", "2026-01-15"),
        ("1768521599", "2026-01-15"),
        ("253402300799", "9999-12-31"),
    ],
)
def test_the_day_is_that_of_the_time_in_utc(seconds: str, day: str) -> None:
    assert source_date({VARIABLE: seconds}) == day


def test_every_second_of_a_day_is_that_day_as_the_standard_library_counts() -> None:
    for seconds in range(0, 253_402_300_800, 8_640_001_237):
        expected = dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()
        assert source_date({VARIABLE: str(seconds)}) == expected


def test_without_the_variable_there_is_no_date() -> None:
    assert source_date({}) == ""
    assert source_date({VARIABLE: ""}) == ""


@pytest.mark.parametrize(
    "text",
    ["-1", "1.5", "1e9", " 1", "1 ", "0x10", "now", "2026-01-15", "253402300800", "9" * 30, "١٢"],
)
def test_what_is_no_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        source_date({VARIABLE: text})
    said = caught.value.message.say("en")
    assert said.startswith("SOURCE_DATE_EPOCH: expected whole seconds since 1970-01-01")
    assert repr(text) in said
    assert caught.value.hint is not None


def test_a_build_with_a_wrong_time_ends_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _project(tmp_path, dated=False)
    monkeypatch.setenv(VARIABLE, "yesterday")
    assert main(["--project", str(root), "--lang", "en", "build"]) == 2
    said = capsys.readouterr()
    assert "SOURCE_DATE_EPOCH" in said.err
    assert "Traceback" not in said.err
    assert not (root / "output" / "parts").exists()


def test_only_what_shows_the_date_depends_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _project(tmp_path, dated=False)
    monkeypatch.delenv(VARIABLE, raising=False)
    without = _tasks(root)
    monkeypatch.setenv(VARIABLE, "1768435200")
    with_one = _tasks(root)
    changed = {name for name in without if with_one[name] != without[name]}
    assert {
        "step:cale",
        "drawing:cale",
        "product_export:product",
        "bom_workbook:product",
    } <= changed
    assert not {name.split(":")[0] for name in changed} & {
        *("model", "geometry", "mass", "meshes", "3mf", "place", "neighbours", "standard"),
        *("views", "study", "masses", "scene_table"),
    }
    assert all("2026-01-15" in with_one[name] for name in changed)
    # The same date in the project itself makes the same tasks, where they do not show its file too.
    monkeypatch.delenv(VARIABLE)
    dated = _tasks(_project(tmp_path / "dated", dated=True))
    for name in ("step:cale", "product_export:product", "bom_workbook:product"):
        assert dated[name] == with_one[name]


def test_the_date_of_the_project_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _project(tmp_path, dated=True)
    monkeypatch.delenv(VARIABLE, raising=False)
    without = _tasks(root)
    monkeypatch.setenv(VARIABLE, "0")
    assert _tasks(root) == without


def _project(folder: Path, *, dated: bool) -> Path:
    shutil.copytree(STARTER, folder / "p", ignore=shutil.ignore_patterns("__pycache__"))
    product = folder / "p" / "parts" / "product.toml"
    text = product.read_text("utf-8")
    assert DATE in text
    product.write_text(text if dated else text.replace(DATE, ""), "utf-8")
    return folder / "p"


def _tasks(root: Path) -> dict[str, str]:
    """Return what each task is given, by id; the project's folder is the same for all."""
    project = load_project(root)
    documents = project_graph.document_settings(project, "fr")
    tasks = project_graph.evidence_tasks(project, documents)
    return {task.id: repr(task.params) for task in tasks}
