"""Workers made ready: the first change of a session is as quick as the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, wait

from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.task import Task
from gmp_cad.watch.turn import Turn


def warm(run: Run, tasks: Sequence[Task], turn: Turn) -> None:
    """Run those tasks in the workers that were found stored: all that they load is loaded then.

    Nothing of it is kept: what they give is stored already. Raises CancelledError where the turn is
    given up.
    """
    for task in tasks:
        if run.results[task.id].state != "hit":
            continue
        inputs = _inputs(run, task, run.results)
        started = [turn.submit(task, inputs) for _ in range(turn.jobs)]
        wait(started)
        if turn.over:
            raise CancelledError


def _inputs(run: Run, task: Task, results: Mapping[str, Result]) -> dict[str, str]:
    inputs = {
        alias: run.store.put((run.root / file).read_bytes()) for alias, file in task.files.items()
    }
    for given in (*task.needs, *task.wants):
        result = results.get(given.task)
        if result is not None and result.ok and given.output in result.outcome.outputs:
            inputs[given.alias] = result.outcome.outputs[given.output]
    return inputs
