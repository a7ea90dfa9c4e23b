"""The files of a project as they were at a revision, written into a folder of their own."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gmp_cad.build.comparison.repository import Repository, Revision, git
from gmp_cad.build.output_place import is_plain
from gmp_cad.engine.cache.cache_place import history_file
from gmp_cad.engine.cache.store import digest_of
from gmp_cad.engine.files.atomic_file import remove
from gmp_cad.engine.files.file_lock import locked
from gmp_cad.engine.files.regular_file import regular
from gmp_cad.errors import UsageError, refusal
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import PARTS

_FOLDER = "revisions"
_LOCK = ".lock"
_LINK, _MODULE = b"120000", b"160000"
_MADE = frozenset({"output", ".gmp-cache"})  # what a build makes is no source of another
_POINTER = re.compile(
    rb"\Aversion https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n"
)
_LARGEST_POINTER = 1024
_LARGEST = 500_000_000


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: bytes
    name: str
    path: str


@contextlib.contextmanager
def scratch(root: Path, kept: Path | None) -> Iterator[Path]:
    """Give a folder of its own beside the history of the project; it is removed at the end.

    What killed runs left there is removed too.
    """
    folder = history_file(root, kept).with_name(_FOLDER)
    own = folder / secrets.token_hex(6)
    try:
        own.mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            Message(
                "{folder} cannot be written: {reason}", folder=str(folder), reason=refusal(error)
            )
        ) from error
    with contextlib.ExitStack() as stack:
        stack.callback(remove, own.with_suffix(_LOCK))
        with contextlib.suppress(OSError):  # a file system without locks: nobody is cleared away
            stack.callback(locked(own.with_suffix(_LOCK)).release)
        stack.callback(remove, own)
        _remove_left(folder, own)
        yield own


def _remove_left(folder: Path, own: Path) -> None:
    """Remove the folders whose lock nobody holds any more."""
    for path in folder.iterdir():
        if path.suffix == _LOCK and path.stem != own.stem:
            try:
                lock = locked(path)
            except OSError:
                continue
            remove(path.with_suffix(""))
            lock.release()
            remove(path)


def extract(repository: Repository, revision: Revision, folder: Path) -> tuple[Message, ...]:
    """Write the project as it was at a revision into a folder; return what could not be.

    The bytes are those that git keeps: no filter runs. Files that a build makes are left out.
    Raises UsageError where the project was not there yet.
    """
    entries = [one for one in _entries(repository, revision) if one.path.split("/")[0] not in _MADE]
    if not any(one.path.startswith(f"{PARTS}/") for one in entries):
        raise UsageError(
            Message("the project did not exist at {name} ({commit}): no folder parts/ there",
                    name=revision.name, commit=revision.commit[:12]),
            Message("give a revision at which it did; git log -- parts tells them"),
        )  # fmt: skip
    missing = [
        Message("{file} is a submodule: its files are not read at {name}", file=one.path, name=revision.name)
        for one in entries if one.mode == _MODULE
    ]  # fmt: skip
    files = [one for one in entries if one.mode != _MODULE]
    contents = _contents(repository, files)
    for one in sorted(
        files, key=lambda one: one.mode == _LINK
    ):  # links last: none is written through
        if one.mode == _LINK:
            missing += _linked(folder, one, contents[one.name])
        else:
            missing += _written(repository, folder / one.path, one, contents[one.name])
    return tuple(missing)


def _entries(repository: Repository, revision: Revision) -> Iterator[_Entry]:
    tree = f"{revision.commit}:{repository.prefix}"
    try:
        told = git(repository, "ls-tree", "-r", "-z", "--full-tree", tree)
    except UsageError:
        if repository.prefix:
            return  # the folder was not there yet
        raise
    for line in told.split(b"\0"):
        mode, _, rest = line.partition(b" ")
        _, _, rest = rest.partition(b" ")
        name, _, path = rest.partition(b"\t")
        if path and is_plain(os.fsdecode(path)):
            yield _Entry(mode, name.decode("ascii"), os.fsdecode(path))


def _contents(repository: Repository, entries: Sequence[_Entry]) -> Mapping[str, bytes]:
    """Return the blobs by their names."""
    names = list(dict.fromkeys(one.name for one in entries))
    told = git(
        repository,
        "cat-file",
        "--batch",
        "--buffer",
        given="".join(f"{n}\n" for n in names).encode(),
    )
    found: dict[str, bytes] = {}
    start = 0
    for name in names:
        end = told.index(b"\n", start)
        kind = told[start:end].split(b" ")
        if kind[1:2] != [b"blob"]:
            raise UsageError(
                Message("the repository lacks files of the revision: it is a partial clone"),
                Message("fetch them: git fetch --refetch --no-filter"),
            )
        size = int(kind[2])
        found[name] = told[end + 1 : end + 1 + size]
        start = end + 2 + size
    return found


def _written(repository: Repository, path: Path, one: _Entry, data: bytes) -> Iterator[Message]:
    pointed = _POINTER.match(data) if len(data) <= _LARGEST_POINTER else None
    if pointed is not None:
        held = _large_file(repository, pointed[1].decode("ascii"))
        if held is None:
            yield Message("{file} is kept by git LFS, and not on this machine: only its pointer is read",
                          file=one.path)  # fmt: skip
        data = data if held is None else held
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _large_file(repository: Repository, digest: str) -> bytes | None:
    path = repository.shared / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
    held = regular(str(path), _LARGEST)
    return held.data if held is not None and digest_of(held.data) == digest else None


def _linked(folder: Path, one: _Entry, data: bytes) -> Iterator[Message]:
    """Make a link that stays in the project; say of any other that it is not followed."""
    target = os.fsdecode(data)
    joined = os.path.normpath(PurePosixPath(one.path).parent / target)
    if os.path.isabs(target) or joined.startswith(".."):  # noqa: PTH117
        yield Message(
            "{file} is a link that leads out of the project: it is not followed", file=one.path
        )
        return
    path = folder / one.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    except OSError as error:  # Windows, without the right to make links
        yield Message("{file} is a link that cannot be made here: {reason}", file=one.path,
                      reason=error.strerror or str(error))  # fmt: skip
