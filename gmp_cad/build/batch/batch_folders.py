"""The projects of a class: what folders and patterns of a command line stand for."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gmp_cad.engine.cache.store import digest_of
from gmp_cad.language import Message
from gmp_cad.spec.layout import PARTS

_SHOWN = 5  # names of what was found instead of a project
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")
_DIGITS = re.compile(r"(\d+)")
_SLUG = 40
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")  # names that Windows keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder of the class. ``name``: its own; ``others``: other names of the same folder.

    ``reason``: why it is no project, None where it is one.
    """

    root: Path
    owner: Path  # whose name it has: the folder itself, or the one above that holds nothing else
    name: str = ""
    others: tuple[str, ...] = ()
    reason: Message | None = None

    @property
    def slug(self) -> str:
        """A name for a folder or file of this project, good on every system and only its own."""
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", self.name).strip("-")[:_SLUG] or "x"
        safe = f"{plain}-" if _RESERVED.fullmatch(plain) else plain
        return safe if safe == self.name else f"{safe}-{digest_of(self.name.encode())[:8]}"


def places(words: Sequence[str], besides: Iterable[Path] = ()) -> list[Place]:
    """Return what is meant by the words of a command line, in order of names.

    A word is a project, a folder of projects, or a pattern of such (Windows expands none). A folder
    that is given twice, or by a link too, is told once. ``besides``: folders that are no project of
    the class, such as that of the summary.
    """
    skipped = {_real(folder) for folder in besides}
    found: dict[str, Place] = {}
    for word in words:
        for path in _expanded(word):
            if _real(path) in skipped:
                continue
            for place in _inside(path, skipped):
                real = _real(place.root)
                if real not in found:
                    found[real] = place
                elif place.root != found[real].root:
                    found[real] = _merged(found[real], place)
    return _named(sorted(found.values(), key=lambda place: _natural(os.fspath(place.root))))


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _merged(known: Place, other: Place) -> Place:
    """Return the place under the name of the folder itself, the names of links beside it."""
    first, link = (other, known) if known.root.is_symlink() else (known, other)
    others = sorted({*known.others, *other.others, _shown(link.root)})
    return replace(first, others=tuple(others))


def _expanded(word: str) -> list[Path]:
    """Return the paths that a word means; a pattern that stands for nothing is its own path."""
    if glob.has_magic(word) and not os.path.lexists(word):
        found = sorted(glob.glob(word), key=_natural) or [word]  # noqa: PTH207 - absolute ones too
        return [Path(os.path.abspath(path)) for path in found]  # noqa: PTH100 - links stay
    return [Path(os.path.abspath(word))]  # noqa: PTH100


def _inside(path: Path, skipped: set[str]) -> Iterator[Place]:
    """Yield the project at ``path``, or those in its folders; else why there is none."""
    if _is_project(path):
        yield Place(root=path, owner=path)
        return
    children = [child for child in _folders(path) if _real(child) not in skipped]
    projects = {child: list(_projects(child)) for child in children}
    if not any(projects.values()):
        yield Place(root=path, owner=path, reason=_reason(path))
        return
    alone = sum(map(bool, projects.values())) == 1
    for child, own in projects.items():
        owner = path if alone and own == [child] else child
        yield from (Place(root=p, owner=owner if len(own) == 1 else p) for p in own)
        if not own and not _hidden(child):
            yield Place(root=child, owner=child, reason=_reason(child))


def _projects(folder: Path) -> Iterator[Path]:
    """Yield the folder if it is a project, else the projects right below it (an unpacked archive)."""
    if _is_project(folder):
        yield folder
    else:
        yield from (child for child in _folders(folder) if _is_project(child))


def _is_project(path: Path) -> bool:
    try:
        return (path / PARTS).is_dir()
    except (OSError, ValueError):
        return False


def _folders(path: Path) -> list[Path]:
    try:
        inside = sorted(path.iterdir(), key=lambda child: _natural(child.name))
        return [child for child in inside if child.is_dir()]
    except (OSError, ValueError):
        return []


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "__"))


def _reason(path: Path) -> Message:
    """Return what was found where a project was expected."""
    try:
        if not os.path.lexists(path):
            return Message("there is no such folder")
        if not path.is_dir():
            if path.suffix.lower() in _ARCHIVES:
                return Message("an archive: unpack it")
            return Message("a file, no folder")
        names = sorted(_printable(child.name) for child in path.iterdir())
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        return Message("the folder cannot be read: {reason}", reason=said)
    if not names:
        return Message("the folder is empty")
    more = ", …" if len(names) > _SHOWN else ""
    return Message("no folder parts/; found: {names}", names=", ".join(names[:_SHOWN]) + more)


def _named(found: Sequence[Place]) -> list[Place]:
    """Give each place the shortest end of its path that no other has."""
    steps = {place.root: _steps(place.owner) for place in found}
    open_, named, depth = list(found), [], 1
    while open_:
        times = Counter(_tail(own, depth).casefold() for own in steps.values())
        for place in list(open_):
            own = steps[place.root]
            if times[_tail(own, depth).casefold()] == 1 or depth >= len(own):
                named.append(replace(place, name=_tail(own, depth)))
                open_.remove(place)
        depth += 1
    order = {place.root: rank for rank, place in enumerate(found)}
    return sorted(named, key=lambda place: order[place.root])


def _steps(path: Path) -> tuple[str, ...]:
    return tuple(_printable(part) for part in path.parts)


def _tail(steps: tuple[str, ...], depth: int) -> str:
    return "/".join(steps[-depth:])


def _shown(path: Path) -> str:
    return _tail(_steps(path), 1)


def _printable(text: str) -> str:
    """Return a name of a file as documents may print it, whatever its bytes are."""
    known = os.fsencode(text).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in known)


def _natural(text: str) -> list[tuple[int, str]]:
    """Order names as people count: etu2 before etu10."""
    pieces = _DIGITS.split(text)
    return [
        (int(p[:18]), p) if p.isdecimal() and p.isascii() else (-1, p.casefold()) for p in pieces
    ]
