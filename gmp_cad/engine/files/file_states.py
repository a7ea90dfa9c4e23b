"""What files hold, told without reading again those that provably did not change.

A file is told by the SHA-256 of its content, never by its times alone: an editor may write twice in
a second, and copies keep the times of what they copy. Beside it stand size, modification and change
times, and inode. On a second look these prove that the content is the same: a write sets the change
time (which no program can set back), and the file was read at least :data:`SETTLED_NS` after its
last change, so that a later write cannot fall into the same tick of the file system's clock. (That
is git's rule of the "racy" index.) A file changed more recently than that is read each time. On
Windows the change time is that of creation: there every file is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Two seconds is the coarsest clock of a file system in use (FAT); the rest is for clocks of servers.
SETTLED_NS = 3_000_000_000
MOST_BYTES = 300_000_000  # read at one look: more takes longer than to plan the build
MOST_ENTRIES = 20_000
_TRUSTED = os.name != "nt"

# [what it is, SHA-256 or reason or None, signature or None]; JSON-able
Row = list[object]
Rows = dict[str, Row]


class UnknowableError(Exception):
    """What is there cannot be told in good time, or not without leaving the folder."""


@dataclass(slots=True)
class Look:
    """One look at the files below ``base``; ``known``: what an earlier look told of them.

    ``confined``: links that lead out of ``base`` are refused: what stands there may block or have
    no end. ``most_bytes``: how many are read before it gives up. ``rows``: what was found by its path relative to ``base``, with forward slashes;
    ``times``: what tells whether a file was written since, be it back to what it was.
    """

    base: str
    known: Mapping[str, Row] = field(default_factory=dict)
    confined: bool = True
    most_bytes: float = MOST_BYTES
    rows: Rows = field(default_factory=dict)
    times: dict[str, tuple[int, ...]] = field(default_factory=dict)
    bytes_read: int = 0

    def folder(self, name: str, unseen: Iterable[str] = ()) -> None:
        """Tell all that is below a folder, through links too; nothing called as in ``unseen``."""
        left_out = frozenset(unseen)
        todo: list[tuple[str, frozenset[tuple[int, int]]]] = [(name, frozenset())]
        while todo:
            path, above = todo.pop()
            status = self._status(path)
            if status is None:
                continue
            here = (status.st_dev, status.st_ino)
            if not stat.S_ISDIR(status.st_mode):
                self._other(path, status)
            elif here in above:
                self._put(path, ["loop", None, None])
            else:
                todo += [(p, above | {here}) for p in self._list(path, left_out)]

    def file(self, name: str) -> None:
        """Tell one file, or that it is not there."""
        status = self._status(name)
        if status is not None:
            self._other(name, status)

    def names(self, name: str, unseen: Iterable[str] = ()) -> None:
        """Tell the names in a folder alone, and which of them are folders."""
        left_out = frozenset(unseen)
        try:
            with os.scandir(self._full(name)) as entries:
                found = sorted(
                    f"{e.name}{'/' * e.is_dir()}" for e in entries if e.name not in left_out
                )
        except OSError as error:
            self._put(f"{name}\0names", ["refused", error.errno, None])
        else:
            self._put(f"{name}\0names", ["names", found, None])

    def plain(self, name: str) -> None:
        """Tell one file or folder that is no link: a link is told as one."""
        if os.path.islink(self._full(name)):  # noqa: PTH114
            self._put(name, ["link", None, None])
        elif os.path.isdir(self._full(name)):  # noqa: PTH112
            self._put(name, ["folder", None, None])
        else:
            self.file(name)

    def link(self, name: str) -> None:
        """Tell where a symbolic link leads, or that it is none."""
        try:
            self._put(f"{name}\0link", ["link", os.readlink(self._full(name)), None])  # noqa: PTH115
        except (OSError, ValueError) as error:
            self._put(f"{name}\0link", ["refused", getattr(error, "errno", None), None])

    def _full(self, name: str) -> str:
        return os.path.join(self.base, name) if name else self.base  # noqa: PTH118 - in a hot loop

    def _put(self, path: str, row: Row) -> None:
        if len(self.rows) >= MOST_ENTRIES:
            raise UnknowableError(path)
        self.rows[path] = row

    def _status(self, path: str) -> os.stat_result | None:
        full = self._full(path)
        try:
            if self.confined and os.path.islink(full):  # noqa: PTH114
                self._require_inside(full)
                self.link(path)
            return os.stat(full)  # noqa: PTH116
        except (OSError, ValueError) as error:
            self._put(path, ["refused", getattr(error, "errno", None), None])
            return None

    def _require_inside(self, full: str) -> None:
        root = os.path.realpath(self.base)
        if not os.path.realpath(full).startswith(root.rstrip(os.sep) + os.sep):
            raise UnknowableError(full)

    def _list(self, path: str, unseen: frozenset[str]) -> list[str]:
        try:
            with os.scandir(self._full(path)) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            self._put(path, ["refused", error.errno, None])
            return []
        self._put(path, ["folder", None, None])
        return [f"{path}/{n}" if path else n for n in names if n not in unseen]

    def _other(self, path: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self._put(path, ["special", stat.S_IFMT(status.st_mode), None])
            return
        self.times[path] = _times(status)
        before = self.known.get(path)
        if before is not None and before[2] is not None and before[2] == _signature(status):
            self._put(path, before)
        else:
            self._put(path, self._read(path))

    def _read(self, path: str) -> Row:
        try:
            with open(self._full(path), "rb") as file:  # noqa: PTH123
                now, status = time.time_ns(), os.fstat(file.fileno())
                self.bytes_read += status.st_size
                if self.bytes_read > self.most_bytes:
                    raise UnknowableError(path)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                after = os.fstat(file.fileno())
        except OSError as error:
            return ["refused", error.errno, None]
        settled = max(status.st_mtime_ns, status.st_ctime_ns) + SETTLED_NS < now
        proof = _signature(status) if settled and _signature(status) == _signature(after) else None
        return ["file", digest, proof]


def _signature(status: os.stat_result) -> list[int] | None:
    return list(_times(status)) if _TRUSTED else None


def _times(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def contents(rows: Mapping[str, Row]) -> dict[str, tuple[object, object]]:
    """Return what is where, without the signatures: equal when nothing reads differently."""
    return {path: (row[0], row[1]) for path, row in rows.items()}
