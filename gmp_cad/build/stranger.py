"""Building a project of a stranger: nothing that lies in its folder is believed or followed.

The cache and the stamp of a project lie in its own folder, where whoever made it can have written
results of his own: verdicts that nobody computed. With the sandbox both are kept elsewhere.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from gmp_cad.build.settings import Settings
from gmp_cad.errors import UsageError
from gmp_cad.language import Message

_DIGITS = 20


def apart(root: Path, settings: Settings) -> Settings:
    """Return the settings of a build with the sandbox: what is kept is kept outside of the project.

    Without it they are returned as they are. Raises :class:`~gmp_cad.errors.UsageError` for a cache
    inside of the project, and for a project whose path is no UTF-8.
    """
    if not settings.sandbox:
        return settings
    try:
        str(root.resolve()).encode()
    except UnicodeEncodeError:  # what a confined worker is told is JSON
        raise UsageError(
            Message("{folder!r} cannot be built in the sandbox: its name is no UTF-8",
                    folder=str(root)),
            Message("rename the folder"),
        ) from None  # fmt: skip
    for folder in (settings.cache, settings.kept):
        if folder is not None and folder.resolve().is_relative_to(root.resolve()):
            raise UsageError(
                Message("{folder}: a stranger's project holds the cache", folder=str(folder)),
                Message("with --sandbox, give a cache that is not in the project"),
            )
    home = _home()
    own = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:_DIGITS]
    return replace(
        settings,
        cache=settings.cache or home / "store",
        kept=settings.kept or home / "projects" / own,
    )


def _home() -> Path:
    """Return the user's folder for caches (XDG base directory specification)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(given) if given.startswith("/") else Path.home() / ".cache"
    return folder / "gmp-cad"
