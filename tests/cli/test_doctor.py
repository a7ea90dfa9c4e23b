"""``gmp-cad doctor``: on this machine, and where next to nothing works."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import jsonschema
import pytest

from gmp_cad.cli.main import main
from gmp_cad.cli.schema import text_of
from gmp_cad.doctor import examination
from gmp_cad.doctor.kernel import Trial
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message
from tests.build.ci_report import write_project

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the trial of the kernel, which takes seconds."""

    class Tried:
        def ended(self) -> Trial:
            said = '{"name": "kernel", "version": "7.9.3.1"}\n{"name": "cadquery", "version": "2.8.0"}\n'
            return Trial(code=0, said=said, complained="")

    monkeypatch.setattr(examination.kernel, "Trying", Tried)


def test_the_answer_is_as_published(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, json.loads(text_of("doctor", "en")))
    problems = [f for f in told["findings"] if f["level"] == "problem"]
    assert (code, told["problems"]) == (int(bool(problems)), len(problems))
    found = {(f["area"], f["name"]): f for f in told["findings"]}
    assert found["packages", "cadquery"]["message"].startswith("cadquery 2.8")
    assert found["kernel", "kernel"]["level"] == "ok"
    assert found["project", "folder"]["command"] == "gmp-cad new mon_projet"


def test_a_project_with_faults_is_a_problem(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path)
    monkeypatch.chdir(root / "parts")
    assert main(["doctor", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "faults in its files; the first: " in " ".join(out.split())
    assert "    → see them all\n      gmp-cad check\n" in out
    assert "! the project is in no git repository" in out
    assert out.rstrip().splitlines()[-1].startswith("to be mended: 1;")


def test_spaces_before_french_signs_are_written_as_such(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_project(tmp_path))
    main(["doctor", "--lang", "fr"])
    out = capsys.readouterr().out
    assert "\u00a0:" in out
    assert "\\xa0" not in out


def test_what_cannot_be_looked_at_stops_nothing(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_root: object) -> list[Symptom]:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(examination.machine, "look", broken)
    found = examination.examine(None, "en")
    (ill,) = (s for s in found if s.name == "examination")
    assert (ill.area, ill.level) == ("machine", Level.WARNING)
    assert ill.told == Message("could not be looked at: {kind}: {error}", kind="RuntimeError", error="no such luck")  # fmt: skip
    assert {s.area for s in found} > {"packages", "kernel", "cache", "project"}


def test_it_answers_where_no_package_is_installed(tmp_path: Path) -> None:
    """An environment with nothing in it but Python, and the sources of gmp_cad."""
    venv.create(tmp_path / "bare", with_pip=False, symlinks=os.name != "nt")
    program = tmp_path / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    words = "import sys; from gmp_cad.cli.main import main; sys.exit(main(['doctor', '--json', '--lang', 'en']))"
    done = subprocess.run(
        [program, "-P", "-c", words], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    found = {(f["area"], f["name"]): f for f in json.loads(done.stdout)["findings"]}
    assert found["packages", "gmp_cad"]["level"] == "problem"
    assert str(program) in found["packages", "gmp_cad"]["command"].replace("\\\\", "\\")
    assert found["kernel", "kernel"]["message"] == "the Python package OCP is missing"
    assert not [f for f in found.values() if "could not be looked at" in f["message"]]


def test_the_kernel_of_this_machine_computes() -> None:
    found = list(examination.kernel.look(examination.kernel.Trying().ended()))
    assert [(s.name, s.level) for s in found] == [("kernel", Level.OK), ("cadquery", Level.OK)]
