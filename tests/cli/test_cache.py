"""``gmp-cad cache``: what is told of a store is true; what is removed is only its own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.main import main
from gmp_cad.engine.cache.store import Entry, Store, digest_of
from gmp_cad.engine.cache.store_users import using
from tests.closed_schemas import faults

Capture = pytest.CaptureFixture[str]


def filled(root: Path, count: int = 4) -> Store:
    store = Store(root)
    store.open()
    for n in range(count):
        digest = store.put(b"%d" % n * 1000)
        store.record(digest_of(b"%d" % n), Entry(outputs={"x": digest}, facts={}))
    for path in root.rglob("*.json"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return store


def told(capsys: Capture, *words: str) -> Any:
    assert main(["cache", *words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert faults("cache", answer) == []
    return answer


def test_a_store_is_shown_trimmed_and_cleared(tmp_path: Path, capsys: Capture) -> None:
    filled(tmp_path / "s")
    files = [p for f in ("entries", "objects") for p in (tmp_path / "s" / f).rglob("*")]
    size = sum(p.stat().st_size for p in files if p.is_file())
    asked = ["--cache", str(tmp_path / "s")]
    assert told(capsys, *asked) == {
        "version": 1, "action": "show", "folder": str(tmp_path / "s"), "bytes": size,
        "limit_bytes": 5 * 10**9, "entries": 4, "objects": 4,
        "oldest_use": "2023-11-14T22:13:20+00:00", "builds": 0, "removed": None,
    }  # fmt: skip
    trimmed = told(capsys, "trim", *asked, "--limit", f"{size // 2 + 5}")
    assert (trimmed["entries"], trimmed["objects"]) == (2, 2)
    assert trimmed["removed"] == {"entries": 2, "objects": 2, "bytes": size - trimmed["bytes"]}
    cleared = told(capsys, "clear", *asked)
    assert (cleared["bytes"], cleared["entries"], cleared["oldest_use"]) == (0, 0, None)
    assert cleared["removed"]["bytes"] == trimmed["bytes"]
    assert list((tmp_path / "s").iterdir()) == []


def test_words_say_the_same(tmp_path: Path, capsys: Capture) -> None:
    filled(tmp_path / "s")
    assert main(["cache", "trim", "--cache", str(tmp_path / "s"), "--limit", "0"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "résultats gardés 0" in words
    assert "supprimés : 4 résultats, 4 contenus, " in words
    assert main(["cache", "--cache", str(tmp_path / "s"), "--lang", "en"]) == 0
    assert "results kept 0" in " ".join(capsys.readouterr().out.split())


def test_that_of_the_project_unless_another_is_asked_for(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p/parts").mkdir(parents=True)
    filled(tmp_path / "p/.gmp-cache", 1)
    (tmp_path / "p/.gmp-cache/history.json").write_text("{}")
    filled(tmp_path / "shared", 2)
    monkeypatch.chdir(tmp_path / "p")
    assert told(capsys)["folder"] == str(tmp_path / "p/.gmp-cache")
    monkeypatch.setenv("GMP_CAD_CACHE", "../shared")
    assert told(capsys)["entries"] == 2
    assert told(capsys, "--cache", ".gmp-cache")["entries"] == 1
    monkeypatch.setenv("GMP_CAD_CACHE", "")
    assert told(capsys, "clear")["removed"]["entries"] == 1
    assert [p.name for p in (tmp_path / "p/.gmp-cache").iterdir()] == ["history.json"]


def test_the_variable_may_name_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    from argparse import Namespace

    monkeypatch.setenv("GMP_CAD_CACHE", "~/kept")
    assert cache_of(Namespace(cache=None)) == Path.home() / "kept"
    assert cache_of(Namespace(cache=Path("/a"))) == Path("/a")


def test_what_is_no_store_is_not_touched(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects/ab").write_text("mine")
    for action in ("show", "trim", "clear"):
        assert main(["cache", action, "--cache", str(tmp_path)]) == 2
        assert "n'est pas un cache" in capsys.readouterr().err
    assert (tmp_path / "objects/ab").read_text() == "mine"


def test_a_store_that_is_not_there_is_empty(tmp_path: Path, capsys: Capture) -> None:
    assert told(capsys, "trim", "--cache", str(tmp_path / "s"))["bytes"] == 0
    assert not (tmp_path / "s").exists()


def test_a_store_in_use_is_not_cleared(tmp_path: Path, capsys: Capture) -> None:
    filled(tmp_path / "s")
    with using(tmp_path / "s"):
        assert told(capsys, "--cache", str(tmp_path / "s"))["builds"] == 1
        assert main(["cache", "clear", "--cache", str(tmp_path / "s"), "--lang", "en"]) == 2
        assert "is in use" in capsys.readouterr().err
    assert told(capsys, "--cache", str(tmp_path / "s"))["entries"] == 4


@pytest.mark.parametrize("size", ["lots", "-1", "2 PB"])
def test_a_size_that_is_none_is_told(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    filled(tmp_path / "s")
    asked = ["cache", "trim", "--cache", str(tmp_path / "s")]
    assert main([*asked, f"--limit={size}"]) == 2
    assert "--limit : une taille est attendue" in capsys.readouterr().err
    monkeypatch.setenv("GMP_CAD_CACHE_SIZE", size)
    assert main(asked) == 2
    assert "GMP_CAD_CACHE_SIZE : une taille" in capsys.readouterr().err
