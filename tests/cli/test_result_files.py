"""``--junit`` and ``--sarif``: written whatever becomes of the run."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from gmp_cad.build import project_build, unchanged
from gmp_cad.build.results.report import report_bytes
from gmp_cad.build.unchanged import Answer
from gmp_cad.cli.main import main
from tests.build.ci_report import SPEC_FILE, of_all_kinds, write_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_project(tmp_path / "p")
    monkeypatch.chdir(root)
    return root


def _results(folder: Path) -> tuple[ET.Element, dict]:
    run = json.loads((folder / "gmp-cad.sarif").read_bytes())["runs"][0]
    return ET.parse(folder / "junit.xml").getroot(), run


_BOTH = ["--junit", "ci/junit.xml", "--sarif", "ci/gmp-cad.sarif"]


@pytest.mark.parametrize("command", ["build", "check"])
def test_where_nothing_changed_the_stamp_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    known = Answer(report=report_bytes(of_all_kinds()), exit_code=3, tasks=7)
    monkeypatch.setattr(unchanged, "answer", lambda *_: known)
    assert main([command, "-q", *_BOTH]) == 3
    junit, sarif = _results(project / "ci")
    assert (junit.get("name"), junit.get("tests")) == (f"gmp-cad {command}", "10")
    assert sarif["invocations"][0]["exitCode"] == 3
    assert len(sarif["results"]) == 8


def test_faults_of_the_files_are_results(project: Path) -> None:
    (project / "parts/product.toml").unlink()
    assert main(["check", "-q", *_BOTH]) == 2
    junit, sarif = _results(project / "ci")
    cases = {(c.get("name"), c.get("file"), c.get("line")) for c in junit.iter("testcase")}
    assert ("parts/cale/model.py", "parts/cale/model.py", "1") in cases
    assert len(cases) > 3
    assert {r["ruleId"] for r in sarif["results"]} == {"input.valid"}
    assert int(junit.get("failures", "0")) == len(sarif["results"]) == len(cases)
    assert sarif["invocations"][0] == {"executionSuccessful": False, "exitCode": 2}


def test_a_bug_of_ours_replaces_the_results_of_an_earlier_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = Answer(report=report_bytes(of_all_kinds()), exit_code=0, tasks=7)
    monkeypatch.setattr(unchanged, "answer", lambda *_: known)
    assert main(["check", "-q", *_BOTH]) == 0

    def broken(*_rest: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(unchanged, "answer", lambda *_: None)
    monkeypatch.setattr(project_build, "build", broken)
    assert main(["check", "-q", *_BOTH]) == 4
    junit, sarif = _results(project / "ci")
    (case,) = junit.iter("testcase")
    assert case[0].get("message") == "RuntimeError : no such luck"
    assert sarif["results"] == []
    assert sarif["invocations"][0]["exitCode"] == 4


def test_outside_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--junit", "junit.xml", "--sarif", "gmp-cad.sarif"]) == 2
    junit, sarif = _results(tmp_path)
    assert (junit.get("tests"), junit.get("errors")) == ("1", "1")
    assert sarif["invocations"][0]["executionSuccessful"] is False


def test_a_dry_run_has_no_verdicts_to_write(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--dry-run", *_BOTH]) == 2
    assert "--junit --sarif" in capsys.readouterr().err
    assert not (project / "ci").exists()


@pytest.mark.parametrize("option", ["--junit", "--sarif"])
def test_a_file_of_the_user_is_never_lost(
    project: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / SPEC_FILE).read_bytes()
    assert main(["check", option, SPEC_FILE]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{option} : {SPEC_FILE} contient autre chose")
    assert (project / SPEC_FILE).read_bytes() == before


@pytest.mark.parametrize("option", ["--junit", "--sarif"])
@pytest.mark.parametrize("name", ["parts", "parts/cale/spec.toml/x"])
def test_what_cannot_be_written_is_told_before_anything_runs(
    project: Path, option: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", option, name]) == 2
    assert "ne peut pas être écrit" in capsys.readouterr().err
    assert not (project / "output").exists()
