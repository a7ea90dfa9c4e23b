"""The files of a project that its scripts may read, as they are sent to another machine.

A manifest says what stands where; it and the files are objects by their digest, so that a machine
is sent only what it does not hold yet. Not sent are ``output``, caches, and what a name with a dot
hides, nor what a link leads to outside of the project, for that is not the project's to send. Their
names are, so that a script that lists a folder finds there what it finds here: hidden folders stand
empty, other files are links that lead nowhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import posixpath
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from gmp_cad.engine.cache.store import Store, canonical, digest_of
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import UsageError, refusal
from gmp_cad.language import Message
from gmp_cad.spec.layout import relative

LIMIT_BYTES = 256_000_000
_MARKS = ".marks"
_MADE = frozenset({"output", "__pycache__", ".gmp-cache"})  # a script's listing does not see them
_NOT_ENTERED = frozenset({"node_modules"})
_NOWHERE = ".not-sent"
_RESERVED = '\\:*?"<>|'  # no part of a file name on Windows, where a colon even leaves the folder


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a project at one moment: the digest of the manifest, all objects by digest."""

    digest: str
    objects: Mapping[str, bytes]


class _Found(NamedTuple):
    """What stands in a project: file, folder, link (with its target), or what is not sent."""

    name: str  # path in the project, with forward slashes
    kind: str  # files, folders, links, hollow
    target: str = ""


