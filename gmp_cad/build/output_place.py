"""Where outputs may be written: real folders of the project, no links, nothing of anybody else's."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Self

from gmp_cad.engine.files.atomic_file import remove
from gmp_cad.errors import UsageError, refusal
from gmp_cad.language import Message

# The build's own: which files it published, and what it says.
INDEX, REPORT = ".gmp-cad.json", "report.json"
_AS_BEFORE = Message("nothing was written: the last outputs are as they were")


class OutputError(UsageError):
    """Outputs that cannot be written where they should stand."""

    @classmethod
    def refused(cls, folder: Path, error: OSError) -> Self:
        """Return the error for what the system refused below ``folder``."""
        return cls(
            Message("{folder} cannot be written: {reason}", folder=str(folder), reason=refusal(error)),
            Message("make room or give rights there; the last outputs are as they were"),
        )  # fmt: skip


def require_distinct(paths: Iterable[str]) -> None:
    """Require paths that stand side by side on every system; raise :class:`OutputError`."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        if not is_plain(path):
            raise OutputError(Message("{file!r} is no name for an output", file=path))
        other = seen.setdefault(_folded(path), path)
        if other != path:
            raise OutputError(
                Message("two outputs have the same name but for capitals: {a}, {b}", a=other, b=path),
                Message("on Windows and macOS one would replace the other: rename one of them"),
            )  # fmt: skip
    for path in seen.values():
        for parent in PurePosixPath(path).parents:
            if _folded(str(parent)) in seen:
                raise OutputError(
                    Message("{file} should be both a file and a folder", file=str(parent))
                )


def _folded(path: str) -> str:
    """Return how a file system that knows no capitals may see a name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def is_plain(path: object) -> bool:
    """Return whether a path can only lead to a place below the folder it is joined to."""
    if not isinstance(path, str) or not path or "\0" in path or "\\" in path:
        return False
    windows = PureWindowsPath(path)
    return not (windows.drive or windows.root) and not {".", "..", ""} & {*path.split("/")}


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of outputs of the project at ``root``: links below the project are not followed."""

    folder: Path
    root: Path

    def require_folder(self) -> None:
        """Require real folders from the project on, where there are any."""
        below = self.folder.relative_to(self.root).parts
        for depth in range(1, len(below) + 1):
            folder = self.root.joinpath(*below[:depth])
            self._require_real(folder)
            if os.path.lexists(folder) and not folder.is_dir():
                raise _in_the_way(folder, Message("a file stands where a folder is expected"))

    def require_room(self, paths: Iterable[str], ours: Collection[str]) -> None:
        """Require that each path can be written; ``ours`` are files that may make way for them."""
        seen: set[Path] = set()
        for path in paths:
            target = self.folder / path
            for parent in reversed(list(self._parents(path))):
                if parent not in seen:
                    self._require_folder_at(parent, ours)
                    seen.add(parent)
            if target.is_dir() and not target.is_symlink() and self._foreign(target, ours):
                raise _in_the_way(target, Message("a folder stands where a file is expected"))

    def make_room(self, paths: Iterable[str], ours: Collection[str]) -> None:
        """Make the folders of the paths; what is ours makes way where it stands in theirs."""
        for path in paths:
            target = self.folder / path
            for parent in reversed(list(self._parents(path))):
                if not parent.is_dir():
                    if self._named(parent) in ours:
                        remove(parent)
                    parent.mkdir(exist_ok=True)
            if target.is_dir() and not target.is_symlink():
                remove(target)

    def remove(self, path: str, others: Collection[str]) -> bool:
        """Remove a file of ours and the folders that it leaves empty; never through a link.

        ``others``: what stays: on some systems the same file has another spelling.
        """
        target = self.folder / path
        if any(parent.is_symlink() for parent in self._parents(path)):
            return True
        folded = _folded(path)
        if any(folded == _folded(other) for other in others) and self._is_one(target, others):
            return True
        if os.path.lexists(target) and not target.is_dir() and not remove(target):
            return False
        for parent in self._parents(path):
            try:
                parent.rmdir()
            except OSError:
                break
        return True

    def _is_one(self, target: Path, others: Collection[str]) -> bool:
        """Return whether the file is one of the others by another spelling."""
        try:
            return any(
                target.samefile(self.folder / other)
                for other in others
                if (self.folder / other).exists()
            )
        except OSError:
            return False

    def _require_folder_at(self, folder: Path, ours: Collection[str]) -> None:
        self._require_real(folder)
        if os.path.lexists(folder) and not folder.is_dir() and self._named(folder) not in ours:
            raise _in_the_way(folder, Message("a file stands where a folder is expected"))
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise _in_the_way(folder, Message("its permissions do not allow it"))

    def _require_real(self, folder: Path) -> None:
        if folder.is_symlink():
            raise OutputError(
                Message("{folder} is a symbolic link: outputs are written into real folders only",
                        folder=str(folder)),
                Message("remove the link, or put a folder in its place"),
            )  # fmt: skip

    def _foreign(self, folder: Path, ours: Collection[str]) -> bool:
        """Return whether a folder holds any file that is not ours."""
        return any(
            not entry.is_dir() or entry.is_symlink()
            for entry in folder.rglob("*")
            if self._named(entry) not in ours
        )

    def _named(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _parents(self, path: str) -> Iterator[Path]:
        """Yield the folders between a file and the folder of outputs, the innermost first."""
        for parent in (self.folder / path).parents:
            if parent == self.folder:
                return
            yield parent


def _in_the_way(path: Path, reason: Message) -> OutputError:
    message = Message("{folder} cannot be written: {reason}", folder=str(path), reason=reason)
    return OutputError(message, _AS_BEFORE)
