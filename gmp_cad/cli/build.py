"""``gmp-cad build`` and ``gmp-cad check``. What plans a build is loaded when there may be one."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gmp_cad.build import unchanged
from gmp_cad.build.settings import Settings, output_folder
from gmp_cad.build.stranger import apart
from gmp_cad.build.unchanged import Answer
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import is_styled, paint, visible
from gmp_cad.cli.result_files import ResultFiles, result_files
from gmp_cad.cli.system import require_shared_objects, require_system_libraries
from gmp_cad.cli.verdicts import say, show_counts, show_verdicts
from gmp_cad.engine.cache.cache_place import store_folder
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, english
from gmp_cad.spec.condition import Condition
from gmp_cad.spec.project_folder import PARTS, find_project

_KNOWN = english({"geometry": "seen on the nominal part", "specification": "written"})


def build(options: argparse.Namespace) -> ExitCode:
    """Build the project, or the subjects named, and say where to look."""
    return _run(options, _settings(options))


def check(options: argparse.Namespace) -> ExitCode:
    """Give the verdicts without writing any document."""
    return _run(options, _settings(options, verdicts_only=True))


def _settings(options: argparse.Namespace, *, verdicts_only: bool = False) -> Settings:
    return Settings(
        subjects=tuple(options.subjects), lang=options.lang, jobs=options.jobs,
        strict=options.strict, condition=Condition(getattr(options, "at", Condition.NOMINAL)),
        cache=cache_of(options), verdicts_only=verdicts_only,
        model_timeout_s=options.model_timeout, sandbox=options.sandbox,
    )  # fmt: skip


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
    with result_files(options) as files:
        return _carried_out(options, settings, files)


def _carried_out(options: argparse.Namespace, settings: Settings, files: ResultFiles) -> ExitCode:
    files.root = root = project_of(options)
    settings = apart(root, settings)
    require_shared_objects()
    started = time.monotonic()
    if options.dry_run:
        from gmp_cad.cli import dry_run  # noqa: PLC0415 - it loads what plans a build

        return dry_run.tell(root, settings, options)
    # A profile is of a build that is planned.
    known = unchanged.answer(root, settings) if options.profile is None else None
    answer = known or _planned(root, settings, options)
    files.write(answer.report, answer.exit_code)
    if options.json:
        sys.stdout.write(answer.report.decode())
    else:
        _show(answer, options, output_folder(root, settings.lang, settings.condition), started)
    return ExitCode(answer.exit_code)


def _planned(root: Path, settings: Settings, options: argparse.Namespace) -> Answer:
    """Plan the build, run what there is to run, and return what it has to say."""
    from gmp_cad.build import project_build  # noqa: PLC0415 - waits until there may be work
    from gmp_cad.cli import terminal  # noqa: PLC0415
    from gmp_cad.cli.profile import profiled  # noqa: PLC0415
    from gmp_cad.cli.scheduler_option import scheduled  # noqa: PLC0415
    from gmp_cad.engine.announced import heard_by  # noqa: PLC0415

    require_system_libraries()
    store = store_folder(root, settings.cache)
    with (
        scheduled(options, store, confined=settings.sandbox) as scheduler,
        profiled(options.profile, options.command, options.lang) as profile,
        terminal.progress(options) as listener,
    ):
        heard = heard_by(listener, profile.listener())
        return project_build.answer_of(project_build.build(root, settings, heard, scheduler))


def _show(answer: Answer, options: argparse.Namespace, folder: Path, started: float) -> None:
    lang, report = options.lang, json.loads(answer.report)
    show_verdicts(report["findings"], lang, verbose=options.verbose)
    if options.verbose:
        on = is_styled(sys.stderr)
        for task, reasons in answer.ran.items():
            line = f"{task}: {', '.join(reason.say(lang) for reason in reasons)}"
            say(paint(visible(line), "dim", on=on))
        say(*(visible(line.say(lang)) for line in _targets(report)))
    show_counts(report["counts"], lang)
    message = Message(
        "{ran} of {total} {total:task|tasks} ran in {seconds:.1f} s; {written} {written:file|files} written",
        ran=len(answer.ran), total=answer.tasks, seconds=time.monotonic() - started,
        written=answer.written,
    )  # fmt: skip
    say(message.say(lang), *(visible(f"→ {folder / path}") for path in answer.first))


def _targets(report: Mapping[str, Any]) -> Iterator[Message]:
    """Yield at which size each line was built, on which side its material lies, how that is known."""
    for part, lines in report["targets"].items():
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
