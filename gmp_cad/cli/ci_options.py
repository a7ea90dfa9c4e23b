"""What ``gmp-cad ci`` takes."""

from __future__ import annotations

from gmp_cad.cli.arguments import Parser
from gmp_cad.language import Message

# Those of cli.ci_files, which --help does not load.
SERVICES = ("github", "gitlab")


def ci_options(command: Parser, lang: str) -> None:
    """Take which services check the project."""
    command.words.add_argument(
        "service", nargs="?", choices=SERVICES, metavar="|".join(SERVICES),
        help=Message("the service that checks the project (default: both)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--force", action="store_true", help=Message("replace a file that is there").say(lang)
    )