class SourceReader:
    """Reads the sources of a project again only where a file changed since the last time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def read(self) -> Sources:
        """Return the sources as they stand now.

        Raises :class:`~gmp_cad.errors.UsageError` when they are too much to send, or cannot be read.
        """
        try:
            return self._read()
        except OSError as error:
            raise _unreadable(self.root, error) from error

    def _read(self) -> Sources:
        found = list(_found(self.root))
        seen: dict[str, tuple[tuple[int, ...], bytes]] = {}
        weight = 0
        for name in (f.name for f in found if f.kind == "files"):
            path = self.root / name
            stat = path.stat()
            weight += stat.st_size
            if weight > LIMIT_BYTES:
                raise _too_much(self.root, name)
            mark = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
            known = self._seen.get(name)
            seen[name] = known if known and known[0] == mark else (mark, path.read_bytes())
        self._seen = seen
        return _sources(found, {name: data for name, (_, data) in seen.items()})


def _sources(found: Iterable[_Found], files: Mapping[str, bytes]) -> Sources:
    digests = {name: digest_of(data) for name, data in files.items()}
    found = list(found)
    manifest = canonical(
        {
            "files": digests,
            "links": {f.name: f.target for f in found if f.kind == "links"},
            "folders": [f.name for f in found if f.kind == "folders"],
            "hollow": [f.name for f in found if f.kind == "hollow"],
        }
    )
    digest = digest_of(manifest)
    return Sources(digest, {digests[n]: data for n, data in files.items()} | {digest: manifest})


def _found(root: Path) -> Iterator[_Found]:
    """Yield what stands in a project, folders before what is in them."""
    for folder, folders, files in os.walk(root):
        below = Path(folder).relative_to(root)
        folders[:] = sorted(set(folders) - _MADE)
        entered = []
        for name in folders:
            path = (below / name).as_posix()
            if Path(folder, name).is_symlink():
                yield _link(root, path)
            else:
                yield _Found(path, "folders")
                if not name.startswith(".") and name not in _NOT_ENTERED:
                    entered.append(name)
        folders[:] = entered
        for name in sorted(files):
            path = (below / name).as_posix()
            if Path(folder, name).is_symlink():
                yield _link(root, path)
            elif name.startswith(".") or name.endswith(".pyc") or not Path(folder, name).is_file():
                yield _Found(path, "hollow")
            else:
                yield _Found(path, "files")


def _link(root: Path, name: str) -> _Found:
    """Return a link: as it is where it leads to something that is sent, else hollow."""
    target = (root / name).readlink().as_posix()
    inside = os.path.realpath(root) + os.sep
    hidden = any(part in _MADE or part.startswith(".") for part in _led(name, target).split("/"))
    if hidden or not os.path.realpath(root / name).startswith(inside):
        return _Found(name, "hollow")
    return _Found(name, "links", target)


def _led(name: str, target: str) -> str:
    """Return the path in the project to which a link leads by its words; ``..``: out of it."""
    if posixpath.isabs(target) or ":" in target:
        return ".."
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _too_much(root: Path, name: str) -> UsageError:
    return UsageError(
        Message(
            "{folder}: its files weigh more than {limit} MB (at {file}): too much to send to other machines",
            folder=str(root), limit=LIMIT_BYTES // 1_000_000, file=name,
        ),
        Message("keep what no script reads elsewhere, or in a folder whose name begins with a dot"),
    )  # fmt: skip


def _unreadable(root: Path, error: OSError) -> UsageError:
    """Return what to say of a file that is refused, or went while the sources were read."""
    path = Path(os.fsdecode(error.filename)) if error.filename else root
    file = relative(root, path) if path.is_relative_to(root) else path.name
    return UsageError(
        Message("{file} cannot be read: {reason}", file=file, reason=refusal(error)),
        Message("all files of a project are sent to other machines: let them be read, and build again"),
    )  # fmt: skip


def unpack(store: Store, digest: str, folder: Path, *, swept: bool = True) -> None:
    """Make ``folder`` what the manifest says, where it may stand already.

    A file that was changed since is put right; ``swept``: what was added goes. Raises
    :class:`~gmp_cad.engine.cache.store.MissingObjectError` when the store lacks a file, ``ValueError``
    when the manifest names a path outside of the folder.
    """
    wanted = _manifest(store, digest)
    _require_inside(wanted)
    marks = folder.with_name(folder.name + _MARKS)
    known = _read_marks(marks)
    if swept:
        _sweep(folder, {*wanted["files"], *wanted["links"], *wanted["folders"], *wanted["hollow"]})
    folder.mkdir(parents=True, exist_ok=True)
    for name in wanted["folders"]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    now: dict[str, list[int]] = {}
    for name, content in wanted["files"].items():
        path = folder / name
        if name not in known or _mark(path) != known[name]:
            _remove(path)
            write_atomically(path, store.get(content))
        now[name] = _mark(path)
    for name, target in {**wanted["links"], **dict.fromkeys(wanted["hollow"], _NOWHERE)}.items():
        _set_link(folder / name, target)
    if now != known:
        write_atomically(marks, canonical(now))


def wanted_by(store: Store, digest: str) -> tuple[str, ...]:
    """Return the digests of the files of a manifest; it must be in the store."""
    return tuple(_manifest(store, digest)["files"].values())


def forget(folder: Path) -> None:
    """Delete an unpacked project."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_name(folder.name + _MARKS).unlink(missing_ok=True)


def _manifest(store: Store, digest: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.get(digest))
    return found


def _require_inside(manifest: Mapping[str, Any]) -> None:
    links = {*manifest["links"], *manifest["hollow"]}
    for name in [*manifest["files"], *manifest["folders"], *links]:
        parts = name.split("/")
        above = {"/".join(parts[:count]) for count in range(1, len(parts))}
        strange = sys.platform == "win32" and any(c in name for c in _RESERVED)
        if strange or "\0" in name or {"", ".", ".."} & set(parts) or above & links:
            raise ValueError(f"a manifest names {name!r}")
    for name, target in manifest["links"].items():
        if _led(name, target).split("/")[0] == "..":
            raise ValueError(f"a manifest names {name!r}")


def _sweep(folder: Path, wanted: set[str]) -> None:
    """Remove what the manifest does not name."""
    for above, folders, files in os.walk(folder):
        below = Path(above).relative_to(folder)
        for name in [*folders, *files]:
            if (below / name).as_posix() not in wanted:
                _remove(Path(above, name))
        folders[:] = [n for n in folders if (below / n).as_posix() in wanted]


def _set_link(path: Path, target: str) -> None:
    if path.is_symlink() and path.readlink() == Path(target):
        return
    _remove(path)
    with contextlib.suppress(OSError):  # links need rights on Windows
        path.symlink_to(target)


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
    return [stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
