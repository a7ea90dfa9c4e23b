"""The bench of a project under test: it opens with the first question, and stays open."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gmp_cad.errors import InvalidInputError

if TYPE_CHECKING:
    from gmp_cad.build.bench import Bench
    from gmp_cad.pytest_plugin.tested_project import TestedProject


class BenchPlace:
    """Where tests find the bench of their project."""

    def __init__(self, project: TestedProject) -> None:
        self._project = project
        self._stack = contextlib.ExitStack()
        self._bench: Bench | None = None

    def opened(self) -> Bench:
        """Return the bench; raise InvalidInputError where a file of the project is not valid."""
        if self._bench is None:
            reading = self._project.reading
            if reading.files is None:
                raise InvalidInputError(reading.problems)
            from gmp_cad.build.bench import Bench  # noqa: PLC0415 - it loads what plans a build
            from gmp_cad.cli.system import require_system_libraries  # noqa: PLC0415

            require_system_libraries()
            self._bench = self._stack.enter_context(Bench(reading.files, self._project.settings))
        return self._bench

    def close(self) -> None:
        """End its processes."""
        self._stack.close()
        self._bench = None
