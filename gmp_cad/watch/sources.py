"""What a project is built from, and how it stands: two looks tell what changed between them.

Notices of the file system only say when to look. What changed is told by looking, so that nothing
is lost: not what is saved while a build runs, nor on a drive that gives no notice, nor in a sleep.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gmp_cad.engine.graph import Result
from gmp_cad.evidence.reads import GROUPS
from gmp_cad.spec.project_folder import FIXTURES, PARTS, TEMPLATES

FOLDERS = (PARTS, FIXTURES, TEMPLATES)
MOST_FILES = 50_000  # below the project: more is no project, but someone's whole disk
_MOST_BESIDES = 2_000
_TEMPORARY = ("~", ".swp", ".swx", ".tmp", ".bak", ".pyc")
_VIM_TRIES = "4913"  # whether a folder can be written
Mark = tuple[int, ...]
Marks = Mapping[str, Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the sources of a project are: its own folders, and what its scripts read ``besides``.

    ``besides``: files, folders and links, absolute.
    """

    root: Path
    besides: frozenset[str] = frozenset()

    def look(self) -> dict[str, Mark]:
        """Return how everything stands: paths from the root, or absolute; what is not there has no mark."""
        marks: dict[str, Mark] = {}
        for path, mark in self._own():
            marks[path] = mark
            if len(marks) >= MOST_FILES:
                break
        for path in self.besides:
            marks[_named(self.root, path)] = _mark(path)
        return marks

    def _own(self) -> Iterator[tuple[str, Mark]]:
        with contextlib.suppress(OSError):
            for entry in sorted(os.scandir(self.root), key=lambda e: e.name):
                if entry.name.endswith(".toml") and not is_temporary(entry.name):
                    yield entry.name, _mark(entry.path)
        for folder in FOLDERS:
            yield from _below(self.root, folder, ())

    @property
    def deep(self) -> tuple[Path, ...]:
        """The folders of which everything below counts, as far as they are there."""
        return tuple(p for name in FOLDERS if (p := self.root / name).is_dir())

    @property
    def flat(self) -> tuple[Path, ...]:
        """The folders of which only what stands in them counts, as far as they are there."""
        own = [self.root / name for name in FOLDERS]
        above = {Path(path).parent for path in self.besides}
        beside = (p for p in above if not any(p.is_relative_to(o) for o in own))
        return tuple(p for p in (self.root, *sorted(beside)) if p.is_dir())


def changed(before: Marks, after: Marks) -> tuple[str, ...]:
    """Return the paths that appeared, went, or were written between two looks."""
    return tuple(sorted(p for p in {*before, *after} if before.get(p) != after.get(p)))


def written_s(paths: Iterable[str], marks: Marks) -> float | None:
    """Return when the last of the paths was written (s since the epoch); None where all are gone."""
    times = [marks[path][0] for path in paths if marks.get(path)]
    return max(times) / 1e9 if times else None


def is_temporary(name: str) -> bool:
    """Tell whether a name is that of what editors and Python leave beside what is saved."""
    return (
        name.startswith((".", "#"))
        or name.endswith(_TEMPORARY)
        or name in ("__pycache__", _VIM_TRIES)
    )


def subjects_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the parts, as the build names them, in whose folders the paths lie."""
    found: dict[str, None] = {}
    for path in paths:
        words = PurePosixPath(path).parts
        if len(words) >= 3 and words[0] == PARTS:
            found[words[1]] = None
        elif len(words) >= 4 and words[0] == FIXTURES:
            found[f"{words[1]}.{words[2]}"] = None
    return tuple(found)


def read_besides(root: Path, results: Collection[Result]) -> frozenset[str]:
    """Return what the scripts of a build read that does not lie in the folders of the project."""
    own = tuple(f"{name}/" for name in FOLDERS)
    found: set[str] = set()
    for result in results:
        if result.task.trace is None or "reads" not in result.outcome.facts:
            continue
        reads = result.outcome.facts["reads"]
        for group in GROUPS:
            for path in reads.get(group, {}):
                if not path.startswith(own) and path not in FOLDERS:
                    found.add(os.path.normpath(root / path))
    return frozenset(sorted(found)[:_MOST_BESIDES])


def _below(root: Path, name: str, above: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, Mark]]:
    """Yield all files below a folder of the project, through links too, but never round and round."""
    path = root / name
    try:
        status = path.stat()
        here = (status.st_dev, status.st_ino)
        entries = [] if here in above else sorted(os.scandir(path), key=lambda e: e.name)
    except (OSError, ValueError):
        return
    for entry in entries:
        if is_temporary(entry.name):
            continue
        inner = f"{name}/{entry.name}"
        try:
            is_folder = entry.is_dir()
        except OSError:
            is_folder = False
        if is_folder:
            yield inner, (0,)  # a folder that appears or goes counts, what it holds is told below
            yield from _below(root, inner, (*above, here))
        else:
            yield inner, _mark(entry.path)


def _mark(path: str) -> Mark:
    """Return what changes when a file is written or replaced; of a folder, when its names change."""
    try:
        status = os.stat(path)  # noqa: PTH116 - in a hot loop
    except (OSError, ValueError):
        return ()
    return (
        status.st_mtime_ns,
        status.st_size if stat.S_ISREG(status.st_mode) else 0,
        status.st_ino,
        status.st_ctime_ns,
    )


def _named(root: Path, path: str) -> str:
    return Path(path).relative_to(root).as_posix() if Path(path).is_relative_to(root) else path
