"""Tags of scripts that were not written for the model that calls them: used as names, never missed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_of_foreign_script: ContextVar[bool] = ContextVar("of_foreign_script", default=False)


@contextlib.contextmanager
def foreign_tags() -> Iterator[None]:
    """Take the tags that are given until the block ends as names, but miss none of them.

    The script's author tagged faces for mates, or for other parts of the same script.
    """
    token = _of_foreign_script.set(True)
    try:
        yield
    finally:
        _of_foreign_script.reset(token)


def are_foreign() -> bool:
    """Tell whether the tags that are given now are those of a foreign script."""
    return _of_foreign_script.get()
