"""The way of tools and holders past a fixture: the volume that they sweep, and what is nearest.

A tool that turns in the spindle is a stack of cylinders (:mod:`gmp_cad.evidence.tool_way`). A
cylinder that moves straight across its axis sweeps a stadium; along its axis a longer cylinder.
Frame of the workpiece, mm.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import cadquery as cq
from OCP.BRepExtrema import BRepExtrema_DistShapeShape

from gmp_cad.evidence import Box, ToolPose, Vector
from gmp_cad.evidence.fixture import Obstacle, ToolClearance
from gmp_cad.evidence.tool_way import STILL_MM, moves, stack
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.fixture_contact import Placed, boxes_gap
from gmp_cad.kernel.machining.loading import common, obstacle

# Beyond this distance the exact gap is of no interest.
FAR_MM = 25.0


@dataclass(frozen=True)
class _Sweep:
    """A cylinder (radius; low and high along ``axis`` from the path) moved from ``start`` by ``by``."""

    axis: Vector
    start: Vector
    by: Vector
    radius: float
    low: float
    high: float

    @cached_property
    def box(self) -> Box:
        """The box of the swept volume."""
        ends = [
            vector.plus(place, vector.times(self.axis, t))
            for place in (self.start, vector.plus(self.start, self.by))
            for t in (self.low, self.high)
        ]
        wide = [self.radius * math.sqrt(max(0.0, 1 - c * c)) for c in self.axis]
        low = [min(p[k] for p in ends) - wide[k] for k in range(3)]
        high = [max(p[k] for p in ends) + wide[k] for k in range(3)]
        return (low[0], low[1], low[2], high[0], high[1], high[2])

    @cached_property
    def solid(self) -> cq.Shape:
        """The swept volume, exact."""
        length = vector.norm(self.by)
        foot = cq.Vector(*vector.plus(self.start, vector.times(self.axis, self.low)))
        across = vector.times(self.by, 1 / length) if length > STILL_MM else None
        plane = cq.Plane(foot, xDir=across or vector.perpendicular(self.axis), normal=self.axis)
        flat = cq.Workplane(plane)
        if across is None:
            outline = flat.circle(self.radius)
        else:
            outline = flat.center(length / 2, 0).slot2D(length + 2 * self.radius, 2 * self.radius)
        return outline.extrude(self.high - self.low).val()


def tool_clearances(
    fixture: Sequence[Placed],
    poses: Sequence[ToolPose],
    guides: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> tuple[ToolClearance, ...]:
    """Return for each operation how near its tool and holder come to the placements.

    Tools that turn in the spindle; a pose without a path stands for the straight way along its
    axis. Several poses of one operation count together. ``guides``: by operation, the bushes that
    its tool passes without clearance; they may be run into, but are not what is nearest.
    """
    operations: dict[tuple[int, str], list[_Sweep]] = {}
    for pose in poses:
        if pose.body.motion == "rotating":
            key = (pose.operation, pose.body.tool)
            operations.setdefault(key, []).extend(_sweeps(pose))
    return tuple(
        _clearance(fixture, (operation, tool), sweeps, guides.get(operation, ()))
        for (operation, tool), sweeps in sorted(operations.items())
    )


def _clearance(
    fixture: Sequence[Placed],
    key: tuple[int, str],
    sweeps: Sequence[_Sweep],
    guides: Collection[str],
) -> ToolClearance:
    """Look at pairs from the nearest boxes on, until no other can be nearer than the best."""
    pairs = sorted(
        (
            (boxes_gap(sweep.box, placed.box), i, k)
            for i, sweep in enumerate(sweeps)
            for k, placed in enumerate(fixture)
        ),
    )
    best, name, place = FAR_MM, "", (0.0, 0.0, 0.0)
    hits: dict[str, list[cq.Shape]] = {}
    for apart, i, k in pairs:
        if apart > 0 and apart >= best:
            break
        placed = fixture[k]
        gap, point = _gap(sweeps[i].solid, placed.shape)
        if gap <= STILL_MM:
            hits.setdefault(placed.name, []).extend(common(sweeps[i].solid, placed.shape))
        if gap < best and placed.name not in guides:
            best, name, place = gap, placed.name, point
    return ToolClearance(
        operation=key[0], tool=key[1], gap_mm=round(best, 6), placement=name, point=place,
        hits=_obstacles(hits),
    )  # fmt: skip


def _obstacles(hits: dict[str, list[cq.Shape]]) -> tuple[Obstacle, ...]:
    """Return what is hit; the sweeps of one way overlap: the largest common volume counts."""
    return tuple(
        obstacle(name, [max(hits[name], key=lambda s: s.Volume())])
        for name in sorted(hits)
        if hits[name]
    )


def _gap(a: cq.Shape, b: cq.Shape) -> tuple[float, Vector]:
    distance = BRepExtrema_DistShapeShape(a.wrapped, b.wrapped)
    point = distance.PointOnShape2(1)
    return float(distance.Value()), (
        round(point.X(), 6) + 0.0, round(point.Y(), 6) + 0.0, round(point.Z(), 6) + 0.0,
    )  # fmt: skip


def _sweeps(pose: ToolPose) -> Iterator[_Sweep]:
    for start, by, climb in moves(pose):
        for low, high, radius in stack(pose.body):
            yield _Sweep(
                axis=pose.axis, start=start, by=by, radius=radius,
                low=low + min(climb, 0.0), high=high + max(climb, 0.0),
            )  # fmt: skip
