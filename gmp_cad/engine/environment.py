"""What computes a task besides its inputs: our sources, packages, Python, the platform.

Of our sources those count that the module of the task's body imports, directly or not, with the
data files beside them: a change in how a document is written runs no kernel task again. Of the
packages those that these sources import, with all that they require.

The features of the processor do not count, so that a store serves other machines: a library that
computes differently on them may give other last digits, which the files of ``output/`` round away.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from gmp_cad.engine.packages import versions_below

_PACKAGE = "gmp_cad"
_FROM = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n]+)", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")
_WORD = re.compile(r"[\w.]+")
_BODIES = "_bodies.py"  # how the modules of ours end that hold the bodies of tasks
_CODE = (".py", ".pyc", ".pyo")
# What the tasks of the kernel do not say: they give messages, which others translate.
_WORDS = "locale"
_STARTER = "starter"  # of gmp-cad new


@cache
def environment_of(module: str, family: str) -> Mapping[str, str]:
    """Return versions of all that computes the bodies of a module, by name.

    ``family``: that of the task (kernel or documents). Of a module that is not ours nothing but
    Python and the platform are known.
    """
    return _versions(imported_by(module), with_words=family != "kernel")


@cache
def environment() -> Mapping[str, str]:
    """Return versions of all that computes any task."""
    files = (path.relative_to(_root()) for path in _root().rglob(f"*{_BODIES}"))
    bodies = [".".join((_PACKAGE, *file.with_suffix("").parts)) for file in files]
    return _versions(frozenset().union(*map(imported_by, bodies)), with_words=True)


@cache
def imported_by(module: str) -> frozenset[str]:
    """Return our modules that a module imports, directly or not, with itself."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found and (known := _module(name)) is not None:
            found.add(name)
            waiting += [*known.own, name.rpartition(".")[0]]  # packages run first
    return frozenset(found)


def _versions(names: frozenset[str], *, with_words: bool) -> dict[str, str]:
    packages = {name for own in names for name in _known(own).packages}
    versions = {name: versions_below(name) or "?" for name in sorted(packages)}
    return {**versions, **_system(), "sources": _digest(names, with_words=with_words)}


class _Module:
    """A module of ours: its digest, and what its text imports."""

    __slots__ = ("digest", "own", "packages")

    def __init__(self, data: bytes) -> None:
        text = _COMMENT.sub("", data.decode())
        imported = {
            word
            for start, names in _FROM.findall(text)
            for word in (start, *(f"{start}.{name}" for name in _WORD.findall(names)))
        }
        for names in _IMPORT.findall(text):
            imported |= {part.split()[0] for part in names.split(",") if part.strip()}
        tops = {name.partition(".")[0] for name in imported}
        self.digest = hashlib.sha256(data).digest()
        self.own = [name for name in imported if name.partition(".")[0] == _PACKAGE]
        self.packages = {t for t in tops if t not in sys.stdlib_module_names} - {_PACKAGE}


@cache
def _module(name: str) -> _Module | None:
    """Return one of our modules, None of what is none."""
    top, *below = name.split(".")
    if top != _PACKAGE:
        return None
    place = _root().joinpath(*below)
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return _Module(file.read_bytes()) if file.is_file() else None


def _known(name: str) -> _Module:
    module = _module(name)
    assert module is not None
    return module


@cache
def _root() -> Path:
    return Path(str(resources.files(_PACKAGE)))


@cache
def _data_files() -> dict[str, bytes]:
    """Return the digests of our data files by their path in the package, with forward slashes."""
    files = (p for p in sorted(_root().rglob("*")) if p.suffix not in _CODE and p.is_file())
    return {
        path.relative_to(_root()).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in files
    }


def _digest(names: frozenset[str], *, with_words: bool) -> str:
    """Return the SHA-256 of modules, and of the data files beside them."""
    packages = {"/".join(name.split(".")[1:-1]) for name in names}
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + _known(name).digest)
    for path, own in _data_files().items():
        if _counts(path, packages, with_words=with_words):
            digest.update(path.encode() + b"\0" + own)
    return digest.hexdigest()


def _counts(path: str, packages: set[str], *, with_words: bool) -> bool:
    """Return whether a data file lies in one of the packages, or in a folder of its own there."""
    top, *below = path.split("/")
    if not below or top in (_WORDS, _STARTER):
        return top == _WORDS and with_words
    return any(path.startswith(f"{package}/") for package in packages if package)


def _system() -> dict[str, str]:
    libc = os.confstr("CS_GNU_LIBC_VERSION") if "CS_GNU_LIBC_VERSION" in _names() else None
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{sys.platform}-{platform.machine()}",
        "libc": libc or "?",
    }


def _names() -> Mapping[str, int]:
    return getattr(os, "confstr_names", {})
