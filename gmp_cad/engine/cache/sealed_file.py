"""Files of our own that say by a sum whether they still are as they were written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gmp_cad.engine.cache.store import digest_of
from gmp_cad.engine.files.atomic_file import write_atomically

_HEAD, _MIDDLE, _END = b'{"sum":"', b'","kept":', b"}"
_START = len(_HEAD) + 64 + len(_MIDDLE)


def write_sealed(path: Path, body: bytes) -> None:
    """Write a JSON text with its SHA-256, so that it appears whole or not at all."""
    write_atomically(path, _sealed(body))


def read_sealed(path: Path, version: int) -> dict[str, Any] | None:
    """Return what was written; None where there is none, a damaged one, or one of another version."""
    try:
        data = path.read_bytes()
        body = data[_START : -len(_END)]
        if data != _sealed(body):
            return None
        found: dict[str, Any] = json.loads(body)
    except (OSError, ValueError):
        return None
    return found if found.get("version") == version else None


def _sealed(body: bytes) -> bytes:
    return _HEAD + digest_of(body).encode() + _MIDDLE + body + _END
