"""A store kept within a size: what was used least recently goes.

Nothing is taken that a living build may be using: what was used since the first of them began. A
build that begins while a store is trimmed waits for that (:func:`settle`); none waits for another
build. Where a file system has no locks, or a clock is wrong, a build may miss what was taken; it
makes it again. Entries go before the objects that they name, so that whoever is killed here leaves
a store that works.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gmp_cad.engine.cache.store import ENTRIES, NEW, OBJECTS, TAG, USE_NOTED_S, canonical, entry_in
from gmp_cad.engine.cache.store_users import users
from gmp_cad.engine.files.atomic_file import remove, write_atomically
from gmp_cad.engine.files.file_lock import locked

_DIGITS = 64  # of a key, of a digest
_LOCK = "trim.lock"
_COUNT = "size.json"
_COUNT_VERSION = 1
_COUNT_AGE_S = 86400.0  # what killed builds wrote is not noted: the store is counted once a day
_PATIENCE_S = 2.0
_MOMENT_S = 0.5  # a build that begins holds the lock no longer
_ROOM = 0.9  # trimmed on the way, a store has room for some builds more


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    name: str  # digest or key
    size: int
    modified: float
    used: float  # s since the epoch


@dataclass(slots=True)
class Contents:
    """What a store holds: entries and objects, the size of all (bytes)."""

    entries: list[_File] = field(default_factory=list)
    objects: dict[str, _File] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all entries and objects."""
        return sum(f.size for f in self.entries) + sum(f.size for f in self.objects.values())

    @property
    def oldest(self) -> float | None:
        """When the entry was last used that was used least recently (s since the epoch)."""
        return min((f.used for f in self.entries), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """What was removed, and the bytes that are left."""

    entries: int = 0
    objects: int = 0
    freed: int = 0
    left: int = 0


def contents(root: Path) -> Contents:
    """Return what a store holds; files that are none of a store's are not looked at."""
    found = Contents()
    found.entries = list(_files(root / ENTRIES, ".json"))
    found.objects = {file.name: file for file in _files(root / OBJECTS, "")}
    return found


def trim(root: Path, limit: int) -> Trimmed | None:
    """Remove what was used least recently until at most ``limit`` bytes are left.

    Objects that no entry names go first. None where another process trims the store now, or it
    cannot be locked.
    """
    with _trimming(root, _MOMENT_S) as free:
        return _trim(root, limit) if free else None


def keep_within(root: Path, written: int, limit: int) -> Trimmed | None:
    """Note that a build wrote so many bytes, and trim the store when it has outgrown its limit.

    The store is counted only where the notes say that it may be too large, and once a day. None
    where there was nothing to do, or another process does it.
    """
    with _trimming(root, _PATIENCE_S) as free:
        if not free:
            return None
        noted, counted = _noted(root)
        if noted + written <= limit and 0.0 <= time.time() - counted < _COUNT_AGE_S:
            _note(root, noted + written, counted)
            return None
        size = contents(root).size
        if size <= limit:
            _note(root, size, time.time())
            return None
        return _trim(root, int(limit * _ROOM))


def settle(root: Path) -> None:
    """Wait until who trims the store now is done: a build that has just begun is not known there.

    Whoever trims from then on sees it. After a moment it begins all the same: what is taken from it
    is made again.
    """
    with _trimming(root, _PATIENCE_S):
        pass


def clear(root: Path) -> Trimmed | None:
    """Remove all that a store holds, and nothing else; None where others use it now."""
    with _trimming(root, _MOMENT_S) as free:
        if not free or users(root).count:
            return None
        held = contents(root)
        for file in (*held.entries, *held.objects.values()):
            remove(file.path)
        for name in (_COUNT, TAG, NEW):
            remove(root / name)
    for folder in (*root.glob(f"{ENTRIES}/??"), *root.glob(f"{OBJECTS}/??"), root / ENTRIES,
                   root / OBJECTS, root / "users"):  # fmt: skip
        with contextlib.suppress(OSError):
            folder.rmdir()
    remove(root / _LOCK)
    return Trimmed(entries=len(held.entries), objects=len(held.objects), freed=held.size)


def _trim(root: Path, limit: int) -> Trimmed:
    spared = users(root)
    # A use is noted now and then only: what was noted a little earlier may be in use.
    before = spared.since - (USE_NOTED_S if spared.count else 0.0)
    held = contents(root)
    size, named = held.size, Counter[str]()
    outputs = {file.name: _outputs(file) for file in held.entries}
    for digests in outputs.values():
        named.update(digests)
    gone = [f for f in held.objects.values() if not named[f.name] and f.used < before]
    size -= sum(file.size for file in gone)
    entries = []
    for file in sorted(held.entries, key=lambda f: (f.used, f.name)):
        if size <= limit or file.used >= before:
            break
        entries.append(file)
        named.subtract(outputs[file.name])
        freed = [held.objects[d] for d in outputs[file.name] if not named[d] and d in held.objects]
        freed = [one for one in freed if one.used < before]
        gone += freed
        size -= file.size + sum(one.size for one in freed)
    removed = [file for file in entries if _remove(file)]
    objects = [file for file in gone if _remove(file)]
    freed_bytes = sum(file.size for file in (*removed, *objects))
    _note(root, held.size - freed_bytes, time.time())
    return Trimmed(
        entries=len(removed), objects=len(objects), freed=freed_bytes, left=held.size - freed_bytes
    )


def _remove(file: _File) -> bool:
    """Remove a file unless it was used, or written again, since it was looked at."""
    try:
        return file.path.lstat().st_mtime == file.modified and remove(file.path)
    except OSError:
        return False


def _outputs(file: _File) -> set[str]:
    """Return the digests that an entry names; none where it is damaged: then it names nothing."""
    try:
        found = entry_in(file.path.read_bytes(), file.name)
    except OSError:
        found = None
    return set() if found is None else {digest for digest, _ in found["outputs"].values()}


def _files(folder: Path, suffix: str) -> Iterator[_File]:
    """Yield the files of a store below a folder: two digits, the others, the suffix."""
    with contextlib.suppress(OSError):
        for first in os.scandir(folder):
            if len(first.name) == 2 and first.is_dir(follow_symlinks=False):
                yield from _below(first, suffix)


def _below(folder: os.DirEntry[str], suffix: str) -> Iterator[_File]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            name = folder.name + entry.name.removesuffix(suffix)
            if len(name) == _DIGITS and entry.name.endswith(suffix):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    modified = status.st_mtime
                    yield _File(
                        path=Path(entry.path), name=name, size=status.st_size, modified=modified,
                        # a time to come is that of another clock: it tells of no use
                        used=modified if modified <= time.time() + USE_NOTED_S else 0.0,
                    )  # fmt: skip


@contextlib.contextmanager
def _trimming(root: Path, patience_s: float) -> Iterator[bool]:
    """Tell whether this is the only process that trims the store."""
    try:
        lock = locked(root / _LOCK, patience_s)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _noted(root: Path) -> tuple[int, float]:
    """Return the bytes that were noted, and when the store was last counted (s since the epoch)."""
    try:
        document = json.loads((root / _COUNT).read_bytes())
        if document["version"] == _COUNT_VERSION:
            return int(document["bytes"]), float(document["counted"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, 0.0


def _note(root: Path, size: int, counted: float) -> None:
    document = {"version": _COUNT_VERSION, "bytes": size, "counted": counted}
    with contextlib.suppress(OSError):
        write_atomically(root / _COUNT, canonical(document), root / NEW)
