"""The content-addressed store: objects by their SHA-256, and what each task key produced.

An entry is bound to its key and an object to its digest: whatever is truncated, altered, of another
key or another format is as good as absent, and what produced it runs again. Objects are verified
when they are read; a look-up compares their sizes alone. The time of an entry's file is its last
use. Nothing is pickled.

    CACHEDIR.TAG   says to programs of backup what this folder is
    objects/ab/…   contents, by SHA-256
    entries/ab/…   JSON: {"entry": {"version", "key", "outputs", "facts"}, "sum": SHA-256 of entry}
    new/           what is being written
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.files.atomic_file import remove, write_atomically
from gmp_cad.engine.files.regular_file import regular
from gmp_cad.errors import UsageError, refusal
from gmp_cad.language import Message

TAG = "CACHEDIR.TAG"
OBJECTS, ENTRIES, NEW = "objects", "entries", "new"
_OWN = (TAG, OBJECTS, ENTRIES, NEW, "users")  # what stands there while it is made
_TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"  # bford.info/cachedir
    b"# Results of gmp_cad; safe to delete.\n"
)
_VERSION = 2
_LARGEST_ENTRY = 16_000_000
_LARGEST_OBJECT = 2_000_000_000  # bytes; half of the memory of a worker
USE_NOTED_S = 600.0  # the last use of an entry is noted once in so many seconds
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHA256 = re.compile(r"[0-9a-f]{64}").fullmatch
_HEAD, _MIDDLE, _END = b'{"entry":', b',"sum":"', b'"}'
_IN_THE_WAY = (
    errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.EACCES, errno.EPERM,
    errno.ELOOP,
)  # fmt: skip


class MissingObjectError(LookupError):
    """An object that the store does not hold, or held damaged."""


class CacheError(UsageError):
    """A folder that cannot serve as store: it cannot be written, or is no store."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a task produced: output name → digest, and the facts kept beside it."""

    outputs: Mapping[str, str]
    facts: Mapping[str, Any]


