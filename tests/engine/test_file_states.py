"""What files hold: told by content, read again only where nothing proves that it is the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gmp_cad.engine.files import file_states
from gmp_cad.engine.files.file_states import Look, UnknowableError, contents


def look(root: Path, known: dict | None = None, **options: object) -> Look:
    seen = Look(str(root), known or {}, **options)
    seen.folder("parts")
    return seen


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parts" / "cale").mkdir(parents=True)
    (tmp_path / "parts" / "cale" / "model.py").write_text("a = 1\n")
    # The files are older than the coarsest clock: half an hour passes for the look alone.
    now = file_states.time.time_ns
    monkeypatch.setattr(file_states.time, "time_ns", lambda: now() + 1_800_000_000_000)
    return tmp_path


def test_a_file_of_the_same_size_and_times_is_noticed(root: Path) -> None:
    file = root / "parts/cale/model.py"
    first = look(root)
    assert first.rows["parts/cale/model.py"][2] is not None, "proven: it is not read again"
    again = look(root, first.rows)
    assert again.bytes_read == 0
    assert again.rows == first.rows
    status = file.stat()
    file.write_text("a = 2\n")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    assert file.stat().st_mtime_ns == status.st_mtime_ns
    changed = look(root, first.rows)
    assert contents(changed.rows) != contents(first.rows)


def test_what_changed_just_now_is_read_each_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write in the same tick of the clock leaves all times as they are: only the content tells."""
    monkeypatch.undo()
    first = look(root)
    assert first.rows["parts/cale/model.py"][2] is None
    assert look(root, first.rows).bytes_read == len("a = 1\n")


@pytest.mark.parametrize("kind", ["loop", "to itself", "to nowhere", "pipe", "no UTF-8"])
def test_strange_entries_are_told_without_opening_them(root: Path, kind: str) -> None:
    folder = root / "parts"
    before = look(root)
    if kind == "loop":
        (folder / "again").symlink_to(folder)
    elif kind == "to itself":
        (folder / "self").symlink_to(folder / "self")
    elif kind == "to nowhere":
        (folder / "away").symlink_to(folder / "missing")
    elif kind == "pipe":
        os.mkfifo(folder / "pipe")
    else:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe")).write_text("x")
    after = look(root)
    assert contents(after.rows) != contents(before.rows)
    assert contents(look(root, after.rows).rows) == contents(after.rows)


def test_links_in_the_project_are_followed_and_links_out_of_it_refused(root: Path) -> None:
    (root / "shared").mkdir()
    (root / "shared" / "spec.toml").write_text("x")
    (root / "parts" / "vis").symlink_to(root / "shared")
    assert look(root).rows["parts/vis/spec.toml"][0] == "file"
    (root / "parts" / "etc").symlink_to("/etc")
    with pytest.raises(UnknowableError):
        look(root)


def test_too_much_to_read_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (root / "parts" / "scan.stl").open("wb") as file:
        file.truncate(file_states.MOST_BYTES + 1)  # a sparse file
    with pytest.raises(UnknowableError):
        look(root)
    (root / "parts" / "scan.stl").unlink()
    monkeypatch.setattr(file_states, "MOST_ENTRIES", 2)
    with pytest.raises(UnknowableError):
        look(root)


def test_a_folder_that_may_not_be_listed_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(look(root).rows)

    def refused(path: str) -> object:
        raise PermissionError(13, "denied", path)

    monkeypatch.setattr(file_states.os, "scandir", refused)
    rows = look(root).rows
    assert rows["parts"][:2] == ["refused", 13]
    assert contents(rows) != before
