"""What a process gives up by itself: its environment, its descriptors, resources without bound."""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from gmp_cad.engine.processes.confinement import libc
from gmp_cad.engine.processes.confinement.policy import ConfinementError, Limits
from gmp_cad.language import Message

_ITSELF = Path("/proc/self")
# Python, shells and readline set these themselves.
_HARMLESS = frozenset({"LC_CTYPE", "PWD", "COLUMNS", "LINES"})
_SPARE_CPU_S = 5  # between the signal that ends the process and the one that cannot be caught


def environment(scratch: str) -> dict[str, str]:
    """Return the environment of a confined process: the same for everybody, no secret in it."""
    return {
        "HOME": scratch,
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "4",  # each thread's own would reserve 64 MB of address space
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": scratch,
    }


def replace_environment(wanted: Mapping[str, str]) -> None:
    """Leave this process the wanted environment.

    Raises ConfinementError where it was started with more: what a process was started with, and
    the copies that it made of it, stay in its memory.
    """
    started = (_ITSELF / "environ").read_bytes().split(b"\0")
    names = {os.fsdecode(entry.partition(b"=")[0]) for entry in started if entry}
    surplus = sorted(names - set(wanted) - _HARMLESS)
    if surplus:
        message = Message(
            "the sandbox cannot be set up: the process was started with {names} in its environment",
            names=", ".join(surplus[:3]),
        )
        raise ConfinementError(message)
    os.environ.clear()
    ctypes.CDLL(None).clearenv()  # what libraries set is unknown to Python
    os.environ.update(wanted)


def leave_terminal(keep: Collection[int]) -> None:
    """Leave the terminal, and close every descriptor but 1, 2 and ``keep``; 0 leads nowhere."""
    with suppress(PermissionError):  # it leads its session already
        os.setsid()
    if 0 not in keep:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor in [int(path.name) for path in (_ITSELF / "fd").iterdir()]:
        if descriptor > 2 and descriptor not in keep:
            with suppress(OSError):  # the listing's own
                os.close(descriptor)


def limit(limits: Limits) -> None:
    """Bound what this process may take; the system enforces it. Raises ConfinementError."""
    pages = [int(count) for count in (_ITSELF / "statm").read_text("ascii").split()]
    address_space, data = (pages[i] * resource.getpagesize() for i in (0, 5))
    wanted = {
        resource.RLIMIT_CPU: (limits.cpu_s, limits.cpu_s + _SPARE_CPU_S),
        resource.RLIMIT_DATA: (data + limits.memory_bytes,) * 2,
        # what is shared counts here only; so does what libraries reserve and never use
        resource.RLIMIT_AS: (address_space + 2 * limits.memory_bytes,) * 2,
        resource.RLIMIT_FSIZE: (limits.file_bytes,) * 2,
        resource.RLIMIT_NOFILE: (limits.open_files,) * 2,
        resource.RLIMIT_CORE: (0, 0),
    }
    for which, bounds in wanted.items():
        allowed = resource.getrlimit(which)[1]
        most = max(bounds) if allowed == resource.RLIM_INFINITY else allowed
        try:
            resource.setrlimit(which, (min(bounds[0], most), min(bounds[1], most)))
        except (OSError, ValueError) as error:
            raise libc.refused("rlimits", OSError(0, str(error))) from error


def require_one_thread() -> None:
    """Raise ConfinementError if this process has other threads: they would stay free."""
    if len(list((_ITSELF / "task").iterdir())) > 1:
        raise ConfinementError(
            Message("the sandbox cannot be set up: the process has several threads already")
        )
