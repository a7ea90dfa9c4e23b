"""The steps of the files for CI services, run: requests that change a part, of a fork, the first one.

The repository, its remote and gmp_cad are real; what the platform gives is stood in for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

from gmp_cad.cli.main import main
from tests.cli.workflow_runner import Ran, Runner, load_yaml, stand_in

REPOSITORY = "owner/cales"
NUMBER = "7"
PNG = b"\x89PNG\r\n\x1a\n"
PICTURES = "gmp-cad-pictures"
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
_PIP = """
import os, sys
with open(os.environ["RECORD"], "a") as record:
    print("python", *sys.argv[1:], file=record)
assert sys.argv[1:4] == ["-m", "pip", "install"], sys.argv
"""
_SUDO = """
import os, sys
with open(os.environ["RECORD"], "a") as record:
    print("sudo", *sys.argv[1:], file=record)
"""
# Comments of one request, in a file; what is asked of them is what the workflow asks, word for word.
_GH = """
import json, os, pathlib, sys
arguments = sys.argv[1:]
store = pathlib.Path(os.environ["COMMENTS"])
comments = json.loads(store.read_text()) if store.exists() else [{"id": 1, "body": "a person's"}]
assert arguments[0] == "api" and os.environ["GH_TOKEN"] == "the token"
listed = "repos/owner/cales/issues/7/comments"
if arguments[1] == "--paginate":
    assert arguments[2:] == [listed, "--jq", '.[] | select(.body | startswith("<!-- gmp-cad -->")) | .id']
    for comment in comments:
        if comment["body"].startswith("<!-- gmp-cad -->"):
            print(comment["id"])
else:
    assert arguments[1:3] == ["--silent", "--method"] and arguments[5:6] == ["--field"]
    name, _, file = arguments[6].partition("=@")
    body = {"id": 99, name: pathlib.Path(file).read_text()}
    if arguments[3] == "POST":
        assert arguments[4] == listed
        comments.append(body)
    else:
        assert arguments[3:5] == ["PATCH", "repos/owner/cales/issues/comments/99"]
        comments = [body if c["id"] == 99 else c for c in comments]
    store.write_text(json.dumps(comments))
"""


# The starter's part, made smaller: what is slow is to draw, and that is not what is tried here.
_SPEC = """
[part]
number = "PR-01"
title = "Cale"
material = "S235JR"
[dimensions]
height = { size = "20 ±0,05", between = ["<Z", ">Z"] }
side = { size = "50", between = ["<X", ">X"] }
bore = "⌀16 H7 Ⓔ"
"""
_MODEL = """
import cadquery as cq


def build(d):
    return cq.Workplane().box(d.side, d.side, d.height).faces(">Z").workplane().hole(d.bore).tag("bore")
