"""A store that is damaged, emptied or full while it is used: a right end, or one clear error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gmp_cad.engine.cache.store import CacheError, MissingObjectError, Store
from gmp_cad.engine.graph import Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Input, Task
from tests.build.test_graph import task
from tests.small_disk import small_disk


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """One pool; the tests give it their stores."""
    with Workers(Store(tmp_path_factory.mktemp("pool")), 2) as workers:
        yield workers


def chain(length: int, start: int = 1) -> list[Task]:
    first = task("t0:x", params={"start": start})
    rest = [task(f"t{n}:x", needs=(Input("v", f"t{n - 1}:x", "value"),)) for n in range(1, length)]
    return [first, *rest]


class Build:
    """What a build does with a store: runs tasks, then reads what they gave."""

    def __init__(self, root: Path, pool: Workers, tasks: list[Task]) -> None:
        self.store, self.pool, self.tasks = Store(root / "store"), pool, tasks
        self.history = History(root / "history.json")
        self.tries = 0
        self.ran: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def attempt(self) -> list[bytes]:
        """Run the tasks once."""
        self.tries += 1
        self.pool.store = self.store
        results = Run(store=self.store, workers=self.pool, history=self.history).execute(self.tasks)
        self.ran += [name for name, result in results.items() if result.state == "ran"]
        require_whole(results)
        self.meanwhile()
        return [self.store.get(results[t.id].outcome.outputs["value"]) for t in self.tasks]

    def __call__(self) -> list[bytes]:
        """Run them until nothing is missing."""
        return healed(self.store, self.attempt)


def objects(root: Path) -> list[Path]:
    return sorted(p for p in (root / "store" / "objects").rglob("*") if p.is_file())


RIGHT = [b"%d" % 2**n for n in range(1, 9)]


def test_all_objects_altered_are_found_at_the_second_try(tmp_path: Path, pool: Workers) -> None:
    assert Build(tmp_path, pool, chain(8))() == RIGHT
    for path in objects(tmp_path):
        path.write_bytes(b"9" * path.stat().st_size)
    again = Build(tmp_path, pool, chain(8))
    assert again() == RIGHT
    assert again.tries == 2
    assert sorted(again.ran) == sorted(t.id for t in chain(8))  # each of them once


def test_what_is_sound_is_not_run_again(tmp_path: Path, pool: Workers) -> None:
    Build(tmp_path, pool, chain(8))()
    wrong = next(p for p in objects(tmp_path) if p.read_bytes() == b"64")
    wrong.write_bytes(b"65")
    again = Build(tmp_path, pool, chain(8))
    assert again() == RIGHT
    assert again.ran == ["t5:x"]


def test_only_what_this_build_needs_is_read(
    tmp_path: Path, pool: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    Build(tmp_path, pool, chain(3))()
    store = Store(tmp_path / "store")
    others = {store.put(b"of another project %d" % n) for n in range(50)}
    next(p for p in objects(tmp_path) if p.read_bytes() == b"4").write_bytes(b"5")
    read: list[str] = []
    get = Store.get
    monkeypatch.setattr(Store, "get", lambda self, digest: read.append(digest) or get(self, digest))
    assert Build(tmp_path, pool, chain(3))() == RIGHT[:3]
    assert not others & set(read)
    assert len(read) < 15


def test_what_somebody_deletes_in_the_middle_is_made_again(tmp_path: Path, pool: Workers) -> None:
    build = Build(tmp_path, pool, chain(4))
    losses = 2

    def lose() -> None:
        nonlocal losses
        if losses:
            losses -= 1
            for path in objects(tmp_path):
                path.unlink()

    build.meanwhile = lose
    assert build() == RIGHT[:4]
    assert build.tries == 3


def test_a_store_that_loses_all_the_time_is_one_error(tmp_path: Path, pool: Workers) -> None:
    build = Build(tmp_path, pool, chain(2))
    build.meanwhile = lambda: [path.unlink() for path in objects(tmp_path)]
    with pytest.raises(CacheError, match="loses results while they are used"):
        build()
    assert build.tries == 4


def test_other_errors_are_not_tried_again(tmp_path: Path) -> None:
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        healed(Store(tmp_path), work)
    assert tries == 1


def test_a_missing_input_is_told_by_its_task(tmp_path: Path, pool: Workers) -> None:
    Build(tmp_path, pool, chain(1))()
    objects(tmp_path)[0].write_bytes(b"3")
    pool.store = Store(tmp_path / "store")
    run = Run(store=pool.store, workers=pool, history=History(tmp_path / "history.json"))
    with pytest.raises(MissingObjectError):
        require_whole(run.execute(chain(2)))


def test_a_full_disk_ends_the_build_with_one_error_and_keeps_what_was_made(
    tmp_path: Path, pool: Workers
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        Build(disk, pool, chain(3))()
        large = [task(f"large{n}:x", "large", params={"bytes": 400_000 + n}) for n in range(4)]
        with pytest.raises(CacheError, match="store cannot be written: the disk is full"):
            Build(disk, pool, [*chain(3), *large])()
        assert not list((disk / "store/new").iterdir())
        again = Build(disk, pool, chain(3))
        assert again() == RIGHT[:3]
        assert again.ran == []


def test_a_body_that_finds_no_room_ends_the_build_too(tmp_path: Path, pool: Workers) -> None:
    with pytest.raises(CacheError, match="the disk is full"):
        Build(tmp_path, pool, [task("full:x", "full")])()
