"""What the commands print: progress and verdicts for people, one JSON object for scripts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column

from gmp_cad.build.announced import Listener, Told
from gmp_cad.cli.output import is_screen, is_styled, visible
from gmp_cad.cli.output import print_json as print_json  # noqa: PLC0414
from gmp_cad.cli.progress import Progress as Line
from gmp_cad.finding import Finding, Status
from gmp_cad.language import translate

_COLOURS = {"PASS": "green", "SKIP": "dim", "WARN": "yellow", "FAIL": "red", "ERROR": "bold red"}


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
    """Yield a listener that shows a bar on a terminal, and nothing in CI or with ``--quiet``."""
    out = console()
    if options.quiet or options.json or not out.is_terminal:
        yield lambda _event, _what: None
        return
    columns = (
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis")),
    )  # fmt: skip
    with Progress(*columns, console=out, transient=True) as bar:
        line, told = bar.add_task("", total=None), Line(options.lang)

        def listen(event: str, what: Told) -> None:
            told.hear(event, what)
            bar.update(line, total=told.total, completed=told.done, description=escape(told.text))

        yield listen


def show_verdicts(findings: Iterable[Finding], lang: str, *, verbose: bool) -> None:
    """Print a line for each verdict that does not pass, or for all with ``verbose``."""
    out = console()
    shown = [f for f in findings if verbose or f.status >= Status.WARN]
    for finding in sorted(shown, key=lambda f: (-f.status, f.subject, f.check)):
        name = finding.status.name
        label = translate(name, lang)
        out.print(
            f"[{_COLOURS[name]}]{plain(f'{label:<8}')}[/] [bold]{plain(finding.subject)}[/] "
            f"[dim]{plain(finding.check)}[/]: {plain(finding.message.say(lang))}"
        )
        if finding.hint:
            out.print(f"         → {plain(finding.hint.say(lang))}")
        if finding.where and finding.where.file:
            out.print(f"         [dim]{plain(str(finding.where))}[/]")


def show_counts(counts: Mapping[str, int], lang: str) -> None:
    """Print how many verdicts of each kind there are."""
    parts = [
        f"[{_COLOURS[name]}]{count} {translate(name, lang)}[/]"
        for name, count in counts.items()
        if count
    ]
    console().print(" · ".join(parts))
