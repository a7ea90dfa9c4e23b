"""One at a time: builds of the same project write its outputs and its history one after another."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from gmp_cad.engine.files.atomic_file import LEFTOVER, remove
from gmp_cad.engine.files.file_lock import locked
from gmp_cad.errors import UsageError
from gmp_cad.language import Message

_NAME = "project.lock"
_PATIENCE_S = 60.0


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Wait until no other build writes; ``folder`` is where the project keeps its history.

    Tells whether that is sure: a project that cannot be written, or a file system without locks,
    stops nobody here. What killed builds left half-written in the folder is removed. Raises
    UsageError after a minute.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(folder / _NAME, _PATIENCE_S)
    except TimeoutError:
        raise UsageError(
            Message("another build of this project has been writing for {seconds:.0f} s",
                    seconds=_PATIENCE_S),
            Message("end it, or wait for it, and build again"),
        ) from None  # fmt: skip
    except OSError:
        yield False
        return
    try:
        for path in folder.glob(f"{LEFTOVER}*"):
            remove(path)
        yield True
    finally:
        lock.release()
