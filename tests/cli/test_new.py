"""``gmp-cad new``: what it says comes next, and a part in a project that exists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gmp_cad.cli.main import main
from gmp_cad.spec.project import load_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert main(["new", str(tmp_path / "p")]) == 0
    return tmp_path / "p"


def test_the_next_steps_reach_the_contracts(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Every part that the steps name is one of the project."""
    project = tmp_path / "p"
    assert main(["new", str(project)]) == 0
    said = capsys.readouterr().err
    commands = [line.split("   ")[0].split() for line in said.splitlines()[2:]]
    assert [command[:2] for command in commands] == [
        ["gmp-cad", "build"], ["gmp-cad", "show"], ["gmp-cad", "plan"], ["gmp-cad", "new"],
    ]  # fmt: skip
    assert {commands[1][2], commands[2][2]} <= set(load_project(project).parts)


def test_a_folder_in_parts_becomes_a_part(project: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert main(["new", str(project / "parts" / "palier_long")]) == 0
    said = capsys.readouterr().err
    for command in ("gmp-cad show", "gmp-cad check", "gmp-cad plan"):
        assert f"{command} palier_long" in said
    assert 'part = "palier_long"' in said
    part = load_project(project).parts["palier_long"]
    assert (part.part.number, part.part.title) == ("PALIER-LONG", "Palier long")
    written = project / "parts" / "palier_long"
    assert sorted(path.name for path in written.iterdir()) == ["model.py", "spec.toml"]
    assert (
        (written / "spec.toml").read_text("utf-8").startswith("#:schema ../../schema/spec.json\n")
    )


def test_its_model_builds_what_its_specification_says(project: Path):
    folder = project / "parts" / "bloc"
    assert main(["new", str(folder)]) == 0
    assert main(["--project", str(project), "check", "bloc", "--quiet"]) == 0


def test_from_within_the_folder_of_parts(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Without the schemas beside it no line points at them."""
    for file in (project / "schema").iterdir():
        file.unlink()
    monkeypatch.chdir(project / "parts")
    capsys.readouterr()
    assert main(["--json", "new", "support"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"folder": "support", "files": ["model.py", "spec.toml"]}
    assert "#:schema" not in (project / "parts" / "support" / "spec.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "hint"), [("Mon-palier", "parts/mon_palier"), ("class", None), ("cale", None)]
)
def test_what_cannot_name_a_part_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, hint: str | None
):
    assert main(["new", str(project / "parts" / name)]) == 2
    assert (hint or "→") in capsys.readouterr().err
    assert sorted(load_project(project).parts) == ["cale"]
