"""Who uses a store now: what living builds may need is not taken from them.

Each build holds a lock on a file of its own, which the system lets go when the process ends, however
it ends. The time of the file is the start of that build. Where a file system knows no locks, builds
go on without: what is taken from them, they build again.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.engine.cache.store import NEW
from gmp_cad.engine.files.atomic_file import LEFTOVER, remove
from gmp_cad.engine.files.file_lock import locked

_USERS = "users"
_SUFFIX = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """How many builds use a store, and since when (s since the epoch; now where none does)."""

    count: int
    since: float


@contextlib.contextmanager
def using(root: Path) -> Iterator[None]:
    """Count as one that uses the store; what killed builds left half-written there is removed."""
    folder = root / _USERS
    path = folder / f"{secrets.token_hex(8)}{_SUFFIX}"
    try:
        folder.mkdir(exist_ok=True)
        lock = locked(path)
    except OSError:
        yield
        return
    try:
        _clear_leftovers(root)
        yield
    finally:
        remove(path)
        lock.release()
        remove(path)  # where an open file cannot be removed


def users(root: Path) -> Users:
    """Return who uses the store; the files of builds that were killed are removed."""
    count, since = 0, time.time()
    with contextlib.suppress(OSError):
        for path in list((root / _USERS).iterdir()):
            with contextlib.suppress(FileNotFoundError):
                started = path.stat().st_mtime
                if not _is_left(path):
                    count, since = count + 1, min(since, started)
    return Users(count=count, since=since)


def _is_left(path: Path) -> bool:
    """Return whether nobody holds a lock, and remove its file."""
    try:
        lock = locked(path)
    except OSError:
        return not path.exists()  # its build has just ended
    remove(path)
    lock.release()
    remove(path)
    return True


def _clear_leftovers(root: Path) -> None:
    """Remove what is half-written since before the first of the living builds began."""
    since = users(root).since
    with contextlib.suppress(OSError):
        for path in list((root / NEW).glob(f"{LEFTOVER}*")):
            if path.lstat().st_mtime < since:
                remove(path)
