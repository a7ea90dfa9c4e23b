"""The kernel, loaded by the process that workers are forked from; it ends when its parent has gone.

It would see so itself, but only once the kernel is loaded, which takes seconds on a busy machine, and
no thread of Python runs meanwhile. Linux alone forks workers, and ends it by itself.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import select
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _is_alone() -> bool:
    """Tell whether the parent ended before: the pipe has no other end by which it is known to live.

    multiprocessing gives the descriptor to the function that imports this module, to nobody else.
    """
    frame = sys._getframe()  # noqa: SLF001
    while frame.f_back is not None:
        frame = frame.f_back
        pipe = frame.f_locals.get("alive_r")
        if isinstance(pipe, int):
            return bool(select.select([pipe], [], [], 0)[0])
    return False


def _load() -> None:
    # Ctrl-C is for the process that builds; multiprocessing looks away only once all is loaded.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    options = ctypes.CDLL(None).prctl
    options(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if _is_alone():
        os._exit(0)
    try:
        from gmp_cad.build import kernel_bodies  # noqa: F401, PLC0415 - to be had by what is forked
    finally:
        # The system means the thread that started this process: it may end, workers are wanted still.
        options(_PR_SET_PDEATHSIG, 0)
    atexit.register(os._exit, 0)  # to take the kernel apart takes seconds on a busy machine too


_load()
