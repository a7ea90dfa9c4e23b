"""One volume of a sweep, in the forms that the overrun of the tool may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cadquery as cq

from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a tool clears to make ``faces``: ``variants`` from the widest overrun to none.

    Every variant makes the faces; they differ only in how far the tool runs past open edges.
    """

    faces: tuple[int, ...]
    variants: tuple[Callable[[], cq.Shape], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade:
    """A face that no tool of the operation's kind makes, and why."""

    face: int
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an operation asks of a sweep, beside the part: how much stays, and how far to reach.

    ``allowance`` (mm) stays on the faces; ``due`` is what stays on other faces for later;
    ``far`` is beyond the stock in every direction; ``depth`` (mm) overrides the depth of the
    feature, from its highest point along the tool axis.
    """

    allowance: float
    far: float
    due: dict[int, float]
    depth: float | None = None
