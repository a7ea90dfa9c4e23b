"""How a task ended: what it gave, or what stopped it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gmp_cad.errors import Where
from gmp_cad.language import Message

OutcomeKind = Literal["done", "failed", "crash", "timeout", "memory", "bug", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a task ended. ``outputs`` are digests; ``message`` says what went wrong, and where."""

    kind: OutcomeKind
    outputs: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    message: Message | None = None
    hint: Message | None = None
    where: Where | None = None
    seconds: float = 0.0
