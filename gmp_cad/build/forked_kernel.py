"""The kernel, loaded by the process that workers are forked from; it ends when its parent has gone.

It would see so itself, but only once the kernel is loaded, which takes seconds on a busy machine. The
thread that looks meanwhile has ended before anything is forked.
"""

from __future__ import annotations

import os
import threading

_LOOK_S = 0.1


def _watch(parent: int, loaded: threading.Event) -> None:
    while not loaded.wait(_LOOK_S):
        if os.getppid() != parent:
            os._exit(0)


def _load() -> None:
    loaded = threading.Event()
    thread = threading.Thread(target=_watch, args=(os.getppid(), loaded), daemon=True)
    thread.start()
    try:
        from gmp_cad.build import kernel_bodies  # noqa: F401, PLC0415 - to be had by what is forked
    finally:
        loaded.set()
        thread.join()


_load()
