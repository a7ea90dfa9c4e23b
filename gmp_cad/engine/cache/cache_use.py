"""A store in use: opened, counted on by one more build, and kept within its size at the end."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.engine.cache.eviction import keep_within, settle
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.cache.store_users import using
from gmp_cad.engine.files.byte_size import byte_size

LIMIT = "GMP_CAD_CACHE_SIZE"
_DEFAULT_BYTES = 5_000_000_000
_log = logging.getLogger(__name__)


def size_limit(environment: Mapping[str, str]) -> int:
    """Return how large a store may become (bytes); raise UsageError for what is no size."""
    text = environment.get(LIMIT, "")
    return byte_size(text, LIMIT) if text else _DEFAULT_BYTES


@dataclass(slots=True)
class _Use:
    """How many builds of this process use a store now, and the bytes that those before kept."""

    count: int = 0
    recorded: int = 0


_uses: dict[str, _Use] = {}
_counting = threading.Lock()


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """Open the store in a folder; at the end, where something was kept, what is too much goes.

    Of several that use it in this process at once, as the builds of a class do, only the last looks
    whether it is too much. Raises :class:`~gmp_cad.engine.cache.store.CacheError` where the folder cannot
    serve, UsageError where ``GMP_CAD_CACHE_SIZE`` is no size.
    """
    limit = size_limit(os.environ)
    store = Store(folder)
    store.open()
    name = os.path.realpath(folder)
    with _counting:
        use = _uses.setdefault(name, _Use())
        use.count += 1
    try:
        with using(folder):
            settle(folder)
            yield store
    finally:
        with _counting:
            use.count -= 1
            use.recorded += store.recorded
            if not use.count:
                del _uses[name]
    if use.recorded and not use.count:
        trimmed = keep_within(folder, use.recorded, limit)
        if trimmed is not None and trimmed.entries:
            _log.info("%s: %d results went, %d bytes", folder, trimmed.entries, trimmed.freed)
