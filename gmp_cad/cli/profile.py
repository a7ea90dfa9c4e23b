"""``--profile FILE``: where the time of a build went, written whatever becomes of the build."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gmp_cad.cli.written_file import require_writable, write_whole
from gmp_cad.engine.profiling.profile import GENERATOR, Profile

_MARK = f'"generator":"{GENERATOR}"'.encode()  # in the first bytes of every profile


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
    target = require_writable("--profile", path, _MARK, example="profile.json")
    complete = False
    try:
        yield profile
        complete = True
    finally:
        data = json.dumps(
            profile.document(complete=complete), ensure_ascii=False, separators=(",", ":")
        ).encode()
        write_whole(target, data)
