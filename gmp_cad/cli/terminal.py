"""What the commands print: progress and verdicts for people, one JSON object for scripts."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.progress import Task as RichTask
from rich.table import Column
from rich.text import Text

from gmp_cad.build.results.report import finding_json
from gmp_cad.cli import verdicts
from gmp_cad.cli.output import is_screen, is_styled, visible
from gmp_cad.cli.output import print_json as print_json  # noqa: PLC0414
from gmp_cad.cli.progress import Progress as Line
from gmp_cad.engine.announced import Listener, Told
from gmp_cad.finding import Finding


def console() -> Console:
    """Return the console for human words: standard error, so that stdout stays for data.

    Without styles it writes no escape sequence at all but those that move the line of progress.
    """
    styled, screen = is_styled(sys.stderr), is_screen(sys.stderr)
    system: Literal["auto", "standard"] = "auto" if screen else "standard"
    return Console(
        stderr=True, highlight=False, soft_wrap=True, force_terminal=screen,
        color_system=system if styled else None,
    )  # fmt: skip


def plain(text: str) -> str:
    """Return text for the console: no markup, nothing that drives the terminal."""
    return escape(visible(text))


@contextmanager
def progress(options: argparse.Namespace) -> Iterator[Listener]:
    """Yield a listener that shows a bar on a terminal, elsewhere a line now and then.

    Nothing with ``--quiet`` or ``--json``.
    """
    if options.quiet or options.json:
        yield lambda _event, _what: None
        return
    told = Line(options.lang)
    with _bar(told) if is_screen(sys.stderr) else _lines(told) as listener:
        yield listener


@contextmanager
def _bar(told: Line) -> Iterator[Listener]:
    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), _Doing(told),
        console=console(), transient=True,
    ) as bar:  # fmt: skip
        line = bar.add_task("", total=None)

        def listen(event: str, what: Told) -> None:
            told.hear(event, what)
            bar.update(line, total=told.total or None, completed=told.done)

        yield listen


class _Doing(TextColumn):
    """What runs and what is left, as it stands whenever the line is drawn."""

    def __init__(self, told: Line) -> None:
        super().__init__("", table_column=Column(no_wrap=True, overflow="ellipsis"))
        self._told = told

    def render(self, _task: RichTask) -> Text:
        """Return the words."""
        return Text(visible(self._told.text))


@contextmanager
def _lines(told: Line) -> Iterator[Listener]:
    """Print a line every half minute, so that a long build in CI does not look dead."""
    ended = threading.Event()

    def say() -> None:
        while not ended.wait(1.0):
            line = told.due()
            if line is not None:
                sys.stderr.write(visible(line) + "\n")
                sys.stderr.flush()

    thread = threading.Thread(target=say, daemon=True)
    thread.start()
    try:
        yield told.hear
    finally:
        ended.set()
        thread.join()


def show_verdicts(findings: Iterable[Finding], lang: str, *, verbose: bool) -> None:
    """Print a line for each verdict that does not pass, or for all with ``verbose``."""
    verdicts.show_verdicts([finding_json(f, lang) for f in findings], lang, verbose=verbose)
