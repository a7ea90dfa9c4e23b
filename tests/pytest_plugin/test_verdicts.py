"""Verdicts as tests: the same as those of ``gmp-cad check``, readable, none lost."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import gmp_cad.checks
from gmp_cad.build.project_build import Settings, build
from gmp_cad.checks.registry import CHECKS
from gmp_cad.engine.cache.cache_place import VARIABLE
from gmp_cad.pytest_plugin.outline import Outline
from gmp_cad.pytest_plugin.reading import read_project
from gmp_cad.pytest_plugin.routing import Router

pytest_plugins = ["pytester"]
for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
    importlib.import_module(f"gmp_cad.checks.{module.name}")
SPEC, MODEL, PRODUCT = "parts/cale/spec.toml", "parts/cale/model.py", "parts/product.toml"
# The bore is too large and its position with it, a dimension drives nothing, the product is too heavy.
FAULTS = (
    (MODEL, ".hole(d.bore)", ".hole(d.bore + 0.5)"),
    (MODEL, "d.holes_y + d.holes_pitch", "d.holes_y + 30"),
    (PRODUCT, "≤ 1 kg", "≤ 0,5 kg"),
)


def nodes(reports: list[pytest.TestReport], outcome: str, when: str) -> set[str]:
    return {r.nodeid for r in reports if r.outcome == outcome and r.when == when}


def expected(root: Path, rows: list[dict[str, object]], status: str) -> set[str]:
    """Return the ids of the items to which the verdicts of a status belong."""
    router = Router(read_project(root, strange=False).outline)
    chosen = [router.address(row) for row in rows if row["status"] == status]
    return {"::".join((file, *names)) for file, names in chosen}


def test_everything_holds(project, pytester):
    project()
    found = pytester.runpytest_inprocess("parts")
    result = found.parseoutcomes()
    assert found.ret == 0
    assert result.keys() == {"passed", "skipped"}
    assert result["skipped"] == 1  # no geometry was accepted yet
    again = pytester.runpytest_inprocess("parts")
    assert "building the verdicts" not in again.stdout.str()
    assert again.parseoutcomes() == result


@pytest.mark.parametrize(
    "edits", [FAULTS, ((MODEL, ".box(", ".boox("),)], ids=["verdicts", "model"]
)
def test_what_fails_is_what_check_says(project, pytester, edits):
    root = project(*edits)
    store = Path(os.environ[VARIABLE])
    reports = [
        r for r in pytester.inline_run("parts").getreports() if isinstance(r, pytest.TestReport)
    ]
    rows = json.loads((root / "output/report.json").read_bytes())["findings"]
    failed = nodes(reports, "failed", "call")
    errors = nodes(reports, "failed", "setup")
    assert failed | errors
    assert failed == expected(root, rows, "FAIL")
    assert errors == expected(root, rows, "ERROR")
    found = build(root, Settings(verdicts_only=True, cache=store, jobs=2))
    assert json.loads(found.text)["counts"] == {
        s: sum(row["status"] == s for row in rows)
        for s in ("PASS", "SKIP", "WARN", "FAIL", "ERROR")
    }


def test_every_verdict_lands_in_one_item_of_its_part(project, pytester):
    root = project(*FAULTS)
    pytester.inline_run("parts", "-q")
    rows = json.loads((root / "output/report.json").read_bytes())["findings"]
    outline = read_project(root, strange=False).outline
    routed = Router(outline).routed(rows)
    assert sorted(map(str, rows)) == sorted(str(r) for of in routed.values() for r in of)
    items = {(e.file, e.names): e for entries in outline.entries.values() for e in entries}
    for address, told in routed.items():
        assert {row["subject"].partition(".")[0] for row in told} == {items[address].subject}
    silent = {a for a, entry in items.items() if a not in routed and not entry.silent}
    assert not {address for address in silent if address[0] != SPEC}


@pytest.fixture(scope="module")
def example() -> Outline:
    return read_project(Path(__file__).parents[2], strange=False).outline


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_no_check_of_the_register_is_without_an_item(example, check):
    """Whatever a check says of a part, a phase, the product or a fixture has a home there."""
    for subject in ("semelle", "semelle.ph20", "product", "semelle_ph20", "semelle_ph20.bride"):
        row = {"check": check, "status": "FAIL", "subject": subject, "message": "", "where": None}
        file, names = Router(example).address(row)
        home = "semelle_ph20" if subject.startswith("semelle_") else subject.partition(".")[0]
        assert f"{home}/" in file or file == "parts/product.toml", (check, subject)
        assert any(e.names == names for e in example.entries[file])


def test_a_phase_is_judged_with_the_fixture_that_holds_it(example):
    """Whether tools pass the fixture is known to whoever builds the fixture."""
    plan = {entry.names: entry for entry in example.entries["parts/ecrou/process.toml"]}
    assert plan["phase_20", "CP17"].also == ("ecrou_ph20",)
    assert plan["phase_20", "CP16"].also == plan["phase_10", "CP17"].also == ()


def test_a_failure_says_what_was_expected_where_and_what_to_do(project, pytester):
    project(*FAULTS)
    text = pytester.runpytest_inprocess("parts", "-rfEw").stdout
    text.fnmatch_lines([
        "*cale: dimension bore*",
        '    bore = { size = "⌀16 H7 Ⓔ"*',
        "E   ⌀16 H7 Ⓔ : la cote vaut 16,5*",
        "E   attendu 16 mm, observé 16,5 mm",
        f"{SPEC}:17: *dimension.measured*", f"  {MODEL}:*CheckWarning: cale model.literals: *",
        "FAILED parts/cale/spec.toml::dimension::bore - ⌀16 H7*", f"FAILED {PRODUCT}::mass - *",
    ])  # fmt: skip
    assert "Traceback" not in text.str()
    assert "pytest_plugin" not in text.str()


def test_a_model_that_fails_is_an_error_and_takes_nobody_else(project, pytester):
    project((MODEL, ".box(", ".boox("))
    found = pytester.runpytest_inprocess("parts", "-rs")
    assert found.parseoutcomes()["errors"] == 1
    found.stdout.fnmatch_lines([
        "*ERROR at setup of cale: builds*", "        plate = cq.Workplane().boox(*",
        "E   *'Workplane' object has no attribute 'boox'", f"{MODEL}:7: *build.task",
        f"SKIPPED * {SPEC}:17: *{MODEL}::builds*",
    ])  # fmt: skip
    alone = pytester.runpytest_inprocess(f"{PRODUCT}::mass", f"{SPEC}::dimension::bore")
    alone.assert_outcomes(errors=2)  # nothing was judged, and nobody else says why


def test_warnings_can_be_made_failures(project, pytester):
    project(*FAULTS)
    id_ = f"{MODEL}::literals"
    pytester.runpytest_inprocess(id_).assert_outcomes(passed=1, warnings=2)
    strict = pytester.runpytest_inprocess(id_, "-W", "error::gmp_cad.testing.CheckWarning")
    strict.assert_outcomes(failed=1)
    strict.stdout.fnmatch_lines([f"{MODEL}:*: *model.literals"])


@pytest.mark.soak
def test_the_language_is_that_of_the_run(project, pytester):
    root = project(*FAULTS)
    (root / "pytest.ini").write_text("[pytest]\ngmp_cad_lang = en\n")
    found = pytester.runpytest_inprocess(f"{SPEC}::dimension::bore")
    found.stdout.fnmatch_lines(["E   expected 16 mm, observed 16.5 mm"])
    found = pytester.runpytest_inprocess(f"{SPEC}::dimension::bore", "--gmp-cad-lang", "fr")
    found.stdout.fnmatch_lines(["E   attendu 16 mm, observé 16,5 mm"])


def test_a_fault_of_ours_fails_the_items_and_not_pytest(project, pytester, monkeypatch):
    project()
    monkeypatch.setattr("gmp_cad.build.unchanged.answer", lambda *_: 1 / 0)
    found = pytester.runpytest_inprocess(f"{PRODUCT}::mass", "--gmp-cad-lang", "en")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["E   gmp_cad itself failed: ZeroDivisionError: *"])
    assert "INTERNALERROR" not in found.stdout.str()


@pytest.mark.soak
def test_a_time_out_of_a_test_does_not_count_the_build(project, pytester):
    project((MODEL, "def build(d):", "def build(d):\n    __import__('time').sleep(3)"))
    found = pytester.runpytest_inprocess(f"{MODEL}::builds", "--timeout", "2")
    found.assert_outcomes(passed=1)


def test_only_what_was_chosen_is_built(project, pytester):
    root = project()
    pytester.inline_run(f"{SPEC}::dimension::bore")
    report = json.loads((root / "output/report.json").read_bytes())
    assert report["subjects"] == ["cale"]


def test_last_failed_and_the_first_failure(project, pytester):
    project(*FAULTS)
    pytester.runpytest_inprocess("parts", "-x").assert_outcomes(failed=1, passed=8, warnings=2)
    all_ = pytester.runpytest_inprocess("parts").parseoutcomes()
    again = pytester.runpytest_inprocess("parts", "--lf").parseoutcomes()
    assert again["failed"] == all_["failed"]
    assert "passed" not in again


def test_the_junit_file_tells_where_and_how_much(project, pytester):
    root = project(*FAULTS)
    pytester.inline_run("parts", "--junitxml", "junit.xml")
    cases = {
        f"{c.get('classname')}::{c.get('name')}": c
        for c in ET.parse(root / "junit.xml").iter("testcase")
    }
    bore = cases["parts.cale.spec.toml.dimension::bore"]
    told = {p.get("name"): p.get("value") for p in bore.iter("property")}
    assert told["location"] == f"{SPEC}:17"
    failure = bore.find("failure")
    assert failure is not None
    assert "⌀16 H7" in failure.get("message", "")
    length = cases["parts.cale.spec.toml.dimension::length"]
    measured = {p.get("name"): p.get("value") for p in length.iter("property")}
    assert measured["dimension.measured"] == "attendu 80 mm, observé 80 mm"


@pytest.mark.soak
@pytest.mark.skipif("sys.platform != 'linux'", reason="only Linux confines")
def test_models_may_be_confined(project, pytester, monkeypatch):
    root = project((MODEL, "def build(d):", "open('/tmp/stolen', 'w')\n\n\ndef build(d):"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "home"))
    found = pytester.runpytest_inprocess(f"{MODEL}::builds", "--gmp-cad-sandbox")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["E   *OSError : [[]Errno 30] *stolen*"])


@pytest.mark.soak
def test_workers_of_xdist_share_one_build(project, pytester):
    root = project(*FAULTS)
    alone = pytester.runpytest_inprocess("parts", "-p", "no:xdist").parseoutcomes()
    for stamp in (root / ".gmp-cache").glob("complete-*"):
        stamp.unlink()
    shared = pytester.runpytest_subprocess("parts", "-n", "2", "--dist", "worksteal")
    assert shared.parseoutcomes() == alone
    shared.stdout.fnmatch_lines([
        "E   attendu 16 mm, observé 16,5 mm", "FAILED parts/cale/spec.toml::dimension::bore - *",
    ])  # fmt: skip
