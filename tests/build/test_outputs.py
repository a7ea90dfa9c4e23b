"""Outputs appear all or none, are put right when they were touched, and are never written astray."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from gmp_cad.build import output_place
from gmp_cad.build import outputs as outputs_module
from gmp_cad.build.output_place import OutputError, require_distinct
from gmp_cad.build.outputs import Outputs, outputs_of
from gmp_cad.build.settings import Settings
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.cache.store import MissingObjectError, Store
from gmp_cad.engine.files.atomic_file import remove
from gmp_cad.language import Message
from tests.small_disk import make_read_only, small_disk

OLD = {"a.txt": b"old a", "parts/b.txt": b"old b", "parts/c/d.txt": b"old d"}
NEW = {"a.txt": b"new a", "parts/b.txt": b"new b", "parts/e.txt": b"new e"}


def publish(root: Path, files: dict[str, bytes], *, whole: bool = True) -> tuple[str, ...]:
    store = Store(root / CACHE)
    digests = {path: store.put(data) for path, data in files.items()}
    report = json.dumps(sorted(files)).encode()
    written, locked = Outputs(root / "output", root).publish(
        digests, store, whole=whole, report=lambda held: report + repr(held).encode() * bool(held)
    )
    assert locked == {}
    return written


def found(root: Path) -> dict[str, bytes]:
    output = root / "output"
    return {
        p.relative_to(output).as_posix(): p.read_bytes()
        for p in output.rglob("*")
        if p.is_file() and p.name not in (".gmp-cad.json", "report.json")
    }


def test_files_appear_change_and_go(tmp_path: Path) -> None:
    assert publish(tmp_path, OLD) == tuple(sorted(OLD))
    assert found(tmp_path) == OLD
    assert publish(tmp_path, NEW) == tuple(sorted(NEW))
    assert found(tmp_path) == NEW
    assert not (tmp_path / "output/parts/c").exists()
    assert publish(tmp_path, {"a.txt": b"third"}, whole=False) == ("a.txt",)
    assert found(tmp_path) == NEW | {"a.txt": b"third"}
    assert json.loads((tmp_path / "output/report.json").read_bytes()) == ["a.txt"]


def test_what_is_right_is_not_touched(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    before = {p: p.stat() for p in (tmp_path / "output").rglob("*")}
    assert publish(tmp_path, OLD) == ()
    assert {p: p.stat() for p in (tmp_path / "output").rglob("*")} == before
    assert publish(tmp_path, OLD | {"a.txt": b"new a"}) == ("a.txt",)


def test_what_was_touched_is_put_right(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    output = tmp_path / "output"
    status = (output / "a.txt").stat()
    (output / "a.txt").write_bytes(b"OLD A")
    os.utime(output / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    (output / "parts/b.txt").unlink()
    (output / "parts/c/d.txt").chmod(0o444)
    (output / "parts/c/d.txt").unlink()
    (output / "parts/c").rmdir()
    (output / "mine.txt").write_text("mine")
    assert publish(tmp_path, OLD) == tuple(sorted(OLD))
    assert found(tmp_path) == OLD | {"mine.txt": b"mine"}


def test_an_output_that_is_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "thesis.txt").write_bytes(b"old a")  # the right content: still a link
    (tmp_path / "output/a.txt").unlink()
    (tmp_path / "output/a.txt").symlink_to(tmp_path / "thesis.txt")
    assert publish(tmp_path, OLD | {"a.txt": b"new a"}) == ("a.txt",)
    assert not (tmp_path / "output/a.txt").is_symlink()
    assert (tmp_path / "thesis.txt").read_bytes() == b"old a"


@pytest.mark.parametrize("linked", ["output", "output/parts", "output/parts/c"])
def test_a_folder_that_is_a_link_is_refused(tmp_path: Path, linked: str) -> None:
    publish(tmp_path, OLD)
    (tmp_path / linked).rename(tmp_path / "elsewhere")
    (tmp_path / linked).symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.joinpath("elsewhere").rglob("*"))
    with pytest.raises(OutputError, match="is a symbolic link"):
        publish(tmp_path, {path: data + b"!" for path, data in OLD.items()})
    assert sorted(tmp_path.joinpath("elsewhere").rglob("*")) == before
    assert set(found(tmp_path).values()) <= set(OLD.values())


def test_the_folder_of_a_language_is_not_looked_for_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "output").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is a symbolic link"):
        outputs_of(tmp_path, Settings(lang="en")).write("report.json", b"{}")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_no_more_published_is_not_removed_behind_a_link(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "d.txt").write_text("mine")
    (tmp_path / "output/parts/c/d.txt").unlink()
    (tmp_path / "output/parts/c").rmdir()
    (tmp_path / "output/parts/c").symlink_to(theirs)
    publish(tmp_path, NEW)
    assert (theirs / "d.txt").read_text() == "mine"


def test_what_is_in_the_way_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    output = tmp_path / "output"
    (output / "parts/f").write_text("mine")
    with pytest.raises(OutputError, match="parts/f cannot be written: a file stands where"):
        publish(tmp_path, NEW | {"parts/f/g.txt": b"g"})
    (output / "z.txt").mkdir()
    (output / "z.txt/mine").write_text("mine")
    with pytest.raises(OutputError, match=r"z\.txt cannot be written: a folder stands where"):
        publish(tmp_path, NEW | {"z.txt": b"z"})
    assert found(tmp_path) == OLD | {"parts/f": b"mine", "z.txt/mine": b"mine"}


def test_a_file_where_the_folder_of_outputs_should_be(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("mine")
    with pytest.raises(OutputError, match="a file stands where a folder is expected"):
        publish(tmp_path, OLD)
    assert (tmp_path / "output").read_text() == "mine"


def test_own_files_make_way_for_folders_and_folders_for_files(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    turned = {"a.txt/x": b"x", "parts/c": b"c"}
    publish(tmp_path, turned)
    assert found(tmp_path) == turned
    publish(tmp_path, OLD)
    assert found(tmp_path) == OLD


@pytest.mark.parametrize(
    ("paths", "fault"),
    [
        (["parts/Cale.step", "parts/cale.step"], "but for capitals: parts/Cale.step, parts/cale"),
        (["\u00e9.pdf", "e\u0301.pdf"], "but for capitals"),
        (["STRASSE/a", "straße/a"], "but for capitals"),
        (["a", "A/b"], "both a file and a folder"),
        (["../a"], "no name for an output"), (["/a"], "no name"), (["C:/a"], "no name"),
        (["a\\b"], "no name"), (["a//b"], "no name"), (["a\0b"], "no name"), ([""], "no name"),
    ],
)  # fmt: skip
def test_names_that_cannot_stand_side_by_side(paths: list[str], fault: str) -> None:
    with pytest.raises(OutputError, match=fault):
        require_distinct(paths)


def test_names_that_can() -> None:
    require_distinct(["a", "b/a", "b/c/a", "É", "e", "b.c", "b-c"])


def test_an_object_that_is_missing_leaves_all_as_it_was(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    store = Store(tmp_path / CACHE)
    files = {"a.txt": store.put(b"new a"), "b.txt": "0" * 64}
    with pytest.raises(MissingObjectError):
        Outputs(tmp_path / "output", tmp_path).publish(files, store, whole=True)
    assert found(tmp_path) == OLD


def test_a_full_disk_leaves_the_last_outputs(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with small_disk(tmp_path / "disk") as disk:
        small = {name: store.put(data) for name, data in OLD.items()}
        Outputs(disk / "output", disk).publish(small, store, whole=True)
        large = {f"{n}.txt": store.put(b"%d" % n * 300_000) for n in range(4)} | small
        large["a.txt"] = store.put(b"new a")
        with pytest.raises(OutputError, match="the disk is full"):
            Outputs(disk / "output", disk).publish(large, store, whole=True)
        assert found(disk) == OLD
        assert [p.name for p in (disk / "output").iterdir() if "new" in p.name] == []
        del large["2.txt"], large["3.txt"]
        Outputs(disk / "output", disk).publish(large, store, whole=True)
        assert found(disk)["a.txt"] == b"new a"


def test_a_read_only_disk_is_told_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    files = {name: store.put(data) for name, data in OLD.items()}
    with small_disk(tmp_path / "disk") as disk:
        Outputs(disk / "output", disk).publish(files, store, whole=True)
        make_read_only(disk)
        assert Outputs(disk / "output", disk).publish(files, store, whole=True) == ((), {})
        files["a.txt"] = store.put(b"new a")
        with pytest.raises(OutputError, match="output cannot be written: the disk is read-only"):
            Outputs(disk / "output", disk).publish(files, store, whole=True)
        assert found(disk) == OLD


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_rights_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "output/parts").chmod(0o555)
    try:
        with pytest.raises(OutputError, match="its permissions do not allow it"):
            publish(tmp_path, NEW)
        assert found(tmp_path) == OLD
    finally:
        (tmp_path / "output/parts").chmod(0o755)


def test_a_file_that_another_program_holds_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)
    replace = outputs_module.replace_file

    def held(temporary: Path, path: Path) -> None:
        if path.name == "b.txt":
            raise PermissionError(13, "used by another process")
        replace(temporary, path)

    monkeypatch.setattr(outputs_module, "replace_file", held)
    store = Store(tmp_path / CACHE)
    digests = {path: store.put(data) for path, data in NEW.items()}
    written, locked = Outputs(tmp_path / "output", tmp_path).publish(
        digests, store, whole=True, report=_said
    )
    assert written == ("a.txt", "parts/e.txt")
    told = {"parts/b.txt": "the file parts/b.txt cannot be written: used by another process"}
    assert json.loads(_said(locked)) == told
    assert found(tmp_path) == NEW | {"parts/b.txt": b"old b"}
    assert json.loads((tmp_path / "output/report.json").read_bytes()) == told
    monkeypatch.undo()
    assert publish(tmp_path, NEW) == ("parts/b.txt",)


def _said(locked: Mapping[str, Message]) -> bytes:
    return json.dumps({path: str(message) for path, message in locked.items()}).encode()


def test_what_cannot_be_removed_is_told_and_removed_by_a_later_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)
    monkeypatch.setattr(output_place, "remove", lambda path: path.name != "d.txt" and remove(path))
    store = Store(tmp_path / CACHE)
    digests = {path: store.put(data) for path, data in NEW.items()}
    for _ in range(2):
        _, locked = Outputs(tmp_path / "output", tmp_path).publish(
            digests, store, whole=True, report=_said
        )
        said = json.loads((tmp_path / "output/report.json").read_bytes())
        assert said == json.loads(_said(locked))
        assert list(said) == ["parts/c/d.txt"]
        assert "earlier build" in said["parts/c/d.txt"]
        assert found(tmp_path) == NEW | {"parts/c/d.txt": b"old d"}
    monkeypatch.undo()
    assert publish(tmp_path, NEW) == ()
    assert found(tmp_path) == NEW


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("after", range(6))
def test_whoever_is_killed_on_the_way_leaves_nothing_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    publish(tmp_path, OLD)
    replace, renamed = outputs_module.replace_file, 0

    def killed(temporary: Path, path: Path) -> None:
        nonlocal renamed
        if renamed == after:
            os._exit(9)
        renamed += 1
        replace(temporary, path)

    monkeypatch.setattr(outputs_module, "replace_file", killed)
    child = os.fork()
    if child == 0:
        publish(tmp_path, NEW)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9
    monkeypatch.undo()
    for path, data in found(tmp_path).items():
        assert ".gmp-cad-new-" in path or data in (OLD.get(path), NEW.get(path))
    publish(tmp_path, {"a.txt": b"third"})
    assert found(tmp_path) == {"a.txt": b"third"}


def _publish_often(root: Path, word: str) -> None:
    for n in range(15):
        publish(root, {f"{word}-{n % 3}/{i}.txt": f"{word}{n}{i}".encode() for i in range(5)} |
                {f"both/{i}.txt": f"{word}{n}".encode() * 999 for i in range(5)})  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_builds_that_publish_at_once_give_the_outputs_of_one_of_them(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    running = [context.Process(target=_publish_often, args=(tmp_path, w)) for w in ("x", "y")]
    for one in running:
        one.start()
    for one in running:
        one.join(60)
    assert [one.exitcode for one in running] == [0, 0]
    word = "x" if (tmp_path / "output/both/0.txt").read_bytes().startswith(b"x") else "y"
    assert found(tmp_path) == {f"{word}-2/{i}.txt": f"{word}14{i}".encode() for i in range(5)} | {
        f"both/{i}.txt": f"{word}14".encode() * 999 for i in range(5)
    }
    index = json.loads((tmp_path / "output/.gmp-cad.json").read_bytes())
    assert set(index["files"]) == set(found(tmp_path))
