"""Wrong usage and hostile surroundings: one clear message, the right code, JSON when asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gmp_cad.cli import build, new
from gmp_cad.cli.main import main
from gmp_cad.cli.parser import COMMANDS, language_of, parser

TRACE = "Traceback"


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["new", str(tmp_path / "p")]) == 0
    capsys.readouterr()
    return tmp_path / "p"


def spoil(project: Path) -> None:
    spec = project / "parts/cale/spec.toml"
    spec.write_text(spec.read_text("utf-8").replace("S235JR", "S235RJ"), "utf-8")


def code_of(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["frobnicate"], "frobnicate"),
        (["build", "--nope"], "--nope"),
        (["build", "--jobs", "0"], "256"),
        (["build", "--jobs", "9" * 5000], "256"),
        (["build", "--jobs", "²"], "256"),
        (["build", "--lang", "de"], "de"),
        (["explain"], "SUBJECT"),
        (["new"], "FOLDER"),
        (["--project", "/nonexistent", "check"], "parts/"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_wrong_usage_says_what_to_do(
    arguments: list[str], words: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = [] if "--lang" in arguments else ["--lang", lang]
    assert code_of([*extra, *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "→" in told.err
    assert told.out == ""
    assert TRACE not in told.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["frob"], ["build", "--nope"], ["explain"], ["--project", "/nonexistent", "check"]],
)
def test_wrong_usage_is_one_json_object_when_asked_for(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of([*arguments, "--json"]) == 2
    data = json.loads(capsys.readouterr().out)
    assert data["complete"] is False
    assert data["error"]
    assert data["findings"] == []


def test_options_may_stand_before_or_after_the_command(project: Path) -> None:
    for words in (
        ["--project", "x", "--lang", "en", "check"],
        ["check", "--project", "x", "--lang", "en"],
    ):
        options = parser("en").parse_args(words)
        assert (str(options.project), options.lang, options.json) == ("x", "en", False)
    assert parser("fr").parse_args(["check"]).lang == "fr"


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["--lang", "en"], "en"),
        (["x", "--lang=en"], "en"),
        (["--lang"], "fr"),
        (["--lang", "de"], "fr"),
    ],
)
def test_the_language_is_known_before_parsing(arguments: list[str], lang: str) -> None:
    assert language_of(arguments) == lang


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"gmp-cad {command}" in text
    assert "--json" in text


@pytest.mark.parametrize("command", [["build"], ["check"], ["explain", "cale"]])
def test_invalid_files_end_every_command_with_2(
    project: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(project)
    assert main([*command, "--project", str(project)]) == 2
    assert "S235JR" in capsys.readouterr().err
    assert main([*command, "--project", str(project), "--json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["where"] == {"file": "parts/cale/spec.toml", "path": "part.material", "line": 7}
    assert "S235JR" in found["hint"]


def test_invalid_files_leave_the_output_as_it_is(project: Path) -> None:
    spoil(project)
    output = project / "output"
    output.mkdir()
    (output / "kept.pdf").write_bytes(b"kept")
    assert main(["build", "--project", str(project)]) == 2
    assert sorted(p.name for p in output.iterdir()) == ["kept.pdf", "report.json"]
    assert (output / "kept.pdf").read_bytes() == b"kept"
    assert json.loads((output / "report.json").read_text("utf-8"))["complete"] is False


def test_an_output_that_cannot_be_written_does_not_hide_the_faults(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(project)
    (project / "output").write_text("a file")
    assert main(["build", "--project", str(project)]) == 2
    told = capsys.readouterr().err
    assert "S235JR" in told
    assert TRACE not in told


def test_a_sub_folder_finds_its_project_and_dir_does_not(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(project)
    monkeypatch.chdir(project / "parts" / "cale")
    assert main(["check"]) == 2
    assert "S235RJ" in capsys.readouterr().err
    assert main(["check", "--project", "."]) == 2
    assert "parts/" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["[bold]x[/y]", "a b", "é", "x" * 300])
def test_new_in_odd_folders(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["new", str(tmp_path / name)])
    told = capsys.readouterr().err
    assert code == (2 if len(name) > 255 else 0)
    assert name in told
    assert TRACE not in told


def test_new_below_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f").write_text("")
    assert main(["new", str(tmp_path / "f" / "x")]) == 2
    assert TRACE not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"), [(PermissionError(13, "no", "/x/out"), 2), (OSError(28, "full", "/x"), 2),
                        (FileNotFoundError(2, "gone", "/x"), 4), (ZeroDivisionError("bug"), 4)],
)  # fmt: skip
def test_what_the_system_refuses_is_no_bug(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_options: object) -> None:
        raise error

    monkeypatch.setattr(new, "new", fail)
    assert main(["new", "x"]) == code
    assert (TRACE in capsys.readouterr().err) == (code == 4)
    assert main(["new", "x", "--json"]) == code
    assert json.loads(capsys.readouterr().out)["error"]


def test_an_interrupt_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "check", stop)
    assert main(["check"]) == 130


def test_nothing_in_a_file_drives_the_terminal(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "parts/\x1b[31mred").mkdir()
    (project / "parts/\x1b[31mred/spec.toml").write_text('[part]\n"\\u001b[2J" = "[bold]"\n')
    assert main(["check", "--project", str(project)]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_terminal_shows_the_faults(project: Path, encoding: str) -> None:
    spoil(project)
    spec = project / "parts/cale/spec.toml"
    spec.write_text(spec.read_text("utf-8").replace("⌀16 H7", "⌀16 ∞"), "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "gmp_cad", "check", "--project", str(project)],
        capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C", "NO_COLOR": "1"},
    )  # fmt: skip
    assert run.returncode == 2
    told = run.stderr.decode("utf-8")
    assert "⌀16 ∞" in told
    assert TRACE not in told
    assert "\x1b" not in told


def test_a_reader_that_has_gone_is_no_fault(project: Path) -> None:
    spoil(project)
    run = subprocess.run(
        f'"{sys.executable}" -m gmp_cad check --json --project "{project}" | head -c 1',
        shell=True, capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert run.stderr == ""
