"""``--scheduler ADDRESS``: the cluster that runs the tasks instead of this machine."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.cluster import cluster
from gmp_cad.engine.scheduler import Scheduler
from gmp_cad.errors import UsageError
from gmp_cad.language import Message


@contextmanager
def scheduled(
    options: argparse.Namespace, store: Path, *, confined: bool
) -> Iterator[Scheduler | None]:
    """Yield the scheduler that the command names, connected; None: for none.

    Raises :class:`~gmp_cad.errors.UsageError` when there is no such cluster, or it is none to work
    with. ``store``, ``confined``: see :func:`scheduler_of`.
    """
    scheduler = scheduler_of(options, store, confined=confined)
    if scheduler is None:
        yield None
        return
    with scheduler:
        yield scheduler


def scheduler_of(
    options: argparse.Namespace, store: Path, *, confined: bool
) -> Scheduler | None:  # fmt: skip
    """Return the scheduler that the command names, to be entered by who uses it; None: for none.

    ``store``: the folder where results are kept here; ``confined``: whether scripts of projects
    run in a sandbox.
    """
    if options.scheduler is None:
        return None
    if options.jobs is not None:
        raise UsageError(
            Message("--jobs counts processes of this machine, --scheduler has those of a cluster"),
            Message("give one of the two"),
        )
    try:
        from gmp_cad.engine.cluster.dask_workers import DaskWorkers  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise cluster.not_installed() from error
    return DaskWorkers(Store(store), options.scheduler, confined=confined)
