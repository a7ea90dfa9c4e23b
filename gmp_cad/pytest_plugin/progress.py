"""One line on the terminal while the verdicts of a run are built."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from gmp_cad.engine.announced import STATES, Told

_NAMED = 4  # subjects
_PATIENCE_S = 0.2  # between two looks of the line


class Progress:
    """Hears a build and tells of it through pytest's reporter; silent where nothing is built."""

    def __init__(self, reporter: Any | None, subjects: Sequence[str]) -> None:
        self._reporter = reporter
        self._subjects = subjects
        self._started = 0.0
        self._told = 0.0
        self._ended = self._ran = self._total = 0

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._reporter is not None and self._total:
            seconds = time.monotonic() - self._started
            line = f"gmp_cad: {self._ran}/{self._total} tasks ran in {seconds:.1f} s"
            if self._is_screen():
                self._reporter.rewrite(line, erase=True)
                self._reporter.write("\n")
            else:
                self._reporter.write_line(line)

    def __call__(self, event: str, what: Told) -> None:
        """Hear what becomes of a task (:mod:`gmp_cad.engine.announced`)."""
        if event == "total" and isinstance(what, int):
            if not self._total and self._reporter is not None:
                self._begin()
            self._total = what
        elif event in STATES:
            self._ended += 1
            self._ran += event == "ran"
        now = time.monotonic()
        if self._is_screen() and now - self._told > _PATIENCE_S:
            self._told = now
            self._reporter.rewrite(f"gmp_cad: {self._ended}/{self._total}", erase=True)  # type: ignore[union-attr]

    def _begin(self) -> None:
        named = ", ".join(self._subjects[:_NAMED])
        more = " …" if len(self._subjects) > _NAMED else ""
        what = f"{named}{more}" if named else "the whole project"
        assert self._reporter is not None
        self._reporter.ensure_newline()
        self._reporter.write_line(f"gmp_cad: building the verdicts of {what}")

    def _is_screen(self) -> bool:
        return self._reporter is not None and self._reporter.isatty and self._total > 0
