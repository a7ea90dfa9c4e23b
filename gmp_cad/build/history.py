"""What each task depended on when it last ran, so that the build can say why it ran again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.store import canonical, digest_of
from gmp_cad.build.task import Task, environment
from gmp_cad.language import Message, english

_VERSION = 1


def components(
    task: Task, inputs: Mapping[str, str], read: Mapping[str, Any] | None
) -> dict[str, str]:
    """Return the parts of a task's key by name: ``param …``, ``input …``, ``read …``."""
    parts = {f"param {k}": digest_of(canonical(v)) for k, v in task.params.items()}
    parts |= {f"input {alias}": digest for alias, digest in inputs.items()}
    for group, values in (read or {}).items():
        parts |= {f"{group} {name}": digest_of(canonical(v)) for name, v in values.items()}
    parts |= {f"version {k}": v for k, v in environment(task.family).items()}
    return parts


class History:
    """The last run of every task of a project; a damaged file is forgotten, not fatal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tasks: dict[str, dict[str, Any]] = {}
        self._changed = False
        try:
            document = json.loads(path.read_bytes())
            if document["version"] == _VERSION:
                self._tasks = dict(document["tasks"])
        except (OSError, ValueError, KeyError, TypeError):
            self._changed = True

    def seconds(self, task_id: str) -> float:
        """Return the CPU time of the last run (s), 0 when it is not known."""
        return float(self._tasks.get(task_id, {}).get("seconds", 0.0))

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

    def save(self) -> None:
        """Write the history if anything ran."""
        if self._changed:
            document = {"version": _VERSION, "tasks": dict(sorted(self._tasks.items()))}
            write_atomically(self.path, canonical(document))
            self._changed = False


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
