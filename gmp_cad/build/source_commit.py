"""The commit of the project's sources, where they are kept by git."""

from __future__ import annotations

import subprocess
from pathlib import Path

_TIMEOUT_S = 5.0
_SHORT = 12


def source_commit(root: Path) -> str:
    """Return the short commit that the project at ``root`` stands on, with "+" if it was changed since.

    Empty where there is no repository, no commit or no git: documents then say nothing of it.
    """
    commit = _git(root, "rev-parse", "--verify", f"--short={_SHORT}", "HEAD")
    if not commit:
        return ""
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", ".")
    return f"{commit}+" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, and the project's own folder
            command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