def digest_of(data: bytes) -> str:
    """Return the content address of ``data``."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of a value: sorted keys, no spaces, UTF-8.

    Names of files that are no UTF-8 (in Python: with lone surrogates) stand in it escaped.
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


class Store:
    """A folder of objects and entries, shared by the processes of one or several builds.

    ``verifying``: whether a look-up reads the objects too. ``recorded``: bytes of what this store
    object was told to keep.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.verifying = False
        self.recorded = 0
        self._objects = os.path.join(root, OBJECTS, "")  # noqa: PTH118 - joined often: as text
        self._entries = os.path.join(root, ENTRIES, "")  # noqa: PTH118
        self._sound: set[str] = set()

    def open(self) -> None:
        """Make the folder where there is none; raise :class:`CacheError` where it cannot serve."""
        try:
            if not is_store(self.root) and any(p.name not in _OWN for p in self.root.iterdir()):
                raise CacheError(
                    Message("{folder} holds other things: it is no cache", folder=str(self.root)),
                    Message("give an empty or a new folder with --cache or GMP_CAD_CACHE"),
                )
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._refused(error) from error
        tag = self.root / TAG
        content = regular(str(tag), len(_TAG_TEXT))
        if content is None or content.data != _TAG_TEXT or not _is_writable(self.root):
            self._keep(tag, _TAG_TEXT)

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its digest; raise :class:`CacheError` where it cannot be."""
        digest = digest_of(data)
        path = self._object(digest)
        held = regular(path, len(data))
        if held is None or held.data != data:
            self._keep(Path(path), data)
        else:
            _note_use(path, held.modified)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the object, verified; raise :class:`MissingObjectError` when it cannot be had."""
        path = self._object(digest)
        held = regular(path, _LARGEST_OBJECT)
        if held is None or digest_of(held.data) != digest:
            remove(Path(path))
            raise MissingObjectError(digest)
        return held.data

    def holds(self, digest: str) -> bool:
        """Tell whether an object stands under this digest (its content is verified by ``get``)."""
        return bool(_SHA256(digest)) and Path(self._object(digest)).is_file()

    def record(self, key: str, entry: Entry) -> None:
        """Keep what a task key produced: its objects are here.

        Raises :class:`MissingObjectError` where one is not, :class:`CacheError` where the entry
        cannot be written.
        """
        outputs = {name: (digest, self._size(digest)) for name, digest in entry.outputs.items()}
        body = canonical(
            {"version": _VERSION, "key": key, "outputs": outputs, "facts": dict(entry.facts)}
        )
        data = _HEAD + body + _MIDDLE + digest_of(body).encode() + _END
        self._keep(Path(self._entry(key)), data)
        self.recorded += len(data) + sum(size for _, size in outputs.values())

    def lookup(self, key: str) -> Entry | None:
        """Return what the key produced, if the entry is sound and all its objects are here."""
        path = self._entry(key)
        held = regular(path, _LARGEST_ENTRY)
        found = None if held is None else entry_in(held.data, key)
        if held is None or found is None:
            return None
        outputs = found["outputs"]
        if not all(self._stands(digest, size) for digest, size in outputs.values()):
            return None
        _note_use(path, held.modified)
        return Entry(
            outputs={name: digest for name, (digest, _) in outputs.items()}, facts=found["facts"]
        )

    def _stands(self, digest: str, size: int) -> bool:
        """Return whether the object is here with its size; while verifying, with its content."""
        if self.verifying and digest not in self._sound:
            try:
                self.get(digest)
            except MissingObjectError:
                return False
            self._sound.add(digest)
        try:
            status = os.stat(self._object(digest))  # noqa: PTH116 - thousands: as text
        except OSError:
            return False
        return status.st_size == size and stat.S_ISREG(status.st_mode)

    def _size(self, digest: str) -> int:
        try:
            return Path(self._object(digest)).stat().st_size
        except OSError as error:
            raise MissingObjectError(digest) from error

    def _keep(self, path: Path, data: bytes) -> None:
        """Write a file of the store; what stands in its place or its way is removed."""
        if len(data) > _LARGEST_OBJECT:
            raise self._refused(OSError(errno.EFBIG, os.strerror(errno.EFBIG)))
        try:
            try:
                write_atomically(path, data, self.root / NEW)
            except OSError as error:
                if error.errno not in _IN_THE_WAY:
                    raise
                self._clear_way(path)
                write_atomically(path, data, self.root / NEW)
        except OSError as error:
            raise self._refused(error) from error

    def _clear_way(self, path: Path) -> None:
        """Make way for a file: folders are folders that may be written, no folder has its name."""
        folders = [self.root / NEW, *path.parents[: len(path.relative_to(self.root).parts) - 1]]
        for folder in reversed(folders):
            if not folder.is_dir():
                remove(folder)
            else:
                with contextlib.suppress(OSError):
                    folder.chmod(folder.stat().st_mode | stat.S_IRWXU)
        if path.is_dir() or path.is_symlink():
            remove(path)

    def _refused(self, error: OSError) -> CacheError:
        return CacheError(
            Message("the cache {folder} cannot be written: {reason}", folder=str(self.root),
                    reason=refusal(error)),
            Message("make room or give rights there, or give another folder with --cache or GMP_CAD_CACHE"),
        )  # fmt: skip

    def _object(self, digest: str) -> str:
        if not _SHA256(digest):
            raise MissingObjectError(digest)
        return f"{self._objects}{digest[:2]}{os.sep}{digest[2:]}"

    def _entry(self, key: str) -> str:
        return f"{self._entries}{key[:2]}{os.sep}{key[2:]}.json"


def is_store(root: Path) -> bool:
    """Return whether a folder is a store, of this or of an earlier version."""
    if root.name == CACHE or (root / TAG).is_file():
        return True
    return (root / ENTRIES).is_dir() and (root / OBJECTS).is_dir()


def entry_in(data: bytes, key: str) -> dict[str, Any] | None:
    """Return what the bytes of an entry say, None unless they are those of this key, unaltered.

    ``outputs`` give digest and size (bytes) by name.
    """
    end = len(data) - len(_END) - 64
    start, stop = len(_HEAD), end - len(_MIDDLE)
    body = data[start:stop]
    if data[:start] != _HEAD or data[stop:end] != _MIDDLE or data[-len(_END) :] != _END:
        return None
    if data[end : -len(_END)] != digest_of(body).encode():
        return None
    try:
        found: dict[str, Any] = json.loads(body)
        if found["version"] != _VERSION or found["key"] != key:
            return None
        sound = all(_SHA256(d) and isinstance(n, int) for d, n in found["outputs"].values())
        return found if sound and isinstance(found["facts"], dict) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _note_use(path: str, noted: float) -> None:
    """Give a file the time of its last use, unless that was noted lately; a hint, no more."""
    if abs(time.time() - noted) > USE_NOTED_S:
        with contextlib.suppress(OSError):
            os.utime(path)


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
