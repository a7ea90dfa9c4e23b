"""What tasks took, read back from a profile or from the history of a project, and summed up."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gmp_cad.engine.chain import in_order, longest
from gmp_cad.engine.history import History
from gmp_cad.engine.profiling.profile import GENERATOR, VERSION
from gmp_cad.errors import UsageError, refusal
from gmp_cad.language import Message

_MICRO = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a task took: CPU and wall time (s), None where nobody knows. ``count``: of so many."""

    task: str
    project: str = ""
    state: str = "ran"
    cpu_s: float | None = None
    wall_s: float | None = None
    waited_s: float | None = None
    worker: str = ""
    memory_bytes: int | None = None
    needs: tuple[str, ...] = ()
    count: int = 1

    @property
    def kind(self) -> str:
        """The kind of task."""
        return self.task.partition(":")[0]

    @property
    def subject(self) -> str:
        """The part, product or fixture; empty where the tasks of a kind are told as one."""
        subject = self.task.split(":")[1] if ":" in self.task else ""
        return f"{self.project} {subject}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """The tasks of a build. Of a profile: ``seconds`` in all, ``own`` of the building process."""

    tasks: tuple[Timing, ...]
    seconds: float | None = None
    jobs: int | None = None
    complete: bool | None = None
    own: Mapping[str, float] = field(default_factory=dict)

    @property
    def ran(self) -> list[Timing]:
        """The tasks that ran in a worker."""
        return [t for t in self.tasks if t.state in ("ran", "failed") and t.worker != ""]


def of_history(history: History) -> Timings:
    """Return what each task took when it last ran: CPU time alone is known."""
    each = [Timing(task=name, cpu_s=s or None) for name, s in sorted(history.tasks().items())]
    told = [
        Timing(task=kind, cpu_s=seconds, count=count)
        for kind, (count, seconds) in sorted(history.kinds().items())
    ]
    return Timings(tasks=(*each, *told))


def of_profile(path: Path) -> Timings:
    """Return what a profile tells; raise :class:`~gmp_cad.errors.UsageError` if it is none."""
    try:
        data = json.loads(path.read_bytes())
        about = data["otherData"]
        if about["generator"] == GENERATOR and about["version"] == VERSION:
            return _read(data["traceEvents"], about)
    except OSError as error:
        raise UsageError(
            Message("{file} cannot be read: {reason}", file=str(path), reason=refusal(error))
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise UsageError(
        Message("{file} is no profile of gmp-cad", file=str(path)),
        Message("write one with gmp-cad build --profile FILE"),
    )


def _read(events: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> Timings:
    tasks, own = [], defaultdict[str, float](float)
    for event in events:
        if event["ph"] != "X":
            continue
        if "task" in event["args"]:
            tasks.append(_timing(event))
        if event["cat"] in ("build", "lookup") or event["args"].get("state") == "hit":
            name = event["name"] if event["cat"] == "build" else "lookup"
            own[str(name)] += float(event["dur"]) * _MICRO
    return Timings(
        tasks=tuple(tasks), seconds=float(about["seconds"]), jobs=int(about["jobs"]),
        complete=bool(about["complete"]), own=dict(own),
    )  # fmt: skip


def _timing(event: Mapping[str, Any]) -> Timing:
    args = event["args"]
    return Timing(
        task=str(args["task"]),
        project=str(args.get("project", "")),
        state=str(args["state"]),
        cpu_s=None if "cpu_s" not in args else float(args["cpu_s"]),
        wall_s=float(event["dur"]) * _MICRO,
        waited_s=None if "waited_s" not in args else float(args["waited_s"]),
        worker=str(args.get("worker", "")),
        memory_bytes=None if "memory_bytes" not in args else int(args["memory_bytes"]),
        needs=tuple(map(str, args["needs"])),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the tasks of one kind, subject or worker took together; None: not known."""

    name: str
    tasks: int
    cpu_s: float | None
    wall_s: float | None
    memory_bytes: int | None


def shares(tasks: Iterable[Timing], key: Callable[[Timing], str]) -> list[Share]:
    """Return the tasks by what ``key`` gives, those that took longest first; empty: left out."""
    found: dict[str, list[Timing]] = defaultdict(list)
    for one in tasks:
        if name := key(one):
            found[name].append(one)
    rows = [
        Share(
            name=name,
            tasks=sum(t.count for t in own),
            cpu_s=_sum(t.cpu_s for t in own),
            wall_s=_sum(t.wall_s for t in own),
            memory_bytes=max((t.memory_bytes for t in own if t.memory_bytes), default=None),
        )
        for name, own in found.items()
    ]
    return sorted(rows, key=lambda row: (-_time(row), row.name))


def critical(timings: Timings) -> list[Timing]:
    """Return the longest chain of tasks that ran and waited for each other (wall time)."""
    by_id = {_key(t.project, t.task): t for t in timings.tasks}
    before = {name: tuple(_key(t.project, other) for other in t.needs) for name, t in by_id.items()}
    costs = {_key(t.project, t.task): t.wall_s or 0.0 for t in timings.ran}
    _, chain = longest(in_order(before), before, costs)
    return [by_id[name] for name in chain]


def _key(project: str, task: str) -> str:
    return f"{project}\0{task}"


def _sum(values: Iterable[float | None]) -> float | None:
    """Return the sum of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _time(row: Share) -> float:
    return row.wall_s if row.wall_s is not None else row.cpu_s or 0.0
