"""Ctrl-C is for the process that builds: what it starts never hears it, from its first moment on."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from multiprocessing import resource_tracker


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Hold back Ctrl-C in this thread; processes that it starts meanwhile hold it back for ever.

    To ignore it themselves they need Python to be loaded first; by then a trace may be on the
    terminal. On Windows threads cannot: there it is ignored once the process serves.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it lets this thread hear again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
