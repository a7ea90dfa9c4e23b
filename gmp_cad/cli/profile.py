"""``--profile FILE``: where the time of a build went, written whatever becomes of the build."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.profile import GENERATOR, Profile
from gmp_cad.errors import UsageError
from gmp_cad.language import Message

_MARK = f'"generator":"{GENERATOR}"'.encode()  # in the first bytes of every profile
_HEAD = 400


@contextmanager
def profiled(path: Path | None, command: str, lang: str) -> Iterator[Profile]:
    """Yield what records builds, and write it to ``path`` (None: nowhere) at the end.

    Raises :class:`~gmp_cad.errors.UsageError` at once when the file cannot be written, or holds
    something else than a profile.
    """
    profile = Profile(command, lang)
    if path is None:
        yield profile
        return
    target = path.resolve()
    _require_writable(target, path)
    complete = False
    try:
        yield profile
        complete = True
    finally:
        data = json.dumps(
            profile.document(complete=complete), ensure_ascii=False, separators=(",", ":")
        ).encode()
        if target.exists() and not target.is_file():  # /dev/stdout, a pipe
            target.write_bytes(data)
        else:
            write_atomically(target, data)


def _require_writable(target: Path, shown: Path) -> None:
    try:
        if target.is_file():
            with target.open("r+b") as file:
                head = file.read(_HEAD)
            if head.strip() and _MARK not in head:
                raise UsageError(
                    Message("--profile: {file} is no profile: it would be lost", file=str(shown)),
                    Message("give the name of a new file, such as profile.json"),
                )
        elif target.is_dir():
            raise IsADirectoryError
        elif not target.parent.is_dir() or not os.access(target.parent, os.W_OK | os.X_OK):
            raise FileNotFoundError if not target.parent.exists() else PermissionError
    except OSError as error:
        raise UsageError(
            Message("--profile: {file} cannot be written: {reason}", file=str(shown),
                    reason=_reason(error)),
            Message("give the name of a file in a folder that exists and can be written to"),
        ) from error  # fmt: skip


def _reason(error: OSError) -> Message:
    if isinstance(error, IsADirectoryError):
        return Message("it is a folder")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Message("its folder does not exist")
    return Message("its permissions do not allow it")
