"""Revisions of a project: named by users, read by plumbing, nothing of the repository touched."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from gmp_cad.build.comparison.difference_request import asked_for
from gmp_cad.build.comparison.repository import last_change, repository_of, revision_of
from gmp_cad.build.comparison.revision_files import extract, scratch
from gmp_cad.errors import UsageError
from tests.git_project import commit, git, start

SPEC = '[part]\nnumber = "A-1"\ntitle = "A"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three commits; a branch ``side`` has left it after the first."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    root = start(tmp_path / "p")
    commit(root, "first", parts__a__spec_DOT_toml=SPEC)
    git(root, "branch", "side")
    commit(root, "second", parts__a__spec_DOT_toml=SPEC.replace("A-1", "A-2"))
    git(root, "tag", "v1")
    commit(root, "third", parts__b__spec_DOT_toml=SPEC)
    return root


def read(root: Path, name: str, folder: Path, prefix: str = "") -> dict[str, str]:
    """Return the files of a revision by their path, and what was said about them."""
    repository = repository_of(root)
    revision = revision_of(repository, name)
    assert revision is not None
    notes = extract(repository, revision, folder)
    found = {
        p.relative_to(folder).as_posix(): p.read_text("utf-8")
        for p in folder.rglob("*") if p.is_file()
    }  # fmt: skip
    return {**found, **{f"note {n}": note.say("en") for n, note in enumerate(notes)}}


@pytest.mark.parametrize("name", ["HEAD~1", "v1", "main~1", "v1^{commit}", ":/second"])
def test_a_revision_is_named_as_git_names_it(project: Path, name: str) -> None:
    found = revision_of(repository_of(project), name)
    assert found is not None
    assert (found.commit, found.subject) == (git(project, "rev-parse", "v1"), "second")


@pytest.mark.parametrize(
    "name", ["", "nope", "--help", "--upload-pack=x", "-h", "HEAD:parts", "a\0b", "HEAD..", "; ls"]
)
def test_what_names_no_commit_is_no_revision_and_never_an_option(project: Path, name: str) -> None:
    assert revision_of(repository_of(project), name) is None


def test_the_files_of_a_revision_are_those_that_git_keeps(project: Path, tmp_path: Path) -> None:
    (project / "parts" / "a" / "spec.toml").write_text("edited")
    assert read(project, "v1", tmp_path / "x") == {"parts/a/spec.toml": SPEC.replace("A-1", "A-2")}


def test_nothing_of_the_repository_is_touched(project: Path, tmp_path: Path) -> None:
    (project / "parts" / "a" / "spec.toml").write_text("edited")
    (project / "new.txt").write_text("untracked")

    def state() -> dict[str, bytes]:
        return {
            str(p): hashlib.sha256(p.read_bytes()).digest()
            for p in project.rglob("*")
            if p.is_file()
        }

    before = state()
    read(project, "HEAD", tmp_path / "x")
    last_change(repository_of(project), "parts/a/spec.toml")
    asked_for(project, ["side...main"])
    assert state() == before


def test_a_project_in_a_subfolder(project: Path, tmp_path: Path) -> None:
    inner = project / "étaux d'élèves" / "p"
    (inner / "parts" / "a").mkdir(parents=True)
    (inner / "parts" / "a" / "spec.toml").write_text("inner")
    commit(project, "moved in")
    assert repository_of(inner).prefix == "étaux d'élèves/p/"
    assert read(inner, "HEAD", tmp_path / "x") == {"parts/a/spec.toml": "inner"}
    changed = last_change(repository_of(inner), "parts/a/spec.toml")
    assert changed is not None
    assert changed.subject == "moved in"
    with pytest.raises(UsageError, match="did not exist at v1"):
        read(inner, "v1", tmp_path / "y")


def test_what_a_build_makes_is_left_out(project: Path, tmp_path: Path) -> None:
    commit(project, "made", output__report_DOT_json="{}", _DOT_gmp_cache__x="y")
    git(project, "mv", ".gmp_cache", ".gmp-cache")
    commit(project, "made")
    assert sorted(read(project, "HEAD", tmp_path / "x")) == [
        "parts/a/spec.toml", "parts/b/spec.toml",
    ]  # fmt: skip


def test_submodules_and_links_out_of_the_project_are_told(project: Path, tmp_path: Path) -> None:
    head = git(project, "rev-parse", "HEAD")
    git(project, "update-index", "--add", "--cacheinfo", f"160000,{head},parts/lib")
    for name, target in (
        ("inside", "a/spec.toml"),
        ("outside", "../../../etc/passwd"),
        ("root", "/etc"),
    ):
        blob = tmp_path / "target"
        blob.write_text(target)
        digest = git(project, "hash-object", "-w", str(blob))
        git(project, "update-index", "--add", "--cacheinfo", f"120000,{digest},parts/{name}")
    git(project, "commit", "-q", "-m", "links")
    found = read(project, "HEAD", tmp_path / "x")
    assert found["parts/inside"] == SPEC.replace("A-1", "A-2")
    assert "parts/outside" not in found
    assert "parts/root" not in found
    assert [text for name, text in found.items() if name.startswith("note")] == [
        "parts/lib is a submodule: its files are not read at HEAD",
        "parts/outside is a link that leads out of the project: it is not followed",
        "parts/root is a link that leads out of the project: it is not followed",
    ]


def test_a_large_file_is_had_from_the_machine_or_told(project: Path, tmp_path: Path) -> None:
    data = b"ISO-10303-21;"
    digest = hashlib.sha256(data).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(data)}\n"
    commit(project, "large", parts__a__raw_DOT_step=pointer)
    found = read(project, "HEAD", tmp_path / "x")
    assert found["parts/a/raw.step"] == pointer
    assert "git LFS" in found["note 0"]
    kept = project / ".git" / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
    kept.parent.mkdir(parents=True)
    kept.write_bytes(data)
    found = read(project, "HEAD", tmp_path / "y")
    assert found["parts/a/raw.step"] == data.decode()
    assert "note 0" not in found


def test_filters_and_hooks_of_the_repository_do_not_run(project: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    git(project, "config", "filter.evil.smudge", f"touch {ran}")
    git(project, "config", "core.fsmonitor", f"touch {ran}")
    git(project, "config", "core.pager", f"touch {ran}")
    git(project, "config", "diff.evil.textconv", f"touch {ran}")
    commit(project, "filtered", _DOT_gitattributes="* filter=evil diff=evil export-subst\n")
    ran.unlink(missing_ok=True)
    read(project, "HEAD", tmp_path / "x")
    last_change(repository_of(project), "parts/a/spec.toml")
    assert not ran.exists()


def test_a_folder_without_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="in no git repository"):
        repository_of(tmp_path)


def test_a_machine_without_git(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        repository_of(project)
    assert asked_for(project, ["a"]).subjects == ("a",)


def test_a_shallow_clone_says_how_to_fetch_the_history(project: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", project.as_uri(), str(clone))
    with pytest.raises(UsageError, match="no revision") as error:
        asked_for(clone, ["HEAD~1"])
    assert error.value.hint is not None
    assert "fetch-depth: 0" in error.value.hint.say("en")


# ---- what the words mean ----


def test_no_words_are_the_baselines_of_all(project: Path) -> None:
    found = asked_for(project, [])
    assert (found.before, found.after, found.subjects) == (None, None, ())


def test_a_part_first_is_the_baselines_of_parts(project: Path) -> None:
    found = asked_for(project, ["a", "parts/b/"])
    assert (found.before, found.subjects) == (None, ("a", "b"))
    assert asked_for(project, ["fixtures_design/f/x"]).subjects == ("f.x",)


def test_a_revision_first_then_parts(project: Path) -> None:
    found = asked_for(project, ["v1", "a"])
    assert found.before is not None
    assert (found.before.name, found.after, found.subjects) == ("v1", None, ("a",))


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [
        ("v1..main", "v1", "main"), ("v1..", "v1", "HEAD"), ("..v1", "HEAD", "v1"),
        ("side..main", "side", "main"), ("main...side", "side", "side"),
        ("side...main", "side", "main"),
    ],
)  # fmt: skip
def test_two_revisions(project: Path, word: str, before: str, after: str) -> None:
    """With three dots: from where both parted; ``side`` has no commit of its own."""
    found = asked_for(project, [word])
    assert found.before is not None
    assert found.after is not None
    assert found.before.commit == git(project, "rev-parse", before)
    assert found.after.commit == git(project, "rev-parse", after)


def test_a_name_of_both_is_refused_and_told_apart(project: Path) -> None:
    git(project, "branch", "a", "v1")
    with pytest.raises(UsageError, match="both a part and a revision"):
        asked_for(project, ["a"])
    assert asked_for(project, ["parts/a"]).subjects == ("a",)
    found = asked_for(project, ["heads/a"])
    assert found.before is not None
    assert found.before.commit == git(project, "rev-parse", "v1")


def test_a_word_that_is_neither_names_what_is_near(project: Path) -> None:
    git(project, "branch", "feature/flasque")
    for word, near in (("feature/flasqe", "feature/flasque"), ("mainn", "main")):
        with pytest.raises(UsageError) as error:
            asked_for(project, [word])
        assert error.value.hint is not None
        assert near in error.value.hint.say("en")


def test_a_word_that_nothing_is_near_names_the_few_branches_and_tags(project: Path) -> None:
    with pytest.raises(UsageError) as error:
        asked_for(project, ["release-2024"])
    hint = error.value.hint
    assert hint is not None
    assert hint.say("en") == "known: main, side, v1"


def test_histories_without_a_common_commit(project: Path) -> None:
    git(project, "checkout", "-q", "--orphan", "alone")
    commit(project, "alone")
    with pytest.raises(UsageError, match="no commit in common"):
        asked_for(project, ["main...alone"])


# ---- the folder to work in ----


def test_the_folder_is_removed_and_what_was_left_too(tmp_path: Path) -> None:
    left = tmp_path / ".gmp-cache" / "revisions" / "killed"
    left.mkdir(parents=True)
    (left / "file").write_text("x")
    left.with_suffix(".lock").touch()
    with scratch(tmp_path, None) as own:
        assert own.is_dir()
        assert not left.exists()
        with scratch(tmp_path, None) as other:
            assert own.is_dir()
            assert other != own
    assert list((tmp_path / ".gmp-cache" / "revisions").iterdir()) == []


def test_the_folder_is_removed_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), scratch(tmp_path, None):
        raise KeyboardInterrupt
    assert list((tmp_path / ".gmp-cache" / "revisions").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / ".gmp-cache").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"), scratch(tmp_path, None):
        pass


def test_without_locks_the_folder_is_used_all_the_same(tmp_path: Path, monkeypatch) -> None:
    def refused(path: Path) -> None:
        raise OSError

    monkeypatch.setattr("gmp_cad.build.comparison.revision_files.locked", refused)
    with scratch(tmp_path, None) as own:
        assert own.is_dir()
    assert not own.exists()
