"""The content-addressed store: objects by their SHA-256, and what each task key produced.

Objects are written once by atomic rename and verified when read: a damaged one is deleted and
reported as absent, so that its producer runs again. Nothing is pickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_REPLACE_TRIES = 20


class MissingObjectError(LookupError):
    """An object that the store does not hold, or held damaged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a task produced: output name → digest, and the facts kept beside it."""

    outputs: Mapping[str, str]
    facts: Mapping[str, Any]


def digest_of(data: bytes) -> str:
    """Return the content address of ``data``."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of a value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


_counter = itertools.count()


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``path`` so that it appears whole or not at all; its folder is made."""
    temporary = path.with_name(f".tmp-{os.getpid()}-{threading.get_ident()}-{next(_counter)}")
    try:
        _write(temporary, data)
        _replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _replace(temporary: Path, path: Path) -> None:
    """Rename onto ``path``; on Windows a reader may hold the target for a moment."""
    for attempt in range(_REPLACE_TRIES):
        try:
            temporary.replace(path)
        except PermissionError:
            if attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.02 * (attempt + 1))
        else:
            return


class Store:
    """A folder of objects and entries, shared by the processes of one or several builds."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its digest."""
        digest = digest_of(data)
        path = self._object(digest)
        if not path.is_file() or path.stat().st_size != len(data):
            write_atomically(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the object, verified; raise :class:`MissingObjectError` when it cannot be had."""
        path = self._object(digest)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MissingObjectError(digest) from error
        if digest_of(data) != digest:
            path.unlink(missing_ok=True)
            raise MissingObjectError(digest)
        return data

    def holds(self, digest: str) -> bool:
        """Tell whether an object stands under this digest (its content is verified by ``get``)."""
        return self._object(digest).is_file()

    def scrub(self) -> None:
        """Read every object and delete the damaged ones; what made them runs again."""
        for path in sorted((self.root / "objects").glob("??/*")):
            with contextlib.suppress(MissingObjectError):
                self.get(path.parent.name + path.name)

    def record(self, key: str, entry: Entry) -> None:
        """Keep what a task key produced."""
        data = {"outputs": dict(entry.outputs), "facts": dict(entry.facts)}
        body = canonical(data)
        write_atomically(self._entry(key), canonical({"sum": digest_of(body), "entry": data}))

    def lookup(self, key: str) -> Entry | None:
        """Return what the key produced, if the entry is sound and all its objects are here."""
        try:
            document = json.loads(self._entry(key).read_bytes())
            data = document["entry"]
            if digest_of(canonical(data)) != document["sum"]:
                return None
            entry = Entry(outputs=dict(data["outputs"]), facts=dict(data["facts"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return entry if all(self.holds(d) for d in entry.outputs.values()) else None

    def _object(self, digest: str) -> Path:
        return self.root / "objects" / digest[:2] / digest[2:]

    def _entry(self, key: str) -> Path:
        return self.root / "entries" / key[:2] / f"{key[2:]}.json"
