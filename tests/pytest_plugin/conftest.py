"""A small project, built once in a store that all tests of the plugin share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

# What a run in this process loads stays loaded: pytester forgets what was imported inside of it.
import gmp_cad.build.bench
import gmp_cad.pytest_plugin.collectors
import gmp_cad.pytest_plugin.live_source
import gmp_cad.pytest_plugin.same_geometry
import gmp_cad.pytest_plugin.sweep_item
import gmp_cad.testing
from gmp_cad.build.project_build import Settings, build
from gmp_cad.engine.cache.cache_place import VARIABLE

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter with its verdicts built; beside it the store that tests use."""
    root = tmp_path_factory.mktemp("plugin") / "project"
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    settings = Settings(verdicts_only=True, cache=root.parent / "store", jobs=2)
    assert build(root, settings).exit_code == 0
    return root


@pytest.fixture
def project(
    built: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Copies of the project, to be changed: the current folder of the run; ``edit``: file → edits."""

    def fresh(*edits: tuple[str, str, str]) -> Path:
        root = pytester.path / "project"
        shutil.copytree(built, root)
        for file, old, new in edits:
            text = (root / file).read_text("utf-8")
            assert old in text
            (root / file).write_text(text.replace(old, new), "utf-8")
        monkeypatch.setenv(VARIABLE, str(built.parent / "store"))
        monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
        os.chdir(root)
        return root

    return fresh


def outcomes(found: pytest.RunResult) -> dict[str, int]:
    """Return how many items ended how, of the results of a run."""
    return dict(found.parseoutcomes())


__all__ = ["gmp_cad", "outcomes"]
