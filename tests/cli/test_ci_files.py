"""The files for CI services: what they hold, where they are written, what they let pip install."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from gmp_cad import __version__
from gmp_cad.cli import ci_files
from gmp_cad.cli.main import main
from tests.cli.workflow_runner import load_yaml

GITHUB, GITLAB = ".github/workflows/gmp-cad.yml", ".gitlab-ci.yml"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "p"
    assert main(["new", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def github(project: Path) -> dict[str, Any]:
    return load_yaml(project / GITHUB)


@pytest.fixture(scope="module")
def gitlab(project: Path) -> dict[str, Any]:
    return load_yaml(project / GITLAB)


def steps(workflow: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            yield name, step


def test_no_mark_is_left_and_no_host_is_named(project: Path) -> None:
    for name in (GITHUB, GITLAB):
        text = (project / name).read_text("utf-8")
        assert "@GMP_CAD@" not in text
        assert "@PROJECT@" not in text
        assert f"gmp_cad=={__version__}" in text
        assert not re.search(r"https?://[\w.]", text.replace("git+https://…", ""))


def test_the_job_that_runs_the_project_may_write_nothing(github: dict[str, Any]) -> None:
    """Models are code of whoever sends a request: no token that writes is near them."""
    assert github["permissions"] == {"contents": "read"}
    check, comment = github["jobs"]["check"], github["jobs"]["comment"]
    assert check["permissions"] == {"contents": "read", "security-events": "write"}
    assert comment["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert set(github["on"]) == {"push", "pull_request", "workflow_dispatch"}
    assert check["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    ran = [step.get("run", "") + step.get("uses", "") for step in comment["steps"]]
    assert not any(
        "gmp-cad --project" in line or "pip " in line or "checkout@" in line for line in ran
    )
    assert not any("token" in str(step).lower() for name, step in steps(github) if name == "check")


def test_nothing_of_a_request_is_pasted_into_a_shell(github: dict[str, Any]) -> None:
    """A branch or a title may hold a command: values come by the environment."""
    assert not any("${{" in step.get("run", "") for _, step in steps(github))


def test_actions_are_pinned_and_a_red_check_stops_nothing(github: dict[str, Any]) -> None:
    found = [step["uses"] for _, step in steps(github) if "uses" in step]
    assert found
    assert all(re.fullmatch(r"[\w/-]+@v\d+", name) for name in found)
    check = github["jobs"]["check"]["steps"]
    (red,) = (rank for rank, step in enumerate(check) if step.get("name") == "Check")
    assert all("!cancelled()" in step["if"] for step in check[red + 1 :])
    assert "if" not in check[red]
    assert "continue-on-error" not in check[red]


def test_the_token_of_gitlab_is_seen_by_one_job(gitlab: dict[str, Any]) -> None:
    assert "GMP_CAD_TOKEN" not in str({k: v for k, v in gitlab.items() if k != "comment"})
    assert gitlab["comment"]["environment"] == {"name": "gmp-cad", "action": "access"}
    assert gitlab["comment"]["variables"] == {"GIT_STRATEGY": "none"}
    assert gitlab["check"]["artifacts"]["when"] == "always"
    assert gitlab["check"]["cache"]["when"] == "always"
    assert gitlab["variables"]["GIT_DEPTH"] == "0"


class Installed:
    """A distribution as it was installed: from an index (None), a folder, a repository."""

    version = "9.8"

    def __init__(self, told: dict[str, Any] | None) -> None:
        self.told = told

    def read_text(self, name: str) -> str | None:
        """Return what pip noted."""
        assert name == "direct_url.json"
        return None if self.told is None else json.dumps(self.told)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, "gmp_cad==9.8"),
        ({"url": "file:///home/me/gmp_cad", "dir_info": {"editable": True}}, "gmp_cad==9.8"),
        (
            {
                "url": "https://me:secret@forge.example:8443/a/b.git",
                "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "main"},
            },
            "gmp_cad @ git+https://forge.example:8443/a/b.git@abc",
        ),
    ],
)
def test_what_pip_installs(
    told: dict[str, Any] | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda _name: Installed(told))
    assert ci_files.requirement() == expected


def test_into_a_repository_that_exists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files stand at its root and name the project's folder; none is replaced unasked."""
    (tmp_path / ".git").mkdir()
    project = tmp_path / "cad/vise"
    (project / "parts").mkdir(parents=True)
    arguments = ["--project", str(project), "ci"]
    assert main([*arguments, "github", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "repository": str(tmp_path), "files": [GITHUB], "requirement": f"gmp_cad=={__version__}",
    }  # fmt: skip
    assert load_yaml(tmp_path / GITHUB)["env"]["PROJECT"] == "cad/vise"
    assert not (tmp_path / GITLAB).exists()
    (tmp_path / GITLAB).write_text("mine: {}\n")
    assert main([*arguments, "--lang", "en"]) == 2
    assert GITLAB in capsys.readouterr().err
    assert (tmp_path / GITLAB).read_text() == "mine: {}\n"
    assert main([*arguments, "--force"]) == 0
    assert load_yaml(tmp_path / GITLAB)["variables"]["PROJECT"] == "cad/vise"
    assert main(arguments) == 0  # the same again
