"""Building a project: read everything, run what is not stored, publish, report."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gmp_cad.build import project_graph, unchanged
from gmp_cad.build.completion import besides, named_files, settled
from gmp_cad.build.documents.cover_graph import cover_tasks
from gmp_cad.build.documents.dossier_graph import dossier_tasks, shown_params
from gmp_cad.build.documents.template_tasks import templated
from gmp_cad.build.output_place import REPORT
from gmp_cad.build.outputs import Outputs, outputs_of
from gmp_cad.build.results.report import (
    BuiltAt,
    exit_code,
    input_findings,
    report,
    report_bytes,
    task_finding,
)
from gmp_cad.build.settings import Settings as Settings  # noqa: PLC0414 - its users import it here
from gmp_cad.build.settings import output_folder as output_folder  # noqa: PLC0414 - its users import it here
from gmp_cad.build.site.scene_graph import viewer_tasks
from gmp_cad.build.site.shaded_graph import published_pictures
from gmp_cad.build.site.site_graph import site_tasks
from gmp_cad.build.stages import Stages
from gmp_cad.build.stranger import apart
from gmp_cad.build.unchanged import Answer, Done
from gmp_cad.documents.part.coverage import CoveredLine
from gmp_cad.engine.announced import PLAN, Listener, Told, announce, planned, work
from gmp_cad.engine.cache.cache_place import history_file, store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.engine.scheduler import Scheduler
from gmp_cad.engine.task import Task
from gmp_cad.errors import ExitCode, InvalidInputError, UsageError
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.project import ProjectFiles, load_project
from gmp_cad.spec.targets import Condition, Target

VERDICT_KINDS = (
    "study",
    "simulation",
    "proofs",
    "phase_study",
    "clamping",
    "driven",
    "fits",
    "masses",
    "coverage",
    "order",
    "inspection_plan",
    "plan_status",
    "fixture_study",
    "signs",
    "baseline",
)
# A task of these kinds that crashes is an observation: a check tells it.
_ATTEMPTS = ("trial", "relation", "way")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build gave. ``text``: its report as ``report.json`` holds it."""

    findings: tuple[Finding, ...]
    report: Mapping[str, Any]
    text: bytes
    exit_code: ExitCode
    written: tuple[str, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    kernel_started: bool = False


def _silent(_event: str, _what: Told) -> None:
    return None


def build(
    root: Path, settings: Settings, listener: Listener = _silent,
    scheduler: Scheduler | None = None,
) -> Build:  # fmt: skip
    """Build the project at ``root`` and publish into its ``output/``.

    ``listener`` hears what comes before each stage (:mod:`gmp_cad.engine.announced`), then what
    becomes of each task (:class:`~gmp_cad.engine.graph.Run`). ``scheduler``: runs the tasks, on the
    store that the settings choose; without it processes of this machine do, and end with the build. Raises
    :class:`~gmp_cad.errors.InvalidInputError` when a file of the project is invalid; then nothing
    is built, and ``report.json`` says why.
    """
    settings = apart(root, settings)
    before = unchanged.begun(root, settings)
    outputs = outputs_of(root, settings)
    try:
        with work("read", listener):
            project = load_project(root, strange=settings.sandbox, baselines=not settings.accepting)
    except InvalidInputError as error:
        data = report(
            input_findings(error.problems), complete=False, lang=settings.lang,
            built=BuiltAt(condition=settings.condition),
        )  # fmt: skip
        with contextlib.suppress(UsageError):  # the faults of the files come first
            outputs.write(REPORT, report_bytes(data))
        raise
    named = named_files(project)
    with (
        opened(store_folder(root, settings.cache)) as store,
        _running(root, settings, store, scheduler) as own,
    ):
        built = healed(store, lambda: _build(project, settings, store, outputs, listener, own))
    if before is not None and is_settled(built):
        read = besides(project, named, before, built.results, strange=settings.sandbox)
        published = None if settings.verdicts_only else _published(built.results)
        if read is not None:
            done = Done(answer=answer_of(built), besides=read, published=published)
            unchanged.keep(root, settings, before, done)
    return built


@contextlib.contextmanager
def _running(
    root: Path, settings: Settings, store: Store, given: Scheduler | None
) -> Iterator[Scheduler]:
    """Yield what runs the tasks; at the end no script of the project runs any more."""
    if given is None:
        jobs = settings.jobs or default_jobs()
        with Workers(store, jobs, confined=settings.sandbox) as workers:
            yield workers
        return
    try:
        yield given
    finally:
        given.leave(str(root))


def stages_of(project: ProjectFiles, settings: Settings) -> tuple[dict[str, Any], Stages]:
    """Return what all documents share, and what a build runs stage by stage."""
    documents = project_graph.document_settings(
        project, settings.lang, strict=settings.strict, strange=settings.sandbox
    )
    kinds = VERDICT_KINDS if settings.verdicts_only else ()
    return documents, Stages(
        project=project, documents=documents, subjects=settings.subjects, kinds=kinds
    )


def _build(
    project: ProjectFiles,
    settings: Settings,
    store: Store,
    outputs: Outputs,
    listener: Listener,
    scheduler: Scheduler,
) -> Build:
    whole = not settings.subjects and not settings.verdicts_only
    history = History(history_file(project.root, settings.kept))
    run = Run(
        store=store, workers=scheduler, history=history, root=project.root, on_event=listener
    )  # fmt: skip
    with history.kept():
        findings, coverage = _run_stages(run, project, settings, listener, whole=whole)
    built = BuiltAt(
        condition=settings.condition,
        targets=dict(_targets(store, run.results)),
        pictures=dict(published_pictures(run.results)),
    )

    def told(locked: Mapping[str, Message]) -> dict[str, Any]:
        return report(
            [*findings, *_locked(locked)], complete=True, subjects=settings.subjects,
            lang=settings.lang, coverage=coverage, built=built,
        )  # fmt: skip

    with work("publish", listener):
        files = {} if settings.verdicts_only else _published(run.results)
        said, written, locked = _publish(outputs, files, store, told, whole=whole)
    findings += _locked(locked)
    return Build(
        findings=tuple(findings), report=said[0], text=said[1], exit_code=exit_code(findings),
        written=written, results=run.results, kernel_started=scheduler.started,
    )  # fmt: skip


def _run_stages(
    run: Run, project: ProjectFiles, settings: Settings, listener: Listener, *, whole: bool
) -> tuple[list[Finding], dict[str, tuple[CoveredLine, ...]]]:
    """Run all that the settings ask for; return the verdicts, and what became of each line."""
    documents, stages = stages_of(project, settings)
    run.history.begin(settings.asked)
    nominal = settings.condition is Condition.NOMINAL
    staged = (
        stages.nominal(run.store, run.results)
        if nominal
        else stages.at(settings.condition, run.store, run.results)
    )
    for tasks in planned(staged, listener):
        _execute(run, tasks, settings, listener)
    if nominal and not settings.verdicts_only:
        with work(PLAN, listener):
            shown = stages.shown(run.store, run.results)
        _execute(run, shown, settings, listener)
    findings = list(findings_of(run.store, run.results))
    coverage = dict(_coverage(run.store, run.results))
    if whole and nominal:
        with work(PLAN, listener):
            last = last_tasks(project, documents, run.results)
        _execute(run, last, settings, listener, last=True)
        findings += findings_of(run.store, {t.id: run.results[t.id] for t in last})
    if whole:
        run.history.keep_only(run.results, "" if nominal else f"@{settings.condition}")
    run.history.end()
    return findings, coverage


def _publish(
    outputs: Outputs, files: Mapping[str, str], store: Store,
    told: Callable[[Mapping[str, Message]], dict[str, Any]], *, whole: bool,
) -> tuple[tuple[dict[str, Any], bytes], tuple[str, ...], Mapping[str, Message]]:  # fmt: skip
    """Publish the files and the report; return the report, what was written, what is locked.

    ``told``: the report, given what another program holds and why.
    """
    data = told({})
    text = report_bytes(data)
    written, locked = outputs.publish(
        files, store, whole=whole,
        report=lambda held: report_bytes(told(held)) if held else text,
    )  # fmt: skip
    if locked:
        data = told(locked)
        text = report_bytes(data)
    return (data, text), written, locked


def _execute(
    run: Run, tasks: Sequence[Task], settings: Settings, listener: Listener, *, last: bool = False
) -> None:
    announce(run, tasks, listener, last=last)
    require_whole(run.execute([as_set(task, settings) for task in tasks]))


def as_set(task: Task, settings: Settings) -> Task:
    """Return a script's task with the time that it is given, and whose its result is."""
    if task.trace is None:
        return task
    seconds = settings.model_timeout_s or task.timeout_s
    # What strangers' code answers may be forged: it must never be another's result.
    whose = task.trace.root if settings.sandbox else ""
    return replace(task, timeout_s=seconds, trace=replace(task.trace, whose=whose))


def last_tasks(
    project: ProjectFiles, documents: dict[str, Any], results: Mapping[str, Result]
) -> list[Task]:
    """Return the tasks that tell of all others: the dossier and the site."""
    parts = {place.key: place for place in project_graph.part_places(project)}
    assemblies = list(project_graph.assembly_places(project, parts))
    failures = list(_failures(results))
    params = shown_params(list(parts.values()), assemblies, documents, results, failures)
    beside = [
        *dossier_tasks(params, results, project.product, project.root),
        *cover_tasks(list(parts.values()), assemblies, documents),
    ]
    tasks = [*beside, *site_tasks(params, results, beside), *viewer_tasks(documents)]
    return list(templated(tasks, documents["templates"]))


def _locked(files: Mapping[str, Message]) -> Iterator[Finding]:
    """Yield a finding for each file that another program holds; ``files``: with what is wrong."""
    hint = Message("close it in the program that shows it, and build again")
    for path, message in files.items():
        yield task_finding(path, "locked", message, hint=hint)


def _published(results: Mapping[str, Result]) -> dict[str, str]:
    return {
        path: result.outcome.outputs[output]
        for result in results.values()
        if result.ok
        for output, path in result.task.publish.items()
        if output in result.outcome.outputs
    }


def findings_of(store: Store, results: Mapping[str, Result]) -> Iterator[Finding]:
    """Yield the verdicts that tasks gave, and a finding for each task that failed."""
    for result in results.values():
        if result.ok and "findings" in result.outcome.outputs:
            yield from decode(store.get(result.outcome.outputs["findings"]), tuple[Finding, ...])
    yield from _failures(results)


def _failures(results: Mapping[str, Result]) -> Iterator[Finding]:
    """Yield a finding per task that failed, and per verdict that could not be reached for it."""
    for result in results.values():
        if result.state == "skipped" and result.task.id.split(":")[0] in VERDICT_KINDS:
            yield Finding(
                check="build.task", code="skipped", status=Status.SKIP, subject=result.task.subject,
                message=Message(
                    "{task}: {reason}", task=result.task.id, reason=result.outcome.message
                ),
            )  # fmt: skip
        if result.state == "failed" and result.task.id.split(":")[0] not in _ATTEMPTS:
            outcome = result.outcome
            message = outcome.message or Message("it failed")
            yield task_finding(
                result.task.subject, outcome.kind,
                Message("{task}: {reason}", task=result.task.id, reason=message),
                hint=outcome.hint, where=outcome.where,
            )  # fmt: skip


def _coverage(
    store: Store, results: Mapping[str, Result]
) -> Iterator[tuple[str, tuple[CoveredLine, ...]]]:
    """Yield each part with what became of the lines of its specification."""
    for result in results.values():
        if result.ok and "coverage" in result.outcome.outputs:
            data = store.get(result.outcome.outputs["coverage"])
            yield result.task.subject, decode(data, tuple[CoveredLine, ...])


def _targets(
    store: Store, results: Mapping[str, Result]
) -> Iterator[tuple[str, Mapping[str, Target]]]:
    """Yield each part built at a condition with the targets of its dimensions."""
    for result in results.values():
        if result.ok and "targets" in result.outcome.outputs:
            data = store.get(result.outcome.outputs["targets"])
            yield result.task.subject.split("@")[0], decode(data, dict[str, Target])


def is_settled(build: Build) -> bool:
    """Tell whether another build of the same would find nothing to do, and say the same."""
    wanting = {"locked", "bug"}
    return settled(build.results) and all(f.code not in wanting for f in build.findings)


def answer_of(build: Build) -> Answer:
    """Return what the build has to say."""
    ran = [result for result in build.results.values() if result.state == "ran"]
    return Answer(
        report=build.text, exit_code=int(build.exit_code), tasks=len(build.results),
        first=tuple(published_paths(build)), ran={r.task.id: r.reasons for r in ran},
        written=len(build.written),
    )  # fmt: skip


def published_paths(
    build: Build, prefixes: Sequence[str] = ("dossier.pdf", "index.html")
) -> list[str]:
    """Return the first things to look at among what the build published."""
    paths = _published(build.results)
    return [p for p in prefixes if p in paths]
