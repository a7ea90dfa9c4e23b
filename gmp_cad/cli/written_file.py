"""Files that an option names to be written: refused before the work where they cannot be."""

from __future__ import annotations

import os
from pathlib import Path

from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import UsageError
from gmp_cad.language import Message

_HEAD = 1000


def require_writable(
    option: str, path: Path, mark: bytes, *, example: str, makes_folder: bool = False
) -> Path:
    """Return the file that ``option`` names, links followed, if it can be written.

    ``mark`` stands in the first bytes of every file of its kind: one that holds something else is
    not overwritten. ``example``: how such a file is called. ``makes_folder``: its folder is made.
    Raises :class:`~gmp_cad.errors.UsageError`.
    """
    target = path.resolve()
    try:
        if target.is_file():
            _require_own(option, target, path, mark, example)
        elif target.is_dir():
            raise IsADirectoryError
        else:
            _require_folder(target.parent, makes_folder=makes_folder)
    except OSError as error:
        raise UsageError(
            Message("{option}: {file} cannot be written: {reason}", option=option, file=str(path),
                    reason=_reason(error)),
            Message("give the name of a file in a folder that exists and can be written to"),
        ) from error  # fmt: skip
    return target


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it appears whole; a pipe or a terminal is written to."""
    if target.exists() and not target.is_file():  # /dev/stdout, a pipe
        target.write_bytes(data)
    else:
        write_atomically(target, data)


def _require_own(option: str, target: Path, shown: Path, mark: bytes, example: str) -> None:
    with target.open("r+b") as file:
        head = file.read(_HEAD)
    if head.strip() and mark not in head:
        raise UsageError(
            Message("{option}: {file} holds something else: it would be lost", option=option,
                    file=str(shown)),
            Message("give the name of a new file, such as {example}", example=example),
        )  # fmt: skip


def _require_folder(folder: Path, *, makes_folder: bool) -> None:
    while makes_folder and not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise FileNotFoundError if not folder.exists() else PermissionError


def _reason(error: OSError) -> Message:
    if isinstance(error, IsADirectoryError):
        return Message("it is a folder")
    if isinstance(error, NotADirectoryError):
        return Message("a file stands where a folder is expected")
    if isinstance(error, FileNotFoundError):
        return Message("its folder does not exist")
    return Message("its permissions do not allow it")
