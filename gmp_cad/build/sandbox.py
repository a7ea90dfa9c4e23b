"""The sandbox in which the scripts of strangers run: whether there is one, and what it allows.

Linux has two mechanisms that need no rights: bubblewrap, where it is installed (the process sees
nothing but what it is given: no other file, process or network exists for it), and the kernel's
own Landlock. With both, a filter of system calls refuses what neither knows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from gmp_cad.build.confinement.policy import ConfinementError, Limits, Policy
from gmp_cad.language import Message

Mechanism = Literal["bubblewrap", "landlock"]

__all__ = [
    "ConfinementError", "Limits", "Mechanism", "Policy", "available", "clean_environment",
    "command", "enter", "excess", "policy_for",
]  # fmt: skip


@cache
def available() -> Mechanism | None:
    """Return the mechanism that really works here, tried once; None where there is none."""
    return None


def policy_for(root: Path, scratch: Path, limits: Limits | None = None) -> Policy:
    """Return what the scripts of the project at ``root`` may do, with ``scratch`` to write in."""
    raise NotImplementedError


def clean_environment(scratch: Path) -> dict[str, str]:
    """Return the environment to start with a process that will be confined: no secret in it.

    A process can read its first environment for ever, whatever it is told to forget: the process
    from which sandboxed workers are forked must have been started with this one.
    """
    raise NotImplementedError


def command(policy: Policy, arguments: Sequence[str]) -> list[str]:
    """Return the command line that runs another one inside bubblewrap.

    Descriptors that are passed on (``pass_fds``) stay open in it.
    """
    raise NotImplementedError


def enter(policy: Policy, mechanism: Mechanism, keep: Collection[int] = ()) -> None:
    """Confine this process for ever, before it runs anything of the project.

    To be called in the worker (with bubblewrap: in what :func:`command` started), with one thread
    only. ``keep``: descriptors that stay open, besides 1 and 2; 0 becomes empty. Raises
    :class:`ConfinementError` if anything cannot be set: then nothing of the project may run.
    """
    raise NotImplementedError


def excess(pid: int, policy: Policy) -> Message | None:
    """Tell what a confined process has too much of, that only its parent can watch; None: nothing.

    Cheap enough to be asked several times a second. What is told is its end.
    """
    raise NotImplementedError
