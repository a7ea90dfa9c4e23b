"""Tasks delivered to far workers until one of them answers; knows no cluster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from gmp_cad.engine.cache.store import CacheError, MissingObjectError
from gmp_cad.engine.cluster import cluster
from gmp_cad.engine.cluster.far_worker import Reply
from gmp_cad.engine.cluster.parcels import Parcel, Parcels, placed
from gmp_cad.engine.cluster.roster import KnownWorker, Roster
from gmp_cad.engine.codec import decode
from gmp_cad.engine.execution import trace_of
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.errors import GmpError
from gmp_cad.language import Message

_LOSSES = 3  # workers lost with a task before it is blamed; with the last it runs alone
_SENDINGS = 5  # how often a worker may lack what it was sent

Answer = tuple[bytes, dict[str, bytes]]  # a reply and its objects, by digest
Send = Callable[[str, str, bytes, dict[str, bytes]], Awaitable[Answer]]


class WorkerLostError(Exception):
    """The worker that was to answer is gone."""


class WorkerGoneError(Exception):
    """The worker was gone before it was asked anything."""


class Delivery:
    """Has tasks answered by the workers of a roster; in one thread, that of the event loop.

    ``send``: asks the worker at an address, by (address, kind of task, order, objects); it raises
    :class:`WorkerLostError` or :class:`WorkerGoneError`.
    """

    def __init__(self, parcels: Parcels, roster: Roster, send: Send) -> None:
        self.parcels = parcels
        self.roster = roster
        self._send = send
        self._room = asyncio.Condition()

    async def outcome(self, task: Task, inputs: Mapping[str, str]) -> Outcome:
        """Return how a task ended; raise :class:`~gmp_cad.engine.cluster.cluster.ClusterError`."""
        try:
            parcel = await asyncio.to_thread(self.parcels.pack, task, inputs)
            return await self._delivered(parcel)
        except MissingObjectError as error:
            said = Message("object {digest} is missing", digest=str(error))
            return Outcome(kind="missing", message=said)
        except cluster.ClusterError:
            raise
        except CacheError as error:  # of this machine: the task is not to blame
            return Outcome(kind="unkept", message=error.message, hint=error.hint)
        except GmpError as error:
            return Outcome(kind="failed", message=error.message, hint=error.hint)
        except Exception as error:  # noqa: BLE001 - a fault of ours, told like any bug
            return Outcome(kind="bug", message=Message("{trace}", trace=trace_of(error)))

    async def look(self) -> None:
        """Tell those who wait for a worker that there may be one."""
        async with self._room:
            self._room.notify_all()

    async def _delivered(self, parcel: Parcel) -> Outcome:
        """Have a parcel answered: by another worker where the first goes or lacks something."""
        lost: list[str] = []
        for _ in range(_LOSSES + _SENDINGS):
            worker = await self._seated(parcel, alone=len(lost) == _LOSSES - 1)
            try:
                outcome = await self._answered(worker, parcel)
            except WorkerGoneError:
                continue
            except WorkerLostError:
                lost.append(worker.address)
                if len(lost) == _LOSSES:
                    message, hint = cluster.taken_with(lost)
                    return Outcome(kind="crash", message=message, hint=hint)
                continue
            finally:
                self.roster.leave(worker)
                await self.look()
            if outcome is not None:
                return outcome
        raise RuntimeError("workers do not keep what they are sent")

    async def _answered(self, worker: KnownWorker, parcel: Parcel) -> Outcome | None:
        """Return what a worker gave, None when it needs to be sent something first."""
        lacking = [digest for digest in parcel.objects if digest not in worker.held]
        objects = await asyncio.to_thread(self.parcels.load, parcel, lacking)
        worker.held.update(lacking)
        sent_s = time.time()
        said, given = await self._send(worker.address, parcel.kind, parcel.order, objects)
        reply = decode(said, Reply)
        if reply.stranger:
            self.roster.remove(worker.address)
        worker.held.difference_update(reply.lacking)
        outcome = reply.outcome
        if outcome is None or not await asyncio.to_thread(
            self.parcels.keep, parcel, outcome, given
        ):
            return None
        worker.held.update(given)
        return placed(outcome, worker.address, sent_s)

    async def _seated(self, parcel: Parcel, *, alone: bool) -> KnownWorker:
        taken: list[KnownWorker] = []

        def take() -> bool:
            worker = self.roster.take(parcel.sizes, alone=alone)
            taken.extend([] if worker is None else [worker])
            return bool(taken)

        async with self._room:
            await self._room.wait_for(take)
        return taken[0]
