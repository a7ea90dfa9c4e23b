"""What a confined process has too much of, and only its parent can bound: threads, and disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gmp_cad.engine.processes.confinement.policy import Policy
from gmp_cad.language import Message

_PROCESSES = Path("/proc")
_BLOCK_BYTES = 512  # of st_blocks, whatever the file system


def members(pid: int) -> list[int]:
    """Return the process and those below it: bubblewrap's two stand above the confined one.

    The confined one has no child: nothing below it is looked for.
    """
    found = [pid]
    for _generation in range(2):
        for member in list(found):
            with suppress(OSError):
                path = _PROCESSES / str(member) / "task" / str(member) / "children"
                found += [int(c) for c in path.read_text("ascii").split() if int(c) not in found]
    return found


def excess(pid: int, policy: Policy) -> Message | None:
    """Tell of what a confined process has too much; None where it keeps within its bounds."""
    limits, processes = policy.limits, members(pid)
    if sum(map(_threads, processes)) > limits.threads + len(processes):
        return Message("more than {count} threads: stopped", count=limits.threads)
    files = taken = 0
    for size in _below(policy.writable):
        files, taken = files + 1, taken + size
        if files > limits.scratch_files:
            return Message("more than {count} files: stopped", count=limits.scratch_files)
    if taken + sum(map(_nameless, processes)) > limits.scratch_bytes:
        megabytes = limits.scratch_bytes // 1_000_000
        return Message("more than {size} MB of files: stopped", size=megabytes)
    return None


def _threads(pid: int) -> int:
    with suppress(OSError, ValueError):
        # the name of the program, which it chooses itself, stands in brackets before the rest
        fields = (_PROCESSES / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
        return int(fields[17])
    return 0


def _below(folder: str) -> Iterator[int]:
    """Yield the bytes that each entry below a folder takes; no link is followed."""
    folders = [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                with suppress(OSError):
                    yield entry.stat(follow_symlinks=False).st_blocks * _BLOCK_BYTES


def _nameless(pid: int) -> int:
    """Return the bytes of the files that a process keeps open and has deleted."""
    found: dict[tuple[int, int], int] = {}
    with suppress(OSError), os.scandir(_PROCESSES / str(pid) / "fd") as descriptors:
        for descriptor in descriptors:
            with suppress(OSError):
                status = descriptor.stat()  # of the file, through the link
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    found[status.st_dev, status.st_ino] = status.st_blocks * _BLOCK_BYTES
    return sum(found.values())
