"""What each command takes: its arguments and options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gmp_cad.cli.adopt_options import adopt_options
from gmp_cad.cli.approve_options import approve_options
from gmp_cad.cli.arguments import Parser
from gmp_cad.cli.ci_options import ci_options
from gmp_cad.cli.diff_options import diff_options
from gmp_cad.cli.shared_options import (
    built_confined_option,
    cache_option,
    length,
    model_timeout_option,
    profile_option,
    result_file_options,
    sandbox_option,
    scheduler_option,
    seconds,
    worker_options,
)
from gmp_cad.cli.watch_options import show_options, watch_options
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import subject_named

# The classes of ISO 2768-1; the table itself is loaded by the command.
LINEAR_GRADES = ("f", "m", "c", "v")
# Those of spec.targets, which this module does not load: --help answers at once.
CONDITIONS = ("nominal", "middle", "mmc", "lmc")
LOG_LEVELS = ("error", "warning", "info", "debug")
TEMPLATE_ACTIONS = ("list", "show", "eject", "check")
CACHE_ACTIONS = ("show", "trim", "clear")
SCHEMAS = (
    "spec", "product", "process", "workshop", "fixture", "sheet", "baseline", "report", "evidence",
    "product_evidence", "interference", "fits", "mass", "batch", "batch_times", "fit", "tolerance",
    "thread", "material", "materials", "interference_file", "inspect", "plan", "fill", "templates",
    "cache", "ci", "adopt", "stats", "explain", "dry_run", "diff", "doctor", "approve", "watch",
)  # fmt: skip


def _build_options(command: Parser, lang: str) -> None:
    _check_options(command, lang)
    command.options.add_argument(
        "--at", choices=CONDITIONS, default="nominal",
        help=Message("build the parts at their limits, into output/at-… (default nominal)").say(lang),
    )  # fmt: skip


def _check_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", type=subject_named,
        help=Message("parts, fixtures, product (default: all)").say(lang),
    )  # fmt: skip
    worker_options(command, lang)
    command.options.add_argument(
        "-v", "--verbose", action="store_true", help=Message("every verdict, every task").say(lang)
    )
    command.options.add_argument(
        "--dry-run", action="store_true",
        help=Message("say what would run, and why; do nothing").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--strict", action="store_true",
        help=Message("a line of a specification that arrives nowhere is a failure").say(lang),
    )  # fmt: skip
    result_file_options(command, lang)
    model_timeout_option(command, lang)
    sandbox_option(command, lang, default=False)
    profile_option(command, lang)
    scheduler_option(command, lang)


def _interference_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "file", nargs="?", type=Path, metavar="FILE",
        help=Message("a STEP assembly (.step, .stp) or a CadQuery script (.py); default: the product")
        .say(lang),
    )  # fmt: skip
    valued: dict[str, tuple[Callable[[str], Any], str, Message]] = {
        "--name": (str, "NAME", Message("of a script: the global name of the assembly")),
        "--near": (
            partial(length, lang, 1e6), "MM", Message("pairs nearer than that are measured (default 5)"),
        ),
        "--contact": (
            partial(length, lang, 0.1), "MM",
            Message("depth up to which an overlap is a contact (default 0.0005)"),
        ),
        "--csv": (Path, "FILE", Message("write the table of all pairs that were measured")),
    }  # fmt: skip
    for option, (kind, word, text) in valued.items():
        command.options.add_argument(option, type=kind, metavar=word, help=text.say(lang))
    command.options.add_argument(
        "--all", action="store_true", help=Message("list the contacts and the gaps too").say(lang)
    )
    worker_options(command, lang)


def _mass_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "subject", nargs="?", default="product", metavar="SUBJECT",
        help=Message("product or a fixture (default: product)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--at", action="append", default=[], metavar="NAME=VALUE",
        help=Message("a parameter's value, such as jaw_opening=20 (default: the declared positions)")
        .say(lang),
    )  # fmt: skip
    worker_options(command, lang)


def _explain_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "subject", metavar="SUBJECT",
        help=Message(
            "a part, a fixture, product; a task such as {task}; or a file of output/",
            task="drawing:semelle",
        ).say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--at", choices=CONDITIONS, default="nominal",
        help=Message("the build of the parts at their limits (default nominal)").say(lang),
    )  # fmt: skip
    built_confined_option(command, lang)
    cache_option(command, lang)


def _plan_options(command: Parser, lang: str) -> None:
    command.words.add_argument("part", metavar="PART", help=Message("a part").say(lang))
    switches = {
        "--write": Message("write process.toml into the part's folder"),
        "--force": Message("replace a process.toml that is there"),
        "--name-faces": Message("with --write: add the names that it needs to spec.toml"),
        "--quiet": Message("only the plan"),
    }
    for option, text in switches.items():
        command.options.add_argument(option, action="store_true", help=text.say(lang))
    cache_option(command, lang)


def _fill_options(command: Parser, lang: str) -> None:
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
    cache_option(command, lang)


def _templates_options(command: Parser, lang: str) -> None:
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


def _cache_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "action", nargs="?", choices=CACHE_ACTIONS, default="show", metavar="|".join(CACHE_ACTIONS),
        help=Message("what to do with it (default show)").say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--limit", metavar="SIZE",
        help=Message("trim: to this size (default: {variable}, else {size})",
                     variable="GMP_CAD_CACHE_SIZE", size="5 GB").say(lang),
    )  # fmt: skip
    cache_option(command, lang)


def _stats_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "file", nargs="?", type=Path, metavar="FILE",
        help=Message("a profile, written by --profile (default: the history of the project)").say(lang),
    )  # fmt: skip
    built_confined_option(command, lang)


def _new_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help=Message("where to write the project; parts/NAME inside a project: a part of it").say(
            lang
        ),
    )


def _notation(what: Message) -> Callable[[Parser, str], None]:
    """Return what adds the one text that a command of the desk takes."""

    def add(command: Parser, lang: str) -> None:
        command.words.add_argument("text", metavar="TEXT", help=what.say(lang))

    return add


def _tolerance_options(command: Parser, lang: str) -> None:
    _notation(Message('a size such as "40 js9", "40 ±0,1", "30°"'))(command, lang)
    command.options.add_argument(
        "--general", choices=LINEAR_GRADES, default="m",
        help=Message("class of ISO 2768-1 where no tolerance is written (default m)").say(lang),
    )  # fmt: skip


def _material_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "name", nargs="?", metavar="NAME",
        help=Message("designation, number or usual name (default: the list)").say(lang),
    )  # fmt: skip


def _inspect_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "files", nargs="+", metavar="FILE", help=Message("STEP files (.step, .stp)").say(lang)
    )


def _schema_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "name", nargs="?", metavar="NAME", choices=SCHEMAS,
        help=Message("one of {names} (default: the list)", names=", ".join(SCHEMAS)).say(lang),
    )  # fmt: skip
    command.options.add_argument(
        "--write", metavar="DIR", help=Message("write the schemas into a folder").say(lang)
    )


def _batch_options(command: Parser, lang: str) -> None:
    command.words.add_argument(
        "folders", nargs="+", metavar="FOLDER",
        help=Message("projects, folders of projects, or patterns of such ({example})", example="classe/*/")
        .say(lang),
    )  # fmt: skip
    worker_options(command, lang)
    profile_option(command, lang)
    valued: dict[str, tuple[Callable[[str], Any], str, Any, Message]] = {
        "--output": (Path, "DIR", Path("batch"), Message("the folder of the summary (default: batch)")),
        "--into": (
            Path, "DIR", None,
            Message("write what is built there, a folder for each project, and nothing into the projects"),
        ),
        "--expect": (
            Path, "PROJECT", None, Message("a project that has the parts and plans that all should have"),
        ),
        "--timeout": (
            partial(seconds, lang), "S", 3600.0, Message("how long a project may take (default 3600 s)"),
        ),
    }  # fmt: skip
    for option, (kind, word, default, text) in valued.items():
        command.options.add_argument(
            option, type=kind, metavar=word, default=default, help=text.say(lang)
        )
    model_timeout_option(command, lang)
    switches = {
        "--check": Message("only the verdicts, no documents"),
        "--strict": Message("a line of a specification that arrives nowhere is a failure"),
        "--again": Message("build again what failed, though nothing changed"),
    }
    for option, text in switches.items():
        command.options.add_argument(option, action="store_true", help=text.say(lang))
    sandbox_option(command, lang, default=True)
    scheduler_option(command, lang)


OPTIONS: Mapping[str, Callable[[Parser, str], None]] = {
    "build": _build_options,
    "check": _check_options,
    "batch": _batch_options,
    "approve": approve_options,
    "interference": _interference_options,
    "mass": _mass_options,
    "watch": watch_options,
    "show": show_options,
    "diff": diff_options,
    "explain": _explain_options,
    "plan": _plan_options,
    "fill": _fill_options,
    "templates": _templates_options,
    "cache": _cache_options,
    "doctor": lambda _command, _lang: None,
    "stats": _stats_options,
    "new": _new_options,
    "adopt": adopt_options,
    "ci": ci_options,
    "fit": _notation(Message('a fit such as "⌀25 H7/g6"')),
    "tolerance": _tolerance_options,
    "thread": _notation(Message('a thread such as M8, "M8×1-6g", "Tr 12×3-7H", "G 1/4"')),
    "material": _material_options,
    "schema": _schema_options,
    "inspect": _inspect_options,
}
