"""What ``gmp-cad stats --json`` prints. Times in seconds; null is what nobody knows."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class TimeShare(TypedDict):
    """The tasks of a kind, a subject or a worker: wall time from a profile alone.

    ``share``: of the time of all tasks; of a worker: how much of the build it was busy.
    """

    name: str
    tasks: int
    cpu_s: float | None
    wall_s: float | None
    share: float | None
    memory_bytes: int | None


class TaskTime(TypedDict):
    """One task. ``waited_s``: in the queue, for a worker."""

    task: str
    project: str
    state: str
    cpu_s: float | None
    wall_s: float | None
    waited_s: float | None


class StatsAnswer(TypedDict):
    """Where the time went.

    ``source``: the last run of every task that the history knows, or one build of a profile.
    ``states``: how many tasks ran, were found stored (``hit``), failed, were skipped or stopped.
    ``critical_path``: the longest chain of tasks that waited for each other, in their order.
    ``efficiency``: of the time of all workers, how much they were busy. ``memory_bytes``: the most
    that one worker held at the end of a task. ``own_s``: the building process, by what it did.
    ``untimed``: tasks of which no time is known.
    """

    version: Literal[1]
    source: Literal["history", "profile"]
    file: str
    complete: bool | None
    seconds: float | None
    jobs: int | None
    tasks: int
    untimed: int
    states: dict[str, int] | None
    cpu_s: float | None
    wall_s: float | None
    kinds: list[TimeShare]
    subjects: list[TimeShare]
    workers: list[TimeShare] | None
    slowest: list[TaskTime]
    critical_path: list[TaskTime] | None
    critical_s: float | None
    efficiency: float | None
    memory_bytes: int | None
    own_s: dict[str, float] | None
