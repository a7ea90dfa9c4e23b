"""What each task depended on when it last ran, so that the build can say why it ran again.

Values are kept by the start of their digests: enough to see that one changed. What computes a task
is the same for many: it is kept once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gmp_cad.engine.cache.sealed_file import read_sealed, write_sealed
from gmp_cad.engine.cache.store import canonical, digest_of
from gmp_cad.engine.chain import in_order, longest
from gmp_cad.engine.task import Task
from gmp_cad.language import Message, english

_VERSION = 3
_SHORT = 12  # hexadecimal digits of a digest
StageTime = tuple[float, float]  # CPU time (s) of all tasks, and of the longest chain of them
_BUILDS = 16  # of so many different builds the stages are known


def components(
    task: Task, inputs: Mapping[str, str], read: Mapping[str, Any] | None
) -> dict[str, str]:
    """Return the parts of a task's key by name: ``param …``, ``input …``, and what it read.

    A file, a link or a name of a module that was looked for and is not there is an empty text.
    """
    parts = {f"param {k}": _short(v) for k, v in task.params.items()}
    parts |= {f"input {alias}": digest[:_SHORT] for alias, digest in inputs.items()}
    for group, values in (read or {}).items():
        parts |= {f"{group} {name}": _short(v) for name, v in values.items()}
    return parts


def _short(value: Any) -> str:
    return "" if value is None else digest_of(canonical(value))[:_SHORT]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOf:
    """What a result is stored under, what computed it, and of what the task itself had died."""

    key: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    death: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """A task as it last ran, or as its result was last taken from the store (``stored``).

    ``parts``: as :func:`components`; ``environment``: versions of what computed it; ``reasons``:
    names of what had changed; ``seconds`` of CPU; ``death``: of what it died, so that its fallback
    gave the result.
    """

    parts: Mapping[str, str]
    environment: Mapping[str, str]
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0
    death: str = ""
    stored: bool = False

    @property
    def components(self) -> dict[str, str]:
        """All that its key was made of, by name."""
        return {**self.parts, **{f"version {k}": v for k, v in self.environment.items()}}


class History:
    """The last run of every task of a project; a damaged file is forgotten, not fatal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tasks: dict[str, dict[str, Any]] = {}
        self._environments: dict[str, dict[str, str]] = {}
        self._kinds: dict[str, list[float]] = {}
        self._stages: dict[str, list[StageTime]] = {}
        self._told: set[str] = set()
        self._build = ""
        self._begun: list[dict[str, tuple[str, ...]]] = []  # stages: task → what it waits for
        self._changed = False
        document = read_sealed(path, _VERSION)
        if document is None:
            self._changed = True
        else:
            self._tasks, self._environments = document["tasks"], document["environments"]
            self._kinds = document["kinds"]
            self._stages = {name: [(a, b) for a, b in v] for name, v in document["stages"]}

    def seconds(self, task_id: str) -> float:
        """Return the CPU time of the last run (s), 0 when it is not known."""
        return self.known_seconds(task_id) or 0.0

    def known_seconds(self, task_id: str) -> float | None:
        """Return the CPU time of the last run (s), None when it is not known.

        Of tasks that are not noted one by one: the mean of their kind.
        """
        if (told := self._tasks.get(task_id)) is not None:
            unknown = None if told.get("stored", False) else 0.0
            return float(told["seconds"]) if "seconds" in told else unknown
        count, seconds = self._kinds.get(_kind(task_id), (0, 0.0))
        return seconds / count if count else None

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

    def last(self, task_id: str) -> LastRun | None:
        """Return what is known of the last run of a task, None of one that never ran here."""
        told = self._tasks.get(task_id)
        if told is None:
            return None
        return LastRun(
            parts=told["parts"], environment=self._environments.get(told["environment"], {}),
            reasons=tuple(told["reasons"]), seconds=float(told.get("seconds", 0.0)),
            death=told.get("death", ""), stored=bool(told.get("stored", False)),
        )  # fmt: skip

    def note(
        self, task_id: str, parts: Mapping[str, str], seconds: float, run: RunOf | None = None
    ) -> tuple[Message, ...]:
        """Keep a run and return why it was needed; ``parts`` as :func:`components`."""
        reasons = self._keep(task_id, parts, run or RunOf(), {"seconds": round(seconds, 3)})
        return tuple(explain(reason) for reason in reasons)

    def note_stored(self, task_id: str, parts: Callable[[], Mapping[str, str]], run: RunOf) -> None:
        """Keep that a result came from the store, where it is another than that of the last run."""
        told = self._tasks.get(task_id)
        if told is None or told.get("key") != run.key[:_SHORT]:
            seconds = float(told.get("seconds", 0.0)) if told is not None else 0.0
            self._keep(task_id, parts(), run, {"seconds": seconds, "stored": True})

    def _keep(
        self, task_id: str, parts: Mapping[str, str], run: RunOf, more: Mapping[str, Any]
    ) -> tuple[str, ...]:
        environment = digest_of(canonical(dict(run.environment)))[:_SHORT]
        self._environments[environment] = dict(run.environment)
        last = self.last(task_id)
        after = LastRun(parts=parts, environment=run.environment).components
        reasons = changed_names(None if last is None else last.components, after)
        told = {"death": run.death, **more}
        self._tasks[task_id] = {
            "key": run.key[:_SHORT], "parts": dict(parts), "environment": environment,
            "reasons": list(reasons), **{name: value for name, value in told.items() if value},
        }  # fmt: skip
        self._changed = True
        return reasons

    def keep_only(self, task_ids: Collection[str], at: str) -> None:
        """Forget the tasks that a whole build no longer has; those at other conditions stay.

        ``at``: how the subjects at the condition of the build end: ``@mmc``, or nothing.
        """
        gone = [
            name
            for name in self._tasks
            if name not in task_ids and (at in name if at else "@" not in name)
        ]
        for name in gone:
            del self._tasks[name]
        self._changed |= bool(gone)

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
            used = {told["environment"] for told in self._tasks.values()}
            document = {
                "version": _VERSION, "tasks": dict(sorted(self._tasks.items())),
                "environments": {k: v for k, v in self._environments.items() if k in used},
                "kinds": self._kinds, "stages": list(self._stages.items()),
            }  # fmt: skip
            write_sealed(self.path, canonical(document))
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
            "folders": "the list of files in {name!r} changed",
            "links": "the link {name!r} leads elsewhere",
            "modules": "what is imported as {name!r} changed",
            "packages": "the package {name!r} changed",
            "version": "the version of {name!r} changed",
        }
    )
    if reason == "version sources":
        return Message("gmp_cad itself changed")
    if kind in sentences:
        return Message(sentences[kind], name=name)
    return Message(
        "it had never run" if reason == "first run" else "its result was no longer stored"
    )
