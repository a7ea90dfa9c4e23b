"""One of two states of a project, built to be compared: nothing is published, no history is written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.project_build import as_set, findings_of, stages_of
from gmp_cad.build.project_graph import PRODUCT
from gmp_cad.build.settings import Settings
from gmp_cad.build.stages import Stages
from gmp_cad.engine.announced import Listener, announce, planned
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.engine.scheduler import Scheduler
from gmp_cad.errors import ExitCode, InvalidInputError, Problem, worst
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.project import ProjectFiles, load_project

GEOMETRY = ("fingerprint", "mass")
PAGES = ("drawing", "ensemble", "contract")
_PDF = ".pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSide:
    """What became of one state: ``project`` is None, and ``problems`` say why, where it is invalid."""

    root: Path
    project: ProjectFiles | None
    stages: Stages | None = None
    problems: tuple[Problem, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def places(self) -> Mapping[str, PartPlace]:
        """Its parts, and those of its fixtures, by key."""
        return {} if self.stages is None else self.stages.parts

    def output(self, task: str, name: str) -> str | None:
        """Return the digest of what a task gave, None where it gave no such thing."""
        result = self.results.get(task)
        return result.outcome.outputs.get(name) if result is not None and result.ok else None

    def fingerprint(self, part: str, store: Store) -> Fingerprint | None:
        """Return what a part is recognised by, None where it could not be built."""
        digest = self.output(f"fingerprint:{part}", "fingerprint")
        return None if digest is None else decode(store.get(digest), Fingerprint)

    def failures(self) -> Iterator[tuple[str, Message]]:
        """Yield each task that failed, by its id, with the reason."""
        for result in self.results.values():
            if result.state == "failed":
                yield result.id, result.outcome.message or Message("it failed")

    def failure(self, part: str) -> Message | None:
        """Return why there is no solid of a part, None where there is one or no such part."""
        result = self.results.get(f"model:{part}")
        return None if result is None or result.ok else result.outcome.message

    def renamed(self, names: Mapping[str, str]) -> tuple[Finding, ...]:
        """Return its verdicts with other names for some parts."""
        return tuple(_renamed(one, names) for one in self.findings)

    def documents(self) -> Mapping[str, tuple[str, str]]:
        """Return the PDF files: by path under ``output/`` whose they are, and their digest."""
        return {
            path: (result.task.subject, result.outcome.outputs[output])
            for result in self.results.values()
            if result.ok and result.task.id.split(":")[0] in PAGES
            for output, path in result.task.publish.items()
            if path.endswith(_PDF) and output in result.outcome.outputs
        }

    @property
    def undocumented(self) -> frozenset[str]:
        """The PDF files that could not be made: that they are not there says nothing."""
        return frozenset(
            path
            for result in self.results.values()
            if not result.ok and result.task.id.split(":")[0] in PAGES
            for path in result.task.publish.values()
        )

    @property
    def failed(self) -> bool:
        """Whether a script or a tool failed."""
        return any(f.status is Status.ERROR for f in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What builds both states: one store, one pool of workers, one who listens."""

    store: Store
    workers: Scheduler
    listener: Listener
    history: History


@contextlib.contextmanager
def means_for(root: Path, settings: Settings, listener: Listener) -> Iterator[Means]:
    """Yield what builds states of the project at ``root``, on the store that the settings choose."""
    jobs = settings.jobs or default_jobs()
    with (
        opened(store_folder(root, settings.cache)) as store,
        Workers(store, jobs, confined=settings.sandbox) as workers,
    ):
        history = History(history_file(root, settings.kept))
        yield Means(store=store, workers=workers, listener=listener, history=history)


def built(root: Path, settings: Settings, kinds: Sequence[str], means: Means) -> BuiltSide:
    """Build the project at ``root`` as far as the tasks of ``kinds`` need, for the subjects it has.

    ``kinds``: none build nothing: the files are read. A project that is invalid is told, not raised.
    """
    try:
        project = load_project(root, strange=settings.sandbox, baselines=not settings.accepting)
    except InvalidInputError as error:
        return BuiltSide(root=root, project=None, problems=tuple(error.problems))
    _, stages = stages_of(project, replace(settings, subjects=()))
    known = {*stages.parts, *project.fixtures, *([PRODUCT] if project.product else ())}
    subjects = tuple(name for name in settings.subjects if name in known)
    stages = replace(stages, subjects=subjects, kinds=tuple(kinds))
    run = Run(
        store=means.store, workers=means.workers, history=means.history, root=root,
        on_event=means.listener,
    )  # fmt: skip
    if kinds and (subjects or not settings.subjects):
        for tasks in planned(stages.nominal(means.store, run.results), means.listener):
            announce(run, tasks, means.listener)
            require_whole(run.execute([as_set(task, settings) for task in tasks]))
    return BuiltSide(
        root=root, project=project, stages=stages, results=run.results,
        findings=tuple(findings_of(means.store, run.results)),
    )  # fmt: skip


def _renamed(finding: Finding, names: Mapping[str, str]) -> Finding:
    for old, new in names.items():
        if finding.subject == old or finding.subject.startswith(f"{old}."):
            return replace(finding, subject=new + finding.subject.removeprefix(old))
    return finding


def exit_code(sides: Sequence[BuiltSide]) -> ExitCode:
    """Return 2 where files of a state are not valid, 3 where something of it failed."""
    codes = [ExitCode.USAGE if side.problems else ExitCode.OK for side in sides]
    return worst([*codes, *(ExitCode.TOOL_FAILED for side in sides if side.failed)])


def side_problems(side: BuiltSide, lang: str) -> Iterator[str]:
    """Yield what is wrong with a state: faults of its files, else each task that failed."""
    for problem in side.problems:
        where = str(problem.where)
        told = problem.message.say(lang).partition("\n")[0]  # what is quoted below needs its column
        yield f"{where}: {told}" if where else told
    for task, reason in side.failures():
        yield f"{task}: {reason.say(lang)}"
