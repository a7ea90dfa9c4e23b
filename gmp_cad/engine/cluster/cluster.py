"""Clusters of workers in words: their addresses, what is wrong with them. Knows no cluster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from gmp_cad.errors import ExitCode, GmpError, UsageError
from gmp_cad.language import Message

_SHOWN = 12  # digits of a digest
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9A-Fa-f:.%]+\]):(\d{1,5})")
_AGAIN = Message("what is done is kept: build again to go on from there")
_SAME = Message(
    "install the same versions on all machines, and start the scheduler and its workers again"
)


class ClusterError(GmpError, RuntimeError):
    """A cluster that was lost while it worked for us."""

    exit_code = ExitCode.TOOL_FAILED


def require_address(address: str) -> None:
    """Raise :class:`~gmp_cad.errors.UsageError` if that is no address of a scheduler."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[1]) < 65536:
        raise UsageError(
            Message("{address!r} is no address of a scheduler, such as {example}",
                    address=address, example="tcp://host:8786"),
            Message("dask scheduler says its own when it starts"),
        )  # fmt: skip


def not_installed() -> UsageError:
    """Return the error of a machine without Dask."""
    return UsageError(
        Message("a scheduler needs Dask, which is not installed"),
        Message("install it: {command}", command='pip install "gmp_cad[dask]"'),
    )


def not_reached(address: str, reason: Message) -> UsageError:
    """Return the error of an address where no scheduler answers."""
    return UsageError(
        Message("no Dask scheduler answers at {address}: {reason}", address=address, reason=reason),
        Message("start it with dask scheduler, or look at the address, the network, the certificates of tls://"),
    )  # fmt: skip


def no_workers(address: str, seconds: float) -> ClusterError:
    """Return the error of a scheduler without any worker."""
    return ClusterError(
        Message("the scheduler {address} had no worker for {seconds:.0f} s", address=address,
                seconds=seconds),
        Message("start workers with {command}; what is done is kept",
                command=f"dask worker {address} --nthreads 1"),
    )  # fmt: skip


def lost(address: str) -> ClusterError:
    """Return the error of a scheduler that went away."""
    return ClusterError(
        Message("the connection to the scheduler {address} was lost", address=address), _AGAIN
    )


def strange(address: str, differences: Iterable[str]) -> UsageError:
    """Return the error of a scheduler or worker that computes with something else than we do."""
    message = Message(
        "{address} does not compute with what this machine does (there ≠ here): {differences}",
        address=address, differences="; ".join(differences),
    )  # fmt: skip
    return UsageError(message, _SAME)


def not_confining(address: str) -> UsageError:
    """Return the error of a worker where scripts cannot run in a sandbox, as they were to."""
    return UsageError(
        Message("the worker {address} cannot confine the scripts of projects", address=address),
        Message("install bubblewrap there, or use a kernel with Landlock; --no-sandbox runs scripts with all rights of the worker"),
    )  # fmt: skip


def taken_with(addresses: Sequence[str]) -> tuple[Message, Message]:
    """Return what is said of a task that takes its workers with it, and what to do."""
    return (
        Message("{count} {count:worker was lost while it|workers were lost while they} ran it: {addresses}",
                count=len(addresses), addresses=", ".join(addresses)),
        Message("the last one ran nothing else: the task ends the worker or its machine, or the cluster is failing; build it on this machine"),
    )  # fmt: skip


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Return what is not the same, as ``name theirs ≠ ours``; ``-`` for what is missing."""
    names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    return [f"{name} {theirs.get(name, '-')[:40]} ≠ {ours.get(name, '-')[:40]}" for name in names]


def flat(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what machines must have in common, each package by its own name, our sources briefly.

    ``environment``: see :func:`gmp_cad.engine.environment.environment`.
    """
    found: dict[str, str] = {}
    for name, value in environment.items():
        packages = [part.rpartition(" ") for part in value.split(", ")]
        if name == "sources":
            found["gmp_cad"] = value[:_SHOWN]
        elif all(package for package, _, _ in packages):
            found |= {package: version for package, _, version in packages}
        else:
            found[name] = value
    return found
