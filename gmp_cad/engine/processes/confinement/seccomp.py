"""A filter of system calls: what is not in the table fails with "Operation not permitted".

What Landlock does not cover is refused here, with bubblewrap too: sockets of every family,
child processes, other programs, signals to others, terminals, keys, tracing, mounts. The filter is
a program of the classic packet filter (linux/filter.h); it looks at the number of the call and
its first arguments only, as the kernel does not follow pointers.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from gmp_cad.engine.processes.confinement import libc, system_calls

_LOAD, _EQUAL, _AT_LEAST, _ABOVE, _ANY_BIT = 0x20, 0x15, 0x35, 0x25, 0x45  # BPF_LD|W|ABS, JMP|J…|K
_RETURN = 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_REFUSE = 0x00050000  # SECCOMP_RET_ERRNO
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # numbers of x86_64's other calling convention

_CLONE_THREAD = 0x10000
_CLONE_NEW = 0x7E020080  # every new namespace
_O_TRUNC, _O_WRITES = 0o1000, 0o3
# F_DUPFD to F_SETLKW, the three of F_OFD_, F_DUPFD_CLOEXEC, F_GETPIPE_SZ: no signal, no lease
_FCNTL = (*range(8), 36, 37, 38, 1030, 1032)
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: nothing that writes to a terminal
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_SET_MODE_FILTER, _FLAG_ALL_THREADS = 1, 1

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value


def program(machine: str, pid: int) -> bytes:
    """Return the filter for a process with number ``pid`` on this kind of processor."""
    instructions: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),  # a call as another processor makes it: the tables do not hold
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for name, body in _conditions(pid).items():
        number = system_calls.numbers(machine).get(name)
        if number is not None:
            instructions += [(_EQUAL, 0, len(body), number), *body]
    for first, last in system_calls.allowed(machine):
        instructions += [(_AT_LEAST, 0, 2, first), (_ABOVE, 1, 0, last), (_RETURN, 0, 0, _ALLOW)]
    instructions += [
        (_ABOVE, 0, 1, system_calls.NEWEST),
        _error(errno.ENOSYS),  # libraries then fall back to what they did before it came
        _error(errno.EPERM),
    ]
    return b"".join(struct.pack("=HBBI", *i) for i in instructions)


def _conditions(pid: int) -> dict[str, list[Instruction]]:
    """Return what decides of each call that is allowed with some arguments only."""
    opening = [
        (_ANY_BIT, 0, 2, _O_TRUNC),  # emptying a file that is opened for reading:
        (_ANY_BIT, 1, 0, _O_WRITES),  # older kernels' Landlock does not see it
        _error(errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    threads = [
        (_ANY_BIT, 0, 2, _CLONE_THREAD),
        (_ANY_BIT, 1, 0, _CLONE_NEW),
        (_RETURN, 0, 0, _ALLOW),
        _error(errno.EPERM),
    ]
    return {
        "clone": [_argument(0), *threads],
        "clone3": [_error(errno.ENOSYS)],  # its flags are behind a pointer; clone does the same
        "openat2": [_error(errno.ENOSYS)],
        "open": [_argument(1), *opening],
        "openat": [_argument(2), *opening],
        "fcntl": [_argument(1), *_one_of(_FCNTL)],
        "ioctl": [_argument(1), *_one_of(_IOCTL)],
        "kill": [_argument(0), *_one_of((pid,))],
        "tgkill": [_argument(0), *_one_of((pid,))],
        "prlimit64": [_argument(0), *_one_of((0, pid))],
        # its parent watches over it; it ends with its parent
        "prctl": [_argument(0), *_none_of((libc.PR_SET_DUMPABLE, libc.PR_SET_PDEATHSIG))],
    }


def _argument(index: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index)


def _error(number: int) -> Instruction:
    return (_RETURN, 0, 0, _REFUSE | number)


def _one_of(values: tuple[int, ...]) -> list[Instruction]:
    count = len(values)
    tests = [(_EQUAL, count - index, 0, value) for index, value in enumerate(values)]
    return [*tests, _error(errno.EPERM), (_RETURN, 0, 0, _ALLOW)]


def _none_of(values: tuple[int, ...]) -> list[Instruction]:
    count = len(values)
    tests = [(_EQUAL, count - index, 0, value) for index, value in enumerate(values)]
    return [*tests, (_RETURN, 0, 0, _ALLOW), _error(errno.EPERM)]


def restrict() -> None:
    """Put all threads of this process behind the filter; raise ConfinementError if refused."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    code = program(platform.machine(), os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    given = Program(len(code) // 8, ctypes.addressof(buffer))
    try:
        libc.call("seccomp", _SET_MODE_FILTER, _FLAG_ALL_THREADS, ctypes.byref(given))
    except OSError as error:
        raise libc.refused("seccomp", error) from error
