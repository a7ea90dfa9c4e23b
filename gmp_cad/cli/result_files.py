"""``--junit``, ``--sarif``, ``--markdown FILE``: the verdicts of a run as CI services read them.

They are written whatever becomes of the run: also where a file of the project is invalid or the
command is refused, so that nothing of an earlier run is taken for its result.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gmp_cad.build.results.finding_place import FindingPlaces
from gmp_cad.build.results.verdict_markdown import MARK, verdicts_markdown
from gmp_cad.cli.output import error_json
from gmp_cad.cli.written_file import require_writable, write_whole
from gmp_cad.errors import REFUSALS, GmpError, UsageError, refusal
from gmp_cad.language import Message

# By option: what stands in the first bytes of such a file, and how one is called.
_KINDS = {
    "junit": (b"<testsuite", "junit.xml"),
    "sarif": (b'"runs"', "gmp-cad.sarif"),
    "markdown": (MARK.encode(), "verdicts.md"),
}


class ResultFiles:
    """Where the results of a run go; the command tells them the project, then the report."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.root: Path | None = None
        self._options = options
        _require_verdicts(options)
        self._targets = {
            name: require_writable(f"--{name}", path, mark, example=example, makes_folder=True)
            for name, (mark, example) in _KINDS.items()
            if (path := getattr(options, name)) is not None
        }

    def write(self, report: bytes, exit_code: int) -> None:
        """Write the report of a run (the text of ``report.json``) in each form asked for."""
        if self._targets:
            self._write(json.loads(report), exit_code)

    def refused(self, error: Exception) -> None:
        """Write why there is no report."""
        if self._targets:
            told = error if isinstance(error, GmpError) else _failure(error)
            self._write(error_json(told, self._options.lang), int(told.exit_code))

    def _write(self, report: dict[str, Any], exit_code: int) -> None:
        places = None if self.root is None else FindingPlaces(self.root)
        lang, command = self._options.lang, self._options.command
        if "junit" in self._targets:
            from gmp_cad.build.results.junit import junit_bytes  # noqa: PLC0415 - for those who ask

            data = junit_bytes(report, places, command=command, lang=lang)
            write_whole(self._targets["junit"], data)
        if "sarif" in self._targets:
            from gmp_cad.build.results.sarif import sarif_bytes  # noqa: PLC0415 - it loads every check

            data = sarif_bytes(report, places, exit_code=exit_code, lang=lang)
            write_whole(self._targets["sarif"], data)
        if "markdown" in self._targets:
            write_whole(self._targets["markdown"], verdicts_markdown(report, lang))


def _require_verdicts(options: argparse.Namespace) -> None:
    asked = [f"--{name}" for name in _KINDS if getattr(options, name) is not None]
    if options.dry_run and asked:
        raise UsageError(
            Message(
                "--dry-run gives no verdicts to write: leave out {options}", options=" ".join(asked)
            )
        )


@contextmanager
def result_files(options: argparse.Namespace) -> Iterator[ResultFiles]:
    """Yield what writes the results; an error of the run is written, and raised again.

    Raises :class:`~gmp_cad.errors.UsageError` at once when a file cannot be written, or holds
    something else.
    """
    files = ResultFiles(options)
    try:
        yield files
    except Exception as error:
        files.refused(error)
        raise


def _failure(error: Exception) -> GmpError:
    """Return an error of the system, or of ours, as it is told in the results."""
    if isinstance(error, OSError) and error.errno in REFUSALS:
        return UsageError(
            Message("{file}: {reason}", file=str(error.filename), reason=refusal(error))
        )
    return GmpError(Message("{kind}: {error}", kind=type(error).__name__, error=str(error)))
