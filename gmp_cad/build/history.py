"""What each task depended on when it last ran, so that the build can say why it ran again."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.chain import in_order, longest
from gmp_cad.build.store import canonical, digest_of
from gmp_cad.build.task import Task
from gmp_cad.language import Message, english

_VERSION = 1
StageTime = tuple[float, float]  # CPU time (s) of all tasks, and of the longest chain of them
_BUILDS = 16  # of so many different builds the stages are known


def components(
    task: Task, inputs: Mapping[str, str], read: Mapping[str, Any] | None
) -> dict[str, str]:
    """Return the parts of a task's key by name: ``param …``, ``input …``, ``read …``."""
    parts = {f"param {k}": digest_of(canonical(v)) for k, v in task.params.items()}
    parts |= {f"input {alias}": digest for alias, digest in inputs.items()}
    for group, values in (read or {}).items():
        parts |= {f"{group} {name}": digest_of(canonical(v)) for name, v in values.items()}
    parts |= {f"version {k}": v for k, v in task.environment.items()}
    return parts


class History:
    """The last run of every task of a project; a damaged file is forgotten, not fatal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tasks: dict[str, dict[str, Any]] = {}
        self._kinds: dict[str, list[float]] = {}
        self._stages: dict[str, list[StageTime]] = {}
        self._told: set[str] = set()
        self._build = ""
        self._begun: list[dict[str, tuple[str, ...]]] = []  # stages: task → what it waits for
        self._changed = False
        try:
            document = json.loads(path.read_bytes())
            if document["version"] == _VERSION:
                self._tasks = dict(document["tasks"])
                kinds, stages = dict(document.get("kinds", {})), dict(document.get("stages", {}))
                self._kinds = {k: [int(n), float(s)] for k, (n, s) in kinds.items()}
                self._stages = {k: [(float(a), float(b)) for a, b in v] for k, v in stages.items()}
        except (OSError, ValueError, KeyError, TypeError):
            self._changed = True

    def seconds(self, task_id: str) -> float:
        """Return the CPU time of the last run (s), 0 when it is not known.

        Of tasks that are not noted one by one: the mean of their kind.
        """
        if task_id in self._tasks:
            return float(self._tasks[task_id].get("seconds", 0.0))
        count, seconds = self._kinds.get(_kind(task_id), (0, 0.0))
        return seconds / count if count else 0.0

    def begin(self, build: str) -> None:
        """Begin a build of this name: what is asked for, in which language and so on."""
        self._build, self._begun = build, []

    def stage(self, tasks: Iterable[Task]) -> tuple[StageTime, ...] | None:
        """Take in a stage; return what those after it took in the last such build.

        None where no such build ended yet.
        """
        self._begun.append({task.id: task.dependencies for task in tasks})
        known = self._stages.get(self._build)
        return None if known is None else tuple(known[len(self._begun) :])

    def end(self) -> None:
        """Keep what the stages of this build took: it has all of them."""
        times = [self._time(before) for before in self._begun]
        known = self._stages.pop(self._build, None)
        self._changed |= known != times
        self._stages = dict([*self._stages.items(), (self._build, times)][-_BUILDS:])

    def _time(self, before: Mapping[str, tuple[str, ...]]) -> StageTime:
        costs = {name: self.seconds(name) for name in before}
        chain, _ = longest(in_order(before), before, costs)
        return round(sum(costs.values()), 3), round(chain, 3)

    def tally(self, task_id: str, seconds: float) -> None:
        """Keep what a task took that is not noted by itself: with all of its kind, of this build."""
        kind = _kind(task_id)
        if kind not in self._told:
            self._told.add(kind)
            self._kinds[kind] = [0, 0.0]
        count, before = self._kinds[kind]
        self._kinds[kind] = [count + 1, round(before + seconds, 3)]
        self._changed = True

    def kinds(self) -> Mapping[str, tuple[int, float]]:
        """Return of kinds whose tasks are not noted: how many ran last, CPU time (s)."""
        return {
            kind: (int(count), float(seconds)) for kind, (count, seconds) in self._kinds.items()
        }

    def tasks(self) -> Mapping[str, float]:
        """Return all tasks that are noted with the CPU time of their last run (s)."""
        return {name: float(task.get("seconds", 0.0)) for name, task in self._tasks.items()}

    def reasons(self, task_id: str) -> tuple[str, ...]:
        """Return why the task last ran: names of the components that had changed."""
        return tuple(self._tasks.get(task_id, {}).get("reasons", ()))

    def depends(self, task_id: str) -> Mapping[str, str]:
        """Return the components of the last run's key."""
        return dict(self._tasks.get(task_id, {}).get("components", {}))

    def note(self, task_id: str, parts: Mapping[str, str], seconds: float) -> tuple[Message, ...]:
        """Keep a run and return why it was needed."""
        before = self._tasks.get(task_id, {}).get("components")
        reasons = changed_names(before, parts)
        self._tasks[task_id] = {
            "components": dict(parts),
            "reasons": list(reasons),
            "seconds": round(seconds, 3),
        }
        self._changed = True
        return tuple(explain(reason) for reason in reasons)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Save at the end of the block, however it ends: what ran is not forgotten."""
        try:
            yield
        finally:
            self.save()

    def save(self) -> None:
        """Write the history if anything ran."""
        if self._changed:
            document = {
                "version": _VERSION, "tasks": dict(sorted(self._tasks.items())),
                "kinds": self._kinds, "stages": list(self._stages.items()),
            }  # fmt: skip
            write_atomically(self.path, canonical(document))
            self._changed = False


def _kind(task_id: str) -> str:
    return task_id.partition(":")[0]


def changed_names(before: Mapping[str, str] | None, after: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of what changed, appeared or went; ``first run``; ``output lost``."""
    if before is None:
        return ("first run",)
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return tuple(names) or ("output lost",)


def explain(reason: str) -> Message:
    """Return a reason as a sentence."""
    kind, _, name = reason.partition(" ")
    sentences = english(
        {
            "param": "the setting {name!r} changed",
            "input": "the input {name!r} changed",
            "values": "the dimension {name!r} changed",
            "files": "the file {name!r} changed",
            "packages": "the package {name!r} changed",
            "version": "the version of {name!r} changed",
        }
    )
    if kind in sentences:
        return Message(sentences[kind], name=name)
    return Message(
        "it had never run" if reason == "first run" else "its result was no longer stored"
    )
