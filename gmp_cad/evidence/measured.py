"""What was measured against the specification: dimensions, trials of them, geometric tolerances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import FoundBy, Outcome
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A dimension measured on the B-rep.

    The figures are in ``unit``. ``details`` names parts of a callout (depth, counterbore.diameter …)
    with expected and observed values; :data:`BLIND` with a depth (mm, instead of 0) is a hole that
    should go through. ``reason`` tells why nothing was measured, with the nearest candidates, or
    why perhaps the size is another.
    """

    dimension: str
    outcome: Outcome
    unit: str
    expected: float
    observed: float | None = None
    instances: tuple[float, ...] = ()
    expected_count: int = 1
    details: tuple[tuple[str, float, float], ...] = ()
    found_by: FoundBy | None = None
    reason: Message | None = None
    candidates: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEvidence:
    """All lines measured with one number of the specification changed; ``reason``: why it failed.

    ``there_before``: the unchanged part shows that number too, and finding it proves nothing.
    """

    outcome: Literal["measured", "unread", "failed"]
    measurements: tuple[Measurement, ...] = ()
    there_before: bool = False
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometricMeasurement:
    """A geometric tolerance verified on the nominal model: its features must be exact.

    ``deviation_mm``: how far the worst instance lies from its theoretically exact place,
    direction or form, as the width (or diameter) of the smallest zone that holds it; each one in
    ``instances``. ``exact``: the theoretically exact dimensions that locate it, as (line, or
    "implicit" with its kind; expected; observed), mm or degrees; without any that would do, nothing
    is located (``not_located``). ``reason`` tells why nothing was verified.
    """

    tolerance: str
    outcome: Outcome | Literal["wrong_kind", "not_located"]
    deviation_mm: float | None = None
    instances: tuple[float, ...] = ()
    exact: tuple[tuple[str, float, float], ...] = ()
    reason: Message | None = None


def listed(items: Sequence[Message]) -> Message:
    """Return messages one after another, with commas."""
    named = {f"item{i}": item for i, item in enumerate(items)}
    return Message(", ".join(f"{{{name}}}" for name in named), **named)
