"""A project under test: read once, built once for all the items that are run, then asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from gmp_cad.build.settings import Settings
from gmp_cad.engine.execution import trace_of
from gmp_cad.errors import GmpError, InvalidInputError, Problem
from gmp_cad.language import Message
from gmp_cad.pytest_plugin import shared_build
from gmp_cad.pytest_plugin.bench_place import BenchPlace
from gmp_cad.pytest_plugin.files import project_of
from gmp_cad.pytest_plugin.progress import Progress
from gmp_cad.pytest_plugin.reading import Reading, problems_by_file, read_project
from gmp_cad.pytest_plugin.routing import TASK_CHECK, Address, Router, Row
from gmp_cad.pytest_plugin.wording import problem_text


class TestedProject:
    """What a run of pytest knows of one project."""

    __test__ = False  # pytest, which collects classes by this name

    def __init__(
        self, root: Path, settings: Settings, *, reporter: Any | None, shared: Path | None
    ) -> None:
        self.root = root
        self.settings = settings
        self.bench = BenchPlace(self)
        self._reporter = reporter
        self._shared = shared
        self._verdicts: Mapping[Address, list[Row]] | None = None
        self._failure: GmpError | None = None
        self._told_strays = False

    @cached_property
    def reading(self) -> Reading:
        """What its files say."""
        return read_project(self.root, strange=self.settings.sandbox)

    def problems_of(self, file: str) -> tuple[Problem, ...]:
        """Return the problems to tell where ``file`` is collected.

        Those of files in which no item can stand are told with the first file.
        """
        by_file = problems_by_file(self.reading.problems)
        found = by_file.get(file, ())
        if not self._told_strays:
            self._told_strays = True
            strays = (p for name, of in by_file.items() if not self._is_collected(name) for p in of)
            found = (*found, *(p for p in strays if p not in found))
        return found

    def _is_collected(self, file: str) -> bool:
        path = self.root / file
        return path.is_file() and project_of(path) is not None

    def prepare(self, subjects: frozenset[str]) -> None:
        """Build the verdicts of these subjects, once; what went wrong is told by each item."""
        if self._verdicts is not None or self._failure is not None:
            return
        if self.reading.files is None:
            self._failure = InvalidInputError(self.reading.problems)
            return
        asked = () if subjects >= self.reading.outline.subjects else tuple(sorted(subjects))
        settings = replace(self.settings, subjects=asked)
        try:
            with Progress(self._reporter, asked) as progress:
                rows = shared_build.verdicts(self.root, settings, self._shared, progress)
            self._verdicts = Router(self.reading.outline).routed(rows)
        except GmpError as error:
            self._failure = error
        except Exception as error:  # noqa: BLE001 - a fault of ours fails the items, not pytest
            self._failure = GmpError(
                Message("gmp_cad itself failed: {kind}: {error}", kind=type(error).__name__,
                        error=str(error)),
                Message("{trace}", trace=trace_of(error)),
            )  # fmt: skip

    def verdicts(self, address: Address) -> list[Row]:
        """Return the verdicts of an item; raise GmpError where there are none of any."""
        if self._failure is not None:
            raise self._failure
        assert self._verdicts is not None
        return self._verdicts.get(address, [])

    def failures_of(self, subject: str) -> list[tuple[Address, Row]]:
        """Return what failed without a verdict and took others with it, that of a subject first."""
        found = [
            (address, row)
            for address, rows in (self._verdicts or {}).items()
            for row in rows
            if row["status"] == "ERROR"
        ]
        return sorted(found, key=lambda f: f[1]["subject"] != subject)

    def is_blocked(self, subject: str) -> bool:
        """Tell whether tasks of a subject failed, or could not be run."""
        return subject in self._blocked

    @cached_property
    def _blocked(self) -> frozenset[str]:
        rows = (row for rows in (self._verdicts or {}).values() for row in rows)
        return frozenset(row["subject"] for row in rows if row["check"] == TASK_CHECK)

    def told_problems(self) -> str:
        """Return the problems of its files, one after another."""
        return "\n".join(problem_text(p, self.settings.lang) for p in self.reading.problems)

    def close(self) -> None:
        """End the processes that were started for it."""
        self.bench.close()
