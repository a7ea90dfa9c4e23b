"""Where a project is: the nearest folder upward that holds ``parts/``. Light: every start asks it."""

from __future__ import annotations

import re
from pathlib import Path

from gmp_cad.errors import UsageError
from gmp_cad.language import Message

PARTS, FIXTURES, TEMPLATES = "parts", "fixtures_design", "docs_templates"
_FOLDER = re.compile(rf"(?:\./)?(?:{PARTS}|{FIXTURES})/([^/]+(?:/[^/]+)?)/?")


def subject_of_folder(word: str) -> str | None:
    """Return the subject that has this folder (``parts/semelle``, as a shell completes it), or None."""
    found = _FOLDER.fullmatch(word.replace("\\", "/"))
    return found[1].replace("/", ".") if found else None


def subject_named(word: str) -> str:
    """Return the subject that a word names: itself, or the one whose folder it is."""
    return subject_of_folder(word) or word


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
