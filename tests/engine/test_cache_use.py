"""A store in use by several builds of one process: nothing goes while one of them goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.engine.cache.cache_use import LIMIT, opened
from gmp_cad.engine.cache.store import Entry, Store, digest_of


def keep(store: Store, text: bytes) -> str:
    digest = store.put(text)
    key = digest_of(text + b"key")
    store.record(key, Entry(outputs={"out": digest}, facts={}))
    return key


def test_the_last_of_several_users_trims_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LIMIT, "1kB")
    trimmed: list[int] = []
    monkeypatch.setattr(
        "gmp_cad.engine.cache.cache_use.keep_within",
        lambda _root, written, _limit: trimmed.append(written),
    )
    kept = 0
    with opened(tmp_path / "c"):
        for text in (b"a" * 2000, b"b" * 3000):
            with opened(tmp_path / "c") as store:
                keep(store, text)
                kept += store.recorded
        assert trimmed == []
    assert kept > 5000
    assert trimmed == [kept]


def test_what_a_batch_reads_after_its_builds_is_still_there_and_goes_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LIMIT, "1kB")
    folder = tmp_path / "c"
    with opened(folder) as outer:
        with opened(folder) as store:
            key = keep(store, b"a" * 2000)
        assert outer.lookup(key) is not None
    assert Store(folder).lookup(key) is None


def test_a_build_that_fails_leaves_the_store_to_the_next(tmp_path: Path) -> None:
    from gmp_cad.engine.cache import cache_use

    with pytest.raises(KeyError), opened(tmp_path / "c"):
        raise KeyError
    assert cache_use._uses == {}
