"""What one run of pytest knows of the projects that it tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from gmp_cad.build.settings import Settings
from gmp_cad.engine.cache.cache_place import asked_cache
from gmp_cad.pytest_plugin.options import SESSION, Options, options_of
from gmp_cad.pytest_plugin.tested_project import TestedProject


class Session:
    """The projects of a run, each read and built once; what ends with the run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.options: Options = options_of(config)
        self._projects: dict[Path, TestedProject] = {}
        self._shared: str | None = None

    def project(self, root: Path) -> TestedProject:
        """Return a project by its folder."""
        root = root.resolve()
        if root not in self._projects:
            asked = self.options
            settings = Settings(
                lang=asked.lang, strict=asked.strict, sandbox=asked.sandbox, verdicts_only=True,
                cache=asked_cache(None, os.environ),
            )  # fmt: skip
            shared = getattr(self.config, "workerinput", {}).get("gmp_cad_shared")
            self._projects[root] = TestedProject(
                root, settings, reporter=_reporter(self.config),
                shared=Path(shared) if shared and Path(shared).is_dir() else None,
            )  # fmt: skip
        return self._projects[root]

    def shared_folder(self) -> str:
        """Return a folder that the workers of this run share."""
        if self._shared is None:
            self._shared = tempfile.mkdtemp(prefix="gmp-cad-pytest-")
        return self._shared

    def close(self) -> None:
        """End what was started for the run."""
        for project in self._projects.values():
            project.close()
        if self._shared is not None:
            shutil.rmtree(self._shared, ignore_errors=True)


def session_of(config: pytest.Config) -> Session:
    """Return the session of a run."""
    if SESSION not in config.stash:
        config.stash[SESSION] = Session(config)
    return config.stash[SESSION]


def _reporter(config: pytest.Config) -> Any | None:
    """Return what writes on the terminal, None in a worker of xdist and with ``-q``."""
    if hasattr(config, "workerinput") or config.get_verbosity() < 0:
        return None
    return config.pluginmanager.get_plugin("terminalreporter")
