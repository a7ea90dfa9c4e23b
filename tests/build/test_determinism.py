"""The same project built twice in surroundings that share nothing: the same bytes in every file.

Each task, once its key is known, is a function of what the key holds; what is published is a
function of the project. So nothing that differs between the two builds below may show: order of
tasks, workers, folder, date, locale, zone, hashes, rights, names, threads, terminal, listing of
folders; nor the last digits that one processor computes and another does not. ``benchmarks/determinism.py`` does it with fixtures, motions, caches of another past, and with
the whole example.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import platform
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.build.outputs import Outputs
from gmp_cad.engine.cache.store import Store
from tests.build.scene_project import PLAN, STARTER
from tests.byte_difference import difference, first_difference
from tests.surroundings import (
    OLDER_PROCESSOR,
    ONE,
    OTHER,
    Ran,
    Surroundings,
    missing,
    run,
    task_ids,
)

DATE = {"SOURCE_DATE_EPOCH": "1768478400"}  # 2026-01-15 12:00 UTC; on Kiritimati it is the 16th
EXPECTED_KINDS = {
    *(".step", ".stl", ".3mf", ".glb", ".pdf", ".dxf", ".svg", ".html", ".xlsx", ".docx"),
    *(".png", ".csv", ".json", ".js", ".css"),
}


def dated(around: Surroundings, more: Mapping[str, str] | None = None) -> Surroundings:
    return replace(around, environment={**around.environment, **DATE, **(more or {})})


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("surroundings")


@pytest.fixture(scope="module")
def source(scratch: Path) -> Path:
    """A part with a plan, in a product; it tells no date."""
    root = scratch / "source"
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "parts" / "cale" / "process.toml").write_text(PLAN, "utf-8")
    product = root / "parts" / "product.toml"
    text = product.read_text("utf-8")
    assert 'date = "2026-01-15"\n' in text
    product.write_text(text.replace('date = "2026-01-15"\n', ""), "utf-8")
    return root


@pytest.fixture(scope="module")
def built(source: Path, scratch: Path) -> tuple[Ran, Ran]:
    ids = task_ids(source)
    one = run(source, scratch, dated(ONE), tasks=ids)
    other = run(source, scratch, dated(OTHER, OLDER_PROCESSOR), tasks=ids)
    assert one.code == other.code == 1, one.told + other.told  # the plan leaves matter on purpose
    return one, other


@pytest.mark.soak
@pytest.mark.skipif(bool(missing()), reason=f"not on this machine: {', '.join(missing())}")
def test_every_process_of_the_builds_was_in_its_surroundings(built: tuple[Ran, Ran]) -> None:
    one, other = built
    for ran in built:
        assert len(ran.seen) >= 2  # the command and a worker
    fused = Path("/proc/cpuinfo").exists() and " fma " in Path("/proc/cpuinfo").read_text()
    for name in (
        *("date", "zone", "point", "umask", "hash", "home", "host", "threads"),
        *(("digits",) if fused and platform.libc_ver()[0] == "glibc" else ()),
    ):
        seen = [{json.dumps(process[name]) for process in ran.seen} for ran in built]
        assert [len(values) for values in seen] == [1, 1], name
        assert seen[0] != seen[1], name
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert {process["date"] < today for process in one.seen} == {True}
    assert {process["date"] > today for process in other.seen} == {True}
    assert {process["point"] for process in other.seen} == {","}
    assert any(process["terminal"] for process in other.seen)
    assert not any(process["terminal"] for process in one.seen)


@pytest.mark.soak
def test_every_byte_of_every_file_is_the_same(built: tuple[Ran, Ran]) -> None:
    one, other = built
    assert first_difference(one.output, other.output) == ""
    files = [p for p in one.output.rglob("*") if p.is_file()]
    assert {p.suffix for p in files if not p.name.startswith(".")} == EXPECTED_KINDS
    scratch = one.project.parent.name.encode()
    assert [p for p in files if scratch in p.read_bytes()] == []


@pytest.mark.soak
def test_the_date_shown_is_the_one_that_was_given(built: tuple[Ran, Ran]) -> None:
    output = built[0].output
    assert b"'2026-01-15T00:00:00'" in (output / "parts/cale/cale.step").read_bytes()
    assert b"'2026-01-15T00:00:00'" in (output / "product/PR-00.step").read_bytes()
    for name in ("dossier.pdf", "parts/cale/drawing.pdf", "parts/cale/phases/contrat-10.pdf"):
        content = (output / name).read_bytes()
        assert set(re.findall(rb"D:(\d{8})", content)) == {b"20260115"}, name
    for name in ("garde.docx", "parts/cale/phases/contrat-10.docx", "product/bom.xlsx"):
        with zipfile.ZipFile(output / name) as archive:
            assert b">2026-01-15T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")
    assert "15/01/2026" in (output / "index.html").read_text("utf-8")
    assert "15/01/2026" in (output / "parts/cale/drawing.svg").read_text("utf-8")


@pytest.mark.soak
def test_a_cache_from_elsewhere_gives_the_same_and_runs_nothing(
    built: tuple[Ran, Ran], source: Path, scratch: Path
) -> None:
    one, other = built
    third = replace(dated(ONE), folder="third", seed=3)
    shutil.copytree(source, scratch / "third")
    shutil.copytree(other.project / ".gmp-cache", scratch / "third" / ".gmp-cache")
    ran = run(source, scratch, third)
    assert first_difference(one.output, ran.output) == ""
    assert len(ran.seen) == 1  # no worker started


def archive(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
    return data.getvalue()


def test_a_difference_is_told_where_it_is(tmp_path: Path) -> None:
    assert difference("a.step", b"x\ny", b"x\ny") == ""
    assert difference("a.step", b"A\nB=1\nC", b"A\nB=2\nC") == "a.step, line 2: 'B=1' / 'B=2'"
    told = difference("a.stl", b"\0" * 100 + b"1", b"\0" * 100 + b"2")
    assert told.startswith("a.stl, byte 100 of 101/101: ")
    assert told.endswith("\\x001' / " + repr(b"\0" * 24 + b"2"))
    assert difference("a.png", b"same", b"same and more").startswith("a.png, byte 4 of 4/13")
    inner = (archive(one=b"1", two=b"2"), archive(one=b"1", two=b"3"))
    assert difference("a.xlsx", *inner).startswith("a.xlsx/two, byte 0 of 1/1: b'2' / b'3'")
    later = archive(one=b"1", two=b"2").replace(
        archive(one=b"1")[10:14], b"\0\0\x22\x28"
    )  # the date of DOS: 2000-01-02
    assert difference("a.docx", inner[0], later).startswith("a.docx, member one, date_time: (2000")
    for side, files in (("left", {"a": b"1", "b": b""}), ("right", {"a": b"1"})):
        for name, content in files.items():
            (tmp_path / side).mkdir(exist_ok=True)
            (tmp_path / side / name).write_bytes(content)
    assert first_difference(tmp_path / "left", tmp_path / "right") == "b: only in the first"
    assert first_difference(tmp_path / "right", tmp_path / "left") == "b: only in the second"
    assert first_difference(tmp_path / "left", tmp_path / "left") == ""


def test_the_index_of_the_output_knows_neither_times_nor_other_folders(tmp_path: Path) -> None:
    store, folder = Store(tmp_path / "store"), tmp_path / "output"
    (tmp_path / "kept.txt").write_text("mine")
    (tmp_path / "output").mkdir()
    outside = dict.fromkeys(("../kept.txt", str(tmp_path / "kept.txt"), "a/../../kept.txt"), "0")
    (folder / ".gmp-cad.json").write_text(json.dumps({"version": 2, "files": outside}))
    files = {"a.txt": store.put(b"a")}
    written, _ = Outputs(folder, tmp_path).publish(files, store, whole=True)
    assert written == ("a.txt",)
    assert (tmp_path / "kept.txt").read_text() == "mine"
    assert json.loads((folder / ".gmp-cad.json").read_bytes()) == {"version": 2, "files": files}
    assert Outputs(folder, tmp_path).publish(files, store, whole=True)[0] == ()
    # The same length at the same time: only the content tells.
    status = (folder / "a.txt").stat()
    (folder / "a.txt").write_bytes(b"b")
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert Outputs(folder, tmp_path).publish(files, store, whole=True)[0] == ("a.txt",)
    assert (folder / "a.txt").read_bytes() == b"a"
