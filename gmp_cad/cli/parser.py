"""The words of the command line: commands, options, help, and what is wrong with them.

Help and errors come in the language of ``--lang``; with ``--json`` an error is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from gmp_cad import __version__
from gmp_cad.errors import ExitCode
from gmp_cad.language import LANGUAGES, Message

# command → (module:function, help)
COMMANDS = {
    "build": ("gmp_cad.cli.build:build", Message("models, exports, checks, contracts, dossier")),
    "check": ("gmp_cad.cli.build:check", Message("only the verdicts")),
    "interference": (
        "gmp_cad.cli.interference:interference",
        Message("the parts of the product, or of a STEP file or a script, compared two by two"),
    ),
    "mass": (
        "gmp_cad.cli.mass:mass",
        Message("mass, centre and inertia of the product or of a fixture, at any position"),
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
    "new": ("gmp_cad.cli.new:new", Message("a fresh project that builds green at once")),
    "fit": ("gmp_cad.cli.fit:fit", Message("clearance or interference of a hole and a shaft")),
    "tolerance": ("gmp_cad.cli.tolerance:tolerance", Message("limits of one size")),
    "thread": ("gmp_cad.cli.thread:thread", Message("sizes, limits and drill of a thread")),
    "material": ("gmp_cad.cli.material:material", Message("density, strength and cutting data")),
    "schema": ("gmp_cad.cli.schema:schema", Message("JSON Schemas of the project's files, for editors")),
    "inspect": (
        "gmp_cad.cli.inspect:inspect_files", Message("what a STEP file holds: solids, PMI, counts"),
    ),
}  # fmt: skip
# The classes of ISO 2768-1; the table itself is loaded by the command.
LINEAR_GRADES = ("f", "m", "c", "v")
# Those of spec.targets, which this module does not load: --help answers at once.
CONDITIONS = ("nominal", "middle", "mmc", "lmc")
TEMPLATE_ACTIONS = ("list", "show", "eject", "check")
SCHEMAS = (
    "spec", "product", "process", "workshop", "fixture", "sheet", "report", "evidence",
    "product_evidence", "interference", "fits", "mass", "fit", "tolerance", "thread", "material", "materials", "interference_file",
    "inspect",
    "plan", "fill", "templates",
)  # fmt: skip
_DESCRIPTION = Message("From a specification to models, checks, contrats de phase and the dossier.")
_EXIT_CODES = Message(
    "exit codes: 0 all hold, 1 a check fails, 2 wrong usage or invalid file, "
    "3 a model or tool failed, 4 a bug of gmp_cad"
)
# What argparse says (a pattern) → what it means.
_FAULTS = (
    (r"the following arguments are required: (?P<what>.*)", Message("missing: {what}")),
    (r"unrecognized arguments: (?P<what>.*)", Message("unknown option or argument: {what}")),
    (r"argument (?P<what>\S+): invalid choice: '?(?P<found>.*?)'? \(choose from (?P<known>.*)\)",
     Message("{what}: expected one of {known}, found {found}")),
    (r"argument (?P<what>\S+): expected one argument", Message("{what}: a value is missing")),
    (r"argument (?P<what>\S+): (?P<reason>.*)", Message("{what}: {reason}")),
)  # fmt: skip


def language_of(arguments: Sequence[str]) -> str:
    """Return the language that the arguments ask for, before they are parsed; French unless told."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    return next((new for old, new in pairwise(words) if old == "--lang" and new in LANGUAGES), "fr")


