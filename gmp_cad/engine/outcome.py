"""How a task ended: what it gave, or what stopped it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gmp_cad.errors import Where
from gmp_cad.language import Message

OutcomeKind = Literal["done", "failed", "crash", "timeout", "memory", "bug", "missing", "unkept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Where and when a task ran. Of this run alone: it is never stored with what the task gave.

    ``started_s`` and ``ended_s``: seconds since 1970 by the clock of the machine that ran it.
    ``worker`` names the process: its pid on this machine. ``memory_bytes``: what the process held
    when the task ended, 0 where that is not known.
    """

    worker: str
    started_s: float
    ended_s: float
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a task ended. ``outputs`` are digests; ``message`` says what went wrong, and where.

    ``missing``: an input was not in the store; ``unkept``: there is no room for what it gave.
    ``seconds`` of CPU; ``usage`` is None where nothing ran, or nobody could tell.
    """

    kind: OutcomeKind
    outputs: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    message: Message | None = None
    hint: Message | None = None
    where: Where | None = None
    seconds: float = 0.0
    usage: Usage | None = None
