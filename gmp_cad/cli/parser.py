"""The words of the command line: its commands and what all of them take.

Help and errors come in the language of ``--lang``; with ``--json`` an error is a JSON object.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from gmp_cad import __version__
from gmp_cad.cli.arguments import Parser
from gmp_cad.cli.options import LOG_LEVELS, OPTIONS
from gmp_cad.language import LANGUAGES, Message

# command → (module:function, help)
COMMANDS = {
    "build": ("gmp_cad.cli.build:build", Message("models, exports, checks, contracts, dossier")),
    "check": ("gmp_cad.cli.build:check", Message("only the verdicts")),
    "batch": (
        "gmp_cad.cli.batch:batch",
        Message("many projects (a class) in one go, and one summary of them all"),
    ),
    "approve": (
        "gmp_cad.cli.approve:approve", Message("accept the geometry of parts as it is now"),
    ),
    "interference": (
        "gmp_cad.cli.interference:interference",
        Message("the parts of the product, or of a STEP file or a script, compared two by two"),
    ),
    "mass": (
        "gmp_cad.cli.mass:mass",
        Message("mass, centre and inertia of the product or of a fixture, at any position"),
    ),
    "watch": (
        "gmp_cad.cli.watch:watch", Message("rebuild on save; the open page of the browser follows"),
    ),
    "show": ("gmp_cad.cli.watch:show", Message("a part in the browser, while it is modelled")),
    "diff": (
        "gmp_cad.cli.diff:diff",
        Message("what differs from the accepted geometry, or from a revision of git"),
    ),
    "explain": (
        "gmp_cad.cli.explain:explain", Message("why a subject was rebuilt, what it depends on"),
    ),
    "plan": ("gmp_cad.cli.plan:plan", Message("a process plan proposed from the part, and proven")),
    "fill": (
        "gmp_cad.cli.fill:fill_template", Message("a school's own Word or Excel template, filled"),
    ),
    "templates": (
        "gmp_cad.cli.templates:templates", Message("templates of the documents: list, fields, copy, check"),
    ),
    "cache": ("gmp_cad.cli.cache:cache", Message("kept results: where, how large; trim, clear")),
    "doctor": (
        "gmp_cad.cli.doctor:doctor", Message("what this machine lacks for gmp_cad, and the remedy"),
    ),
    "stats": ("gmp_cad.cli.stats:stats", Message("where the time of the builds went")),
    "new": (
        "gmp_cad.cli.new:new",
        Message("a fresh project, or a part of one, that builds green at once"),
    ),
    "adopt": (
        "gmp_cad.cli.adopt:adopt", Message("scripts and STEP files that exist become parts under test"),
    ),
    "ci": (
        "gmp_cad.cli.ci:ci", Message("files that let GitHub Actions or GitLab CI check the project"),
    ),
    "fit": ("gmp_cad.cli.fit:fit", Message("clearance or interference of a hole and a shaft")),
    "tolerance": ("gmp_cad.cli.tolerance:tolerance", Message("limits of one size")),
    "thread": ("gmp_cad.cli.thread:thread", Message("sizes, limits and drill of a thread")),
    "material": ("gmp_cad.cli.material:material", Message("density, strength and cutting data")),
    "schema": ("gmp_cad.cli.schema:schema", Message("JSON Schemas of the project's files, for editors")),
    "inspect": (
        "gmp_cad.cli.inspect:inspect_files", Message("what a STEP file holds: solids, PMI, counts"),
    ),
}  # fmt: skip
_DESCRIPTION = Message("From a specification to models, checks, contrats de phase and the dossier.")
_EXIT_CODES = Message(
    "exit codes: 0 all hold, 1 a check fails, 2 wrong usage or invalid file, "
    "3 a model or tool failed, 4 a bug of gmp_cad"
)


def language_of(arguments: Sequence[str]) -> str:
    """Return the language that the arguments ask for, before they are parsed; French unless told."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    return next((new for old, new in pairwise(words) if old == "--lang" and new in LANGUAGES), "fr")


def parser(lang: str, *, as_json: bool = False) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, speaking ``lang``."""
    root = Parser(lang=lang, as_json=as_json, prog="gmp-cad",
                   description=_DESCRIPTION.say(lang), epilog=_EXIT_CODES.say(lang))  # fmt: skip
    root.options.add_argument(
        "--version", action="version", version=f"gmp_cad {__version__}",
        help=Message("show the version and stop").say(lang),
    )  # fmt: skip
    _common(root, lang)
    root.set_defaults(project=None, lang=lang, json=False, log_level=None)
    commands = root.add_subparsers(
        dest="command", metavar="COMMAND", required=True, title=Message("commands").say(lang),
    )  # fmt: skip
    for name, (_, text) in COMMANDS.items():
        command = commands.add_parser(
            name, lang=lang, as_json=as_json, help=text.say(lang), description=text.say(lang)
        )
        _common(command, lang)
        OPTIONS[name](command, lang)
    return root


def _common(command: Parser, lang: str) -> None:
    """Add what may stand before or after the command; the root parser holds the defaults."""
    kept = argparse.SUPPRESS
    command.options.add_argument(
        "--project", type=Path, metavar="DIR", default=kept,
        help=Message("the project (default: the nearest folder upward)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--json", action="store_true", default=kept,
        help=Message("one JSON object on standard output").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--lang", choices=LANGUAGES, default=kept,
        help=Message("language of messages and documents (default fr)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--log-level", choices=LOG_LEVELS, type=str.lower, default=kept,
        help=Message("log to standard error (default: {variable}, else warning)",
                     variable="GMP_CAD_LOG").say(lang),
    )  # fmt: skip
