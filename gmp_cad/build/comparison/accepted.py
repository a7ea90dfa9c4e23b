"""The solids that baselines were accepted with, kept beside the history of the project.

A baseline holds numbers alone; to show what came and went, the solid that they were taken of is
needed. It is found by what its ``baseline.toml`` says, whatever its comments and line ends. Files:
``accepted/KEY-SHA256.brep``; one that is damaged is as good as absent.
"""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path

from gmp_cad.engine.cache.cache_place import history_file
from gmp_cad.engine.cache.store import canonical, digest_of
from gmp_cad.engine.files.atomic_file import remove, write_atomically
from gmp_cad.engine.files.regular_file import regular

FOLDER = "accepted"
_MOST = 256
_LARGEST = 500_000_000  # bytes
_DIGITS = 32


def keep(root: Path, kept: Path | None, baseline: str, brep: bytes) -> bool:
    """Keep the solid of a baseline, given as its file's text; return whether that could be done.

    ``kept``: where the project keeps its history (none: in the project). Nothing depends on it:
    whatever the system refuses is no error.
    """
    key = _key(baseline)
    if key is None:
        return False
    path = _folder(root, kept) / f"{key}-{digest_of(brep)}.brep"
    try:
        write_atomically(path, brep)
    except OSError:
        return False
    _prune(path, key)
    return True


def find(root: Path, kept: Path | None, baseline: str) -> bytes | None:
    """Return the solid that a baseline was accepted with, None where it is not here."""
    key = _key(baseline)
    for path in _found(_folder(root, kept), f"{key}-*.brep") if key is not None else ():
        held = regular(str(path), _LARGEST)
        if held is not None and path.stem.partition("-")[2] == digest_of(held.data):
            return held.data
    return None


def _folder(root: Path, kept: Path | None) -> Path:
    return history_file(root, kept).with_name(FOLDER)


def _key(baseline: str) -> str | None:
    try:
        return digest_of(canonical(tomllib.loads(baseline.replace("\r\n", "\n"))))[:_DIGITS]
    except (tomllib.TOMLDecodeError, TypeError, RecursionError):
        return None


def _found(folder: Path, pattern: str) -> list[Path]:
    """Return the files of that name, the latest first."""
    with contextlib.suppress(OSError):
        return sorted(folder.glob(pattern), key=lambda path: -path.stat().st_mtime_ns)
    return []


def _prune(new: Path, key: str) -> None:
    """Remove what the new file replaces, and those of long ago."""
    others = [path for path in _found(new.parent, "*.brep") if path != new]
    for number, path in enumerate(others, 2):
        if number > _MOST or path.name.startswith(f"{key}-"):
            remove(path)
