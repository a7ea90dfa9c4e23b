"""``gmp-cad explain``: what a subject depends on, and why each of its tasks last ran."""

from __future__ import annotations

import argparse

from gmp_cad.build import history as histories
from gmp_cad.build import project_graph
from gmp_cad.build.cache_place import history_file
from gmp_cad.build.task import Task
from gmp_cad.build.trial_graph import TRIAL_KINDS
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.errors import ExitCode
from gmp_cad.language import Message
from gmp_cad.spec.project import load_project


def explain(options: argparse.Namespace) -> ExitCode:
    """Show the tasks of a subject: dependencies, and the reason of the last run."""
    root = project_of(options)
    project = load_project(root)
    settings = project_graph.document_settings(project, options.lang)
    tasks = project_graph.evidence_tasks(project, settings)
    project_graph.select(tasks, [options.subject])
    own = [task for task in tasks if task.subject == options.subject]
    history = histories.History(history_file(root))
    if options.json:
        terminal.print_json({"subject": options.subject, "tasks": [_json(t, history) for t in own]})
        return ExitCode.OK
    out = terminal.console()
    trials = [task for task in own if task.id.split(":")[0] in TRIAL_KINDS]
    for task in own:
        if task in trials:
            continue
        out.print(f"[bold]{terminal.plain(task.id)}[/]")
        depends = Message("depends on: {names}", names=", ".join(_depends(task, history)))
        out.print(f"  {terminal.plain(depends.say(options.lang))}")
        for reason in _reasons(task, history):
            message = Message("last run because {reason}", reason=histories.explain(reason))
            out.print(f"  {terminal.plain(message.say(options.lang))}")
    if trials:
        message = Message("and {count} tasks that try its dimensions one by one", count=len(trials))
        out.print(terminal.plain(message.say(options.lang)))
    return ExitCode.OK


def _depends(task: Task, history: histories.History) -> list[str]:
    """Return the tasks before this one, then the dimensions and files that its script read."""
    read = [
        name
        for kind in ("values", "files", "packages")
        for name in sorted(last.parts if (last := history.last(task.id)) else ())
        if name.startswith(f"{kind} ")
    ]
    labels = {"values": "d.", "files": "", "packages": ""}
    return [*task.dependencies, *(labels[n.split(" ", 1)[0]] + n.split(" ", 1)[1] for n in read)]


def _json(task: Task, history: histories.History) -> dict[str, object]:
    return {
        "task": task.id,
        "depends": _depends(task, history),
        "reasons": list(_reasons(task, history)),
        "seconds": history.seconds(task.id),
    }


def _reasons(task: Task, history: histories.History) -> tuple[str, ...]:
    last = history.last(task.id)
    return () if last is None else last.reasons
