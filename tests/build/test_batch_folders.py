"""What the words of a command line stand for: projects, folders of projects, patterns, anything else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gmp_cad.build.batch.batch_folders import Place, places


def project(folder: Path) -> Path:
    (folder / "parts").mkdir(parents=True)
    return folder


def named(found: list[Place]) -> list[str]:
    return [place.name for place in found]


def reasons(found: list[Place]) -> dict[str, str]:
    return {place.name: str(place.reason) for place in found if place.reason is not None}


def test_projects_come_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    for name in ("etu10", "etu2", "Etu1"):
        project(tmp_path / name)
    found = places([str(tmp_path / n) for n in ("etu10", "etu2", "Etu1")])
    assert named(found) == ["Etu1", "etu2", "etu10"]
    assert reasons(found) == {}


def test_a_pattern_means_what_a_shell_would_make_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        project(tmp_path / "classe" / name)
    monkeypatch.chdir(tmp_path)
    assert places(["classe/*/"]) == places(["classe/a", "classe/b"]) == places(["classe"])


def test_a_folder_whose_name_is_a_pattern_is_that_folder(tmp_path: Path) -> None:
    found = places([str(project(tmp_path / "tp[1]"))])
    assert [place.root.name for place in found] == ["tp[1]"]


def test_what_is_no_project_says_what_it_is(tmp_path: Path) -> None:
    project(tmp_path / "good")
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "todo.txt").touch()
    (tmp_path / "work.zip").touch()
    (tmp_path / "list.csv").touch()
    found = places([str(path) for path in sorted(tmp_path.iterdir())] + [str(tmp_path / "none")])
    assert reasons(found) == {
        "empty": "the folder is empty", "notes": "no folder parts/; found: todo.txt",
        "work.zip": "an archive: unpack it", "list.csv": "a file, no folder",
        "none": "there is no such folder",
    }  # fmt: skip


def test_an_archive_that_was_unpacked_into_a_folder_of_its_own_has_that_name(
    tmp_path: Path,
) -> None:
    project(tmp_path / "dupont" / "etau")
    project(tmp_path / "martin" / "etau")
    project(tmp_path / "both" / "first")
    project(tmp_path / "both" / "second")
    (tmp_path / "late").mkdir()
    found = places([str(tmp_path)])
    assert named(found) == ["first", "second", "dupont", "late", "martin"]
    assert reasons(found) == {"late": "the folder is empty"}
    assert named(places([str(tmp_path / "dupont")])) == ["dupont"]


def test_equal_names_are_told_apart_by_what_stands_above(tmp_path: Path) -> None:
    roots = [project(tmp_path / group / "tp" / "Dupont") for group in ("g1", "g2")]
    roots.append(project(tmp_path / "g3" / "dupont"))
    assert named(places([str(root) for root in roots])) == [
        "g1/tp/Dupont", "g2/tp/Dupont", "g3/dupont"
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_one_folder_under_several_names_is_told_once_by_its_own(tmp_path: Path) -> None:
    real = project(tmp_path / "zoe")
    (tmp_path / "alias").symlink_to(real)
    (tmp_path / "again").symlink_to(tmp_path / "alias")
    for words in (["alias", "zoe", "again", "zoe/"], ["zoe", "again", "alias"]):
        (found,) = places([str(tmp_path / word) for word in words])
        assert (found.name, found.others, found.root) == ("zoe", ("again", "alias"), real)


@pytest.mark.skipif(sys.platform == "win32", reason="names are text on Windows")
def test_a_name_that_is_no_text_is_shown_as_its_bytes(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9\n"
    Path(os.fsdecode(raw), "parts").mkdir(parents=True)
    (found,) = places([os.fsdecode(raw)])
    assert found.name == "caf\\xe9\\n"
    assert found.slug.isascii()


def test_the_folder_of_the_summary_is_no_project_of_the_class(tmp_path: Path) -> None:
    for name in ("a", "b", "summary"):
        project(tmp_path / name)
    for words in ([str(tmp_path)], [f"{tmp_path}/*/"]):
        assert named(places(words, [tmp_path / "summary"])) == ["a", "b"]


@pytest.mark.parametrize("name", ["g1/tp", "con", "é", "a b", "x" * 200, "..", "a:b", "-"])
def test_a_slug_is_a_plain_name_and_only_this_one_has_it(name: str) -> None:
    slug = Place(root=Path(), owner=Path(), name=name).slug
    other = Place(root=Path(), owner=Path(), name=f"{name} ").slug
    assert slug != other
    assert slug.replace("-", "").replace("_", "").isalnum()
    assert slug.isascii()
    assert len(slug) < 60


def test_a_plain_name_is_its_own_slug() -> None:
    assert Place(root=Path(), owner=Path(), name="etu_01").slug == "etu_01"
