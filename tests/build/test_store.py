"""The store gives back what was put, or says that it cannot; it never gives something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.store import Entry, MissingObjectError, Store


def test_an_object_comes_back_by_its_digest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"data")
    assert store.get(digest) == b"data"
    assert store.put(b"data") == digest


@pytest.mark.parametrize("damage", [b"", b"dat", b"Data", b"data and more"])
def test_a_damaged_object_is_never_given(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    digest = store.put(b"data")
    next(p for p in (tmp_path / "objects").rglob("*") if p.is_file()).write_bytes(damage)
    with pytest.raises(MissingObjectError):
        store.get(digest)
    assert not store.holds(digest)
    assert store.put(b"data") == digest
    assert store.get(digest) == b"data"


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"null", b'{"sum": "0", "entry": {"outputs": {}, "facts": {}}}', b"\xff"]
)
def test_a_damaged_entry_is_no_entry(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    store.record("ab12", Entry(outputs={"x": store.put(b"1")}, facts={"n": 1}))
    assert store.lookup("ab12") == Entry(outputs={"x": store.put(b"1")}, facts={"n": 1})
    next((tmp_path / "entries").rglob("*.json")).write_bytes(damage)
    assert store.lookup("ab12") is None


def test_an_entry_whose_object_is_gone_is_no_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.record("ab12", Entry(outputs={"x": store.put(b"1")}, facts={}))
    next(p for p in (tmp_path / "objects").rglob("*") if p.is_file()).unlink()
    assert store.lookup("ab12") is None


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")
    with pytest.raises(TypeError):
        write_atomically(target, "not bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
