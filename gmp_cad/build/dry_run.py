"""What a build would run, and why, and what it would publish: told without running anything.

A task whose inputs are known and whose key is not stored *will* run. One that waits for such a task
*may*: where that gives what it gave before, its key is stored. So may those that are only planned
from what others give. Of these some cannot be named yet (the pairs of parts that come near each
other, say): whether there may be such is told. Nothing is written, not even that a result was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.build.foresight import Foreseen, foresee
from gmp_cad.build.outputs import outputs_of
from gmp_cad.build.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a build would do.

    ``total``: tasks that are known by now, ``stored`` of them have their results. ``will``: task →
    names of what changed (see :func:`~gmp_cad.engine.history.explain`). ``may``: task → those of
    ``will`` that it waits for. ``late``: whether tasks may come that cannot be named yet. ``write``,
    ``remove``: files below the output folder; with ``may_``: those that depend on what runs.
    """

    total: int
    stored: int
    will: Mapping[str, tuple[str, ...]]
    may: Mapping[str, tuple[str, ...]]
    late: bool
    write: tuple[str, ...] = ()
    may_write: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    may_remove: tuple[str, ...] = ()


def dry_run(root: Path, settings: Settings) -> Planned:
    """Return what a build of the project at ``root`` would do.

    Raises InvalidInputError for files of the project that are not valid, UsageError for a subject
    that there is not.
    """
    foreseen = foresee(root, settings)
    will, may = _divided(foreseen)
    return Planned(
        total=len(foreseen),
        stored=sum(f.fate == "kept" for f in foreseen.values()),
        will=will,
        may=may,
        late=bool(will),
        **({} if settings.verdicts_only else _files(root, settings, foreseen, {*will, *may})),
    )


def _divided(
    foreseen: Mapping[str, Foreseen],
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Divide the tasks that are due or come after one: those that will run, those that may."""
    will: dict[str, tuple[str, ...]] = {}
    awaited: dict[str, frozenset[str]] = {}
    for name, found in foreseen.items():
        if found.fate == "due" and (found.certain or not will):
            will[name] = found.reasons
            awaited[name] = frozenset({name})
        elif found.fate in ("due", "after"):
            before = (awaited.get(d, frozenset()) for d in found.task.dependencies)
            awaited[name] = frozenset[str]().union(*before) or frozenset(will)
    return will, {n: tuple(sorted(a)) for n, a in awaited.items() if n not in will}


def _files(
    root: Path, settings: Settings, foreseen: Mapping[str, Foreseen], waiting: set[str]
) -> dict[str, tuple[str, ...]]:
    """Return what would be written and removed: for certain, and depending on what runs."""
    there = {
        path: found.outputs[output]
        for found in foreseen.values()
        for output, path in found.task.publish.items()
        if output in found.outputs
    }
    may_write = {path for name in waiting for path in foreseen[name].task.publish.values()}
    write, stale = outputs_of(root, settings).due(there, whole=not settings.subjects)
    gone = tuple(path for path in stale if path not in may_write)
    return {
        "write": write, "may_write": tuple(sorted(may_write)),
        "remove": () if waiting else gone, "may_remove": gone if waiting else (),
    }  # fmt: skip
