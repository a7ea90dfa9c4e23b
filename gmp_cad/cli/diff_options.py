"""What ``gmp-cad diff`` takes."""

from __future__ import annotations

from pathlib import Path

from gmp_cad.cli.arguments import Parser
from gmp_cad.cli.shared_options import model_timeout_option, sandbox_option, worker_options
from gmp_cad.language import Message


def diff_options(command: Parser, lang: str) -> None:
    """Take a revision, parts, and where the report goes."""
    command.words.add_argument(
        "words", nargs="*", metavar="REV PART",
        help=Message(
            "a revision of git ({examples}) to compare the working tree with (default: the accepted"
            " baselines), then parts, fixtures, product (default: all)",
            examples="main, HEAD~2, v1.0, main...HEAD",
        ).say(lang),
    )  # fmt: skip
    worker_options(command, lang)
    command.options.add_argument(
        "--output", type=Path, metavar="DIR",
        help=Message("the folder of the report (default: {folder})", folder="output/diff").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--markdown", type=Path, metavar="FILE",
        help=Message("write the report for a pull request into this file too").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--picture-url", metavar="PREFIX",
        help=Message(
            "what that file's pictures are linked below, where they are published; empty: no pictures"
            " (default: the folder of the report)"
        ).say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--report-url", metavar="URL", default="",
        help=Message("where that file says that the whole report can be read").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--no-pages", action="store_true",
        help=Message("do not compare drawings and contracts: only the geometry and the verdicts")
        .say(lang),
    )  # fmt: skip
    model_timeout_option(command, lang)
    sandbox_option(command, lang, default=False)
