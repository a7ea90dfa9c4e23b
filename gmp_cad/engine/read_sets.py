"""What scripts read on earlier runs, and how each of these things stands now.

A script's key holds the values, files and packages that it read when it last ran. Which these are
is only known once it ran: they are kept beside the results, and looked at again on the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gmp_cad.engine.cache.store import Entry, Store
from gmp_cad.engine.packages import versions_below
from gmp_cad.engine.task import Task, key_of
from gmp_cad.evidence.reads import GROUPS, state_of
from gmp_cad.spec.values import EVERY_NAME

_KEPT = 8  # read sets of one task: a script that reads by turns is found again
_MOST = 100_000  # things that one script reads
_SHOWN = "reads"  # the fact of a task that says what it read

Read = dict[str, dict[str, Any]]  # group → name → how it stands


def read_sets(store: Store, task: Task, inputs: Mapping[str, str]) -> Iterator[Read | None]:
    """Yield what a script read on earlier runs, as it stands now; None of what is no script."""
    if task.trace is None:
        yield None
        return
    entry = store.lookup(_key(task, inputs))
    for names in entry.facts[_SHOWN] if entry else ():
        yield present(task, names)


def remember(store: Store, task: Task, inputs: Mapping[str, str], facts: Mapping[str, Any]) -> None:
    """Keep which things a run read, for the next one to look at them."""
    names = {group: sorted(found) for group, found in facts[_SHOWN].items()}
    entry = store.lookup(_key(task, inputs))
    known = [earlier for earlier in (entry.facts[_SHOWN] if entry else ()) if earlier != names]
    kept = {_SHOWN: [names, *known][:_KEPT]}
    store.record(_key(task, inputs), Entry(outputs={}, facts=kept))


def tells_reads(facts: Mapping[str, Any]) -> bool:
    """Return whether a run tells well what it read: a script's process may answer anything."""
    reads = facts.get(_SHOWN)
    if not isinstance(reads, Mapping) or not {"values", "packages", "files"} <= set(reads):
        return False
    groups = [reads.get(group, {}) for group in GROUPS]
    if not all(isinstance(found, Mapping) for found in groups):
        return False
    states = [entry for found in groups for entry in found.items()]
    listed = [name for group in ("values", "packages") for name in reads[group]]
    return (
        len(states) + len(listed) <= _MOST
        and all(isinstance(name, str) for name in listed)
        and all(
            isinstance(n, str) and isinstance(s, str | None) and "\0" not in n for n, s in states
        )
    )


def observed(task: Task, facts: Mapping[str, Any]) -> Read:
    """Return what a script read with the states that it found."""
    reads = facts[_SHOWN]
    return {**present(task, {k: reads.get(k, ()) for k in ("values", "packages")}),
            **{group: dict(reads.get(group, {})) for group in GROUPS}}  # fmt: skip


def names_read(parts: Iterable[str]) -> dict[str, list[str]]:
    """Return what a script read, by group, from the names of the parts of its key."""
    found: dict[str, list[str]] = {group: [] for group in ("values", "packages", *GROUPS)}
    for part in parts:
        group, _, name = part.partition(" ")
        if group in found:
            found[group].append(name)
    return found


def present(task: Task, names: Mapping[str, Any]) -> Read:
    """Return what a script reads (``names`` by group) as it stands now."""
    assert task.trace is not None
    root, values = Path(task.trace.root), task.trace.values
    found: Read = {
        "values": {name: _value(name, values) for name in names["values"]},
        "packages": {name: versions_below(name) for name in names["packages"]},
    }
    for group in GROUPS:
        found[group] = {name: state_of(group, root / name) for name in names.get(group, ())}
    return found


def _value(name: str, values: Mapping[str, Any]) -> Any:
    """Return a value; of ``*`` (or ``item.*``) the names that there are."""
    if name.rpartition(".")[2] != EVERY_NAME:
        return values.get(name)
    start = name.removesuffix(EVERY_NAME)
    return sorted(own.removeprefix(start) for own in values if own.startswith(start))


def _key(task: Task, inputs: Mapping[str, str]) -> str:
    return key_of(task, inputs, {"trace": True})
