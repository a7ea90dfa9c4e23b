"""What a worker on another machine does with a task that it is sent: bytes in, bytes out.

It shares no disk with who sends the task. It keeps objects by their digest in a folder of its own,
says which it lacks, unpacks the sources of a project where a script needs them, and runs the task
in a worker process of its own machine, so that a crash, a time-out or too much memory ends like it
does there. It keeps objects only, never which task gave them: nobody is given another's result.
"""

from __future__ import annotations

import atexit
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from gmp_cad.engine.cache.eviction import trim
from gmp_cad.engine.cache.store import MissingObjectError, Store, canonical, digest_of
from gmp_cad.engine.cluster.project_sources import forget, unpack, wanted_by
from gmp_cad.engine.codec import decode, encode
from gmp_cad.engine.environment import environment
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes import sandbox
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task, Trace

_FIELDS = ("id", "body", "params", "family", "timeout_s")
_WORDS = ("requires", "client", "confined", "project", "root")
_LIMIT_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A task as it is sent. ``inputs``: digests by alias; ``requires``: see :func:`requirements`.

    ``client``: who sends it; ``confined``: whether its scripts are; ``project``: digest of the manifest of the sources, for a script;
    ``root``: where the project stands at the client, in whose words the outcome is told.
    """

    task: Task
    inputs: Mapping[str, str]
    requires: str
    client: str
    confined: bool = False
    project: str = ""
    root: str = ""

    def to_json(self) -> bytes:
        """Return the order as JSON."""
        task: dict[str, Any] = {name: getattr(self.task, name) for name in _FIELDS}
        trace = None if self.task.trace is None else dict(self.task.trace.values)
        rest = {name: getattr(self, name) for name in _WORDS}
        return canonical({"task": task, "values": trace, "inputs": dict(self.inputs), **rest})

    @staticmethod
    def from_json(data: bytes) -> Order:
        """Return the order that :meth:`to_json` wrote."""
        document = json.loads(data)
        values = document.pop("values")
        trace = None if values is None else Trace(values=values)
        return Order(**{**document, "task": Task(**document["task"], trace=trace)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of an order: how the task ended, or what the worker needs before.

    ``lacking``: digests of what it was not sent and does not hold; ``stranger``: it is no longer
    what the order requires.
    """

    outcome: Outcome | None = None
    lacking: tuple[str, ...] = ()
    stranger: bool = False


def requirements() -> dict[str, str]:
    """Return all that must be the same on both machines."""
    return dict(environment())


def confines() -> bool:
    """Return whether scripts can be confined on this machine."""
    return sandbox.available() is not None


@cache
def required() -> str:
    """Return the digest of :func:`requirements`."""
    return digest_of(canonical(requirements()))


class FarWorker:
    """The one worker of a process: objects in its ``folder``, ``seats`` tasks at the same time."""

    def __init__(self, folder: Path, seats: int) -> None:
        self.folder = folder
        self.seats = seats
        self.store = Store(folder / "store")
        self._pools: dict[bool, Workers] = {}
        self._lock = threading.Lock()
        self._written = 0
        self._in_use: Counter[Path] = Counter()

    def answer(self, sent: bytes, objects: Mapping[str, bytes]) -> tuple[bytes, dict[str, bytes]]:
        """Run an order with the objects that came with it; return the reply and its objects."""
        order = Order.from_json(sent)
        if order.requires != required():
            return encode(Reply(stranger=True), Reply), {}
        for data in objects.values():
            self.store.put(data)
        try:
            outcome = self._run(order)
            kept = {digest: self.store.get(digest) for digest in outcome.outputs.values()}
        except MissingObjectError:
            return encode(Reply(lacking=tuple(self._lacking(order))), Reply), {}
        self._bound(sum(map(len, [*objects.values(), *kept.values()])))
        return encode(Reply(outcome=outcome), Reply), kept

    def leave(self, client: str, root: str) -> None:
        """End what ran scripts of a client's project, and delete its files."""
        for folder in self._place(client, root).glob("*/*/"):
            for pool in self._pools.values():
                pool.leave(str(folder))
            forget(folder)

    def close(self) -> None:
        """End its processes."""
        for pool in self._pools.values():
            pool.__exit__(KeyboardInterrupt, None, None)

    def _run(self, order: Order) -> Outcome:
        for digest in order.inputs.values():
            if not self.store.holds(digest):
                raise MissingObjectError(digest)
        if order.task.trace is None:
            return self._asked(order, order.task)
        with self._unpacked(order) as folder:
            root = str(folder)
            task = replace(order.task, trace=replace(order.task.trace, root=root))
            return _told_of(self._asked(order, task), root, order.root)

    def _asked(self, order: Order, task: Task) -> Outcome:
        outcome = self._pool(confined=order.confined).submit(task, order.inputs).result()
        if outcome.kind == "missing":
            raise MissingObjectError(str(outcome.message))
        return outcome

    def _pool(self, *, confined: bool) -> Workers:
        with self._lock:
            if confined not in self._pools:
                self._pools[confined] = Workers(self.store, self.seats, confined=confined)
                if len(self._pools) == 1:
                    atexit.register(self.close)
            return self._pools[confined]

    def _bound(self, written: int) -> None:
        """Empty the store when much was written; who needs an object again sends it again."""
        self._written += written
        if self._written > _LIMIT_BYTES:
            self._written = 0
            trim(self.store.root, 0)

    def _place(self, client: str, root: str) -> Path:
        return self.folder / "projects" / digest_of(f"{client} {root}".encode())[:16]

    @contextmanager
    def _unpacked(self, order: Order) -> Iterator[Path]:
        """Yield the folder of the project, as it was sent; what scripts added is swept."""
        name = Path(order.root).name or "project"
        folder = self._place(order.client, order.root) / order.project[:16] / name
        with self._lock:
            unpack(self.store, order.project, folder, swept=not self._in_use[folder])
            self._in_use[folder] += 1
        try:
            yield folder
        finally:
            with self._lock:
                self._in_use[folder] -= 1

    def _lacking(self, order: Order) -> list[str]:
        """Return what is missing or damaged here of an order."""
        wanted = list(order.inputs.values())
        if order.project:
            wanted.append(order.project)
            if self.store.holds(order.project):
                wanted += wanted_by(self.store, order.project)
        return [digest for digest in dict.fromkeys(wanted) if not _sound(self.store, digest)]


def _sound(store: Store, digest: str) -> bool:
    try:
        store.get(digest)
    except MissingObjectError:
        return False
    return True


def _told_of(outcome: Outcome, here: str, there: str) -> Outcome:
    """Return the outcome with the project's folder here replaced by its place at the client."""
    told = encode(outcome, Outcome).decode()
    return decode(told.replace(_quoted(here), _quoted(there)).encode(), Outcome)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


_here: list[FarWorker] = []
_first = threading.Lock()


def far_worker(folder: Path, seats: int) -> FarWorker:
    """Return the worker of this process, with its ``folder`` and tasks at the same time."""
    with _first:
        if not _here:
            _here.append(FarWorker(folder.resolve(), seats))
    return _here[0]


def workers_here() -> tuple[FarWorker, ...]:
    """Return the worker of this process, if it was ever asked for anything."""
    return tuple(_here)
