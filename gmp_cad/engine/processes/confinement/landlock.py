"""Landlock: the kernel refuses this process every file that it was not given (linux/landlock.h)."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress

from gmp_cad.engine.processes.confinement import libc
from gmp_cad.engine.processes.confinement.policy import Policy

_VERSION_FLAG = 1
_PATH_BENEATH = 1
# of LANDLOCK_ACCESS_FS_…
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_OF_FILES = _WRITE_FILE | _READ_FILE | _TRUNCATE
_READ = _READ_FILE | _READ_DIR
_WRITE = (
    _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE
)
# first version of the interface → how many rights of files there are; all are handled
_RIGHTS_OF = {1: 13, 2: 14, 3: 15, 5: 16}
_NET, _SCOPED = 0b11, 0b11  # bind and connect TCP; abstract sockets and signals
_WRITABLE_DEVICE = "/dev/null"


def version() -> int:
    """Return the version of the kernel's Landlock, 0 where it has none or it is switched off."""
    with suppress(OSError, KeyError):
        return libc.call("landlock_create_ruleset", None, 0, _VERSION_FLAG)
    return 0


def restrict(policy: Policy) -> None:
    """Leave this thread, and what it starts, the files of the policy; no other process's.

    Only the calling thread is restricted: there must be no other. Raises ConfinementError.
    """
    try:
        supported = version()
        rights = (1 << max(n for v, n in _RIGHTS_OF.items() if v <= supported)) - 1
        attributes = struct.pack(
            "=QQQ", rights, _NET if supported >= 4 else 0, _SCOPED if supported >= 6 else 0
        )
        size = 8 if supported < 4 else 16 if supported < 6 else 24
        ruleset = libc.call("landlock_create_ruleset", attributes[:size], ctypes.c_size_t(size), 0)
        try:
            _allow(ruleset, policy.readable, _READ & rights)
            _allow(ruleset, [_WRITABLE_DEVICE], (_READ | _WRITE_FILE) & rights)
            _allow(ruleset, [policy.writable], _WRITE & rights)
            libc.call("landlock_restrict_self", ruleset, 0)
        finally:
            os.close(ruleset)
    except (OSError, ValueError) as error:
        reason = error if isinstance(error, OSError) else OSError(0, str(error))
        raise libc.refused("Landlock", reason) from error


def _allow(ruleset: int, paths: Iterable[str], rights: int) -> None:
    for path in paths:
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            given = rights if stat.S_ISDIR(os.fstat(handle).st_mode) else rights & _OF_FILES
            rule = struct.pack("=Qi", given, handle)
            libc.call("landlock_add_rule", ruleset, _PATH_BENEATH, rule, 0)
        finally:
            os.close(handle)
