"""``gmp-cad diff``: what differs from the accepted baselines, or from a revision of git.

``--json`` prints ``diff.json`` (``gmp-cad schema diff``), which stands beside the report.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from gmp_cad.build.comparison.difference import Request, compare
from gmp_cad.build.comparison.difference_report import COMMENT, PAGE, difference_json
from gmp_cad.build.comparison.difference_request import asked_for
from gmp_cad.build.settings import Settings
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.diff_sheets import difference_sheets
from gmp_cad.cli.hanging import show_hanging
from gmp_cad.cli.output import visible
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.cli.verdicts import say
from gmp_cad.cli.written_file import require_writable
from gmp_cad.documents.comparison.difference import Difference
from gmp_cad.documents.comparison.difference_markdown import MARK, Published, difference_markdown
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message

_FOLDER = Path("output", "diff")


def diff(options: argparse.Namespace) -> ExitCode:
    """Compare two states; code 1 where they differ, 3 where a model of one of them fails."""
    root = project_of(options)
    asked = asked_for(root, options.words)
    require_system_libraries()
    folder = options.output if options.output is not None else root / _FOLDER
    comment = _comment_of(options)
    settings = Settings(
        subjects=asked.subjects, lang=options.lang, jobs=options.jobs, cache=cache_of(options),
        model_timeout_s=options.model_timeout, sandbox=options.sandbox,
    )  # fmt: skip
    request = Request(
        before=asked.before, after=asked.after, pages=not options.no_pages, folder=folder
    )
    with terminal.progress(options) as listener:
        found = compare(root, request, settings, listener)
    if comment is not None:
        write_atomically(comment, _comment(found.difference, options, folder).encode())
    if options.json:
        sys.stdout.write(difference_json(found.difference).decode())
    else:
        for number, sheet in enumerate(difference_sheets(found.difference, options.lang)):
            sys.stdout.write("\n" if number else "")
            show_hanging(sheet)
        say(*(visible(f"→ {folder / name}") for name in (PAGE, COMMENT)))
    return found.exit_code


def _comment_of(options: argparse.Namespace) -> Path | None:
    """Return the file of ``--markdown``; options of it without it are refused."""
    if options.markdown is not None:
        return require_writable(
            "--markdown",
            options.markdown,
            MARK.encode(),
            example="difference.md",
            makes_folder=True,
        )
    for option, value in (
        ("--picture-url", options.picture_url),
        ("--report-url", options.report_url),
    ):
        if value:
            raise UsageError(
                Message("{option} says something of a file that is not asked for", option=option),
                Message("give {option} too", option="--markdown FILE"),
            )
    return None


def _comment(difference: Difference, options: argparse.Namespace, folder: Path) -> str:
    """Return the comment; where no address is given its pictures are those of the report's folder."""
    beside = os.path.relpath(folder.resolve(), options.markdown.resolve().parent).replace("\\", "/")
    given = beside if options.picture_url is None else options.picture_url or None
    published = Published(pictures=given, report=options.report_url)
    return difference_markdown(difference, options.lang, published)
