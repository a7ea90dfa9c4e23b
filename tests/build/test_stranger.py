"""A stranger's folder is neither believed nor followed: its cache, its links, its pipes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.errors import InvalidInputError, UsageError
from gmp_cad.spec.project import load_project

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes and links")


def test_what_is_kept_of_a_stranger_is_kept_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    one, two = (apart(tmp_path / name, Settings(sandbox=True)) for name in ("a", "b"))
    assert one.cache == two.cache == tmp_path / "home/gmp-cad/store"
    assert one.kept != two.kept
    assert one.kept.is_relative_to(tmp_path / "home")
    assert apart(tmp_path / "a", one) == one
    assert apart(tmp_path / "a", Settings()) == Settings()
    given = Settings(sandbox=True, cache=tmp_path / "shared", kept=tmp_path / "kept")
    assert apart(tmp_path / "a", given) == given


def test_a_relative_home_of_caches_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert apart(tmp_path / "a", Settings(sandbox=True)).cache == tmp_path / ".cache/gmp-cad/store"


@pytest.mark.parametrize("name", ["cache", "kept"])
def test_a_cache_in_the_project_is_refused(tmp_path, name):
    (tmp_path / "a/.gmp-cache").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "a/.gmp-cache")
    for folder in (tmp_path / "a/.gmp-cache", tmp_path / "link/store", tmp_path / "a"):
        with pytest.raises(UsageError):
            apart(tmp_path / "a", Settings(sandbox=True, **{name: folder}))


def test_a_link_to_a_secret_is_refused_before_it_is_read(tmp_path):
    """Its content would stand in the message of what is wrong with it."""
    shutil.copytree(STARTER, tmp_path / "p")
    secret = tmp_path / "secret.toml"
    secret.write_text('password = "hunter2"', "utf-8")
    spec = tmp_path / "p/parts/cale/spec.toml"
    spec.unlink()
    spec.symlink_to(secret)
    with pytest.raises(InvalidInputError) as told:
        load_project(tmp_path / "p", strange=True)
    (problem,) = told.value.problems
    assert problem.where.file == "parts/cale/spec.toml"
    assert "leads out of the project" in problem.message.say("en")
    with pytest.raises(InvalidInputError) as told:
        load_project(tmp_path / "p")
    assert any("password" in p.message.say("en") + str(p.where) for p in told.value.problems)


def test_a_folder_whose_name_is_no_unicode_is_refused_in_the_sandbox_alone(tmp_path: Path) -> None:
    root = tmp_path / "Ren\udce9"
    assert apart(root, Settings()) == Settings()
    with pytest.raises(UsageError, match="UTF-8"):
        apart(root, Settings(sandbox=True))