def parser(lang: str, *, as_json: bool = False) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, speaking ``lang``."""
    root = _Parser(lang=lang, as_json=as_json, prog="gmp-cad",
                   description=_DESCRIPTION.say(lang), epilog=_EXIT_CODES.say(lang))  # fmt: skip
    root.options.add_argument(
        "--version", action="version", version=f"gmp_cad {__version__}",
        help=Message("show the version and stop").say(lang),
    )  # fmt: skip
    _common(root, lang)
    root.set_defaults(project=None, lang=lang, json=False)
    commands = root.add_subparsers(
        dest="command", metavar="COMMAND", required=True, title=Message("commands").say(lang),
    )  # fmt: skip
    for name, (_, text) in COMMANDS.items():
        command = commands.add_parser(
            name, lang=lang, as_json=as_json, help=text.say(lang), description=text.say(lang)
        )
        _common(command, lang)
        _OPTIONS[name](command, lang)
    return root


class _Parser(argparse.ArgumentParser):
    """argparse with its own words translated, and errors that say what to do."""

    def __init__(self, *, lang: str, as_json: bool, **rest: Any) -> None:
        formatter = partial(_Formatter, lang)
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=formatter, **rest)
        self.lang = lang
        self.as_json = as_json
        self.words = self.add_argument_group(Message("arguments").say(lang))
        self.options = self.add_argument_group(Message("options").say(lang))
        self.options.add_argument(
            "-h", "--help", action="help", help=Message("show this help and stop").say(lang)
        )

    def error(self, message: str) -> NoReturn:
        text = _fault(message).say(self.lang)
        hint = Message("see {command} --help", command=self.prog).say(self.lang)
        if self.as_json:
            data = {"version": 1, "complete": False, "findings": [], "error": text, "hint": hint}
            sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        else:
            sys.stderr.write(f"{text}\n  → {hint}\n")
        raise SystemExit(int(ExitCode.USAGE))


class _Formatter(argparse.HelpFormatter):
    def __init__(self, lang: str, prog: str, **rest: Any) -> None:
        super().__init__(prog, **rest)
        self.lang = lang

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:  # fmt: skip
        shown = Message("usage: ").say(self.lang) if prefix is None else prefix
        super().add_usage(usage, actions, groups, shown)


def _fault(said: str) -> Message:
    for pattern, message in _FAULTS:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return Message(message.template, **found.groupdict())
    return Message("{said}", said=said)


def _common(command: _Parser, lang: str) -> None:
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


def _build_options(command: _Parser, lang: str) -> None:
    _check_options(command, lang)
    command.options.add_argument(
        "--at", choices=CONDITIONS, default="nominal",
        help=Message("build the parts at their limits, into output/at-… (default nominal)").say(lang),
    )  # fmt: skip


def _worker_options(command: _Parser, lang: str) -> None:
    command.options.add_argument(
        "-j", "--jobs", type=partial(_jobs, lang), metavar="N",
        help=Message("worker processes").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "-q", "--quiet", action="store_true", help=Message("no progress").say(lang)
    )
    _cache_option(command, lang)


def _cache_option(command: _Parser, lang: str) -> None:
    command.options.add_argument(
        "--cache", type=Path, metavar="DIR",
        help=Message("the folder where results are kept and shared (default: {variable}, else the project's own)",
                     variable="GMP_CAD_CACHE").say(lang),
    )  # fmt: skip


def _check_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "subjects", nargs="*", metavar="SUBJECT",
        help=Message("parts, fixtures, product (default: all)").say(lang),
    )  # fmt: skip
    _worker_options(command, lang)
    command.options.add_argument(
        "-v", "--verbose", action="store_true", help=Message("every verdict, every task").say(lang)
    )
    command.options.add_argument(
        "--strict", action="store_true",
        help=Message("a line of a specification that arrives nowhere is a failure").say(lang),
    )  # fmt: skip


def _jobs(lang: str, text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= value <= 256:
        message = Message("expected a number of workers from 1 to 256, not {found!r}", found=text)
        raise argparse.ArgumentTypeError(message.say(lang))
    return value


def _interference_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "file", nargs="?", type=Path, metavar="FILE",
        help=Message("a STEP assembly (.step, .stp) or a CadQuery script (.py); default: the product")
        .say(lang),
    )  # fmt: skip
    valued: dict[str, tuple[Callable[[str], Any], str, Message]] = {
        "--name": (str, "NAME", Message("of a script: the global name of the assembly")),
        "--near": (
            partial(_length, lang, 1e6), "MM", Message("pairs nearer than that are measured (default 5)"),
        ),
        "--contact": (
            partial(_length, lang, 0.1), "MM",
            Message("depth up to which an overlap is a contact (default 0.0005)"),
        ),
        "--csv": (Path, "FILE", Message("write the table of all pairs that were measured")),
    }  # fmt: skip
    for option, (kind, word, text) in valued.items():
        command.options.add_argument(option, type=kind, metavar=word, help=text.say(lang))
    command.options.add_argument(
        "--all", action="store_true", help=Message("list the contacts and the gaps too").say(lang)
    )
    _worker_options(command, lang)


def _length(lang: str, most: float, text: str) -> float:
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


def _mass_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "subject", nargs="?", default="product", metavar="SUBJECT",
        help=Message("product or a fixture (default: product)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--at", action="append", default=[], metavar="NAME=VALUE",
        help=Message("a parameter's value, such as jaw_opening=20 (default: the declared positions)")
        .say(lang),
    )  # fmt: skip
    _worker_options(command, lang)


def _explain_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "subject", metavar="SUBJECT", help=Message("a part, a fixture or product").say(lang)
    )


def _plan_options(command: _Parser, lang: str) -> None:
    command.words.add_argument("part", metavar="PART", help=Message("a part").say(lang))
    switches = {
        "--write": Message("write process.toml into the part's folder"),
        "--force": Message("replace a process.toml that is there"),
        "--name-faces": Message("with --write: add the names that it needs to spec.toml"),
        "--quiet": Message("only the plan"),
    }
    for option, text in switches.items():
        command.options.add_argument(option, action="store_true", help=text.say(lang))
    _cache_option(command, lang)


def _fill_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "template", nargs="?", type=Path, metavar="TEMPLATE",
        help=Message("a template of Word (.docx) or Excel (.xlsx) with fields such as {example}",
                     example="{{ machine }}").say(lang),
    )  # fmt: skip
    valued = {
        "--phase": ("PART/NN", Message("fill it with the contract of a phase, such as semelle/10")),
        "--part": ("PART", Message("fill it with the list of phases of a part")),
    }
    for option, (word, text) in valued.items():
        command.options.add_argument(option, metavar=word, help=text.say(lang))
    command.options.add_argument(
        "--output", type=Path, metavar="FILE",
        help=Message("where to write it (default: beside the template, with part and phase)").say(lang),
    )  # fmt: skip
    switches = {
        "--force": Message("replace a file that is there"),
        "--fields": Message("list the fields that may be used, with their values"),
    }
    for option, text in switches.items():
        command.options.add_argument(option, action="store_true", help=text.say(lang))
    _cache_option(command, lang)


def _templates_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "action", choices=TEMPLATE_ACTIONS, metavar="|".join(TEMPLATE_ACTIONS),
        help=Message("what to do with them").say(lang),
    )  # fmt: skip
    command.words.add_argument(
        "names", nargs="*", metavar="NAME",
        help=Message("templates (check: the project's own by default)").say(lang),
    )  # fmt: skip
    switches = {
        "--source": Message("show: the text of the template"),
        "--force": Message("eject: replace a file that is there"),
        "--all": Message("check: the packaged ones too"),
    }
    for option, text in switches.items():
        command.options.add_argument(option, action="store_true", help=text.say(lang))


def _new_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "folder", type=Path, metavar="FOLDER", help=Message("where to write the project").say(lang)
    )


def _notation(what: Message) -> Callable[[_Parser, str], None]:
    """Return what adds the one text that a command of the desk takes."""

    def add(command: _Parser, lang: str) -> None:
        command.words.add_argument("text", metavar="TEXT", help=what.say(lang))

    return add


def _tolerance_options(command: _Parser, lang: str) -> None:
    _notation(Message('a size such as "40 js9", "40 ±0,1", "30°"'))(command, lang)
    command.options.add_argument(
        "--general", choices=LINEAR_GRADES, default="m",
        help=Message("class of ISO 2768-1 where no tolerance is written (default m)").say(lang),
    )  # fmt: skip


def _material_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "name", nargs="?", metavar="NAME",
        help=Message("designation, number or usual name (default: the list)").say(lang),
    )  # fmt: skip


def _inspect_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "files", nargs="+", metavar="FILE", help=Message("STEP files (.step, .stp)").say(lang)
    )


def _schema_options(command: _Parser, lang: str) -> None:
    command.words.add_argument(
        "name", nargs="?", metavar="NAME", choices=SCHEMAS,
        help=Message("one of {names} (default: the list)", names=", ".join(SCHEMAS)).say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--write", metavar="DIR", help=Message("write the schemas into a folder").say(lang)
    )


_OPTIONS: Mapping[str, Callable[[_Parser, str], None]] = {
    "build": _build_options,
    "check": _check_options,
    "interference": _interference_options,
    "mass": _mass_options,
    "explain": _explain_options,
    "plan": _plan_options,
    "fill": _fill_options,
    "templates": _templates_options,
    "new": _new_options,
    "fit": _notation(Message('a fit such as "⌀25 H7/g6"')),
    "tolerance": _tolerance_options,
    "thread": _notation(Message('a thread such as M8, "M8×1-6g", "Tr 12×3-7H", "G 1/4"')),
    "material": _material_options,
    "schema": _schema_options,
    "inspect": _inspect_options,
}
