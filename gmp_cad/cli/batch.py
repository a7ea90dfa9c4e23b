"""``gmp-cad batch``: the projects of a class, built in one go, and one summary of them all."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gmp_cad.build.batch.batch import Batch, Class
from gmp_cad.build.batch.batch_expected import Expected
from gmp_cad.build.batch.batch_folders import Place, places
from gmp_cad.build.batch.batch_summary import (
    DATA,
    PAGE,
    TABLE,
    exit_code,
    summary_json,
    summary_of,
    write_summary,
    write_times,
)
from gmp_cad.build.settings import Settings
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import is_styled, paint, print_json, visible
from gmp_cad.cli.profile import profiled
from gmp_cad.cli.scheduler_option import scheduler_of
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.documents.classroom.class_project import STATES, ClassProject
from gmp_cad.documents.classroom.class_summary import ClassSummary, failures
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.processes.sandbox import ConfinementError, required
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.engine.scheduler import Scheduler
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, translate
from gmp_cad.spec.layout import PARTS


def batch(options: argparse.Namespace) -> ExitCode:
    """Build the projects of a class and write the summary; an interruption leaves one too."""
    folder = options.output.absolute()
    found = _places(options, folder)
    require_system_libraries()
    if options.sandbox and options.scheduler is None:  # workers elsewhere are asked themselves
        _require_sandbox()
    asked = Batch(
        settings=Settings(
            lang=options.lang, verdicts_only=options.check, strict=options.strict,
            sandbox=options.sandbox, model_timeout_s=options.model_timeout,
        ),
        summary=folder, cache=cache_of(options) or folder / ".gmp-cache",
        into=options.into and options.into.absolute(), timeout_s=options.timeout,
        again=options.again, expected=_expected(options.expect),
    )  # fmt: skip
    summary = _run(asked, found, options)
    if options.json:
        print_json(summary_json(summary))
    else:
        _show(summary, folder, options.lang)
    return exit_code(summary)


def _require_sandbox() -> None:
    """Refuse to run scripts of strangers with the rights of whoever asks: never silently."""
    try:
        required()
    except ConfinementError as error:
        raise UsageError(error.message, error.hint) from error


def _expected(root: Path | None) -> Expected | None:
    """Return what the project shows that each project should have."""
    if root is None:
        return None
    if not (root / PARTS).is_dir():
        message = Message("{folder} is no project: it holds no folder parts/", folder=str(root))
        raise UsageError(message, Message("give a project that has what every project should have"))
    return Expected.of(root.absolute())


def _places(options: argparse.Namespace, folder: Path) -> list[Place]:
    """Return the folders of the class; refuse where none of them is a project."""
    besides = [folder, *([options.into] if options.into else [])]
    found = places(options.folders, besides)
    if all(place.reason is not None for place in found):
        reasons = "; ".join(
            f"{place.name}: {place.reason.say(options.lang)}" for place in found[:3] if place.reason
        )
        raise UsageError(
            Message("no project among the folders given ({reasons})", reasons=reasons),
            Message("give the folders of the projects, each with its parts/, or the folder above them"),
        )  # fmt: skip
    return found


def _run(asked: Batch, found: Sequence[Place], options: argparse.Namespace) -> ClassSummary:
    """Build, and write the summary however it ends: all that is done stands in it."""
    store, started = Store(asked.cache), time.monotonic()
    store.open()
    workers: Scheduler | None = scheduler_of(options, asked.cache, confined=options.sandbox)
    if workers is None:
        workers = Workers(store, options.jobs or default_jobs(), confined=options.sandbox)
    with profiled(options.profile, options.command, options.lang) as profile:
        built = Class(found, asked, workers, profile.listener if options.profile else None)
        return _built(built, workers, options, started)


def _built(
    built: Class, workers: Scheduler, options: argparse.Namespace, started: float
) -> ClassSummary:
    asked, found = built.batch, built.places
    line = _Line(len(found), options)
    # Until the end the summary of an earlier run must not pass for that of this one.
    write_summary(asked.summary, summary_of(built))
    try:
        with workers:
            built.build(line.tell)
    finally:
        summary = summary_of(built)
        write_summary(asked.summary, summary)
        write_times(asked.summary, built, time.monotonic() - started)
    return summary


class _Line:
    """Tells each project that is done, a line each."""

    def __init__(self, total: int, options: argparse.Namespace) -> None:
        self.total = total
        self.done = 0
        self.lang = options.lang
        self.silent = options.quiet or options.json

    def tell(self, _rank: int, project: ClassProject, seconds: float) -> None:
        """Say how a project ended."""
        self.done += 1
        if self.silent:
            return
        count = str(self.done).rjust(len(str(self.total)))
        told = Message("{name}: {said} ({seconds:.1f} s)", name=visible(project.name),
                       said=_outcome(project, self.lang), seconds=seconds)  # fmt: skip
        sys.stderr.write(f"[{count}/{self.total}] {told.say(self.lang)}\n")
        sys.stderr.flush()


def _outcome(project: ClassProject, lang: str) -> str:
    """Return how a project ended in a few words."""
    on = is_styled(sys.stderr)
    failed = failures(project)
    if project.state == "built" and not failed:
        return paint(translate("all checks hold", lang), "green", on=on)
    if project.state in ("built", "failed"):
        said = Message(
            "{state}, {count} failing {count:verdict|verdicts}",
            state=Message(STATES[project.state]),
            count=failed,
        )
        return paint(said.say(lang), "red", on=on)
    reason = f": {project.reason.say(lang)}" if project.reason else ""
    return paint(
        visible(f"{translate(STATES[project.state], lang)}{reason}".split("\n")[0]), "yellow", on=on
    )


def _show(summary: ClassSummary, folder: Path, lang: str) -> None:
    states = Counter(project.state for project in summary.projects)
    told = " · ".join(
        f"{translate(STATES[state], lang)} ({count})" for state, count in states.items()
    )
    sys.stderr.write(f"{told}\n")
    for name in (PAGE, TABLE, DATA):
        sys.stderr.write(f"→ {visible(str(folder / name))}\n")
