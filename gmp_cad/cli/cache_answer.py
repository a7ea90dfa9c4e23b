"""What ``gmp-cad cache --json`` prints."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class RemovedFiles(TypedDict):
    """What a trim or a clear removed."""

    entries: int
    objects: int
    bytes: int


class CacheAnswer(TypedDict):
    """A store as it is after the action: where, how large, how large it may become.

    ``entries``: results that are kept; ``objects``: the contents that they name. ``oldest_use``:
    when the result was last used that would go first (ISO 8601, UTC); ``builds``: how many use the
    store now.
    """

    version: Literal[1]
    action: Literal["show", "trim", "clear"]
    folder: str
    bytes: int
    limit_bytes: int
    entries: int
    objects: int
    oldest_use: str | None
    builds: int
    removed: RemovedFiles | None
