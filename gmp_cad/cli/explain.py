"""``gmp-cad explain``: what a subject, a task or a published file is made from, and why it ran.

``--json`` prints :class:`gmp_cad.cli.explain_answer.ExplainAnswer`, published by
``gmp-cad schema explain``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from gmp_cad.build.foresight import Fate, Foreseen, foresee
from gmp_cad.build.lineage import Origins, asked, chain, origins
from gmp_cad.build.part.trial_graph import TRIAL_KINDS
from gmp_cad.build.settings import Settings, output_folder
from gmp_cad.build.stranger import apart
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.explain_answer import DependsOn, ExplainAnswer, ExplainedTask, LastTime, ReadValue
from gmp_cad.cli.output import print_json
from gmp_cad.engine.history import explain as sentence
from gmp_cad.errors import ExitCode, Where
from gmp_cad.language import Message, english
from gmp_cad.spec.condition import Condition
from gmp_cad.spec.project import load_project

_STATES: Mapping[Fate, str] = english(
    {
        "kept": "up to date",
        "due": "would run",
        "after": "may run: a task before it would",
        "failed": "fails",
        "skipped": "cannot run: a task before it fails",
    }
)
_DEATHS = english(
    {
        "crash": "it crashed, a simpler computation took its place",
        "timeout": "it gave no answer, a simpler computation took its place",
        "memory": "it took too much memory, a simpler computation took its place",
    }
)
_GROUPS = english(
    {
        "files": "reads: {names}",
        "absent": "looked for, and did not find: {names}",
        "folders": "lists the files of: {names}",
        "packages": "imports: {names}",
        "settings": "settings: {names}",
    }
)
_MOST = 12  # names on a line
_Shown = Sequence[tuple[Foreseen, int, Origins]]


def explain(options: argparse.Namespace) -> ExitCode:
    """Show the tasks of a subject, or all that a task or a published file is made from."""
    root = project_of(options)
    settings = Settings(
        lang=options.lang, condition=Condition(options.at), cache=cache_of(options),
        sandbox=options.sandbox,
    )  # fmt: skip
    settings = apart(root, settings)
    foreseen = foresee(root, settings)
    goals = asked(
        foreseen, options.subject, output_folder(root, settings.lang, settings.condition)
    )  # fmt: skip
    is_one = len(goals) == 1
    wanted = list(chain(foreseen, goals)) if is_one else [(goal, 0) for goal in goals]
    project = load_project(root, strange=settings.sandbox)
    shown = [(foreseen[t], depth, origins(foreseen[t], project)) for t, depth in wanted]
    if options.json:
        tasks = [_answer(*one, options.lang) for one in shown]
        answer: ExplainAnswer = {"version": 1, "subject": options.subject, "tasks": tasks}
        print_json(dict(answer))
    else:
        _show(shown, options.lang, trials=is_one)
    return ExitCode.OK


# --- for people


def _show(shown: _Shown, lang: str, *, trials: bool) -> None:
    """Print the tasks; those that try the dimensions one by one only where one is asked for."""
    out = terminal.console()
    hidden = 0
    for one, depth, made in shown:
        if not trials and one.task.id.split(":")[0] in TRIAL_KINDS:
            hidden += 1
            continue
        margin = "  " * depth
        state = Message(_STATES[one.fate]).say(lang)
        style = {"kept": "green", "due": "yellow", "after": "yellow"}.get(one.fate, "red")
        name = terminal.plain(one.task.id)
        out.print(f"{margin}[bold]{name}[/]  [{style}]{terminal.plain(state)}[/]")
        for line in _lines(one, made):
            out.print(terminal.plain(f"{margin}    {line.say(lang)}"))
    if hidden:
        message = Message(
            "and {count} {count:task that tries|tasks that try} its dimensions one by one",
            count=hidden,
        )
        out.print(terminal.plain(message.say(lang)))


def _lines(one: Foreseen, made: Origins) -> Iterator[Message]:
    """Yield what is told of a task, one line each."""
    if one.task.publish:
        yield Message("writes: {names}", names=", ".join(one.task.publish.values()))
    if made.tasks:
        yield Message("made from: {names}", names=_named(made.tasks))
    yield from _grouped(made.values)
    rest = {
        "files": made.files, "absent": made.absent, "folders": made.folders,
        "packages": tuple(made.packages), "settings": made.settings,
    }  # fmt: skip
    for group, names in rest.items():
        if names:
            yield Message(_GROUPS[group], names=_named(names))
    for reason in one.reasons:
        yield Message("would run because {reason}", reason=sentence(reason))
    yield from _last(one)


def _grouped(values: Mapping[str, Where | None]) -> Iterator[Message]:
    """Yield the dimensions that a script reads, by the file that writes them, with their lines."""
    files: dict[str, list[str]] = {}
    for name, where in values.items():
        line = "" if where is None or where.line is None else f":{where.line}"
        files.setdefault("" if where is None else where.file, []).append(f"d.{name}{line}")
    for file, names in files.items():
        listed = ", ".join(names)
        yield Message("reads: {names}", names=f"{listed} ({file})" if file else listed)


def _last(one: Foreseen) -> Iterator[Message]:
    last = one.last
    if last is None:
        return
    seconds = f"{last.seconds:.1f}"
    for reason in last.reasons or ("output lost",):
        because = sentence(reason)
        if last.stored:
            yield Message("last taken from the cache: {reason}", reason=because)
        else:
            yield Message(
                "last run ({seconds} s) because {reason}", seconds=seconds, reason=because
            )
    if last.death:
        yield Message(_DEATHS[last.death])


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST])
    return shown if len(names) <= _MOST else f"{shown}… (+{len(names) - _MOST})"


# --- for programs


def _answer(one: Foreseen, depth: int, made: Origins, lang: str) -> ExplainedTask:
    depends: DependsOn = {
        "tasks": list(made.tasks),
        "values": [
            _read_value(name, where)
            for name, where in made.values.items()
        ],
        "files": list(made.files), "absent": list(made.absent), "folders": list(made.folders),
        "modules": list(made.modules),
        "packages": dict(made.packages), "settings": list(made.settings),
        "versions": dict(one.task.environment),
    }  # fmt: skip
    return {
        "task": one.task.id, "depth": depth, "state": one.fate, "reasons": list(one.reasons),
        "because": [sentence(reason).say(lang) for reason in one.reasons],
        "publishes": sorted(one.task.publish.values()), "depends": depends,
        "last": _last_time(one, lang),
    }  # fmt: skip


def _read_value(name: str, where: Where | None) -> ReadValue:
    if where is None:
        return {"name": name, "file": None, "line": None}
    return {"name": name, "file": where.file, "line": where.line}


def _last_time(one: Foreseen, lang: str) -> LastTime | None:
    last = one.last
    if last is None:
        return None
    return {
        "stored": last.stored, "reasons": list(last.reasons),
        "because": [sentence(reason).say(lang) for reason in last.reasons],
        "seconds": last.seconds, "died": last.death or None,
    }  # fmt: skip
