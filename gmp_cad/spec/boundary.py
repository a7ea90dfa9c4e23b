"""What in the folder of a stranger leads out of it, or is no file that can be read to its end.

A project may come as an archive: links in it may lead to files of whoever builds it, a pipe with a
name blocks whoever opens it, a sparse file has no end to speak of. All of it is found before
anything is read, without opening a file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from gmp_cad.errors import Problem, Where, printable
from gmp_cad.language import Message
from gmp_cad.spec.toml import unreadable

MAX_FILE_BYTES = 300_000_000
MAX_ENTRIES = 50_000
MAX_DEPTH = 30
_CACHE = ".gmp-cache"  # the one hidden folder that a build reads and writes


def boundary_problems(root: Path) -> Iterator[Problem]:
    """Yield what in the project is not to be followed, opened or read.

    Hidden entries at its top (version control, editors) are nobody's to read, and passed over.
    """
    inside = os.path.realpath(root) + os.sep
    names: dict[tuple[int, int], list[tuple[str, int]]] = {}  # of files with several of them
    for count, (path, status) in enumerate(_entries(root)):
        if count >= MAX_ENTRIES:
            message = Message("the folder holds more than {count} files", count=MAX_ENTRIES)
            yield Problem(Where("."), message)
            return
        file = path.relative_to(root).as_posix()
        if isinstance(status, OSError):
            yield unreadable(_shown(file), status)
        elif status.st_nlink > 1 and stat.S_ISREG(status.st_mode):
            same = names.setdefault((status.st_dev, status.st_ino), [])
            same.append((file, status.st_nlink))
        fault = None if isinstance(status, OSError) else _fault(path, status, inside)
        if fault is not None:
            yield Problem(Where(_shown(file)), fault)
        elif len(path.relative_to(root).parts) > MAX_DEPTH:
            yield Problem(Where(_shown(file)), Message("folders are nested too deeply"))
        elif not file.isprintable():
            message = Message("the name holds characters that cannot be printed")
            yield Problem(Where(_shown(file)), message, Message("rename it"))
    for same in names.values():
        if len(same) < same[0][1]:
            message = Message("the file has another name outside of the project (a hard link)")
            yield Problem(Where(_shown(same[0][0])), message, Message("put a copy in its place"))


def _entries(root: Path) -> Iterator[tuple[Path, os.stat_result | OSError]]:
    """Yield everything below the project's folder, in order of names; no link is followed."""
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            found = sorted(os.listdir(folder))  # noqa: PTH208 - names, which are sorted as such
        except OSError as error:
            yield folder, error
            continue
        for name in found:
            path = folder / name
            if folder == root and name.startswith(".") and name != _CACHE:
                continue
            try:
                status = path.lstat()
            except OSError as error:
                yield path, error
                continue
            yield path, status
            if stat.S_ISDIR(status.st_mode) and len(path.relative_to(root).parts) <= MAX_DEPTH:
                folders.append(path)


def _fault(path: Path, status: os.stat_result, inside: str) -> Message | None:
    if stat.S_ISLNK(status.st_mode):
        if (os.path.realpath(path) + os.sep).startswith(inside):
            return None
        return Message("it is a link that leads out of the project")
    if stat.S_ISDIR(status.st_mode):
        return None
    if not stat.S_ISREG(status.st_mode):
        return Message("it is no file: a pipe, a socket or a device")
    if status.st_size > MAX_FILE_BYTES:
        megabytes, most = status.st_size // 1_000_000, MAX_FILE_BYTES // 1_000_000
        return Message(
            "the file has {size} MB; at most {limit} are read", size=megabytes, limit=most
        )
    return None


def _shown(file: str) -> str:
    return printable(file.encode("utf-8", "replace").decode("utf-8"))
