"""What a build writes to the log of Python, under the logger ``gmp_cad``; English, for its makers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gmp_cad.engine.graph import Result
    from gmp_cad.engine.task import Task

_log = logging.getLogger("gmp_cad.build")


def log_task(event: str, task: Task) -> None:
    """Write that a task must run, or is handed to the workers."""
    if event == "queued":
        _log.debug("%s is not stored: it must run", task.id)
    elif event == "start":
        _log.debug("%s is handed to the workers", task.id)


def log_result(result: Result) -> None:
    """Write how a task ended: what it took, where it ran, why."""
    level = logging.DEBUG if result.state in ("hit", "skipped") else logging.INFO
    if not _log.isEnabledFor(level):
        return
    usage, outcome = result.outcome.usage, result.outcome
    words = [f"{result.id}: {result.state}"]
    if usage is not None:
        words.append(f"{usage.ended_s - usage.started_s:.3f} s, CPU {outcome.seconds:.3f} s")
        words.append(f"worker {usage.worker}")
    if outcome.message is not None:
        words.append(f"{outcome.kind}: {outcome.message}")
    words += map(str, result.reasons)
    _log.log(level, "%s", ", ".join(words))


def log_stage(tasks: int, timed: int, jobs: int) -> None:
    """Write what is about to be looked up and run."""
    _log.info("%d tasks, of %d it is known what they took; %d at a time", tasks, timed, jobs)
