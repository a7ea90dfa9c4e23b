"""Options that several commands take, and how their values are read."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from gmp_cad.cli.arguments import Parser
from gmp_cad.errors import UsageError
from gmp_cad.language import Message


def worker_options(command: Parser, lang: str) -> None:
    """Take how many workers run, whether progress is shown, and where results are kept."""
    command.options.add_argument(
        "-j", "--jobs", type=partial(_jobs, lang), metavar="N",
        help=Message("worker processes").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "-q", "--quiet", action="store_true", help=Message("no progress").say(lang)
    )
    cache_option(command, lang)


def cache_option(command: Parser, lang: str) -> None:
    """Take where results are kept and shared."""
    command.options.add_argument(
        "--cache", type=Path, metavar="DIR",
        help=Message("the folder where results are kept and shared (default: {variable}, else the project's own)",
                     variable="GMP_CAD_CACHE").say(lang),
    )  # fmt: skip


def profile_option(command: Parser, lang: str) -> None:
    """Take where the profile of the build goes."""
    command.options.add_argument(
        "--profile", type=Path, metavar="FILE",
        help=Message("write where the time went, for chrome://tracing and ui.perfetto.dev").say(lang),
    )  # fmt: skip


def result_file_options(command: Parser, lang: str) -> None:
    """Take where the verdicts go in the forms that CI services read."""
    texts = {
        "--junit": Message("write the verdicts as JUnit XML: a test for each"),
        "--sarif": Message("write the verdicts as SARIF 2.1.0, for code scanning"),
        "--markdown": Message("write the verdicts as Markdown, for a comment or the page of a job"),
    }
    for option, text in texts.items():
        command.options.add_argument(option, type=Path, metavar="FILE", help=text.say(lang))


def scheduler_option(command: Parser, lang: str) -> None:
    """Take the address of the cluster that runs the tasks."""
    command.options.add_argument(
        "--scheduler", type=partial(_address, lang), metavar="ADDRESS",
        help=Message("run the tasks on the workers of a Dask cluster, such as {example}",
                     example="tcp://host:8786").say(lang),
    )  # fmt: skip


def _address(lang: str, text: str) -> str:
    from gmp_cad.engine.cluster.cluster import require_address  # noqa: PLC0415 - --help answers at once

    try:
        require_address(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(error.message.say(lang)) from error
    return text


def _jobs(lang: str, text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= value <= 256:
        message = Message("expected a number of workers from 1 to 256, not {found!r}", found=text)
        raise argparse.ArgumentTypeError(message.say(lang))
    return value


def length(lang: str, most: float, text: str) -> float:
    """Return a length (mm) above 0 and at most ``most``; raises ArgumentTypeError."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0.0 < value <= most:
        message = Message(
            "expected mm above 0, at most {most:g}, not {found!r}", most=most, found=text
        )
        raise argparse.ArgumentTypeError(message.say(lang))
    return value


def sandbox_option(command: Parser, lang: str, *, default: bool) -> None:
    """Take whether scripts of the project run confined."""
    text = (
        Message(
            "run the scripts of the projects confined (default); --no-sandbox: with all your rights"
        )
        if default
        else Message("run the scripts of the project confined: for code written by others")
    )
    command.options.add_argument(
        "--sandbox", action=argparse.BooleanOptionalAction, default=default, help=text.say(lang)
    )


def built_confined_option(command: Parser, lang: str) -> None:
    """Ask for what is known of the confined builds."""
    command.options.add_argument(
        "--sandbox", action="store_true",
        help=Message("the builds made with --sandbox: they keep what they know elsewhere").say(lang),
    )  # fmt: skip


def model_timeout_option(command: Parser, lang: str) -> None:
    """Take how long a script may run."""
    command.options.add_argument(
        "--model-timeout", type=partial(seconds, lang), metavar="S", default=None,
        help=Message("how long a script of a project may run (default 120 s)").say(lang),
    )  # fmt: skip


def seconds(lang: str, text: str) -> float:
    """Return a time of at least one second; raises ArgumentTypeError."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 1.0 <= value <= 1e6:
        message = Message("expected seconds, at least 1, not {found!r}", found=text)
        raise argparse.ArgumentTypeError(message.say(lang))
    return value
