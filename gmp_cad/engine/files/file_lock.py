"""Locks on files: held by one at a time, let go by the system when the process ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


def locked(path: Path, patience_s: float = 0.0) -> BaseFileLock:
    """Return a lock that is held, by whatever thread; let it go with ``release``.

    Raises TimeoutError where another holds it for so long, OSError where there can be none: a
    folder that cannot be written, a file system without locks. The file stays.
    """
    from filelock import FileLock  # noqa: PLC0415 - it takes as long as a build with nothing to do

    lock = FileLock(path, thread_local=False, fallback_to_soft=False)
    lock.acquire(timeout=patience_s)
    return lock
