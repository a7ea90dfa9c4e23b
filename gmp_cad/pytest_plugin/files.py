"""Which files of a folder are those of a gmp_cad project. Light: every collected file is asked."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from gmp_cad.spec.project_folder import FIXTURES, PARTS

SPEC, MODEL, PROCESS, BASELINE = "spec.toml", "model.py", "process.toml", "baseline.toml"
PRODUCT, FIXTURE, ASSEMBLY = "product.toml", "fixture.toml", "assembly.py"
_OF_A_PART = frozenset({SPEC, MODEL, PROCESS, BASELINE})
_OF_THE_PRODUCT = frozenset({PRODUCT, ASSEMBLY})
_OF_A_FIXTURE = frozenset({FIXTURE, ASSEMBLY})
_NAMES = _OF_A_PART | _OF_THE_PRODUCT | _OF_A_FIXTURE
# What no other tool's spec.toml writes: the tables of a part.
_OURS = re.compile(r"^\s*\[\s*(?:part|dimensions)\s*\]|^#:schema \S*spec\.json", re.MULTILINE)
_LARGEST = 500_000  # bytes


def project_of(path: Path) -> Path | None:
    """Return the project that a file is one of, by its place in it; None for any other file."""
    if path.name not in _NAMES:
        return None
    folder = path.parent
    found: Path | None = None
    if path.name in _OF_THE_PRODUCT and folder.name == PARTS:
        found = folder.parent
    elif (path.name in _OF_A_PART and folder.parent.name == PARTS) or (
        path.name in _OF_A_FIXTURE and folder.parent.name == FIXTURES
    ):
        found = folder.parent.parent
    elif path.name in _OF_A_PART and folder.parent.parent.name == FIXTURES:
        found = folder.parent.parent.parent
    return found if found is not None and is_project(found) else None


@lru_cache(maxsize=256)
def is_project(root: Path) -> bool:
    """Tell whether a folder holds a project: a specification of a part, not just any ``parts/``."""
    try:
        specs = sorted((root / PARTS).glob(f"*/{SPEC}"))
    except OSError:
        return False
    return any(_OURS.search(text_of(spec)) for spec in specs)


def project_above(start: Path) -> Path | None:
    """Return the nearest folder upward from ``start`` that is a project."""
    return next((folder for folder in (start, *start.parents) if is_project(folder)), None)


def text_of(path: Path) -> str:
    """Return the text of a file, "" where it cannot be read or is none that somebody wrote."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return ""
        return path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return ""
