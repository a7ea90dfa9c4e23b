"""What ``gmp-cad adopt`` takes."""

from __future__ import annotations

from gmp_cad.cli.arguments import Parser
from gmp_cad.cli.shared_options import worker_options
from gmp_cad.language import Message


def adopt_options(command: Parser, lang: str) -> None:
    """Take what is adopted, and of which material it is."""
    command.words.add_argument(
        "sources", nargs="+", metavar="SOURCE",
        help=Message(
            "CadQuery scripts, folders of scripts, {example}, or STEP files",
            example="FILE.py::make(width=20)",
        ).say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--material", default="", metavar="NAME",
        help=Message("what the parts are made of (default: to be said in spec.toml)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--whole", action="store_true",
        help=Message("an assembly is one part of several bodies, not the product").say(lang),
    )  # fmt: skip
    worker_options(command, lang)
