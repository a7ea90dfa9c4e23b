"""What a class knows of a project since its last build, and whether that still holds.

It is kept in the summary's folder: what stands in the folder of a stranger proves nothing. A project
is not built again while the contents of its files, what its scripts read beside them, the
settings, the versions and the files that were written are all the same.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from gmp_cad.build import unchanged
from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.codec import decode, encode
from gmp_cad.build.file_states import contents
from gmp_cad.build.graph import Result
from gmp_cad.build.store import canonical, digest_of
from gmp_cad.documents.class_project import ClassProject
from gmp_cad.errors import InvalidInputError, Problem, Where
from gmp_cad.evidence.reads import GROUPS, Group, State, state_of
from gmp_cad.language import Message

_VERSION = 1
_MOST_BYTES = 1_000_000_000
_MOST_FILES = 100_000
_LEFT_OUT = frozenset({"output", "node_modules"})
_COMPILED = "__pycache__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a build of a project stands on.

    ``asked``: digest of settings and versions; ``files``: of the project, by their digests.
    """

    asked: str
    files: Mapping[str, str]


def stamp_of(root: Path, asked: Mapping[str, Any], *, strange: bool) -> Stamp | None:
    """Return what a build of the project would stand on now; None where that cannot be told.

    ``strange``: it is a stranger's. Raises :class:`~gmp_cad.errors.InvalidInputError` for a folder
    that is too much for a project, ``OSError`` for one that cannot be read.
    """
    now = unchanged.state(root, strange=strange)
    if now is None:
        return None
    own = {path: [*row] for path, row in contents(now.own).items()}
    said = {"asked": asked, "own": own, "around": now.around}
    files: dict[str, str] = {}
    weight = 0
    for name, path in _files(root):
        weight += path.stat().st_size
        if weight > _MOST_BYTES or len(files) >= _MOST_FILES:
            message = Message("the folder holds too much to be a project")
            raise InvalidInputError([Problem(Where("."), message)])
        files[name] = digest_of(path.read_bytes())
    return Stamp(asked=digest_of(canonical(said)), files=files)


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path in the project, file) of all that a build may read, in order of names."""

    def refuse(error: OSError) -> None:
        raise error

    for folder, folders, files in os.walk(root, onerror=refuse):
        left_out = _LEFT_OUT if Path(folder) == root else frozenset()
        folders[:] = sorted(
            name for name in folders
            if not name.startswith(".") and name != _COMPILED and name not in left_out
        )  # fmt: skip
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith(".") and stat.S_ISREG(_mode(path)):
                yield path.relative_to(root).as_posix(), path


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:  # a link that leads nowhere
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a build read outside of the project's own files, and what it wrote.

    ``read``: by group and path, the state that it had (see :mod:`gmp_cad.evidence.reads`);
    ``packages`` by their versions; ``written``: files with size and time of change.
    """

    read: Mapping[Group, Mapping[str, State]]
    packages: Mapping[str, str | None]
    written: Mapping[str, tuple[int, int]]


def beside(
    root: Path, results: Mapping[str, Result], stamp: Stamp, written: Iterable[Path]
) -> Beside:
    """Return what a build that just ended stands on besides the project's files."""
    reads = [
        result.outcome.facts["reads"] for result in results.values() if "reads" in result.outcome.facts
    ]  # fmt: skip
    packages = {name for read in reads for name in read.get("packages", ())}
    return Beside(
        read={
            group: {
                name: state_of(group, root / name)
                for name in sorted({n for read in reads for n in read.get(group, ())})
                if name not in stamp.files
            }
            for group in GROUPS
        },
        packages={name: _version(name) for name in sorted(packages)},
        written={os.fspath(path): _status(path) for path in written},
    )  # fmt: skip


def _holds(known: Beside, root: Path) -> bool:
    return (
        all(
            state_of(group, root / name) == state
            for group, states in known.read.items()
            for name, state in states.items()
        )
        and all(_version(name) == version for name, version in known.packages.items())
        and all(_status(Path(path)) == tuple(mark) for path, mark in known.written.items())
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _status(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)


class Memory:
    """What is kept of each project of a class, a file each; a damaged one is as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def recall(self, slug: str, root: Path, stamp: Stamp) -> ClassProject | None:
        """Return what was kept of a project, if it would come out the same again."""
        kept = self._read(slug)
        if kept is None or kept["asked"] != stamp.asked or kept["files"] != dict(stamp.files):
            return None
        try:
            if not _holds(decode(canonical(kept["beside"]), Beside), root):
                return None
            return decode(canonical(kept["project"]), ClassProject)
        except ValueError:
            return None

    def keep(self, slug: str, project: ClassProject, stamp: Stamp, known: Beside) -> None:
        """Keep what a build of a project gave."""
        body = {
            "asked": stamp.asked, "files": dict(stamp.files), "beside": json.loads(encode(known, Beside)),
            "project": json.loads(encode(project, ClassProject)),
        }  # fmt: skip
        document = {"version": _VERSION, "sum": digest_of(canonical(body)), "kept": body}
        write_atomically(self.folder / f"{slug}.json", canonical(document))

    def _read(self, slug: str) -> dict[str, Any] | None:
        try:
            document = json.loads((self.folder / f"{slug}.json").read_bytes())
            kept: dict[str, Any] = document["kept"]
            sound = (
                document["version"] == _VERSION and digest_of(canonical(kept)) == document["sum"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if sound else None