"""


def git(folder: Path, *words: str) -> str:
    """Run git as nobody in particular."""
    identity = (
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "-c",
        "commit.gpgsign=false",
    )
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@dataclass(slots=True)
class Forge:
    """A repository on a server that is a folder, a clone of it, and the tools of the runner."""

    base: Path

    @property
    def work(self) -> Path:
        """The checkout."""
        return self.base / "work"

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.base / "server" / REPOSITORY

    def request(self, name: str, *edits: tuple[str, str, str]) -> str:
        """Merge a branch with the edits (file, old, new) into main, detached; return the commit."""
        git(self.work, "checkout", "-q", "-B", name, "main")
        for file, old, new in edits:
            path = self.work / file
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        git(self.work, "commit", "-qam", name)
        git(self.work, "checkout", "-q", "--detach", "main")
        git(self.work, "merge", "-q", "--no-ff", "-m", "merge", name)
        return git(self.work, "rev-parse", "HEAD")

    def clean(self) -> None:
        """Leave in the checkout only what git holds, as on a new machine."""
        git(self.work, "clean", "-qxdf")

    def published(self, path: str) -> bytes:
        """Return a file of the branch of pictures."""
        shown = subprocess.run(
            ["git", "show", f"{PICTURES}:{path}"], cwd=self.remote, capture_output=True, check=True
        )
        return shown.stdout


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    found = Forge(tmp_path_factory.mktemp("forge"))
    assert main(["new", str(found.work)]) == 0
    for name in ("product.toml", "assembly.py"):
        (found.work / "parts" / name).unlink()
    (found.work / "parts/cale/spec.toml").write_text(_SPEC, encoding="utf-8")
    (found.work / "parts/cale/model.py").write_text(_MODEL, encoding="utf-8")
    found.remote.mkdir(parents=True)
    git(found.remote, "init", "-q", "--bare", "-b", "main")
    git(found.work, "init", "-q", "-b", "main")
    git(found.work, "add", "-A")
    git(found.work, "commit", "-qm", "first")
    git(found.work, "push", "-q", str(found.remote), "main")
    for name, text in {"sudo": _SUDO, "python": _PIP, "gh": _GH}.items():
        stand_in(found.base / "bin", name, text)
    return found


def runner(forge: Forge, sha: str, *, fork: bool = False, event: str = "pull_request") -> Runner:
    head = "stranger/cales" if fork else REPOSITORY
    contexts: dict[str, object] = {
        "github.event_name": event, "github.sha": sha, "github.repository": REPOSITORY,
        "github.server_url": str(forge.base / "server"), "github.run_id": sha[:9], "github.run_attempt": "1",
        "github.token": "the token", "github.actor": "ada", "github.ref": "refs/heads/main",
        "runner.os": "Linux",
    }  # fmt: skip
    if event == "pull_request":
        contexts |= {
            "github.event.pull_request.number": NUMBER,
            "github.event.pull_request.head.repo.full_name": head,
        }
    return Runner(
        workflow=load_yaml(forge.work / ".github/workflows/gmp-cad.yml"), contexts=contexts,
        storage=forge.base / "storage",
        path=os.pathsep.join((str(forge.base / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])),
        home=forge.base / "home",
    )  # fmt: skip


@pytest.fixture(autouse=True)
def recorded(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECORD", str(forge.base / "record.txt"))
    monkeypatch.setenv("COMMENTS", str(forge.base / "comments.json"))
    for name in ("GMP_CAD_CACHE", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def both(forge: Forge, sha: str, **more: Any) -> tuple[Ran, Ran]:
    """Run the check, then, on another machine, the comment."""
    machine = runner(forge, sha, **more)
    forge.clean()
    shutil.rmtree(forge.base / "home", ignore_errors=True)
    (forge.base / "home").mkdir()
    checked = machine.run("check", forge.work)
    elsewhere = forge.base / "elsewhere"
    shutil.rmtree(elsewhere, ignore_errors=True)
    elsewhere.mkdir()
    return checked, machine.run("comment", elsewhere)


def comments(forge: Forge) -> list[str]:
    path = forge.base / "comments.json"
    return [c["body"] for c in json.loads(path.read_text())] if path.exists() else []


def pictures_of(body: str) -> list[str]:
    return [a or b for a, b in _PICTURE.findall(body)]


THICKER = ("parts/cale/spec.toml", '"20 ±0,05"', '"24 ±0,05"')
WRONG = ("parts/cale/model.py", "hole(d.bore)", "hole(d.bore + 1)")


@pytest.mark.soak
@pytest.mark.timeout(900)  # nine runs of gmp_cad, one after the other
@pytest.mark.skipif(sys.platform != "linux", reason="the runner of the workflow is Linux")
def test_requests_of_github(forge: Forge) -> None:
    """A thicker part: green, one comment with pictures; then a wrong bore: red, the same comment anew."""
    sha = forge.request("thicker", THICKER)
    checked, commented = both(forge, sha)
    assert checked.green, checked.printed
    assert commented.green, commented.printed
    person, ours = comments(forge)
    assert person == "a person's"
    assert ours.startswith("<!-- gmp-cad -->\n")
    assert "✅" in ours
    assert re.search(r"height.*20.*24", ours.replace("\n", " "))
    prefix = f"{forge.base}/server/{REPOSITORY}/raw/{PICTURES}/"
    shown = pictures_of(ours)
    assert shown
    for address in shown:
        assert address.startswith(f"{prefix}{NUMBER}/{sha}/")
        assert forge.published(unquote(address.removeprefix(prefix))).startswith(PNG)
    assert ours.replace(shown[0], "") != ours
    assert checked.summary
    artefact = forge.base / "storage/artifacts"
    assert (artefact / "dossier/dossier.pdf").is_file()
    assert (artefact / "gmp-cad/junit.xml").is_file()
    assert json.loads((forge.base / "storage/uploaded.sarif").read_text())["version"] == "2.1.0"
    record = (forge.base / "record.txt").read_text()
    assert "python -m pip install gmp_cad==" in record
    assert "libgl1" in record

    (kept,) = (forge.base / "storage/caches").iterdir()
    assert any(kept.iterdir())
    wrong = forge.request("wrong", THICKER, WRONG)
    checked, commented = both(forge, wrong)
    assert not checked.green
    assert commented.green, commented.printed
    assert len(comments(forge)) == 2
    anew = comments(forge)[1]
    assert "❌" in anew
    assert "bore" in anew
    shown = pictures_of(anew)
    assert shown
    assert all(f"/{NUMBER}/{wrong}/" in address for address in shown)
    files = git(forge.remote, "ls-tree", "-r", "--name-only", PICTURES).splitlines()
    assert {name.split("/")[1] for name in files} == {wrong}  # those of the last push only
    assert git(forge.remote, "rev-list", "--count", PICTURES) == "1"

    before = comments(forge), git(forge.remote, "rev-parse", PICTURES)
    checked, commented = both(forge, forge.request("theirs", THICKER), fork=True)
    assert checked.green, checked.printed
    assert commented.skipped
    assert (comments(forge), git(forge.remote, "rev-parse", PICTURES)) == before
    assert "✅" in checked.summary
    assert "24" in checked.summary
    assert not any(prefix in address for address in pictures_of(checked.summary))


@pytest.mark.soak
@pytest.mark.timeout(900)  # nine runs of gmp_cad, one after the other
@pytest.mark.skipif(sys.platform != "linux", reason="the runner of the workflow is Linux")
def test_the_request_that_brings_the_project(forge: Forge) -> None:
    """At the base there is no part: the check tells all, and the lack of a comparison is no fault."""
    git(forge.work, "checkout", "-q", "--orphan", "empty", "main")
    git(forge.work, "rm", "-rqf", "parts")
    git(forge.work, "commit", "-qm", "nothing yet")
    git(forge.work, "checkout", "-q", "--detach")
    git(forge.work, "checkout", "-q", "main", "--", "parts")
    git(forge.work, "commit", "-qam", "the parts")
    sha = git(forge.work, "commit-tree", "-p", "empty", "-p", "HEAD", "-m", "merge", "HEAD^{tree}")
    git(forge.work, "checkout", "-q", "--detach", sha)
    checked, commented = both(forge, sha)
    assert checked.green, checked.printed
    assert "::warning" in checked.printed["Compare with the base"]
    assert commented.green, commented.printed
    assert "✅" in comments(forge)[-1]
    pushed = runner(forge, sha, event="push")
    assert pushed.run("comment", forge.base).skipped


# ---- GitLab ----


class Notes(BaseHTTPRequestHandler):
    """The notes of a merge request: 120 of people, then ours; pages of 100."""

    kept: list[dict[str, Any]]

    def do_GET(self) -> None:
        """List a page."""
        page = int(parse_qs(self.path.partition("?")[2])["page"][0])
        shown = self.kept[100 * (page - 1) : 100 * page]
        self._answer(shown, str(page + 1) if len(self.kept) > 100 * page else "")

    def do_POST(self) -> None:
        """Take a new note."""
        self.kept.append({"id": 500 + len(self.kept), "body": self._body()})
        self._answer(self.kept[-1])

    def do_PUT(self) -> None:
        """Change a note."""
        (note,) = (n for n in self.kept if self.path == f"{PLACE}/{n['id']}")
        note["body"] = self._body()
        self._answer(note)

    def _body(self) -> str:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return parse_qs(text, strict_parsing=True)["body"][0]

    def _answer(self, content: object, following: str = "") -> None:
        assert self.headers["PRIVATE-TOKEN"] == "the token"
        assert self.path.startswith(PLACE)
        data = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("X-Next-Page", following)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


PLACE = "/api/v4/projects/5/merge_requests/7/notes"


@pytest.fixture
def notes() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    kept = [{"id": n, "body": f"note {n}"} for n in range(120)]
    handler = type("Kept", (Notes,), {"kept": kept})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api/v4", kept
        server.shutdown()


def gitlab_job(forge: Forge, name: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Run a job as GitLab's runner does: its commands in one shell that ends at the first fault."""
    file = load_yaml(forge.work / ".gitlab-ci.yml")
    job = file[name]
    given = {**file["variables"], "CI_PROJECT_DIR": str(folder), **variables}
    env = {k: v.replace("$CI_PROJECT_DIR", str(folder)) for k, v in given.items()}
    path = os.pathsep.join(
        (str(forge.base / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])
    )
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join((*job.get("before_script", ()), *job["script"]))],
        cwd=folder, env={**os.environ, **env, "PATH": path, "HOME": str(forge.base / "home")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.soak
@pytest.mark.timeout(900)  # nine runs of gmp_cad, one after the other
@pytest.mark.skipif(shutil.which("curl") is None, reason="the image of the job has curl")
@pytest.mark.skipif(sys.platform != "linux", reason="the runner of the pipeline is Linux")
def test_requests_of_gitlab(forge: Forge, notes: tuple[str, list[dict[str, Any]]]) -> None:
    server, kept = notes
    forge.clean()
    stand_in(forge.base / "bin", "apt-get", _SUDO)
    forge.request("for_gitlab", THICKER, WRONG)
    git(forge.work, "checkout", "-q", "--detach", "for_gitlab")
    job = "https://forge.example/owner/cales/-/jobs/12"
    request = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(forge.work, "rev-parse", "main"), "CI_JOB_URL": job,
        "CI_PIPELINE_URL": "https://forge.example/p/1",
    }  # fmt: skip
    file = load_yaml(forge.work / ".gitlab-ci.yml")
    store = forge.work / file["check"]["cache"]["paths"][0]
    for kept_before in sorted((forge.base / "storage/caches").glob("*"))[-1:]:
        shutil.copytree(kept_before, store)  # of a pipeline before
    code, printed = gitlab_job(forge, "check", forge.work, **request)
    assert code == 1, printed
    artifacts = [path.replace("$PROJECT", ".") for path in file["check"]["artifacts"]["paths"]]
    assert all((forge.work / path).is_dir() for path in artifacts)
    assert (forge.work / file["check"]["artifacts"]["reports"]["junit"]).is_file()
    assert any(store.iterdir())

    elsewhere = forge.base / "gitlab"
    shutil.copytree(forge.work / "gmp-cad-ci", elsewhere / "gmp-cad-ci")
    place = {"CI_API_V4_URL": server, "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "7"}
    code, printed = gitlab_job(forge, "comment", elsewhere, **request, **place)
    assert (code, len(kept)) == (0, 120), printed  # no token: a fork's pipeline
    for _ in range(2):
        code, printed = gitlab_job(
            forge, "comment", elsewhere, **request, **place, GMP_CAD_TOKEN="the token"
        )
        assert code == 0, printed
    assert len(kept) == 121
    body = kept[-1]["body"]
    assert body.startswith("<!-- gmp-cad -->\n")
    assert "❌" in body
    shown = pictures_of(body)
    assert shown
    for address in shown:
        path = unquote(address.removeprefix(f"{job}/artifacts/raw/"))
        assert (forge.work / path).read_bytes().startswith(PNG)
        assert path.startswith("gmp-cad-ci/")
