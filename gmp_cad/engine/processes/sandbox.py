"""The sandbox in which the scripts of strangers run: whether there is one, and what it allows.

Linux has two mechanisms that need no rights: bubblewrap, where it is installed (the process sees
nothing but what it is given: no other file, process or network exists for it), and the kernel's
own Landlock. With both, a filter of system calls refuses what neither knows.
"""

from __future__ import annotations

import os
import platform
import site
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from gmp_cad.engine.processes.confinement import bubblewrap, system_calls
from gmp_cad.engine.processes.confinement.policy import ConfinementError, Limits, Policy
from gmp_cad.language import Message

Mechanism = Literal["bubblewrap", "landlock"]

__all__ = [
    "ConfinementError", "Limits", "Mechanism", "Policy", "available", "clean_environment",
    "command", "enter", "excess", "policy_for", "required",
]  # fmt: skip

_TRIAL_S = 20.0
_OF_AN_INSTALLATION = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib",
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/usr/share/locale",
    "/usr/share/zoneinfo", "/var/cache/fontconfig",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/localtime",
    "/etc/timezone", "/etc/locale.alias",
    "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
    "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
)  # fmt: skip
# Of a project, scripts read neither what was built of it, nor what tools keep beside it: caches,
# and the passwords of version control.
_NOT_READ = frozenset({"output"})


@cache
def available() -> Mechanism | None:
    """Return the mechanism that really works here, tried once; None where there is none."""
    if sys.platform != "linux" or not system_calls.known(platform.machine()):
        return None
    from gmp_cad.engine.processes.confinement import landlock  # noqa: PLC0415 - Linux only

    if bubblewrap.program() is not None and _bubblewrap_works():
        return "bubblewrap"
    return "landlock" if landlock.version() else None


def required() -> Mechanism:
    """Return the mechanism that works here; raise ConfinementError where there is none."""
    found = available()
    if found is not None:
        return found
    if sys.platform == "linux":
        message = Message(
            "no sandbox here: bubblewrap does not run, and the kernel has no Landlock"
        )
        hint = Message(
            "install bubblewrap, or take a Linux of 2021 or later; --no-sandbox runs the scripts "
            "of the project with all your rights: only for projects that you trust"
        )
    else:
        message = Message("no sandbox here: it needs Linux")
        hint = Message(
            "use Linux (a virtual machine, WSL 2 or a container will do); --no-sandbox runs the "
            "scripts of the project with all your rights: only for projects that you trust"
        )
    raise ConfinementError(message, hint)


def _bubblewrap_works() -> bool:
    """Start Python and this package in it: containers and systems may forbid it, each its way."""
    with tempfile.TemporaryDirectory(prefix="gmp-cad-") as folder:
        policy = _policy((), Path(folder), Limits())
        tried = command(policy, [sys.executable, "-c", "import gmp_cad.engine.processes.sandbox"])
        try:
            ended = subprocess.run(  # noqa: S603 - our own command line
                tried, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TRIAL_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return ended.returncode == 0


def policy_for(root: Path, scratch: Path, limits: Limits | None = None) -> Policy:
    """Return what the scripts of the project at ``root`` may do, with ``scratch`` to write in.

    They read their project (see :data:`_NOT_READ`; links at its top lead nowhere), Python with its
    packages, this package, and what libraries need of the system.
    """
    return _policy(tuple(_of_project(root.resolve())), scratch, limits or Limits())


def _policy(project: Sequence[str], scratch: Path, limits: Limits) -> Policy:
    readable = (*_SYSTEM, *_installed(), *project)
    found = tuple(path for path in dict.fromkeys(readable) if Path(path).exists())
    return Policy(readable=found, writable=str(scratch.resolve()), limits=limits)


def _of_project(root: Path) -> Iterator[str]:
    for entry in sorted(os.scandir(root), key=lambda e: e.name):
        kept = entry.name.startswith(".") or entry.name in _NOT_READ
        if not kept and not entry.is_symlink() and (entry.is_dir() or entry.is_file()):
            yield entry.path


def _installed() -> Iterator[str]:
    """Yield where Python, its packages and this one are."""
    for prefix in dict.fromkeys((sys.prefix, sys.base_prefix, sys.exec_prefix)):
        for name in _OF_AN_INSTALLATION:
            path = Path(prefix) / name
            yield from (str(path), str(path.resolve()))
    if site.ENABLE_USER_SITE:
        yield site.getusersitepackages()
    yield str(Path(__file__).resolve().parents[2])


def clean_environment(scratch: Path) -> dict[str, str]:
    """Return the environment to start with a process that will be confined: no secret in it.

    A process can read its first environment for ever, whatever it is told to forget: the process
    from which sandboxed workers are forked must have been started with this one.
    """
    from gmp_cad.engine.processes.confinement import process  # noqa: PLC0415 - Linux only

    return process.environment(str(scratch.resolve()))


def command(policy: Policy, arguments: Sequence[str]) -> list[str]:
    """Return the command line that runs another one inside bubblewrap.

    Descriptors that are passed on (``pass_fds``) stay open in it.
    """
    environment = clean_environment(Path(policy.writable))
    return bubblewrap.command(policy, environment, arguments)


def enter(policy: Policy, mechanism: Mechanism, keep: Collection[int] = ()) -> None:
    """Confine this process for ever, before it runs anything of the project.

    To be called in the worker (with bubblewrap: in what :func:`command` started); with Landlock,
    which restricts a thread, with one thread only. ``keep``: descriptors that stay open besides 1
    and 2, which must not be a terminal's; 0 becomes empty. Raises :class:`ConfinementError` if
    anything cannot be set: then nothing of the project may run.
    """
    from gmp_cad.engine.processes.confinement import landlock, libc, process, seccomp  # noqa: PLC0415

    try:
        process.replace_environment(process.environment(policy.writable))
        process.leave_terminal(keep)
        process.limit(policy.limits)
    except OSError as error:
        raise libc.refused(str(error.filename or "process"), error) from error
    libc.give_up_privileges()
    if mechanism == "landlock":
        process.require_one_thread()
        landlock.restrict(policy)
    seccomp.restrict()


def excess(pid: int, policy: Policy) -> Message | None:
    """Tell what a confined process has too much of, that only its parent can watch; None: nothing.

    Cheap enough to be asked several times a second. What is told is its end.
    """
    from gmp_cad.engine.processes.confinement import watch  # noqa: PLC0415 - Linux only

    return watch.excess(pid, policy)
