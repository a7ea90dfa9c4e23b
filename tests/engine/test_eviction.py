"""A store is kept within its size: what was used least recently goes, nothing that is in use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gmp_cad.engine.cache import eviction
from gmp_cad.engine.cache.cache_use import opened, size_limit
from gmp_cad.engine.cache.eviction import clear, contents, keep_within, trim
from gmp_cad.engine.cache.store import USE_NOTED_S, Entry, MissingObjectError, Store, digest_of
from gmp_cad.engine.cache.store_users import users, using
from gmp_cad.engine.files.byte_size import byte_size, shown_size
from gmp_cad.engine.files.file_lock import locked
from gmp_cad.errors import UsageError

HOUR_S = 3600.0


def key(name: object) -> str:
    return digest_of(str(name).encode())


def filled(root: Path, count: int, each: int = 1000) -> Store:
    """Keep ``count`` results of one object each; the first was used longest ago."""
    store = Store(root)
    store.open()
    for n in range(count):
        digest = store.put(b"%03d" % n * each)
        store.record(key(n), Entry(outputs={"x": digest}, facts={}))
    for n in range(count):
        use(root, n, time.time() - HOUR_S * (count - n))
    return store


def use(root: Path, n: int, when: float) -> None:
    os.utime(root / "entries" / key(n)[:2] / f"{key(n)[2:]}.json", (when, when))
    digest = digest_of(b"%03d" % n * 1000)
    path = root / "objects" / digest[:2] / digest[2:]
    if path.exists():
        os.utime(path, (when, when))


def there(store: Store, count: int) -> list[int]:
    return [n for n in range(count) if store.lookup(key(n)) is not None]


def size_of(root: Path) -> int:
    folders = (root / "entries", root / "objects")
    return sum(p.stat().st_size for f in folders for p in f.rglob("*") if p.is_file())


def test_what_was_used_least_recently_goes(tmp_path: Path) -> None:
    store = filled(tmp_path, 10)
    use(tmp_path, 2, 0)
    os.utime(tmp_path / "entries" / key(2)[:2] / f"{key(2)[2:]}.json", (0, 0))
    store.lookup(key(2))  # used now
    size = size_of(tmp_path)
    assert contents(tmp_path).size == size
    each = size // 10
    removed = trim(tmp_path, 4 * each + 10)
    assert removed is not None
    assert there(store, 10) == [2, 7, 8, 9]
    assert (removed.entries, removed.objects) == (6, 6)
    assert size_of(tmp_path) == removed.left == size - removed.freed <= 4 * each + 10


def test_an_object_stays_while_an_entry_names_it(tmp_path: Path) -> None:
    store = filled(tmp_path, 3)
    shared = store.put(b"000" * 1000)
    store.record(key("other"), Entry(outputs={"y": shared}, facts={}))
    assert trim(tmp_path, size_of(tmp_path) - 1) is not None
    assert there(store, 3) == [1, 2]
    assert store.get(shared) == b"000" * 1000


def test_objects_that_no_entry_names_go_first(tmp_path: Path) -> None:
    store = filled(tmp_path, 3)
    alone = store.put(b"alone" * 1000)
    assert trim(tmp_path, 10**9) is not None
    assert there(store, 3) == [0, 1, 2]
    assert not store.holds(alone)


def test_nothing_goes_that_a_living_build_may_use(tmp_path: Path) -> None:
    store = filled(tmp_path, 6)
    with using(tmp_path):
        use(tmp_path, 4, time.time() - USE_NOTED_S / 2)  # used, and not noted again
        fresh = store.put(b"not yet recorded")
        assert store.lookup(key(0)) is not None
        removed = trim(tmp_path, 0)
        assert removed is not None
        assert there(store, 6) == [0, 4]
        assert store.holds(fresh)
    time.sleep(0.01)
    assert trim(tmp_path, 0) is not None
    assert contents(tmp_path).size == 0


def test_a_time_to_come_protects_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path, 3)
    use(tmp_path, 2, time.time() + 1e6)
    assert trim(tmp_path, 2 * size_of(tmp_path) // 3 + 10) is not None
    assert there(store, 3) == [0, 1]


def test_files_of_others_are_neither_counted_nor_removed(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    foreign = [tmp_path / "history.json", tmp_path / "objects" / "notes.txt",
               tmp_path / "entries" / "ab" / "mine.json"]  # fmt: skip
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    assert contents(tmp_path).size == size_of(tmp_path) - 8
    cleared = clear(tmp_path)
    assert cleared is not None
    assert (cleared.entries, cleared.objects) == (2, 2)
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == set(foreign)


def test_a_store_in_use_is_not_cleared(tmp_path: Path) -> None:
    store = filled(tmp_path, 2)
    with using(tmp_path):
        assert clear(tmp_path) is None
    assert there(store, 2) == [0, 1]


def test_two_do_not_trim_at_once(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    with eviction._trimming(tmp_path, 0.0) as free:
        assert free
        assert trim(tmp_path, 0) is None
    assert trim(tmp_path, 0) is not None


def test_a_store_is_counted_when_the_notes_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, 5)
    size, counted = size_of(tmp_path), 0

    def counting(root: Path) -> eviction.Contents:
        nonlocal counted
        counted += 1
        return contents(root)

    monkeypatch.setattr(eviction, "contents", counting)
    assert keep_within(tmp_path, 10, 10 * size) is None
    assert counted == 1  # nothing was noted
    assert keep_within(tmp_path, 10, 10 * size) is None
    assert counted == 1
    assert json.loads((tmp_path / "size.json").read_bytes())["bytes"] == size + 10
    removed = keep_within(tmp_path, 1, size - 1)
    assert removed is not None
    assert 0 < removed.left <= 0.9 * size
    (tmp_path / "size.json").write_text("}")
    assert keep_within(tmp_path, 0, size) is None
    assert json.loads((tmp_path / "size.json").read_bytes())["bytes"] == size_of(tmp_path)


def test_the_end_of_a_build_keeps_a_store_within_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, 10)
    monkeypatch.setenv("GMP_CAD_CACHE_SIZE", "20 kB")
    with opened(tmp_path) as store:
        assert store.lookup(key(9)) is not None
    assert size_of(tmp_path) > 20_000  # it wrote nothing
    with opened(tmp_path) as store:
        store.record(key("new"), Entry(outputs={"x": store.put(b"new")}, facts={}))
    assert 15_000 < size_of(tmp_path) <= 20_000
    assert store.lookup(key("new")) is not None
    assert store.lookup(key(0)) is None


def test_a_limit_that_is_no_size_is_told_before_anything_is_built(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="GMP_CAD_CACHE_SIZE: expected a size, found 'lots'"):
        size_limit({"GMP_CAD_CACHE_SIZE": "lots"})
    assert size_limit({}) == 5_000_000_000


@pytest.mark.parametrize(
    ("text", "size"),
    [("2 GB", 2 * 10**9), ("2Go", 2 * 10**9), ("1,5 MiB", 1_572_864), ("0", 0), (" 700 ", 700),
     ("3 Kio", 3072), ("10tb", 10**13)],
)  # fmt: skip
def test_sizes_as_people_write_them(text: str, size: int) -> None:
    assert byte_size(text, "x") == size


@pytest.mark.parametrize("text", ["", "GB", "-1 GB", "1e9", "2 PB", "1.2.3", "٣ GB", "9" * 400])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(UsageError):
        byte_size(text, "x")


def test_sizes_for_people() -> None:
    sizes = (0, 999, 1000, 12_345, 999_600, 5_000_000_000, 10**16)
    assert [shown_size(s, "fr") for s in sizes] == [
        "0 o", "999 o", "1 ko", "12,3 ko", "1 Mo", "5 Go", "10000 To",
    ]  # fmt: skip


USER = (
    "import sys, time; from pathlib import Path\n"
    "from gmp_cad.engine.cache.store_users import using\n"
    "with using(Path(sys.argv[1])):\n    print('in', flush=True); time.sleep(60)\n"
)


def test_a_killed_build_counts_no_more_and_leaves_nothing(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    left = tmp_path / "new" / ".tmp-1-2-3"
    left.write_bytes(b"half")
    command = [sys.executable, "-c", USER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert users(tmp_path).count == 1
        living = tmp_path / "new" / ".tmp-4-5-6"  # written since that build began: perhaps by it
        living.write_bytes(b"half")
        assert clear(tmp_path) is None
        with using(tmp_path):
            assert living.exists()
            assert not left.exists()
        process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        process.wait()
    assert users(tmp_path).count == 0
    time.sleep(0.01)
    with using(tmp_path):
        assert not living.exists()
    assert list((tmp_path / "users").iterdir()) == []


def test_builds_go_on_while_the_store_is_trimmed_to_nothing(tmp_path: Path) -> None:
    """Hostile: trimmed over and over, with no regard for who uses it."""
    ended = threading.Event()

    def trimming() -> None:
        while not ended.is_set():
            for path in [*tmp_path.rglob("??/*")]:
                path.unlink(missing_ok=True)

    thread = threading.Thread(target=trimming)
    Store(tmp_path).open()
    thread.start()
    wrong = missed = 0
    try:
        for n in range(200):
            store = Store(tmp_path)
            data = b"%d" % n * 500
            try:
                store.record(key(n), Entry(outputs={"x": store.put(data)}, facts={}))
                entry = store.lookup(key(n))
                wrong += entry is not None and store.get(entry.outputs["x"]) != data
            except MissingObjectError:
                missed += 1
    finally:
        ended.set()
        thread.join()
    assert wrong == 0
    assert missed < 200


def test_a_build_that_begins_while_the_store_is_trimmed_waits_for_that(tmp_path: Path) -> None:
    """Who trims asks first who uses the store: a build that comes later is not known there."""
    Store(tmp_path).open()
    begun = threading.Event()

    def build() -> None:
        with opened(tmp_path):
            begun.set()

    trimming = locked(tmp_path / "trim.lock")
    thread = threading.Thread(target=build)
    thread.start()
    assert not begun.wait(0.3)
    trimming.release()
    thread.join(60)
    assert begun.is_set()


def test_trims_and_writers_in_several_processes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from gmp_cad.engine.cache.cache_use import opened\n"
        "from gmp_cad.engine.cache.store import *\n"
        "for n in range(12):\n"
        "    with opened(Path(sys.argv[1])) as store:\n"
        "        for m in range(6):\n"
        "            key, data = digest_of(b'%d' % (n * m)), b'%d' % (n * m) * 2000\n"
        "            found = store.lookup(key)\n"
        "            if found is None:\n"
        "                found = Entry(outputs={'x': store.put(data)}, facts={})\n"
        "                store.record(key, found)\n"
        "            assert store.get(found.outputs['x']) == data\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    limited = {**os.environ, "GMP_CAD_CACHE_SIZE": "10 kB"}
    running = [subprocess.Popen(command, env=limited) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert trim(tmp_path, 10_000) is not None
    assert size_of(tmp_path) <= 10_000
