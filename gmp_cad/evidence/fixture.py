"""What was observed on a fixture around its workpiece: contacts, the way in, the way of the tools.

Points in mm and unit directions, in the frame of the workpiece (its part's frame).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import SurfaceKind, Vector

Box = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One region where a face of a placement touches a face of another solid.

    ``on``: the other placement, ``workpiece`` for the part; ``face`` is the face of it. ``normal``
    points out of the placement, into the other. ``outline``: the boundary of an area, the ends of a
    line, the point itself. Two cylinders touch around ``axis`` (its direction; ``point`` is then on
    or near it) over ``length_mm`` and ``arc_deg``.
    """

    placement: str
    on: str
    face: int
    surfaces: tuple[SurfaceKind, SurfaceKind]
    kind: Literal["area", "line", "point"]
    point: Vector
    normal: Vector
    area_mm2: float = 0.0
    outline: tuple[Vector, ...] = ()
    axis: Vector | None = None
    radius_mm: float = 0.0
    length_mm: float = 0.0
    arc_deg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The shortest way from a placement to the workpiece: 0 where they touch."""

    placement: str
    gap_mm: float
    point: Vector
    on_workpiece: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureContacts:
    """All that touches: placements and workpiece; clamps and the items that they rest on."""

    touches: tuple[Touch, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def of(self, placement: str, on: str) -> tuple[Touch, ...]:
        """Return where a placement touches another."""
        return tuple(t for t in self.touches if t.placement == placement and t.on == on)

    def gap(self, placement: str) -> Gap | None:
        """Return how far a placement is from the workpiece."""
        return next((g for g in self.gaps if g.placement == placement), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A placement in the way: the volume that both claim, and where."""

    placement: str
    volume_mm3: float
    box_mm: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingPath:
    """The workpiece on its way in: ``direction`` of its motion over ``travel_mm`` to its seat.

    ``turned``: what refuses it turned half a turn about that direction; ``turned_differs_mm3``: how
    much of it is elsewhere then (0: it is the same both ways).
    """

    direction: Vector
    travel_mm: float
    obstacles: tuple[Obstacle, ...] = ()
    turned: tuple[Obstacle, ...] = ()
    turned_differs_mm3: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolClearance:
    """How near tool and holder of one operation come to the fixture on their whole way.

    ``gap_mm``: the least distance, to ``placement`` at ``point`` (no placement: nothing is nearer
    than ``gap_mm``); ``hits``: what they run into.
    """

    operation: int
    tool: str
    gap_mm: float
    placement: str = ""
    point: Vector = (0.0, 0.0, 0.0)
    hits: tuple[Obstacle, ...] = ()
