"""What a listener of the build is told before a stage runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gmp_cad.build.graph import Run
from gmp_cad.build.task import Task


def announce(run: Run, tasks: Sequence[Task], listener: Callable[[str, Task | int], None]) -> None:
    """Tell how many tasks there are in all, and how many more compare two parts."""
    new = [task for task in tasks if task.id not in run.results]
    listener("total", len(run.results) + len(new))
    listener("pairs", sum(task.id.startswith("relation:") for task in new))
