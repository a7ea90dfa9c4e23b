"""A task of the build: which body runs on which inputs, and the key of all that matters to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gmp_cad.engine.cache.store import canonical, digest_of
from gmp_cad.engine.environment import environment_of

MODEL_TIMEOUT_S = 120.0
TASK_TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True)
class Input:
    """An output of another task, under the name by which the body knows it."""

    alias: str
    task: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a project script may read, so that the key holds only what it did read last time.

    ``whose``: what the script gives is given to no other than this; empty: to all that read alike.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    root: str = "."
    whose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One node of the graph.

    ``id`` reads ``kind:subject``; ``body`` is ``module:function``; ``params`` is JSON; ``needs``
    must have succeeded, ``wants`` are passed when they did; ``files`` of the project are passed
    by alias. ``family`` says what its worker
    must hold ready (kernel, documents, planning). ``publish`` maps outputs to paths under ``output/``.
    ``fallback``: parameters to run it once more with when its process dies or gives no answer.
    ``suspects``: files of the project that its body runs besides its script, which may be why it
    never ends; None where it runs none.
    ``noted``: whether the history keeps why it ran; not of the many that are told as one.
    """

    id: str
    body: str
    params: Mapping[str, Any]
    needs: tuple[Input, ...] = ()
    wants: tuple[Input, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    family: str = "kernel"
    trace: Trace | None = None
    timeout_s: float = TASK_TIMEOUT_S
    publish: Mapping[str, str] = field(default_factory=dict)
    fallback: Mapping[str, Any] | None = None
    suspects: tuple[str, ...] | None = None
    noted: bool = True

    @property
    def instead(self) -> Task | None:
        """What to run when this task dies, with a key of its own; nothing comes after it."""
        if self.fallback is None:
            return None
        return replace(self, params={**self.params, **self.fallback}, fallback=None)

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Ids of the tasks that must end before this one starts."""
        return tuple(dict.fromkeys(i.task for i in (*self.needs, *self.wants)))

    @property
    def environment(self) -> Mapping[str, str]:
        """Versions of all that computes it."""
        return environment_of(self.body.partition(":")[0], self.family)

    @property
    def subject(self) -> str:
        """The part, product or fixture that the task works for."""
        return self.id.split(":")[1]


def key_of(task: Task, inputs: Mapping[str, str], read: Mapping[str, Any] | None = None) -> str:
    """Return the key of a task from its inputs' digests and what it reads besides."""
    struct = {
        "body": task.body,
        "params": task.params,
        "inputs": dict(inputs),
        "environment": dict(task.environment),
        "read": read,
        "whose": "" if task.trace is None else task.trace.whose,
    }
    return digest_of(canonical(struct))
