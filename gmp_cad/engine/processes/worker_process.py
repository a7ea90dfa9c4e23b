"""The life of a worker process: it takes one task after the other, and answers each.

Faults of Python are answered as outcomes. What ends the process itself leaves its traces in the
notes: a file to which standard error and Python's fault handler write; the process that builds
reads them (see :mod:`gmp_cad.engine.processes.death`).
"""

from __future__ import annotations

import ctypes
import faulthandler
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from gmp_cad.engine.processes.channel import Channel, ChannelError
from gmp_cad.engine.processes.sandbox import Mechanism, Policy

# Asked by this signal, a worker writes down where it is; it goes on as if nothing had been.
WHERE_SIGNAL = getattr(signal, "SIGUSR1", None)
_PR_SET_PDEATHSIG = 1
_LARGEST_BYTES = 1 << 32
_LOOK_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How a worker is to live: what it may do (None: all), where it writes its notes.

    ``notes``: None where its standard error leads there already.
    """

    parent: int
    notes: str | None = None
    policy: Policy | None = None
    mechanism: Mechanism | None = None


def live(line: socket.socket, life: Life) -> None:
    """Serve until the line is closed."""
    if life.mechanism != "bubblewrap":  # which sees to it itself
        _end_with_parent(life.parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it is not held back from the start
    if hasattr(os, "setsid") and os.getsid(0) != os.getpid():
        os.setsid()  # what a script starts is ended with the worker
    _note_down(life.notes)
    if life.policy is not None and life.mechanism is not None:
        from gmp_cad.engine.processes import sandbox  # noqa: PLC0415 - most workers are not confined

        sandbox.enter(life.policy, life.mechanism, [line.fileno()])
    channel = Channel(line, _LARGEST_BYTES)
    try:
        channel.send(b"{}", None)  # ready
        while (request := channel.receive(None)) is not None:
            channel.send(_answer(request), None)
    except ChannelError:
        pass
    os._exit(0)  # no library is to tidy up for minutes, or to fail at it


def _answer(request: bytes) -> bytes:
    from gmp_cad.engine.codec import encode  # noqa: PLC0415 - a worker that waits loads nothing
    from gmp_cad.engine.execution import execute  # noqa: PLC0415
    from gmp_cad.engine.outcome import Outcome  # noqa: PLC0415

    asked = json.loads(request)
    outcome = execute(
        asked["store"],
        asked["body"],
        asked["params"],
        asked["inputs"],
        asked["trace"],
        asked["outputs"],
    )
    return encode(outcome, Outcome)


def _note_down(notes: str | None) -> None:
    """Write standard error and the traces of a fault into the notes; drop standard output."""
    if notes is not None:
        written = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(written, 2)
        os.close(written)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for the whole life
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(  # type: ignore[misc]  # noqa: SIM115
        2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False
    )
    faulthandler.enable(sys.stderr, all_threads=False)
    if WHERE_SIGNAL is not None:
        faulthandler.register(WHERE_SIGNAL, sys.stderr, all_threads=False)


def _end_with_parent(parent: int) -> None:
    """End this process when the one that builds has gone, however it went.

    On Linux the kernel sees to it; elsewhere a thread looks, as soon as the geometry kernel lets it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1 != parent:
            os._exit(0)
        return
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    import psutil  # noqa: PLC0415

    while psutil.pid_exists(parent):
        time.sleep(_LOOK_S)
    os._exit(0)


def main(arguments: Sequence[str]) -> None:
    """Live as a process of its own: the descriptor of the line, then the life as JSON."""
    from gmp_cad.engine.codec import decode  # noqa: PLC0415

    line = socket.socket(fileno=int(arguments[0]))
    live(line, decode(arguments[1].encode(), Life))


if __name__ == "__main__":
    main(sys.argv[1:])
