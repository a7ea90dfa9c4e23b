"""What a script read, each thing with the state that it was in when it was read.

A result is true for these states. The worker notes them while the script runs; the build compares
them with those that stand when it looks again, so both must tell a state in the same words. A thing
that was looked for and is not there has a state too, ``None``: it may appear.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

Group = Literal["files", "folders", "links", "modules"]
GROUPS: tuple[Group, ...] = ("files", "folders", "links", "modules")
State = str | None
FOLDER = "folder"
_OTHER = "no file"  # a device, a socket
# what is no part of a folder's contents: caches, and what the build itself writes
_UNSEEN = frozenset({"__pycache__", ".gmp-cache"})
_BUILT = "output"  # beside parts/
_MODULE_ENDINGS = (".py", ".pyc", ".pyd", ".so")


class Reads(TypedDict):
    """What a script read, JSON-able.

    ``values``: names of ``d``; ``packages``: imported names; ``files``, ``folders`` (their lists of
    names), ``links`` (where they lead) and ``modules`` (what answers to an import in a folder) by
    path: relative to the project with forward slashes, absolute outside of it.
    """

    values: Sequence[str]
    packages: Sequence[str]
    files: Mapping[str, State]
    folders: NotRequired[Mapping[str, State]]
    links: NotRequired[Mapping[str, State]]
    modules: NotRequired[Mapping[str, State]]


def state_of(group: Group, path: str | Path) -> State:
    """Return the state of a thing that scripts read; None when it is not there."""
    return _STATES[group](os.fspath(path))


def file_state(path: str) -> State:
    """Return the SHA-256 of a file's content; of a folder or a device only that it is one."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - a path may be no text
        if not stat.S_ISREG(mode):
            return FOLDER if stat.S_ISDIR(mode) else _OTHER
        with open(path, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def folder_state(path: str) -> State:
    """Return the SHA-256 of the names in a folder, and which of them are folders."""
    try:
        with os.scandir(path) as entries:
            names = sorted((entry.name, entry.is_dir()) for entry in entries)
    except (OSError, ValueError):
        return None
    unseen = _UNSEEN | {_BUILT} if ("parts", True) in names else _UNSEEN
    listed = "".join(f"{name}\0{is_folder:d}\0" for name, is_folder in names if name not in unseen)
    return hashlib.sha256(os.fsencode(listed)).hexdigest()


def link_state(path: str) -> State:
    """Return where a symbolic link leads; None when it is none."""
    try:
        return _escaped(os.readlink(path))  # noqa: PTH115
    except (OSError, ValueError):
        return None


def module_state(path: str) -> State:
    """Return what in a folder answers to the import of a name: ``gears.py``, ``gears/``.

    ``path``: the folder and the name.
    """
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                f"{entry.name}/" if entry.name == name else entry.name
                for entry in entries
                if _answers(entry.name, name) and (entry.name != name or entry.is_dir())
            )
    except (OSError, ValueError):
        return None
    return _escaped(" ".join(found)) or None


def _escaped(text: str) -> str:
    """Return a text with what is no Unicode in it (names of files may be anything) escaped."""
    return text.encode("utf-8", "backslashreplace").decode()


def _answers(entry: str, name: str) -> bool:
    return entry == name or (entry.partition(".")[0] == name and entry.endswith(_MODULE_ENDINGS))


_STATES = {
    "files": file_state, "folders": folder_state, "links": link_state, "modules": module_state,
}  # fmt: skip
