"""``gmp-cad build`` and ``gmp-cad check``."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gmp_cad.build.announced import heard_by
from gmp_cad.build.project_build import Build, Settings, output_folder, published_paths
from gmp_cad.build.project_build import build as run_build
from gmp_cad.cli import terminal
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.profile import profiled
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, english
from gmp_cad.spec.project_folder import PARTS, find_project
from gmp_cad.spec.targets import Condition

_KNOWN = english({"geometry": "seen on the nominal part", "specification": "written"})


def build(options: argparse.Namespace) -> ExitCode:
    """Build the project, or the subjects named, and say where to look."""
    return _run(options, _settings(options))


def check(options: argparse.Namespace) -> ExitCode:
    """Give the verdicts without writing any document."""
    return _run(options, replace(_settings(options), verdicts_only=True))


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        subjects=tuple(options.subjects), lang=options.lang, jobs=options.jobs,
        strict=options.strict, condition=_condition(options), cache=cache_of(options),
    )  # fmt: skip


def _condition(options: argparse.Namespace) -> Condition:
    return Condition(getattr(options, "at", Condition.NOMINAL))


def project_of(options: argparse.Namespace) -> Path:
    """Return the project that a command works on."""
    if options.project is not None:
        folder = Path(options.project).resolve()
        if not (folder / PARTS).is_dir():
            raise UsageError(
                Message("{folder} is no project: it holds no folder parts/", folder=str(folder)),
                Message("give the folder that holds parts/, or start one with gmp-cad new"),
            )
        return folder
    return find_project(Path.cwd())


def _run(options: argparse.Namespace, settings: Settings) -> ExitCode:
    root = project_of(options)
    require_system_libraries()
    started = time.monotonic()
    with (
        profiled(options.profile, options.command, options.lang) as profile,
        terminal.progress(options) as listener,
    ):
        result = run_build(root, settings, heard_by(listener, profile.listener()))
    if options.json:
        terminal.print_json(result.report)
    else:
        _show(result, options, root, time.monotonic() - started)
    return result.exit_code


def _targets(result: Build) -> Iterator[Message]:
    """Yield at which size each line was built, on which side its material lies, how that is known."""
    for part, lines in result.report["targets"].items():
        for name, target in lines.items():
            value, reason = target["target"], target["stays_nominal"]
            line = f"{part}.{name}"
            if reason is not None:
                yield Message("{line}: {value}, nominal: {reason}", line=line, value=value,
                              reason=reason)  # fmt: skip
            else:
                yield Message(
                    "{line}: {value}, {side} ({known})", line=line, value=round(value, 9),
                    side=Message(target["side"]), known=Message(_KNOWN[target["side_known_by"]]),
                )  # fmt: skip


def _show(result: Build, options: argparse.Namespace, root: Path, seconds: float) -> None:
    lang, out = options.lang, terminal.console()
    terminal.show_verdicts(result.findings, lang, verbose=options.verbose)
    if options.verbose:
        for task_id, task_result in result.results.items():
            if task_result.state == "ran":
                reasons = ", ".join(r.say(lang) for r in task_result.reasons)
                out.print(f"[dim]{terminal.plain(f'{task_id}: {reasons}')}[/]")
        for line in _targets(result):
            out.print(terminal.plain(line.say(lang)))
    terminal.show_counts(result.report["counts"], lang)
    ran = sum(r.state == "ran" for r in result.results.values())
    message = Message(
        "{ran} of {total} tasks ran in {seconds:.1f} s; {written} files written",
        ran=ran, total=len(result.results), seconds=seconds, written=len(result.written),
    )  # fmt: skip
    out.print(message.say(lang))
    for path in published_paths(result):
        folder = output_folder(root, lang, _condition(options))
        out.print(terminal.plain(f"→ {folder / path}"))
