"""The store gives back what was put, or says that it cannot; it never gives something else."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.engine.cache.store import (
    USE_NOTED_S,
    CacheError,
    Entry,
    MissingObjectError,
    Store,
    canonical,
    digest_of,
)
from gmp_cad.engine.files.atomic_file import write_atomically


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


def only_entry(root: Path) -> Path:
    return next((root / "entries").rglob("*.json"))


def only_object(root: Path) -> Path:
    return next(p for p in (root / "objects").rglob("*") if p.is_file())


KEY, OTHER = digest_of(b"key"), digest_of(b"other key")


def filled(root: Path) -> tuple[Store, Entry]:
    store = Store(root)
    store.open()
    entry = Entry(outputs={"x": store.put(b"data")}, facts={"n": [1, "é"]})
    store.record(KEY, entry)
    return store, entry


def test_an_entry_under_another_key_is_no_entry(tmp_path: Path) -> None:
    store, entry = filled(tmp_path)
    other = tmp_path / "entries" / OTHER[:2] / f"{OTHER[2:]}.json"
    other.parent.mkdir(exist_ok=True)
    shutil.copy(only_entry(tmp_path), other)
    assert store.lookup(OTHER) is None
    assert store.lookup(KEY) == entry


def test_an_object_under_another_digest_is_none(tmp_path: Path) -> None:
    store, _ = filled(tmp_path)
    digest = digest_of(b"atad")
    other = tmp_path / "objects" / digest[:2] / digest[2:]
    other.parent.mkdir(exist_ok=True)
    shutil.copy(only_object(tmp_path), other)
    with pytest.raises(MissingObjectError):
        store.get(digest)
    assert not other.exists()


@pytest.mark.parametrize("version", [1, 3, "2", None])
def test_an_entry_of_another_format_is_no_entry(tmp_path: Path, version: object) -> None:
    store, _ = filled(tmp_path)
    body = json.loads(only_entry(tmp_path).read_bytes())["entry"] | {"version": version}
    text = {"entry": body, "sum": digest_of(canonical(body))}
    only_entry(tmp_path).write_bytes(canonical(text))
    assert store.lookup(KEY) is None


@pytest.mark.parametrize("digest", ["../../../secret", "A" * 64, "0" * 63, 7, None])
def test_an_entry_that_names_no_digest_is_no_entry(tmp_path: Path, digest: object) -> None:
    store, _ = filled(tmp_path)
    body = json.loads(only_entry(tmp_path).read_bytes())["entry"] | {"outputs": {"x": [digest, 4]}}
    text = {"entry": body, "sum": digest_of(canonical(body))}
    only_entry(tmp_path).write_bytes(canonical(text))
    assert store.lookup(KEY) is None


def as_folder(path: Path) -> None:
    path.unlink()
    (path / "in it").mkdir(parents=True)


def as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def as_dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def as_huge(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(1 << 40)  # sparse: 1 TB that nobody may read


def with_folder_as_file(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_bytes(b"")


DAMAGES: list[Callable[[Path], object]] = [
    as_folder, as_dangling_link, as_huge, with_folder_as_file, Path.unlink,
    lambda path: path.write_bytes(b""), lambda path: path.write_bytes(path.read_bytes()[:-1]),
    lambda path: path.write_bytes(path.read_bytes()[::-1]),
    lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    lambda path: path.write_bytes(random.Random(1).randbytes(path.stat().st_size)),
]  # fmt: skip
if os.name == "posix":
    DAMAGES.append(as_pipe)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("of", [only_entry, only_object])
def test_what_is_damaged_is_never_used_and_is_replaced(
    tmp_path: Path, of: Callable[[Path], Path], damage: Callable[[Path], object]
) -> None:
    store, entry = filled(tmp_path)
    damage(of(tmp_path))
    store.verifying = True
    assert store.lookup(KEY) is None
    store.record(KEY, Entry(outputs={"x": store.put(b"data")}, facts=entry.facts))
    assert store.lookup(KEY) == entry
    assert store.get(entry.outputs["x"]) == b"data"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_size_tells_a_truncated_object_at_the_look_up(tmp_path: Path) -> None:
    store, _ = filled(tmp_path)
    only_object(tmp_path).write_bytes(b"dat")
    assert store.lookup(KEY) is None


def test_an_altered_object_of_the_same_size_is_put_right_by_put(tmp_path: Path) -> None:
    store, entry = filled(tmp_path)
    only_object(tmp_path).write_bytes(b"atad")
    assert store.put(b"data") == entry.outputs["x"]
    assert store.get(entry.outputs["x"]) == b"data"


names = st.sampled_from("abcdef")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("record"), names, st.binary(max_size=30)),
        st.tuples(st.just("damage"), st.integers(0, 50), st.integers(0, 2**30)),
        st.tuples(st.just("swap"), st.integers(0, 50), st.integers(0, 50)),
        st.tuples(st.just("delete"), st.integers(0, 50), st.just(0)),
    ),
    max_size=25,
)


@given(steps, st.booleans())
@settings(max_examples=40, deadline=None)
def test_whatever_happens_to_its_files_a_store_gives_what_was_kept_or_nothing(
    told: list[tuple[str, Any, Any]], verifying: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, known = Store(Path(folder)), dict[str, bytes]()
        for what, one, two in told:
            files = sorted(p for p in Path(folder).rglob("*") if p.is_file())
            if what == "record":
                outputs = {"x": store.put(two)}
                store.record(digest_of(one.encode()), Entry(outputs=outputs, facts={"of": one}))
                known[one] = two
            elif files and what == "damage":
                path = files[one % len(files)]
                data = bytearray(path.read_bytes() or b"?")
                data[two % len(data)] ^= 1 + two % 255
                path.write_bytes(data)
            elif files and what == "swap":
                files[two % len(files)].write_bytes(files[one % len(files)].read_bytes())
            elif files:
                files[one % len(files)].unlink()
        store.verifying = verifying
        for name in "abcdef":
            entry = store.lookup(digest_of(name.encode()))
            if entry is None:
                continue
            assert entry.facts == {"of": name}
            try:
                data = store.get(entry.outputs["x"])
            except MissingObjectError:
                assert not verifying
            else:
                assert digest_of(data) == entry.outputs["x"] == digest_of(known[name])


def test_a_store_restored_by_ci_is_used(tmp_path: Path) -> None:
    _, entry = filled(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    for path in (tmp_path / "b").rglob("*"):
        os.utime(path, (0, 0))
        if path.is_file():
            path.chmod(0o444)
    store = Store(tmp_path / "b")
    store.open()
    assert store.lookup(KEY) == entry
    assert store.get(entry.outputs["x"]) == b"data"
    store.record(KEY, Entry(outputs={"y": store.put(b"data")}, facts={}))
    assert store.lookup(KEY) == Entry(outputs={"y": entry.outputs["x"]}, facts={})


def test_the_last_use_is_noted_now_and_then(tmp_path: Path) -> None:
    store, _ = filled(tmp_path)
    path = only_entry(tmp_path)
    lately = time.time() - USE_NOTED_S / 2
    os.utime(path, (lately, lately))
    store.lookup(KEY)
    assert path.stat().st_mtime == pytest.approx(lately)
    for noted in (0.0, time.time() + 1e6):
        os.utime(path, (noted, noted))
        store.lookup(KEY)
        assert path.stat().st_mtime == pytest.approx(time.time(), abs=60)


def test_a_folder_with_other_things_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(CacheError, match="holds other things"):
        Store(tmp_path).open()
    with pytest.raises(CacheError, match="cannot be written: a file stands"):
        Store(tmp_path / "thesis.docx").open()
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]
    Store(tmp_path / "a" / "new").open()
    assert (tmp_path / "a" / "new" / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f59")


def test_processes_that_write_the_same_at_once_agree(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from gmp_cad.engine.cache.store import *\n"
        "store = Store(Path(sys.argv[1])); store.open()\n"
        "for n in range(60):\n"
        "    key, data = digest_of(b'%d' % n), b'%d' % n * 1000\n"
        "    store.record(key, Entry(outputs={'x': store.put(data)}, facts={'n': n}))\n"
        "    found = store.lookup(digest_of(b'%d' % (59 - n)))\n"
        "    assert found is None or store.get(found.outputs['x']) == b'%d' % (59 - n) * 1000\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "store")]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    store = Store(tmp_path / "store")
    store.verifying = True
    for n in range(60):
        found = store.lookup(digest_of(b"%d" % n))
        assert found is not None
        assert found.facts == {"n": n}


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")
    with pytest.raises(TypeError):
        write_atomically(target, "not bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
