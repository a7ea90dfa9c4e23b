"""Where a project is: the nearest folder upward that holds ``parts/``. Light: every start asks it."""

from __future__ import annotations

from pathlib import Path

from gmp_cad.errors import UsageError
from gmp_cad.language import Message

PARTS, FIXTURES, TEMPLATES = "parts", "fixtures_design", "docs_templates"


def find_project(start: Path) -> Path:
    """Return the nearest folder upward from ``start`` that holds ``parts/``."""
    for folder in (start, *start.parents):
        if (folder / PARTS).is_dir():
            return folder
    raise UsageError(
        Message(
            "no project here: no folder upward from {folder!r} holds parts/", folder=start.name
        ),
        Message(
            "run the command inside a project, or give --project DIR, or start one with gmp-cad new"
        ),
    )
