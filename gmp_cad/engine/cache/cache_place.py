"""Where the results of a project are kept: in its own folder, or in a store that many share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CACHE = ".gmp-cache"  # in the project: its history, and its store unless another is given
VARIABLE = "GMP_CAD_CACHE"


def store_folder(root: Path, cache: Path | None) -> Path:
    """Return the folder of the store for the project at ``root``; ``cache``: the one asked for."""
    return root / CACHE if cache is None else cache


def history_file(root: Path, kept: Path | None = None) -> Path:
    """Return where the project keeps why its tasks last ran; never in a store that is shared."""
    return (root / CACHE if kept is None else kept) / "history.json"


def asked_cache(given: Path | None, environment: Mapping[str, str]) -> Path | None:
    """Return the shared store asked for: the option before ``GMP_CAD_CACHE``; None: for none.

    The variable may begin with ``~``: files that set variables for CI are read by no shell.
    """
    named = environment.get(VARIABLE, "")
    if given is None and not named:
        return None
    return (given or Path(named).expanduser()).absolute()
