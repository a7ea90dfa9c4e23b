"""What counts as a change of a project, and what does not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gmp_cad.watch.sources import Sources, changed, is_temporary, subjects_of, written_s


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("parts/plate", "fixtures_design/jig/base", "docs_templates", "output/parts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "parts/plate/spec.toml").write_text("a = 1\n")
    (tmp_path / "parts/plate/model.py").write_text("x = 1\n")
    (tmp_path / "workshop.toml").write_text("")
    (tmp_path / "output/index.html").write_text("")
    return tmp_path


def difference(root: Path, act, besides: frozenset[str] = frozenset()) -> tuple[str, ...]:
    sources = Sources(root=root, besides=besides)
    before = sources.look()
    act()
    return changed(before, sources.look())


def test_nothing_changed_is_no_change(root: Path) -> None:
    assert difference(root, lambda: None) == ()


def test_a_file_written_in_place_of_the_same_size_is_seen(root: Path) -> None:
    spec = root / "parts/plate/spec.toml"
    os.utime(spec, ns=(1, 1))
    assert difference(root, lambda: spec.write_text("a = 2\n")) == ("parts/plate/spec.toml",)


def test_a_file_saved_by_renaming_another_over_it_is_seen_though_its_time_is_the_same(
    root: Path,
) -> None:
    spec, new = root / "parts/plate/spec.toml", root / "parts/plate/.spec.new"
    times = (spec.stat().st_atime_ns, spec.stat().st_mtime_ns)

    def save() -> None:
        new.write_text("a = 3\n")
        os.utime(new, ns=times)
        new.replace(spec)

    assert difference(root, save) == ("parts/plate/spec.toml",)


def test_files_and_folders_that_appear_go_or_are_renamed_are_seen(root: Path) -> None:
    def rename() -> None:
        (root / "parts/plate").rename(root / "parts/block")
        (root / "workshop.toml").unlink()
        (root / "sheet.toml").write_text("")

    assert difference(root, rename) == (
        "parts/block",
        "parts/block/model.py",
        "parts/block/spec.toml",
        "parts/plate",
        "parts/plate/model.py",
        "parts/plate/spec.toml",
        "sheet.toml",
        "workshop.toml",
    )


def test_what_is_built_and_what_editors_leave_is_no_change(root: Path) -> None:
    def litter() -> None:
        (root / "output/index.html").write_text("new")
        (root / ".gmp-cache").mkdir()
        (root / ".git").mkdir()
        (root / "parts/plate/__pycache__").mkdir()
        (root / "parts/plate/__pycache__/model.cpython-311.pyc").write_bytes(b"")
        for name in (".spec.toml.swp", "spec.toml~", "#spec.toml#", ".#spec.toml", "4913"):
            (root / "parts/plate" / name).write_text("")

    assert difference(root, litter) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_are_followed_and_never_round_and_round(root: Path, tmp_path_factory) -> None:
    far = tmp_path_factory.mktemp("far")
    (far / "gear.py").write_text("z = 17")
    (root / "parts/shared").symlink_to(far)
    (root / "parts/plate/again").symlink_to(root / "parts")
    assert difference(root, lambda: (far / "gear.py").write_text("z = 18")) == (
        "parts/shared/gear.py",
    )
    assert len(Sources(root=root).look()) < 30


def test_what_scripts_read_besides_counts_also_when_it_appears(
    root: Path, tmp_path_factory
) -> None:
    far = tmp_path_factory.mktemp("far")
    besides = frozenset({str(far / "table.csv"), str(root / "data.json")})
    seen = difference(root, lambda: (far / "table.csv").write_text("1"), besides)
    assert seen == (str(far / "table.csv"),)
    assert difference(root, lambda: (root / "data.json").write_text("{}"), besides) == (
        "data.json",
    )


def test_a_change_of_rights_alone_is_one_for_a_file_may_not_be_read_any_more(root: Path) -> None:
    spec = root / "parts/plate/spec.toml"
    if sys.platform != "win32":
        assert difference(root, lambda: spec.chmod(0o400)) == ("parts/plate/spec.toml",)


def test_folders_to_listen_to_are_those_that_are_there(root: Path) -> None:
    sources = Sources(root=root, besides=frozenset({str(root / "data/a.json"), "/nowhere/at/all"}))
    assert [p.name for p in sources.deep] == ["parts", "fixtures_design", "docs_templates"]
    assert sources.flat == (root,)
    (root / "data").mkdir()
    assert sources.flat == (root, root / "data")


def test_parts_are_told_by_the_paths_that_changed() -> None:
    paths = (
        "parts/plate/spec.toml", "parts/plate/model.py", "parts/product.toml", "workshop.toml",
        "fixtures_design/jig/base/spec.toml", "fixtures_design/jig/fixture.toml",
    )  # fmt: skip
    assert subjects_of(paths) == ("plate", "jig.base")


def test_when_it_was_saved_is_the_time_of_the_latest_file(root: Path) -> None:
    os.utime(root / "parts/plate/spec.toml", (5, 50))
    os.utime(root / "parts/plate/model.py", (5, 70))
    marks = Sources(root=root).look()
    assert written_s(["parts/plate/spec.toml", "parts/plate/model.py", "gone"], marks) == 70
    assert written_s(["gone"], marks) is None


@pytest.mark.parametrize("name", ["spec.toml", "model.py", "tmp", "a.swap", "part~x"])
def test_names_that_are_files_of_the_project(name: str) -> None:
    assert not is_temporary(name)
