"""The commit of a project's sources, read by git itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gmp_cad.build.source_commit import source_commit

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_project_kept_by_git_says_its_commit_and_whether_it_was_changed(tmp_path: Path) -> None:
    project = tmp_path / "étau de classe"
    project.mkdir()
    git(project, "init", "-q")
    assert source_commit(project) == ""
    (project / "spec.toml").write_text("a = 1\n", "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    commit = git(project, "rev-parse", "HEAD")
    assert source_commit(project) == commit[:12]
    (project / "notes.txt").write_text("not kept\n", "utf-8")
    assert source_commit(project) == commit[:12]
    (project / "spec.toml").write_text("a = 2\n", "utf-8")
    assert source_commit(project) == f"{commit[:12]}+"


def test_a_folder_that_nobody_keeps_has_none(tmp_path: Path) -> None:
    assert source_commit(tmp_path / "nowhere") == ""
    assert source_commit(tmp_path) == ""


def test_no_git_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert source_commit(tmp_path) == ""
