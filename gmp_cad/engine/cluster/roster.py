"""The workers of a cluster: their free seats, what they hold, who runs the next task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class KnownWorker:
    """A worker of the cluster that can be given tasks.

    ``seats``: how many tasks it runs at the same time; ``taken``: how many run on it now;
    ``held``: digests of what it is thought to hold (it says so when it does not).
    """

    address: str
    seats: int
    taken: int = 0
    alone: bool = False
    held: set[str] = field(default_factory=set)

    @property
    def free(self) -> bool:
        """Whether it can be given one more task."""
        return self.taken < self.seats and not self.alone


class Roster:
    """Who can be given a task. Of one thread: the one that talks to the cluster.

    ``start``: with which of equal workers to begin; several clients begin with different ones.
    """

    def __init__(self, start: int = 0) -> None:
        self.workers: dict[str, KnownWorker] = {}
        self._turn = start

    @property
    def seats(self) -> int:
        """How many tasks run at the same time on all workers."""
        return sum(worker.seats for worker in self.workers.values())

    def add(self, address: str, seats: int) -> None:
        """Take a worker on."""
        self.workers[address] = KnownWorker(address, seats)

    def remove(self, address: str) -> None:
        """Forget a worker, which need not be known."""
        self.workers.pop(address, None)

    def take(self, sizes: Mapping[str, int], *, alone: bool = False) -> KnownWorker | None:
        """Seat a task whose inputs have these sizes (bytes by digest); None when all are busy.

        The worker that holds the most of them comes first, then the one with the most free seats.
        ``alone``: nothing else runs on the worker meanwhile.
        """
        idle = [w for w in self.workers.values() if w.free and not (alone and w.taken)]
        if not idle:
            return None
        self._turn += 1
        turned = [idle[(self._turn + place) % len(idle)] for place in range(len(idle))]
        chosen = max(turned, key=lambda w: (_held(w, sizes), w.seats - w.taken))
        chosen.taken += 1
        chosen.alone = alone
        return chosen

    def leave(self, worker: KnownWorker) -> None:
        """Give the seat back."""
        worker.taken -= 1
        worker.alone = False


def _held(worker: KnownWorker, sizes: Mapping[str, int]) -> int:
    return sum(size for digest, size in sizes.items() if digest in worker.held)
