"""Tasks packed to be sent to workers that share no disk with us, and what comes back of them."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.cluster.far_worker import Order, required
from gmp_cad.engine.cluster.project_sources import SourceReader
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task


@dataclass(slots=True)
class Traffic:
    """What the tasks of one kind took: how many, CPU (s), bytes sent to workers and returned."""

    tasks: int = 0
    seconds: float = 0.0
    sent: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order, and all that a worker must hold for it: bytes by digest, None: in the store.

    ``sizes``: their bytes; ``kind``: of the task.
    """

    kind: str
    order: bytes
    objects: Mapping[str, bytes | None]
    sizes: Mapping[str, int]


class Parcels:
    """Packs the tasks of one client; used by several threads.

    ``traffic`` sums what was sent and came back, by kind of task.
    """

    def __init__(self, store: Store, client: str, *, confined: bool) -> None:
        self.store = store
        self.confined = confined
        self.client = client
        self.traffic: dict[str, Traffic] = defaultdict(Traffic)
        self._readers: dict[str, SourceReader] = {}
        self._reading = threading.Lock()
        self._sizes: dict[str, int] = {}

    def pack(self, task: Task, inputs: Mapping[str, str]) -> Parcel:
        """Return the parcel of a task: with the sources of its project where it is a script.

        Raises :class:`~gmp_cad.engine.cache.store.MissingObjectError` for an input that the store lacks,
        :class:`~gmp_cad.errors.UsageError` for sources that are too much to send.
        """
        objects: dict[str, bytes | None] = dict.fromkeys(inputs.values())
        order = Order(
            task=task, inputs=inputs, requires=required(), client=self.client,
            confined=self.confined,
        )  # fmt: skip
        if task.trace is not None:
            root = task.trace.root
            with self._reading:
                sources = self._readers.setdefault(root, SourceReader(Path(root))).read()
            objects |= sources.objects
            order = replace(order, project=sources.digest, root=root)
        sizes = {digest: self._size(digest, data) for digest, data in objects.items()}
        return Parcel(task.id.partition(":")[0], order.to_json(), objects, sizes)

    def load(self, parcel: Parcel, digests: Iterable[str]) -> dict[str, bytes]:
        """Return objects of a parcel, as they are sent now; raise MissingObjectError."""
        found: dict[str, bytes] = {}
        for digest in digests:
            data = parcel.objects[digest]
            found[digest] = self.store.get(digest) if data is None else data
        self.traffic[parcel.kind].sent += len(parcel.order) + sum(map(len, found.values()))
        return found

    def keep(self, parcel: Parcel, outcome: Outcome, objects: Mapping[str, bytes]) -> bool:
        """Keep what a task gave; return whether all of it came, as it was made."""
        for digest, data in objects.items():
            if self.store.put(data) != digest:
                return False
            self._sizes[digest] = len(data)
        if not objects.keys() >= set(outcome.outputs.values()):
            return False
        traffic = self.traffic[parcel.kind]
        traffic.tasks += 1
        traffic.seconds += outcome.seconds
        traffic.returned += sum(map(len, objects.values()))
        return True

    def forget(self, root: str) -> bool:
        """Forget the sources of a project; return whether any were sent."""
        with self._reading:
            return self._readers.pop(root, None) is not None

    def _size(self, digest: str, data: bytes | None) -> int:
        if digest not in self._sizes:
            self._sizes[digest] = len(self.store.get(digest) if data is None else data)
        return self._sizes[digest]


def placed(outcome: Outcome, address: str, sent_s: float) -> Outcome:
    """Return the outcome with its worker's address, and its times by the clock of this machine.

    ``sent_s``: when it was sent (s since 1970); it was run between then and now.
    """
    usage = outcome.usage
    if usage is None:
        return outcome
    shift = max(0.0, sent_s - usage.started_s) or min(0.0, time.time() - usage.ended_s)
    here = replace(
        usage, worker=f"{address} {usage.worker}", started_s=usage.started_s + shift,
        ended_s=usage.ended_s + shift,
    )  # fmt: skip
    return replace(outcome, usage=here)
