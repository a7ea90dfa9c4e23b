"""What leads out of a stranger's folder, or cannot be read to its end, is found without opening it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gmp_cad.spec import boundary
from gmp_cad.spec.boundary import boundary_problems

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes and links")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A sound project, beside the files of somebody else."""
    for file in ("a/parts/x/spec.toml", "a/parts/x/model.py", "a/docs_templates/logo.svg",
                 "a/.git/config", "a/.gmp-cache/history.json", "teacher/secret.txt"):  # fmt: skip
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("x")
    (tmp_path / "a/parts/y").symlink_to("x")
    (tmp_path / "a/.git/hook").symlink_to("/etc")
    os.link(tmp_path / "a/parts/x/spec.toml", tmp_path / "a/parts/x/same.toml")
    return tmp_path / "a"


def told(root: Path) -> list[tuple[str, str]]:
    return [(p.where.file, p.message.say("en")) for p in boundary_problems(root)]


def test_a_sound_project_has_none(root: Path) -> None:
    """Links inside of it, two names of one file, and what version control keeps are its own."""
    assert told(root) == []


def link(name: str, to: str) -> Callable[[Path], None]:
    return lambda root: (root / name).symlink_to(to)


def listening(root: Path) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(os.path.relpath(root / "parts/line"))


def sparse(root: Path) -> None:
    with (root / "parts/x/huge.step").open("wb") as file:
        file.truncate(10**10)


LINK = "a link that leads out"


@pytest.mark.parametrize(
    ("make", "file", "word"),
    [
        (link("parts/x/process.toml", "/etc/passwd"), "parts/x/process.toml", LINK),
        (link("parts/x/process.toml", "../../../teacher/secret.txt"), "parts/x/process.toml", LINK),
        (link("parts/z", "../../teacher"), "parts/z", LINK),
        (link("parts/z", "../../a2"), "parts/z", LINK),
        (link("parts/z", ".."), "", ""),
        (link("parts/z", "../.."), "parts/z", LINK),
        (link("output", "../teacher"), "output", LINK),
        (link(".gmp-cache/store", "/tmp"), ".gmp-cache/store", LINK),
        (link("docs_templates/x.typ.j2", "/etc/hostname"), "docs_templates/x.typ.j2", LINK),
        (link("fixtures_design", "/"), "fixtures_design", LINK),
        (lambda r: os.link(r.parent / "teacher/secret.txt", r / "parts/x/copy.toml"), "parts/x/copy.toml", "hard link"),
        (lambda r: os.mkfifo(r / "parts/x/process.toml"), "parts/x/process.toml", "a pipe, a socket or a device"),
        (lambda r: os.mkfifo(r / ".gmp-cache/pipe"), ".gmp-cache/pipe", "a pipe, a socket or a device"),
        (listening, "parts/line", "a pipe, a socket or a device"),
        (sparse, "parts/x/huge.step", "10000 MB; at most 300"),
        (lambda r: (r / "parts/x/a\x1b[31m\nb").write_text(""), r"parts/x/a\x1b[31m\nb", "cannot be printed"),
        (lambda r: (r / os.fsdecode(b"parts/x/\xff")).write_text(""), "parts/x/?", "cannot be printed"),
        (lambda r: (r / "/".join(["parts", *"d" * 40])).mkdir(parents=True), "parts/" + "/".join("d" * 30), "too deeply"),
    ],
)  # fmt: skip
def test_what_is_not_to_be_read_is_told(root, make, file, word):
    make(root)
    found = told(root)
    assert len(found) == (1 if file else 0)
    assert all(where == file and word in message for where, message in found)
    assert all(message.isprintable() and where.isprintable() for where, message in found)


def test_a_loop_of_links_is_told(root):
    (root / "parts/p").symlink_to("q")
    (root / "parts/q").symlink_to("p")
    assert told(root) == []  # it leads nowhere, and stays inside
    started = time.process_time()
    (root / "parts/r").symlink_to(".")
    assert told(root) == []
    assert time.process_time() - started < 1


def test_a_folder_without_end_is_not_walked_to_its_end(root, monkeypatch):
    monkeypatch.setattr(boundary, "MAX_ENTRIES", 20)
    for number in range(40):
        (root / f"parts/x/{number}").write_text("")
    assert told(root) == [(".", "the folder holds more than 20 files")]


def test_what_cannot_be_looked_at_is_told_and_the_rest_is_still_read(root, monkeypatch):
    """A folder without rights, and an entry that is gone before it is looked at."""
    (root / "parts/locked").mkdir()
    (root / "parts/x/gone.txt").write_text("x")
    (root / "parts/x/here.lnk").symlink_to("/etc/passwd")
    listed, looked = boundary.os.listdir, Path.lstat

    def listdir(folder):
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    def lstat(path):
        if path.name == "gone.txt":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return looked(path)

    monkeypatch.setattr(boundary.os, "listdir", listdir)
    monkeypatch.setattr(Path, "lstat", lstat)
    found = {file for file, _ in told(root)}
    assert {"parts/locked", "parts/x/gone.txt", "parts/x/here.lnk"} <= found
