"""Folders, terminals and paths that give trouble."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from gmp_cad.doctor import cache, machine
from gmp_cad.doctor.folder import network_of, service_of
from gmp_cad.doctor.symptom import Level
from gmp_cad.engine.cache.store import Entry, Store, digest_of

_HOME = Path("/home/anna")


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/home/anna/OneDrive - Université/tp", "OneDrive - Université"),
        ("/home/anna/Dropbox/tp", "Dropbox"),
        ("/Users/anna/Library/CloudStorage/tp", "CloudStorage"),
        ("/Users/anna/Library/Mobile Documents/tp", "iCloud"),
        ("/home/anna/Nextcloud/tp", "Nextcloud"),
        ("/home/anna/dropbox_of_parts/tp", ""),
        ("/home/anna/tp", ""),
    ],
)
def test_a_folder_that_a_service_copies(folder: str, service: str) -> None:
    assert service_of(Path(folder), {}) == service


def test_onedrive_is_also_where_windows_says_it_is() -> None:
    told = {"OneDriveCommercial": str(_HOME / "école")}
    assert service_of(_HOME / "école" / "tp", told) == "OneDrive"
    assert service_of(_HOME / "tp", told) == ""


def test_the_nearest_file_system_counts() -> None:
    mounts = [("/", "ext4"), ("/home", "nfs4"), ("/home/anna/disk", "ext4"), ("/mnt/c", "9p")]
    found = {
        f: network_of(Path(f), mounts) for f in ("/home/bo", "/home/anna/disk/p", "/mnt/c/p", "/p")
    }
    assert found == {"/home/bo": "nfs4", "/home/anna/disk/p": "", "/mnt/c/p": "9p", "/p": ""}


@pytest.mark.parametrize(
    ("preferred", "level"), [("UTF-8", Level.OK), ("ANSI_X3.4-1968", Level.WARNING), ("cp1252", Level.WARNING)]
)  # fmt: skip
def test_a_terminal_that_shows_no_signs_of_drawings(preferred: str, level: Level) -> None:
    found = machine._encoding({"LANG": "fr_FR"}, preferred)
    assert found.level is level
    assert bool(found.command) == (level is Level.WARNING)


def test_long_and_foreign_paths_on_windows() -> None:
    deep = PurePosixPath("/" + "d" * 150)
    plain = PurePosixPath("/tp")
    assert [s.name for s in machine.paths(deep, windows=True, long_allowed=lambda: False)] == [
        "long_path"
    ]
    assert not list(machine.paths(deep, windows=True, long_allowed=lambda: True))
    assert not list(machine.paths(plain, windows=True, long_allowed=lambda: False))
    named = PurePosixPath("/école")
    assert [s.name for s in machine.paths(named, windows=True, long_allowed=lambda: True)] == [
        "ascii_path"
    ]
    assert not list(
        machine.paths(
            PurePosixPath("/école" + "d" * 300), windows=False, long_allowed=lambda: False
        )
    )


def _cache(root: Path) -> dict[str, Level]:
    return {symptom.name: symptom.level for symptom in cache.look(root, "fr")}


def test_a_cache_with_damaged_results_is_found_out(tmp_path: Path) -> None:
    store = Store(tmp_path / ".gmp-cache")
    store.open()
    for text in (b"one", b"two", b"three"):
        store.record(digest_of(text), Entry(outputs={"x": store.put(text)}, facts={}))
    assert _cache(tmp_path) == {"folder": Level.OK, "disk": Level.OK, "size": Level.OK}
    objects = sorted(p for p in (tmp_path / ".gmp-cache/objects").rglob("*") if p.is_file())
    objects[0].write_bytes(b"truncat")
    (entry,) = (
        p
        for p in (tmp_path / ".gmp-cache/entries").rglob("*.json")
        if digest_of(b"two")[2:] in p.name
    )
    entry.write_text("{")
    found = {s.name: s for s in cache.look(tmp_path, "en")}
    assert found["sound"].level is Level.WARNING
    assert dict(found["sound"].told.values)["count"] in (1, 2)
    assert found["sound"].command == "gmp-cad cache clear"


def test_a_cache_that_cannot_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GMP_CAD_CACHE", str(tmp_path / "file" / "store"))
    (folder, *_) = cache.look(None, "fr")
    assert (folder.name, folder.level) == ("folder", Level.PROBLEM)
    assert "GMP_CAD_CACHE" in folder.command
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    monkeypatch.setenv("GMP_CAD_CACHE", str(tmp_path / "mine"))
    (folder, *_) = cache.look(None, "fr")
    assert folder.level is Level.PROBLEM
    assert list((tmp_path / "mine").iterdir()) == [tmp_path / "mine" / "letter.txt"]


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((100_000_000, Level.PROBLEM), (10**9, Level.WARNING), (10**11, Level.OK)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _p, free=free: SimpleNamespace(free=free))
        assert _cache(tmp_path)["disk"] is level
