"""What runs the tasks of a build: worker processes of this machine, or of many machines."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Protocol, Self

from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task


class Scheduler(Protocol):
    """Runs tasks somewhere; the same outcomes wherever that is. Use as a context manager.

    Leaving the block by an error (or Ctrl-C) stops what runs at once.
    """

    @property
    def jobs(self) -> int:
        """How many tasks run at the same time."""

    @property
    def started(self) -> bool:
        """Whether any worker process was started."""

    def submit(self, task: Task, inputs: Mapping[str, str]) -> Future[Outcome]:
        """Run a task on the objects of the store with these digests; its outputs go there too.

        May be called by several threads. The future never raises for a fault of the task.
        """

    def leave(self, root: str) -> None:
        """End the workers that ran scripts of the project at ``root``: it is built, or given up.

        What is left of its scripts is cancelled, and none of it is run here again.
        """

    def __enter__(self) -> Self:
        """Begin; workers start with the first task."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """End all workers."""
