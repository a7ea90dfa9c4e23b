"""Tools as bodies in the machining position: what drawings show and what must not collide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolBody:
    """A tool with its holder, in its own frame (mm).

    Turning in the spindle: ``profile`` and ``holder`` are half profiles (axial distance from the
    tip, radius), from the tip upwards. Held fast (turning): closed outlines (z along the workpiece's
    axis from the nose, x away from it). ``cutting_mm``: length of the cutting part.
    """

    tool: str
    motion: Literal["rotating", "fixed"]
    profile: tuple[tuple[float, float], ...]
    holder: tuple[tuple[float, float], ...] = ()
    cutting_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPose:
    """Where a tool stands at the end of the cut of an operation, in the part's frame (mm).

    ``tip``: the lowest point of its axis, or the point of the nose of a turning tool; ``axis``:
    unit direction from the tip to the spindle (turning: away from the workpiece's axis); ``feed``:
    unit direction of the feed motion Mf there, None for none; ``operation``: index in the phase.
    ``path``: positions of the tip from the approach to the end, where they are known.
    ``along`` (tools held fast): unit direction along the workpiece's axis, away from the chuck.
    """

    operation: int
    body: ToolBody
    tip: Vector
    axis: Vector
    feed: Vector | None = None
    path: tuple[Vector, ...] = ()
    along: Vector | None = None
