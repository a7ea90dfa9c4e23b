"""What ``gmp-cad watch`` and ``gmp-cad show`` take."""

from __future__ import annotations

import argparse
from functools import partial

from gmp_cad.cli.arguments import Parser
from gmp_cad.cli.shared_options import (
    model_timeout_option,
    sandbox_option,
    worker_options,
)
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import subject_named


def watch_options(command: Parser, lang: str) -> None:
    """Take what a live session takes."""
    worker_options(command, lang)
    command.options.add_argument(
        "--port", type=partial(_port, lang), metavar="N",
        help=Message("the port of the page on this machine (default: a free one from {first} on)",
                     first=8737).say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--open", action=argparse.BooleanOptionalAction, default=None,
        help=Message("open the page in the browser (default: where there is a screen, not with --json)")
        .say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--strict", action="store_true",
        help=Message("a line of a specification that arrives nowhere is a failure").say(lang),
    )  # fmt: skip
    model_timeout_option(command, lang)
    sandbox_option(command, lang, default=False)


def show_options(command: Parser, lang: str) -> None:
    """Take the part to show, and what a live session takes."""
    command.words.add_argument(
        "part",
        metavar="PART",
        type=subject_named,
        help=Message("a part of the project or of a fixture").say(lang),
    )
    watch_options(command, lang)


def _port(lang: str, text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= value <= 65535:
        message = Message("expected a port from 1 to 65535, not {found!r}", found=text)
        raise argparse.ArgumentTypeError(message.say(lang))
    return value
