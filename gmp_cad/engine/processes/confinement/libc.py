"""Calls of the C library that Python has no name for; each raises ConfinementError if refused."""

from __future__ import annotations

import ctypes
import os
import platform

from gmp_cad.engine.processes.confinement import system_calls
from gmp_cad.engine.processes.confinement.policy import ConfinementError
from gmp_cad.language import Message

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522


def call(name: str, *arguments: object) -> int:
    """Make a system call; raise OSError where it fails."""
    library = ctypes.CDLL(None, use_errno=True)
    result: int = library.syscall(system_calls.numbers(platform.machine())[name], *arguments)
    return _checked(result)


def _prctl(*arguments: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:5]]
    return _checked(library.prctl(*padded))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def refused(what: str, error: OSError) -> ConfinementError:
    """Return the error of a step of the confinement that the system refused."""
    return ConfinementError(
        Message("the sandbox cannot be set up: {what}: {reason}", what=what, reason=error.strerror),
        Message("the scripts were not run; --no-sandbox runs them without protection"),
    )


def give_up_privileges() -> None:
    """Give up every capability, for ever: also where the teacher works as root."""
    try:
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
        _drop_bounding_set()
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        call("capset", header, (ctypes.c_uint32 * 6)())
    except OSError as error:
        raise refused("capabilities", error) from error


def _drop_bounding_set() -> None:
    """Empty the set that a program could still regain; only who has a capability may."""
    for capability in range(64):
        try:
            if _prctl(_PR_CAPBSET_READ, capability):
                _prctl(_PR_CAPBSET_DROP, capability)
        except PermissionError:
            return  # no right to change it: nothing in it can be regained, by no_new_privs
        except OSError:
            return  # beyond the last capability that the kernel knows
