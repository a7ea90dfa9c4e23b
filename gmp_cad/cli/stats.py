"""``gmp-cad stats``: where the time of the builds went, by kind of task, by subject, by worker.

``--json`` prints :class:`gmp_cad.cli.stats_answer.StatsAnswer` (``gmp-cad schema stats``).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.cli.build import project_of
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.cli.stats_answer import StatsAnswer, TaskTime, TimeShare
from gmp_cad.engine.cache.cache_place import history_file
from gmp_cad.engine.history import History
from gmp_cad.engine.profiling.timings import (
    Share,
    Timing,
    Timings,
    critical,
    of_history,
    of_profile,
    shares,
)
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message, number, translate

_SLOWEST = 10
_ROWS = 15  # of a table in the terminal; --json has all


def stats(options: argparse.Namespace) -> ExitCode:
    """Sum up a profile, or what the history of the project knows."""
    if options.file is not None:
        timings, file = of_profile(options.file), str(options.file)
    else:
        root = project_of(options)
        settings = apart(root, Settings(sandbox=options.sandbox))
        path = history_file(root, settings.kept)
        timings, file = of_history(History(path)), str(path)
        if not timings.tasks:
            raise UsageError(
                Message("nothing is known: the project was not built yet"),
                Message("build it with gmp-cad build, or give the file of a profile"),
            )
    told = answer(timings, file, history=options.file is None)
    if options.json:
        print_json(dict(told))
    else:
        show(_sheet(told, options.lang))
    return ExitCode.OK


def answer(timings: Timings, file: str | Path, *, history: bool) -> StatsAnswer:
    """Return what is known, as it is published."""
    timed = list(timings.tasks) if history else timings.ran
    cpu = _total(t.cpu_s for t in timed)
    wall = _total(t.wall_s for t in timed)
    whole = cpu if history else wall
    span = None if not timings.seconds or not timings.jobs else timings.seconds * timings.jobs
    chain = None if history else critical(timings)
    slow = sorted(timed, key=lambda t: (-(t.wall_s or t.cpu_s or 0.0), t.task))
    return {
        "version": 1, "source": "history" if history else "profile", "file": str(file),
        "complete": timings.complete, "seconds": timings.seconds, "jobs": timings.jobs,
        "tasks": sum(t.count for t in timings.tasks),
        "untimed": sum(t.count for t in timings.tasks if t.cpu_s is None and t.state != "hit"),
        "states": None if history else dict(sorted(Counter(t.state for t in timings.tasks).items())),
        "cpu_s": _round(cpu), "wall_s": _round(wall),
        "kinds": [_share(s, whole) for s in shares(timed, lambda t: t.kind)],
        "subjects": [_share(s, whole) for s in shares(timed, lambda t: t.subject)],
        "workers": None if history else [
            _share(s, timings.seconds) for s in shares(timed, lambda t: t.worker)
        ],
        "slowest": [_task(t) for t in slow[:_SLOWEST] if t.count == 1],
        "critical_path": None if chain is None else [_task(t) for t in chain],
        "critical_s": None if chain is None else _round(sum(t.wall_s or 0.0 for t in chain)),
        "efficiency": None if span is None or wall is None else round(wall / span, 4),
        "memory_bytes": max((t.memory_bytes for t in timed if t.memory_bytes), default=None),
        "own_s": None if history else {k: round(v, 3) for k, v in sorted(timings.own.items())},
    }  # fmt: skip


def _share(row: Share, whole: float | None) -> TimeShare:
    took = row.wall_s if row.wall_s is not None else row.cpu_s
    return {
        "name": row.name, "tasks": row.tasks, "cpu_s": _round(row.cpu_s),
        "wall_s": _round(row.wall_s),
        "share": None if took is None or not whole else round(took / whole, 4),
        "memory_bytes": row.memory_bytes,
    }  # fmt: skip


def _task(timing: Timing) -> TaskTime:
    return {
        "task": timing.task, "project": timing.project, "state": timing.state,
        "cpu_s": _round(timing.cpu_s), "wall_s": _round(timing.wall_s),
        "waited_s": _round(timing.waited_s),
    }  # fmt: skip


def _total(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


# ---- for people ----


def _sheet(told: StatsAnswer, lang: str) -> Sheet:
    history = told["source"] == "history"
    title = Message("Where the time went: {file}", file=told["file"])
    blocks: list[Grid | str] = [" ".join(m.say(lang) for m in _facts(told))]
    tables: list[tuple[Message, Sequence[TimeShare]]] = [
        (Message("by kind of task"), told["kinds"]),
        (Message("by subject"), told["subjects"]),
        (Message("by worker"), told["workers"] or ()),
    ]
    for name, rows in tables:
        if rows:
            blocks.append(_table(name.say(lang), rows, lang, history=history))
        if (more := len(rows) - _ROWS) > 0:
            blocks.append(Message("{count} more: --json gives them all", count=more).say(lang))
    blocks.append(_tasks(translate("the slowest tasks", lang), told["slowest"], lang))
    if told["critical_path"]:
        chain = translate("the longest chain", lang)
        blocks.append(_tasks(chain, told["critical_path"], lang))
    return Sheet(title=title.say(lang), blocks=tuple(blocks))


def _facts(told: StatsAnswer) -> Iterable[Message]:
    if told["source"] == "history":
        yield Message(
            "{tasks} {tasks:task|tasks} took {cpu} s of CPU when last run.", tasks=told["tasks"],
            cpu=told["cpu_s"] if told["cpu_s"] is not None else "?",
        )  # fmt: skip
        yield Message("Wall time, workers, memory and waiting are known of a profile alone: "
                      "gmp-cad build --profile FILE.")  # fmt: skip
    else:
        yield Message("{seconds} s in all, {jobs} {jobs:worker|workers} at most.", seconds=round(told["seconds"] or 0.0, 1),
                      jobs=told["jobs"])  # fmt: skip
        if not told["complete"]:
            yield Message("The build was stopped, or failed.")
        states = told["states"] or {}
        yield Message(
            "{ran} {ran:task|tasks} ran, {hit} {hit:was|were} stored, {failed} failed, {skipped} {skipped:was|were} skipped, {stopped} {stopped:was|were} stopped.",
            **{s: states.get(s, 0) for s in ("ran", "hit", "failed", "skipped", "stopped")},
        )  # fmt: skip
        yield from _workers(told)
    if told["untimed"]:
        yield Message("Of {count} {count:task|tasks} no time is known.", count=told["untimed"])


def _workers(told: StatsAnswer) -> Iterable[Message]:
    if told["efficiency"] is not None:
        yield Message("The workers were busy for {share} % of the time.",
                      share=round(told["efficiency"] * 100))  # fmt: skip
    if told["critical_s"]:
        yield Message("No number of workers is faster than {seconds} s: tasks that wait for each "
                      "other take that long.", seconds=round(told["critical_s"], 1))  # fmt: skip
    if told["memory_bytes"]:
        yield Message("A worker held {mb} MB at most.", mb=round(told["memory_bytes"] / 1e6))


def _table(name: str, rows: Sequence[TimeShare], lang: str, *, history: bool) -> Grid:
    head = [name, translate("tasks", lang), translate("CPU s", lang)]
    head += [translate("CPU %", lang)] if history else [translate("wall s", lang), "%"]
    cells = []
    for row in rows[:_ROWS]:
        cell = [row["name"], str(row["tasks"]), _figure(row["cpu_s"], lang)]
        cell += [] if history else [_figure(row["wall_s"], lang)]
        cells.append((*cell, "" if row["share"] is None else f"{row['share'] * 100:.0f}"))
    return Grid(head=tuple(head), rows=tuple(cells))


def _tasks(name: str, rows: Sequence[TaskTime], lang: str) -> Grid:
    waited = any(row["waited_s"] is not None for row in rows)
    head = (name, translate("CPU s", lang), translate("wall s", lang), translate("waited s", lang))
    cells = [
        (
            f"{row['project']} {row['task']}".strip(), _figure(row["cpu_s"], lang),
            _figure(row["wall_s"], lang), _figure(row["waited_s"], lang),
        )
        for row in rows
    ]  # fmt: skip
    kept = 4 if waited else 2
    return Grid(head=head[:kept], rows=tuple(cell[:kept] for cell in cells))


def _figure(seconds: float | None, lang: str) -> str:
    return "" if seconds is None else number(seconds, lang, 2)
