"""``gmp-cad``: the commands and their options. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from gmp_cad import __version__
from gmp_cad.errors import ExitCode, GmpError
from gmp_cad.language import LANGUAGES

# command → (module:function, help)
COMMANDS = {
    "build": ("gmp_cad.cli.build:build", "models, exports, checks, contracts, dossier"),
    "check": ("gmp_cad.cli.build:check", "only the verdicts"),
    "explain": ("gmp_cad.cli.explain:explain", "why a subject was rebuilt, what it depends on"),
    "new": ("gmp_cad.cli.new:new", "a fresh project that builds green at once"),
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    root = argparse.ArgumentParser(
        prog="gmp-cad",
        description="From a specification to models, checks, contrats de phase and the dossier.",
        epilog="exit codes: 0 all hold, 1 a check fails, 2 wrong usage or invalid file, "
        "3 a model or tool failed, 4 a bug of gmp_cad",
    )
    root.add_argument("--version", action="version", version=f"gmp_cad {__version__}")
    root.add_argument("--project", type=Path, metavar="DIR", help="the project (default: upward)")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--json", action="store_true", help="one JSON object on stdout")
        command.add_argument(
            "--lang", choices=LANGUAGES, default="fr", help="language (default fr)"
        )
        _OPTIONS[name](command)
    return root


def _build_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("subjects", nargs="*", metavar="SUBJECT", help="parts, fixtures, product")
    command.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="worker processes")
    command.add_argument("-q", "--quiet", action="store_true", help="no progress")
    command.add_argument("-v", "--verbose", action="store_true", help="every verdict, every task")


def _jobs(text: str) -> int:
    value = int(text) if text.isdigit() else 0
    if not 1 <= value <= 256:
        raise argparse.ArgumentTypeError(
            f"expected a number of workers from 1 to 256, not {text!r}"
        )
    return value


def _explain_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("subject", metavar="SUBJECT", help="a part, a fixture or product")


def _new_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="FOLDER", help="where to write the project")


_OPTIONS = {
    "build": _build_options,
    "check": _build_options,
    "explain": _explain_options,
    "new": _new_options,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    module, _, function = COMMANDS[options.command][0].partition(":")
    try:
        run = getattr(importlib.import_module(module), function)
        return int(run(options))
    except GmpError as error:
        from gmp_cad.cli.terminal import show_error  # noqa: PLC0415 - rich only when needed

        show_error(error, options)
        return int(error.exit_code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return int(ExitCode.OK)
