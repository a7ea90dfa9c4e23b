"""The workers of a Dask cluster: the only module that knows Dask.

Each task is one task of Dask, on a worker that we choose: the one that holds most of its inputs.
What it lacks is sent with it, and what it gives comes back: workers share no disk with us, nor with
each other. Dask is asked to run it there and nowhere else. A worker that goes (its machine is off)
takes nothing with it: its tasks are run elsewhere; only what takes worker after worker with it,
the last time with nothing else beside it, is blamed. Workers that compute with other versions
than ours are given nothing.

Dask sends pickles: whoever reaches the scheduler can run programs on all machines, and a worker
can on ours. It is for networks that can be trusted, or for ``tls://`` with certificates.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from distributed import Client
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.cluster import cluster
from gmp_cad.engine.cluster.delivery import Answer, Delivery, WorkerGoneError, WorkerLostError
from gmp_cad.engine.cluster.far_worker import requirements
from gmp_cad.engine.cluster.parcels import Parcels
from gmp_cad.engine.cluster.roster import Roster
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.errors import GmpError
from gmp_cad.language import Message

CONNECT_S = 10.0
WAIT_S = 60.0  # for a worker, when there is none
_LOOK_S = 0.5
_ANSWER_S = 2.0
_SURVEY_S = 60.0
_LEAVE_S = 0.5
_SAME_PACKAGES = ("python", "dask", "distributed")

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Known:
    """What we know of the cluster: of its thread alone."""

    roster: Roster
    gone: dict[str, asyncio.Event] = field(default_factory=dict)
    strangers: dict[str, GmpError] = field(default_factory=dict)
    asked: dict[str, asyncio.Task[None]] = field(default_factory=dict)


class DaskWorkers:
    """The workers of the scheduler at ``address``, behind the interface of the local ones."""

    def __init__(self, store: Store, address: str, *, confined: bool = False) -> None:
        """Raise :class:`~gmp_cad.errors.UsageError` if that is no address."""
        cluster.require_address(address)
        self.address = address
        self.parcels = Parcels(store, uuid.uuid4().hex, confined=confined)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    # --- the interface of a scheduler

    @property
    def jobs(self) -> int:
        """How many tasks run at the same time on all workers that are there now."""
        return max(1, self._known.roster.seats)

    @property
    def started(self) -> bool:
        """Whether any task was sent."""
        return bool(self.parcels.traffic)

    def submit(self, task: Task, inputs: Mapping[str, str]) -> Future[Outcome]:
        """Run a task on the cluster; the future raises ClusterError when the cluster is lost."""
        return asyncio.run_coroutine_threadsafe(self._guarded(task, dict(inputs)), self._loop)

    def leave(self, root: str) -> None:
        """End the workers that ran scripts of the project at ``root``, and delete its files."""
        if self.parcels.forget(root):
            with suppress(TimeoutError, OSError):
                self._wait(self._tell(_leaving(), self.parcels.client, root))

    def __enter__(self) -> Self:
        """Connect; raise UsageError or ClusterError when there is no cluster to work with."""
        warnings.filterwarnings("ignore", module=r"distributed\..*")
        for name in ("distributed", "distributed.client"):  # what is wrong is told by us
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._thread.start()
        try:
            self._wait(self._connect())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Leave the cluster; nobody waits for what was asked of it and did not begin."""
        with suppress(TimeoutError, OSError):
            self._wait(self._disconnect())
        self._end()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # --- the cluster: in the thread of the loop

    async def _connect(self) -> None:
        self._failed: asyncio.Future[None] = self._loop.create_future()
        self._under_way: set[asyncio.Future[Outcome]] = set()
        self._known = _Known(Roster(start=os.getpid()))
        self._delivery = Delivery(self.parcels, self._known.roster, self._send)
        self._client = await self._reached()
        try:
            await self._begin()
        except BaseException:
            await self._client.close()
            raise
        self._watching = asyncio.create_task(self._watch())

    async def _begin(self) -> None:
        """Wait for workers; raise if one of them, or the scheduler, is not as we are."""
        scheduler = await self._client.run_on_scheduler(_packages())
        if found := _other_packages(scheduler):
            raise cluster.strange(self.address, found)
        until = time.monotonic() + WAIT_S
        while not (found := await self._client.nthreads()):
            if time.monotonic() > until:
                raise cluster.no_workers(self.address, WAIT_S)
            await asyncio.sleep(_LOOK_S)
        self._meet(found)
        await asyncio.gather(*self._known.asked.values())
        for error in self._known.strangers.values():
            raise error

    async def _reached(self) -> Client:
        client = None
        try:
            client = Client(
                self.address, asynchronous=True, timeout=CONNECT_S, set_as_default=False,
                name="gmp-cad",
            )  # fmt: skip
            return await asyncio.wait_for(client, 2 * CONNECT_S)
        except Exception as error:  # whatever Dask makes of an address, or of what answers there
            if client is not None:
                with suppress(Exception):
                    await client.close()
            reason = Message("{said}", said=_said(error))
            if isinstance(error, MemoryError):  # another protocol's first bytes, read as a length
                reason = Message("what answers there is no scheduler")
            raise cluster.not_reached(self.address, reason) from error

    async def _watch(self) -> None:
        """Look who comes and who goes, until the cluster is lost."""
        there = time.monotonic()
        while not self._failed.done():
            await asyncio.sleep(_LOOK_S)
            found = await self._looked()
            if found is None:
                self._failed.set_exception(cluster.lost(self.address))
                return
            self._meet(found)
            now = time.monotonic()
            if self._known.roster.workers or self._known.asked:
                there = now
            elif now - there > WAIT_S:
                unfit = next(iter(self._known.strangers.values()), None)
                lost = cluster.no_workers(self.address, WAIT_S)
                if unfit is not None:  # the workers that came instead are of no use
                    lost = cluster.ClusterError(unfit.message, unfit.hint)
                self._failed.set_exception(lost)
            await self._delivery.look()

    async def _looked(self) -> Mapping[str, int] | None:
        """Return the workers with their threads; None when the scheduler is gone."""
        while self._client.status == "running":
            with suppress(OSError, TimeoutError):
                found: Mapping[str, int] = await asyncio.wait_for(
                    self._client.nthreads(), _ANSWER_S
                )
                return found
        return None

    def _meet(self, found: Mapping[str, int]) -> None:
        """Part from workers that are gone, ask new ones what they compute with."""
        known = self._known
        for address in [a for a in known.gone if a not in found]:
            known.gone.pop(address).set()
            known.roster.remove(address)
            known.strangers.pop(address, None)
        for address, seats in found.items():
            if address not in known.gone:
                known.gone[address] = asyncio.Event()
                known.asked[address] = asyncio.create_task(self._ask_versions(address, seats))

    async def _ask_versions(self, address: str, seats: int) -> None:
        known = self._known
        try:
            error = await asyncio.wait_for(self._strange(address), _SURVEY_S)
        except (OSError, ValueError, TimeoutError):
            known.gone.pop(address, None)  # asked again if it is still there at the next look
            return
        finally:
            known.asked.pop(address, None)
        if error is not None:
            known.strangers[address] = error
            _log.warning("%s", error.message)
        elif address in known.gone:
            known.roster.add(address, seats)

    async def _strange(self, address: str) -> GmpError | None:
        """Return what a worker has that we have not; None: it has the same."""
        said = (await self._client.run(_survey(), workers=[address], on_error="return"))[address]
        if isinstance(said, OSError):
            raise said
        if isinstance(said, Exception):
            return cluster.strange(address, [_said(said)])
        packages, theirs, confines = said
        found = _other_packages(packages)
        found += cluster.differences(cluster.flat(requirements()), cluster.flat(theirs))
        if not found and self.parcels.confined and not confines:
            return cluster.not_confining(address)
        return cluster.strange(address, found) if found else None

    async def _tell(self, errand: Callable[..., Any], *words: str) -> None:
        """Tell all workers something; who cannot be told soon is not waited for."""
        told = self._client.run(
            errand, *words, workers=list(self._known.roster.workers), on_error="ignore"
        )
        await asyncio.wait_for(told, _LEAVE_S)

    async def _disconnect(self) -> None:
        ends: list[asyncio.Future[Any]] = [
            self._watching, *self._known.asked.values(), *self._under_way,
        ]  # fmt: skip
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)
        await asyncio.wait_for(self._client.close(timeout=_LEAVE_S), 2 * _LEAVE_S)

    # --- a task

    async def _guarded(self, task: Task, inputs: Mapping[str, str]) -> Outcome:
        """Run a task; raise ClusterError if the cluster is lost meanwhile."""
        run = asyncio.ensure_future(self._delivery.outcome(task, inputs))
        self._under_way.add(run)
        run.add_done_callback(self._under_way.discard)
        ends: set[asyncio.Future[Any]] = {run, self._failed}
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not run.done():
                self._failed.result()
            return run.result()
        finally:
            run.cancel()

    async def _send(
        self, address: str, kind: str, order: bytes, objects: dict[str, bytes]
    ) -> Answer:  # fmt: skip
        """Send an order to a worker, and return its answer."""
        gone = self._known.gone.get(address)
        if gone is None:
            raise WorkerGoneError
        if self._client.status != "running":
            raise cluster.lost(self.address)
        asked = self._client.submit(
            _errand(), order, objects, key=f"{kind}-{uuid.uuid4().hex}", workers=[address],
            allow_other_workers=False, pure=False,
        )  # fmt: skip
        answer, leaving = asyncio.ensure_future(_result(asked)), asyncio.ensure_future(gone.wait())
        try:
            await asyncio.wait({answer, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise WorkerLostError
            return answer.result()
        except (KilledWorker, CancelledError, CommClosedError) as error:
            raise WorkerLostError from error
        finally:
            answer.cancel()
            leaving.cancel()
            asked.release()


async def _result(asked: Any) -> Answer:
    said, objects = await asked
    return said, objects


def _said(error: BaseException) -> str:
    """Return what an error says, on one line; its kind where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__


def _other_packages(theirs: Mapping[str, Any]) -> list[str]:
    return cluster.differences(_packages()(), theirs)


# --- what is run on the machines of the cluster
#
# Functions within functions are sent by value: a scheduler needs no gmp_cad, and a worker without
# it can say so.


def _packages(names: tuple[str, ...] = _SAME_PACKAGES) -> Callable[[], dict[str, str]]:
    def packages() -> dict[str, str]:
        from distributed.versions import get_versions  # noqa: PLC0415

        found = get_versions()["packages"]
        return {name: str(found[name]) for name in names}

    return packages


def _survey() -> Callable[..., Any]:
    packages = _packages()

    async def survey() -> Any:
        import asyncio  # noqa: PLC0415

        from gmp_cad.engine.cluster.far_worker import confines, requirements  # noqa: PLC0415

        needed = await asyncio.to_thread(requirements)
        return packages(), needed, await asyncio.to_thread(confines)

    return survey


def _errand() -> Callable[..., Any]:
    def errand(order: bytes, objects: dict[str, bytes]) -> Any:
        from multiprocessing import current_process  # noqa: PLC0415

        from distributed import get_worker  # noqa: PLC0415

        from gmp_cad.engine.cluster.far_worker import far_worker  # noqa: PLC0415

        # A nanny starts its worker as a daemon, to which Python refuses children; ours end with it.
        current_process()._config["daemon"] = False  # type: ignore[attr-defined] # noqa: SLF001
        worker = get_worker()
        folder = Path(worker.local_directory) / "gmp-cad"
        return far_worker(folder, worker.state.nthreads).answer(order, objects)

    return errand


def _leaving() -> Callable[..., Any]:
    async def leaving(client: str, root: str) -> None:
        import asyncio  # noqa: PLC0415

        from gmp_cad.engine.cluster.far_worker import workers_here  # noqa: PLC0415

        for worker in workers_here():
            await asyncio.to_thread(worker.leave, client, root)

    return leaving
