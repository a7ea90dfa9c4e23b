"""The files of a project that its scripts may read, as they are sent to another machine.

A manifest says which file holds what: ``{"parts/came/model.py": digest, …}``. Manifest and files
are objects by their digest, so that a machine is sent only what it does not hold yet. What a
project does not begin with is left out: ``output``, caches, what a name with a dot hides; also
what a link leads to outside of the project, for that is not the project's to send.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.store import Store, canonical, digest_of
from gmp_cad.errors import UsageError
from gmp_cad.language import Message

LIMIT_BYTES = 256_000_000
_MANIFEST = "manifest"
_LEFT_OUT = frozenset({"output", "__pycache__", "node_modules"})
_RESERVED = '\\:*?"<>|'  # no part of a file name on Windows, where a colon even leaves the folder


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a project at one moment: the digest of the manifest, all objects by digest."""

    digest: str
    objects: Mapping[str, bytes]


class SourceReader:
    """Reads the sources of a project again only where a file changed since the last time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen: dict[str, tuple[tuple[int, int, int], bytes]] = {}
        self._last: Sources | None = None

    def read(self) -> Sources:
        """Return the sources as they stand now.

        Raises :class:`~gmp_cad.errors.UsageError` when they are too much to send.
        """
        seen: dict[str, tuple[tuple[int, int, int], bytes]] = {}
        weight = 0
        for name, path in _files(self.root):
            stat = path.stat()
            weight += stat.st_size
            if weight > LIMIT_BYTES:
                raise _too_much(self.root, name)
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            known = self._seen.get(name)
            seen[name] = known if known and known[0] == mark else (mark, path.read_bytes())
        if self._last is None or {n: m for n, (m, _) in seen.items()} != {
            n: m for n, (m, _) in self._seen.items()
        }:
            self._last = _sources({name: data for name, (_, data) in seen.items()})
        self._seen = seen
        return self._last


def _sources(files: Mapping[str, bytes]) -> Sources:
    digests = {name: digest_of(data) for name, data in files.items()}
    manifest = canonical(digests)
    objects = {digests[name]: data for name, data in files.items()}
    digest = digest_of(manifest)
    return Sources(digest, {**objects, digest: manifest})


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path in the project, file) of all that is sent, in order of names."""
    inside = os.path.realpath(root) + os.sep
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(n for n in folders if n not in _LEFT_OUT and not n.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            real = os.path.realpath(path)
            hidden = name.startswith(".") or name.endswith(".pyc")
            if not hidden and real.startswith(inside) and Path(real).is_file():
                yield path.relative_to(root).as_posix(), path


def _too_much(root: Path, name: str) -> UsageError:
    return UsageError(
        Message(
            "{folder}: its files weigh more than {limit} MB (at {file}): too much to send to other machines",
            folder=str(root), limit=LIMIT_BYTES // 1_000_000, file=name,
        ),
        Message("keep what no script reads elsewhere, or in a folder whose name begins with a dot"),
    )  # fmt: skip


def unpack(store: Store, digest: str, folder: Path) -> None:
    """Write the project of a manifest to ``folder``, where it may stand already.

    A file that was changed since is put right. Raises
    :class:`~gmp_cad.build.store.MissingObjectError` when the store lacks one, ``ValueError`` when
    the manifest names a path outside of the folder.
    """
    wanted: dict[str, str] = json.loads(store.get(digest))
    for name in wanted:
        _require_inside(name)
    marks = folder.with_name(f"{folder.name}.{_MANIFEST}")
    known: dict[str, list[int]] = _read_marks(marks)
    now: dict[str, list[int]] = {}
    for name, content in wanted.items():
        path = folder / name
        if name not in known or _mark(path) != known[name]:
            if path.is_symlink() or path.is_dir():
                _remove(path)
            write_atomically(path, store.get(content))
        now[name] = _mark(path)
    if now != known:
        write_atomically(marks, canonical(now))


def wanted_by(store: Store, digest: str) -> tuple[str, ...]:
    """Return the digests of the files of a manifest; it must be in the store."""
    return tuple(json.loads(store.get(digest)).values())


def forget(folder: Path) -> None:
    """Delete an unpacked project."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_name(f"{folder.name}.{_MANIFEST}").unlink(missing_ok=True)


def _require_inside(name: str) -> None:
    parts = name.split("/")
    strange = sys.platform == "win32" and any(c in name for c in _RESERVED)
    if strange or "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"a manifest names {name!r}")


def _read_marks(marks: Path) -> dict[str, list[int]]:
    try:
        return dict(json.loads(marks.read_bytes()))
    except (OSError, ValueError):
        return {}


def _mark(path: Path) -> list[int]:
    try:
        stat = path.lstat()
    except OSError:
        return []
    return [stat.st_mtime_ns, stat.st_size]


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)
