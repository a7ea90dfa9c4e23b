"""What is collected, under which ids, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.pytest_plugin.files import is_project, project_of
from gmp_cad.pytest_plugin.options import MARKERS

pytest_plugins = ["pytester"]
SPEC = "parts/cale/spec.toml"


def ids(found: pytest.RunResult) -> list[str]:
    return [line for line in found.outlines if "::" in line and not line.startswith(("ERROR", " "))]


def collected(pytester: pytest.Pytester, *args: str) -> list[str]:
    return ids(pytester.runpytest_inprocess("--collect-only", "-q", *args))


def test_items_are_known_before_anything_is_built(project, pytester):
    root = project()
    found = collected(pytester, "parts")
    assert f"{SPEC}::dimension::bore" in found
    assert f"{SPEC}::tolerance::bore_position" in found
    assert f"{SPEC}::datum::A" in found
    assert "parts/cale/model.py::builds" in found
    assert "parts/product.toml::item::vis" in found
    assert {"parts/product.toml::mass", "parts/product.toml::interference"} <= set(found)
    assert len(found) == len(set(found))
    assert found == collected(pytester)
    assert not (root / "output").joinpath("site").exists()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([f"{SPEC}::dimension::bore"], [f"{SPEC}::dimension::bore"]),
        ([f"{SPEC}::tolerance"], [f"{SPEC}::tolerance::bore_position"]),
        (["parts/cale/model.py::builds"], ["parts/cale/model.py::builds"]),
        (["parts", "-k", "holes_pitch"], [f"{SPEC}::dimension::holes_pitch"]),
        (["parts", "-m", "tolerance"], [f"{SPEC}::tolerance::bore_position"]),
        (["parts", "-m", "datum"], [f"{SPEC}::datum::{letter}" for letter in "ABC"]),
        (["parts", "-p", "no:gmp_cad"], []),
    ],
)
def test_items_are_chosen_as_tests_are(project, pytester, args, expected):
    project()
    assert collected(pytester, *args) == expected


def test_a_file_that_is_named_is_not_imported_as_a_module(project, pytester):
    project(("parts/cale/model.py", "import cadquery as cq", "raise SystemExit('imported')"))
    assert "parts/cale/model.py::builds" in collected(pytester, "parts/cale/model.py")


def test_every_marker_is_registered(project, pytester):
    project()
    found = pytester.runpytest_inprocess("--strict-markers", "--collect-only", "-q", "parts")
    assert found.ret == 0
    shown = pytester.runpytest_inprocess("--markers").stdout.str()
    assert all(f"@pytest.mark.{line.partition(':')[0]}" in shown for line in MARKERS)


def test_a_run_may_start_in_a_part_and_elsewhere(project, pytester, monkeypatch):
    root = project()
    monkeypatch.chdir(root / "parts" / "cale")
    assert "spec.toml::dimension::bore" in collected(pytester)
    monkeypatch.chdir(root.parent)
    found = collected(pytester, "--rootdir", str(root.parent), "project/parts")
    assert f"project/{SPEC}::dimension::bore" in found


def test_the_phases_of_a_plan_are_items(pytester, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    plan = "parts/ecrou/process.toml"
    found = collected(pytester, "-c", "pyproject.toml", plan)
    assert {
        f"{plan}::phase_10::CP04", f"{plan}::phase_10::operation_1", f"{plan}::phase_10::Cf101",
        f"{plan}::closure", f"{plan}::other",
    } <= set(found)  # fmt: skip
    assert f"{plan}::phase_40::CP04" not in found  # nothing is cut there
    fixture = "fixtures_design/semelle_ph20/fixture.toml"
    found = collected(pytester, "-c", "pyproject.toml", "fixtures_design/semelle_ph20")
    assert {f"{fixture}::contacts", f"{fixture}::isostatic"} <= set(found)
    assert "fixtures_design/semelle_ph20/bride/spec.toml::names" in found
    marked = collected(pytester, "-c", "pyproject.toml", "fixtures_design", "-m", "not fixture")
    assert marked == []


def test_another_kind_of_parts_disturbs_nobody(pytester):
    parts = pytester.mkdir("parts")
    (parts / "motor").mkdir()
    (parts / "motor" / "spec.toml").write_text("[package]\nname = 'motor'\n")
    (parts / "motor" / "model.py").write_text("raise RuntimeError('imported')\n")
    (parts / "product.toml").write_text("this is no TOML [[[")
    pytester.makepyfile("import pytest\n@pytest.fixture\ndef part():\n    return 1\n"
                        "def test_own(part):\n    assert part == 1\n")  # fmt: skip
    found = pytester.runpytest_inprocess("--strict-markers", "-W", "error")
    found.assert_outcomes(passed=1)
    assert not is_project(pytester.path)
    assert project_of(parts / "motor" / "spec.toml") is None


def test_an_invalid_file_is_one_error_with_all_its_problems(project, pytester):
    project(
        (SPEC, 'size = "20 ±0,05"', 'size = "20 ±O,05"'), (SPEC, 'title = "Cale"', 'titel = "Cale"')
    )
    found = pytester.runpytest_inprocess("parts")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines([
        "*ERROR collecting parts/cale/spec.toml*", "parts/cale/spec.toml:6: *titel*",
        "parts/cale/spec.toml:16: *", "*20 ±O,05*",
    ])  # fmt: skip
    assert "Traceback" not in found.stdout.str()
    others = ids(found) or collected(pytester, "parts")
    assert any(line.startswith("parts/product.toml::") for line in others)
    run = pytester.runpytest_inprocess("parts/product.toml::mass")
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["E   parts/cale/spec.toml:6: *titel*"])


def test_a_fault_of_a_file_without_items_is_told_once(project, pytester):
    root = project()
    (root / "workshop.toml").write_text("nonsense = [")
    found = pytester.runpytest_inprocess("parts")
    found.assert_outcomes(errors=1)
    assert found.stdout.str().count("workshop.toml:") == 1


def test_nonsense_in_the_ini_file_is_refused(project, pytester):
    root = project()
    (root / "pytest.ini").write_text("[pytest]\ngmp_cad_lang = de\n")
    found = pytester.runpytest_inprocess("parts")
    assert found.ret == pytest.ExitCode.USAGE_ERROR
    found.stderr.fnmatch_lines(["*gmp_cad_lang = 'de': expected fr or en*"])
