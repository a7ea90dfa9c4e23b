"""The record of what a script reads: each thing by its path, with its state when it was read.

Everything is noted by the path under which it was asked for, there or not: a link that leads
elsewhere, a file that appears, or one that is edited while the script runs is seen. What installed
packages hold is not noted: their versions tell it. Files outside of the project are noted by their
absolute path.
"""

from __future__ import annotations

import contextlib
import os
import site
import sys
import sysconfig
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gmp_cad.errors import ModelError
from gmp_cad.evidence.reads import FOLDER, Group, Reads, State, state_of
from gmp_cad.language import Message

_DEVICES = ("/dev", "/proc", "/sys")
_looking = threading.local()


@contextlib.contextmanager
def unnoticed() -> Iterator[None]:
    """Keep what this thread looks at for our own sake out of every record."""
    before, _looking.away = is_unnoticed(), True
    try:
        yield
    finally:
        _looking.away = before


def is_unnoticed() -> bool:
    """Return whether what this thread looks at is not the script's reading."""
    return getattr(_looking, "away", False)


def _installed_folders() -> tuple[str, ...]:
    """Return where Python and installed packages are: their versions tell what they hold."""
    folders = {
        *(sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")),
        *site.getsitepackages(), site.getusersitepackages(), str(Path(__file__).parents[2]),
    }  # fmt: skip
    if sys.prefix != sys.base_prefix:
        folders.add(sys.prefix)
    return tuple(sorted({os.path.realpath(folder) for folder in folders}))


_INSTALLED = _installed_folders()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read so far, by its path in the project (absolute outside) with its first state.

    ``project``: its folder without links; ``named``: as the caller names it. ``made``: absolute
    paths of files and folders that the script made itself: they are its own.
    """

    project: str
    named: str
    files: dict[str, State] = field(default_factory=dict)
    folders: dict[str, State] = field(default_factory=dict)
    links: dict[str, State] = field(default_factory=dict)
    modules: dict[str, State] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    impurities: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def is_local(self, file: object) -> bool:
        """Return whether ``file`` belongs to the project, and not to an installed package."""
        path = text_of(file)
        if path is None:
            return False
        with unnoticed():
            return _below(os.path.realpath(path), self.project) and self.is_own(path)

    def is_own(self, file: object) -> bool:
        """Return whether no version of a package tells what ``file`` holds."""
        path = text_of(file)
        if path is None:
            return False
        with unnoticed():
            real = os.path.realpath(path)
        return not any(_below(real, f) for f in _INSTALLED if f != self.project)

    def note(self, group: Group, file: object) -> None:
        """Record a thing that is read, there or not, unless the script made it."""
        path = text_of(file)
        if path is None:
            return
        with unnoticed():
            path = spelled(path)
            holds = _below(self.project, path) or _below(self.named, path)
            if holds and group == "files":
                return  # it holds the project, so it is there
            name = self._name(path)
            if name is not None and not _is_unicode(name):
                raise ModelError(
                    Message("{file!r} is not read: its name is no UTF-8", file=name),
                    Message("rename it"),
                )
            noted = getattr(self, group)
            if name is not None and name not in noted and not self._made(path):
                noted[name] = state_of(group, path)

    def note_link(self, file: object) -> None:
        """Record where a symbolic link leads; of a file its own state.

        That a folder is none tells nothing: every path is resolved through folders.
        """
        path = text_of(file)
        if path is not None:
            with unnoticed():
                is_link, is_folder = Path(path).is_symlink(), Path(path).is_dir()
            if is_link or not is_folder:
                self.note("links" if is_link else "files", path)

    def note_made(self, file: object, *, anew: bool = True) -> None:
        """Record what the script makes, so that reading it tells nothing: all of it is its own.

        ``anew``: an older one is replaced; otherwise one that is there already is not its own.
        """
        path = text_of(file)
        if path is None:
            return
        with unnoticed():
            path = spelled(path)
            if self._name(path) not in self.files and (anew or not os.path.lexists(path)):
                self.made.add(path)

    def relative(self, path: str) -> str:
        """Return a path of the project as the project writes it, with forward slashes."""
        return Path(os.path.relpath(path, self.project)).as_posix()

    @property
    def local_files(self) -> tuple[str, ...]:
        """The files of the project that were there to be read, sorted."""
        return tuple(
            sorted(
                name
                for name, state in self.files.items()
                if state not in (None, FOLDER) and not Path(name).is_absolute()
            )
        )

    def reads(self, values: tuple[str, ...]) -> Reads:
        """Return all that was read; ``values``: names of ``d``."""
        return Reads(
            values=list(values), packages=sorted(self.packages), files=_sorted(self.files),
            folders=_sorted(self.folders), links=_sorted(self.links), modules=_sorted(self.modules),
        )  # fmt: skip

    def _name(self, path: str) -> str | None:
        """Return under which name to note a path; None for what is not noted."""
        for root in (self.project, self.named):
            if _below(path, root):
                own = self.is_own(path)
                return Path(os.path.relpath(path, root)).as_posix() if own else None
        if not self.is_own(path) or any(_below(path, d) for d in _DEVICES):
            return None
        real = os.path.realpath(path)
        return self.relative(real) if _below(real, self.project) else Path(path).as_posix()

    def _made(self, path: str) -> bool:
        return bool(self.made) and any(_below(path, own) for own in self.made)


def _sorted(states: dict[str, State]) -> dict[str, State]:
    return dict(sorted(states.items()))


def _is_unicode(name: str) -> bool:
    """Tell whether a name can be kept: what a script read is written down as JSON."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def text_of(file: object) -> str | None:
    """Return a path as text; None of what is no path, such as a number of an open file."""
    if not isinstance(file, str | bytes | os.PathLike):
        return None
    path = os.fsdecode(file)
    return path if path and "\0" not in path else None


def spelled(path: str) -> str:
    """Return a path as it was asked for, absolute; links stay, unless ``..`` goes up from one."""
    lexical = os.path.abspath(path)  # noqa: PTH100 - to resolve would follow links
    if os.pardir in Path(path).parts and os.path.realpath(lexical) != os.path.realpath(path):
        return os.path.realpath(path)
    return lexical


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
