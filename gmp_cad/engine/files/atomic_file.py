"""Files that appear whole or not at all, under their final name."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import stat
import threading
import time
from pathlib import Path

LEFTOVER = ".tmp-"  # how the name of a file begins that is being written
_REPLACE_TRIES = 20
_WRITE_TRIES = 3
_counter = itertools.count()


def write_atomically(path: Path, data: bytes, folder: Path | None = None) -> None:
    """Write ``path`` so that it appears whole or not at all; its folder is made.

    ``folder``: where the file is written before it is renamed, on the same file system; beside
    ``path`` unless given. One that another process takes for a leftover is written again.
    """
    for attempt in range(_WRITE_TRIES):
        name = f"{LEFTOVER}{os.getpid()}-{threading.get_ident()}-{next(_counter)}"
        temporary = (folder or path.parent) / name
        try:
            _write(temporary, data)
            replace_file(temporary, path)
        except FileNotFoundError:
            if attempt == _WRITE_TRIES - 1:
                raise
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        else:
            return


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def replace_file(temporary: Path, path: Path) -> None:
    """Rename onto ``path``, whose folder is made.

    On Windows a reader may hold the target for a moment, and one that is read-only is not replaced.
    """
    for attempt in range(_REPLACE_TRIES):
        try:
            temporary.replace(path)
        except FileNotFoundError:
            if path.parent.is_dir():
                raise
            path.parent.mkdir(parents=True, exist_ok=True)
        except PermissionError:
            if os.name != "nt" or attempt == _REPLACE_TRIES - 1:
                raise
            with contextlib.suppress(OSError):
                path.chmod(stat.S_IREAD | stat.S_IWRITE)
            time.sleep(0.02 * (attempt + 1))
        else:
            return


def remove(path: Path) -> bool:
    """Remove a file, a link (not what it leads to) or a whole folder; return whether it is gone."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            if os.name == "nt":
                path.chmod(stat.S_IREAD | stat.S_IWRITE)
            path.unlink()
    return not os.path.lexists(path)
