"""The command line: it starts at once, says what is wrong, returns the right code."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gmp_cad import __version__
from gmp_cad.build import project_lock
from gmp_cad.cli.entry import is_interruption
from gmp_cad.cli.main import main
from gmp_cad.engine.files.file_lock import locked

PROBE = "import sys; from gmp_cad.cli.main import main\ntry: main({arguments})\nexcept SystemExit: pass\nprint(sorted(m for m in sys.modules if m.split('.')[0] in {heavy}))"


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(argument: str) -> None:
    heavy = {"cadquery", "OCP", "numpy", "pydantic", "rich", "typst"}
    code = PROBE.format(arguments=[argument], heavy=heavy)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
    assert __version__ in run.stdout or argument == "--help"


def test_no_project_is_a_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(tmp_path), "build"]) == 2
    assert "gmp-cad new" in capsys.readouterr().err


def test_an_unknown_subject_is_suggested(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "p")]) == 0
    assert main(["--project", str(tmp_path / "p"), "build", "kale"]) == 2
    assert "cale" in capsys.readouterr().err


def test_new_refuses_a_folder_that_is_not_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_text("mine")
    assert main(["new", str(tmp_path)]) == 2
    assert (tmp_path / "x").read_text() == "mine"
    assert str(tmp_path) in capsys.readouterr().err


def test_invalid_files_are_one_json_object_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["new", str(tmp_path / "p")])
    spec = tmp_path / "p/parts/cale/spec.toml"
    spec.write_text(
        spec.read_text("utf-8").replace("⌀16 H7", "⌀16 Q7").replace("material", "materiel"), "utf-8"
    )
    capsys.readouterr()
    assert main(["--project", str(tmp_path / "p"), "build", "--json"]) == 2
    out = capsys.readouterr()
    data = json.loads(out.out)
    assert data["complete"] is False
    paths = {f["where"]["path"] for f in data["findings"]}
    assert paths == {"dimensions.bore.size", "part.materiel"}


def test_invalid_files_are_told_to_people_with_line_and_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["new", str(tmp_path / "p")])
    spec = tmp_path / "p/parts/cale/spec.toml"
    spec.write_text(spec.read_text("utf-8").replace("⌀16 H7", "⌀16 ± x"), "utf-8")
    capsys.readouterr()
    assert main(["--project", str(tmp_path / "p"), "build"]) == 2
    text = capsys.readouterr().err
    line = next(i for i, x in enumerate(spec.read_text("utf-8").split("\n"), 1) if "± x" in x)
    assert f"parts/cale/spec.toml:{line}: dimensions.bore.size" in text
    assert "^" in text


def test_faults_of_the_files_come_before_another_build_that_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["new", str(tmp_path / "p")])
    (tmp_path / "p/parts/cale/spec.toml").write_text("[part\n", "utf-8")
    (tmp_path / "p/.gmp-cache").mkdir()
    monkeypatch.setattr(project_lock, "_PATIENCE_S", 0.05)
    lock = locked(tmp_path / "p/.gmp-cache/project.lock")
    try:
        assert main(["--project", str(tmp_path / "p"), "build"]) == 2
    finally:
        lock.release()
    assert "parts/cale/spec.toml:1" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["build", "--jobs", "0"], ["frobnicate"], []])
def test_wrong_usage_is_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


STOPPED_AT = """
import sys
class Stopping:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt
class Finder:
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            if {hidden}:
                type("Made", (), {{"field": Stopping()}})
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
sys.argv = ["gmp-cad", "schema"]
from gmp_cad.cli.entry import run
sys.exit(run())
"""


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    "module", ["gmp_cad.errors", "gmp_cad.cli.main", "gmp_cad.cli.options", "gmp_cad.cli.schema"]
)
def test_an_interruption_while_modules_load_ends_in_silence(module: str, hidden: bool) -> None:
    code = STOPPED_AT.format(module=module, hidden=hidden)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


def test_a_fault_of_ours_is_no_interruption() -> None:
    assert not is_interruption(ValueError())
    error = ValueError()
    error.__context__ = RuntimeError()
    error.__context__.__cause__ = error
    assert not is_interruption(error)
    error.__context__.__context__ = KeyboardInterrupt()
    assert is_interruption(error)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
@pytest.mark.parametrize("words", [["build"], ["build", "--cache", "x"], ["cache"]])
def test_a_current_folder_that_is_gone_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(["--lang", "en", *words]) == 2
    said = capsys.readouterr().err
    assert "the current folder does not exist" in said
    assert "Traceback" not in said


def test_no_folder_for_temporary_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["new", str(tmp_path / "p")])
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "none")])
    capsys.readouterr()
    assert main(["--project", str(tmp_path / "p"), "--lang", "en", "build"]) == 2
    said = capsys.readouterr().err
    assert "temporary files" in said
    assert "Traceback" not in said
