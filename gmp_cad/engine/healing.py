"""Work that starts over when its store turns out to be damaged, or loses what it held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from gmp_cad.engine.cache.store import CacheError, MissingObjectError, Store
from gmp_cad.engine.graph import Result
from gmp_cad.language import Message

_TRIES = 4
_T = TypeVar("_T")


def healed(store: Store, work: Callable[[], _T]) -> _T:
    """Return what the work gives; where an object is missing it starts over.

    What it finished is in the store and not done again. From the second time on, what the store
    holds of this work (not of others that share it) is read before it counts as done: all that is
    damaged is found at once. Raises :class:`~gmp_cad.engine.cache.store.CacheError` where results are lost
    again and again.
    """
    for _ in range(_TRIES):
        try:
            return work()
        except MissingObjectError:
            store.verifying = True
    raise CacheError(
        Message("the cache {folder} loses results while they are used", folder=str(store.root)),
        Message("end what deletes or alters its files, or give another folder with --cache"),
    )


def require_whole(results: Mapping[str, Result]) -> None:
    """Raise :class:`~gmp_cad.engine.cache.store.MissingObjectError` where a task missed one of its inputs."""
    for result in results.values():
        if result.outcome.kind == "missing":
            raise MissingObjectError(str(result.outcome.message))
