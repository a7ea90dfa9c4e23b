"""``--profile FILE``: refused before anything runs, or written whatever becomes of the build."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gmp_cad.build import project_build
from gmp_cad.cli.main import main
from gmp_cad.cli.profile import profiled
from gmp_cad.engine.announced import Work
from gmp_cad.engine.task import Task
from gmp_cad.errors import UsageError
from tests.build.trace_reader import read, tasks


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose one specification cannot be read."""
    (tmp_path / "p/parts/a").mkdir(parents=True)
    (tmp_path / "p/parts/a/spec.toml").write_text("[part\n")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


def test_a_build_that_is_refused_leaves_a_profile_too(project: Path) -> None:
    path = project.parent / "profile.json"
    assert main(["build", "-q", "--profile", str(path)]) == 2
    data = read(path)
    assert data["otherData"]["complete"] is False
    assert data["otherData"]["command"] == "build"
    names = [e["name"] for e in data["traceEvents"] if e["ph"] == "X"]
    assert names == ["lire le projet"]
    assert main(["check", "-q", "--profile", str(path)]) == 2  # one profile replaces another
    assert read(path)["otherData"]["command"] == "check"


def test_an_interrupted_build_leaves_what_it_knows(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_root, _settings, listener, *_more):
        one = Task(id="model:a", body="m:f", params={})
        listener("begin", Work("read"))
        for event in ("ready", "queued", "start"):
            listener(event, one)
        raise KeyboardInterrupt

    monkeypatch.setattr(project_build, "build", interrupted)
    path = project.parent / "profile.json"
    assert main(["build", "-q", "--profile", str(path)]) == 130
    found = tasks(read(path))
    assert found["model:a"]["args"]["state"] == "stopped"


@pytest.mark.parametrize("name", ["none/profile.json", ".", "parts/a/spec.toml/x.json"])
def test_a_file_that_cannot_be_written_is_told_before_anything_runs(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["build", "--profile", name]) == 2
    told = capsys.readouterr().err
    assert told.startswith("--profile")
    assert "ne peut pas être écrit" in told
    assert len(told.splitlines()) == 2
    assert not (project / "output").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_without_rights_is_told(project: Path) -> None:
    closed = project.parent / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(UsageError), profiled(closed / "p.json", "build", "fr"):
        pass


def test_a_file_of_the_user_is_never_lost(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = project / "parts/a/spec.toml"
    assert main(["build", "--profile", str(spec)]) == 2
    assert "contient autre chose et serait perdu" in capsys.readouterr().err
    assert spec.read_text() == "[part\n"


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    if not Path("/dev/null").exists():
        pytest.skip("no /dev/null here")
    with profiled(Path("/dev/null"), "build", "fr"):
        pass
    assert not Path("/dev/null").is_file()


def test_a_link_leads_to_the_file(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    try:
        link.symlink_to(tmp_path / "real.json")
    except OSError:
        pytest.skip("no symbolic links here")
    with profiled(link, "build", "fr") as profile:
        profile.listener()("begin", Work("read"))
    assert link.is_symlink()
    assert json.loads((tmp_path / "real.json").read_bytes())["otherData"]["complete"] is True
