"""What ``gmp-cad build --dry-run --json`` prints."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import TypedDict

from gmp_cad.build.dry_run import Planned
from gmp_cad.engine.history import explain

VERSION = 1


class WillRun(TypedDict):
    """A task that will run, and why: what changed since it last ran."""

    task: str
    reasons: list[str]


class MayRun(TypedDict):
    """A task that runs where one of those that will run (``after``) gives another result."""

    task: str
    after: list[str]


class DryRunAnswer(TypedDict):
    """What a build would do. ``total`` tasks are known by now, of ``stored`` the results are there.

    ``late``: whether more tasks may follow from the results of those that run, which cannot be
    named yet. ``write`` and ``remove``: files below the output folder; ``may_write`` and
    ``may_remove``: those that depend on what runs.
    """

    version: int
    total: int
    stored: int
    will_run: list[WillRun]
    may_run: list[MayRun]
    late: bool
    write: list[str]
    may_write: list[str]
    remove: list[str]
    may_remove: list[str]


def answer(planned: Planned, lang: str) -> DryRunAnswer:
    """Return what a build would do as one JSON object, reasons in the language."""
    return DryRunAnswer(
        version=VERSION,
        total=planned.total,
        stored=planned.stored,
        will_run=[
            WillRun(task=task, reasons=[explain(reason).say(lang) for reason in reasons])
            for task, reasons in planned.will.items()
        ],
        may_run=[MayRun(task=task, after=list(after)) for task, after in planned.may.items()],
        late=planned.late,
        write=list(planned.write),
        may_write=list(planned.may_write),
        remove=list(planned.remove),
        may_remove=list(planned.may_remove),
    )


def kinds(tasks: Mapping[str, object]) -> dict[str, int]:
    """Return how many tasks there are of each kind (the part of an id before the colon)."""
    counted: dict[str, int] = {}
    for task in tasks:
        kind = task.partition(":")[0]
        counted[kind] = counted.get(kind, 0) + 1
    return counted
