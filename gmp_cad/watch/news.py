"""What happens in a session, for whoever tells it: the terminal, or a program that reads lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gmp_cad.errors import GmpError

Event = Literal["serving", "changed", "shown", "judged", "built", "invalid", "failed", "polling"]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened. ``seconds``: since the save, of a part; of a build: how long it took.

    ``rows``: verdicts that are other ones than before. ``counts``: all verdicts by status.
    """

    event: Event
    url: str = ""
    files: Sequence[str] = ()
    part: str = ""
    state: str = ""
    seconds: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()
    faults: Sequence[Mapping[str, Any]] = ()
    exit_code: int | None = None
    written: int = 0
    error: GmpError | None = None
    reason: str = ""
