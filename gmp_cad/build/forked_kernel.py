"""The kernel, loaded by the process that workers are forked from; it ends when its parent has gone.

It would see so itself, but only once the kernel is loaded, which takes seconds on a busy machine, and
no thread of Python runs meanwhile. Linux alone forks workers, and ends it by itself.
"""

from __future__ import annotations

import ctypes
import signal

_PR_SET_PDEATHSIG = 1


def _load() -> None:
    options = ctypes.CDLL(None).prctl
    options(_PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        from gmp_cad.build import kernel_bodies  # noqa: F401, PLC0415 - to be had by what is forked
    finally:
        # The system means the thread that started this process: it may end, workers are wanted still.
        options(_PR_SET_PDEATHSIG, 0)


_load()
