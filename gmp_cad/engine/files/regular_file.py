"""What a plain file holds, where a link, a pipe or a folder may stand in its place."""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

# The file itself is whole, this process or machine is short of something.
_OURS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR)
_READING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Content(NamedTuple):
    """What a file holds, and when it was written (s since the epoch)."""

    data: bytes
    modified: float


def regular(path: str, most: int, *, linked: bool = True) -> Content | None:
    """Return what a file holds; None where there is none, or what is there is no plain file.

    A file of more than ``most`` bytes is not read, a pipe or a folder not waited for. ``linked``:
    whether a link may lead to it. Raises OSError where it is this process that cannot read.
    """
    try:
        descriptor = os.open(path, _READING | (0 if linked else _NO_LINK))
    except OSError as error:
        if error.errno in _OURS:
            raise
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            return None
        data = os.read(descriptor, status.st_size)
        while len(data) < status.st_size and (more := os.read(descriptor, status.st_size)):
            data += more
        return Content(data, status.st_mtime)
    except OSError as error:
        if error.errno in _OURS:
            raise
        return None
    finally:
        os.close(descriptor)
