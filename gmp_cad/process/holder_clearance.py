"""How near the tools of a phase come to vice jaws, straps and chuck jaws: a simple model.

Where no fixture is designed only what is certain counts: a vice jaw is the box behind the area that
it presses, from its foot to the middle of that area; a clamp what stands over its pad; chuck jaws
the ring over their grip, from the chuck to its middle. They reach :data:`DEPTH_MM` away from the
workpiece. Sizes: ``clamping.toml``. Lengths mm.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import LineString, MultiPoint, Point, Polygon, box, union_all
from shapely.geometry.base import BaseGeometry

from gmp_cad.evidence import ToolPose, Vector
from gmp_cad.evidence.fixture import Obstacle, ToolClearance
from gmp_cad.evidence.tool_way import moves, stack
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import Array
from gmp_cad.process.grips import PlacedGrip, Workholding, workholding
from gmp_cad.process.machine_frame import MachineFrame
from gmp_cad.spec.axes import AXES
from gmp_cad.standards import clamping_data

DEPTH_MM = 20.0
FAR_MM = 25.0
_ALONG = 0.999
_LEAST_MM = 1e-6
# The tool may touch where the grip ends: only what goes deeper is a collision.
_TOUCH_MM2 = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderBody:
    """A body that holds the workpiece: its footprint across the spindle, low and high along it."""

    name: str
    footprint: BaseGeometry
    low: float
    high: float


def holder_clearances(work: PhaseWork, poses: Sequence[ToolPose]) -> tuple[ToolClearance, ...]:
    """Return for each operation how near its tool comes to what holds the workpiece."""
    holding = workholding(work.phase, work.entering)
    if work.phase.turning:
        return tuple(_turning(holding, pose) for pose in poses if pose.along is not None)
    frame = _frame(work)
    bodies = tuple(_bodies(holding, frame))
    upright = [p for p in poses if float(np.dot(p.axis, frame.axis)) > _ALONG]
    return tuple(_milling(bodies, pose, frame) for pose in upright if bodies)


def _frame(work: PhaseWork) -> MachineFrame:
    axis, u = np.array(AXES[work.phase.spindle]), np.array(AXES[work.phase.x_axis])
    v = np.cross(axis, u)
    return MachineFrame(u=tuple(u), v=tuple(v), axis=tuple(axis))


def _bodies(holding: Workholding, frame: MachineFrame) -> Iterator[HolderBody]:
    """Yield the jaws, and the clamps that press down, as bodies in the machine's frame."""
    for i, grip in enumerate(holding.grips, start=1):
        name = f"{grip.clamping.kind} {i}"
        if len(grip.pads) >= 3 and not grip.concentric:
            push = grip.pads[0].normal
            yield _jaw(name, [pad.point for pad in grip.pads], push, frame)
        elif not grip.concentric:
            yield from (_pad(name, pad.point, pad.normal, frame) for pad in grip.pads)
    for locator in holding.locators:
        if len(locator.spots) > 1:
            name = f"{locator.contact.on} {locator.normal.index}"
            yield _jaw(name, locator.spots, locator.normal.direction, frame)


def _jaw(name: str, points: Sequence[Vector], push: Vector, frame: MachineFrame) -> HolderBody:
    """Return the box behind the corners of a jaw, away from the workpiece."""
    away = -DEPTH_MM * np.array(push)
    corners = [frame.of(p) for p in points] + [frame.of(np.array(p) + away) for p in points]
    low, high = min(c[2] for c in corners), max(c[2] for c in corners)
    footprint = MultiPoint([c[:2] for c in corners]).convex_hull
    return HolderBody(name=name, footprint=footprint, low=low, high=(low + high) / 2)


def _pad(name: str, point: Vector, push: Vector, frame: MachineFrame) -> HolderBody:
    """Return what stands behind the pad of a clamp: a post, or a bar across the spindle."""
    radius = math.sqrt(clamping_data.workholders().pad_area / math.pi)
    start, end = frame.of(point), frame.of(np.array(point) - DEPTH_MM * np.array(push))
    line = LineString([start[:2], end[:2]]) if math.dist(start[:2], end[:2]) > _LEAST_MM else None
    upright = line is None
    return HolderBody(
        name=name,
        footprint=Point(start[:2]).buffer(radius) if line is None else line.buffer(radius, cap_style="flat"),
        low=min(start[2], end[2]) - (0.0 if upright else radius),
        high=max(start[2], end[2]) + (0.0 if upright else radius),
    )  # fmt: skip


def _milling(bodies: Sequence[HolderBody], pose: ToolPose, frame: MachineFrame) -> ToolClearance:
    best, name, place = FAR_MM, "", (0.0, 0.0, 0.0)
    hits: dict[str, float] = {}
    for start, by, climb in moves(pose):
        u, v, h = frame.of(start)
        du, dv, _ = frame.of(by)
        line = (
            LineString([(u, v), (u + du, v + dv)])
            if math.hypot(du, dv) > _LEAST_MM
            else Point(u, v)
        )
        for low, high, radius in stack(pose.body):
            reach = (h + low + min(climb, 0.0), h + high + max(climb, 0.0))
            for body in bodies:
                gap, common = _apart(body, line, radius, reach)
                if common > _TOUCH_MM2:
                    hits[body.name] = max(hits.get(body.name, 0.0), common)
                if gap < best:
                    best, name, place = gap, body.name, frame.point(u, v, max(reach[0], body.low))
    return _told(pose, best, (name, place), hits)


def _apart(
    body: HolderBody, line: BaseGeometry, radius: float, reach: tuple[float, float]
) -> tuple[float, float]:
    """Return the distance of a swept cylinder to a body, and their common volume (mm³)."""
    aside = max(0.0, float(body.footprint.distance(line)) - radius)
    above = max(reach[0] - body.high, body.low - reach[1], 0.0)
    deep = min(reach[1], body.high) - max(reach[0], body.low)
    if aside > 0.0 or deep <= 0.0:
        return math.hypot(aside, above), 0.0
    return 0.0, float(line.buffer(radius).intersection(body.footprint).area) * deep


def _turning(holding: Workholding, pose: ToolPose) -> ToolClearance:
    """Look at a tool held fast in the plane (z, r) of the spindle's axis."""
    rings = {f"{g.clamping.kind} {i}": ring for i, g in enumerate(holding.grips, start=1)
             if (ring := _ring(g, pose)) is not None}  # fmt: skip
    swept = _swept(pose, holding)
    gaps = sorted((float(ring.distance(swept)), name) for name, ring in rings.items())
    best, name = gaps[0] if gaps and gaps[0][0] < FAR_MM else (FAR_MM, "")
    hits = {}
    for ring_name, ring in rings.items():
        common = ring.intersection(swept)
        if common.area > _TOUCH_MM2:
            hits[ring_name] = float(common.area) * 2 * math.pi * float(common.centroid.y)
    return _told(pose, best, (name, pose.tip), hits)


def _ring(grip: PlacedGrip, pose: ToolPose) -> Polygon | None:
    """Return the section of chuck jaws: over the grip, from the chuck to its middle."""
    if not grip.concentric or grip.hollow:
        return None
    assert pose.along is not None
    along = [float(np.dot(pad.point, pose.along)) for pad in grip.pads]
    inner = grip.diameter_mm / 2
    return box(min(along), inner, (min(along) + max(along)) / 2, inner + DEPTH_MM)


def _swept(pose: ToolPose, holding: Workholding) -> BaseGeometry:
    """Return the section that tool and holder sweep: both ends of each move, and all between."""
    assert pose.along is not None
    along, side, axis = np.array(pose.along), np.array(pose.axis), _axis_point(holding)
    path = [(float(np.dot(p, along)), float((np.array(p) - axis) @ side))
            for p in (pose.path or (pose.tip,))]  # fmt: skip
    areas: list[BaseGeometry] = []
    for outline in filter(None, (pose.body.profile, pose.body.holder)):
        places = [[(z + a, r + b) for a, b in outline] for z, r in path]
        areas += [Polygon(place).buffer(0) for place in places]
        for first, second in itertools.pairwise(places):
            edges = zip(first, first[1:] + first[:1], second, second[1:] + second[:1], strict=True)
            areas += [MultiPoint(corners).convex_hull for corners in edges]
    return union_all(areas)


def _axis_point(holding: Workholding) -> Array:
    """Return a point of the spindle's axis: the middle of the jaws that centre the workpiece."""
    chucks = [grip for grip in holding.grips if grip.concentric]
    if not chucks:
        return np.zeros(3)
    return np.asarray(np.mean([pad.point for pad in chucks[0].pads], axis=0))


def _told(
    pose: ToolPose, best: float, nearest: tuple[str, Vector], hits: dict[str, float]
) -> ToolClearance:
    name, place = nearest
    return ToolClearance(
        operation=pose.operation, tool=pose.body.tool, gap_mm=round(best, 6), placement=name,
        point=place,
        hits=tuple(
            Obstacle(placement=n, volume_mm3=round(v, 3), box_mm=(*place, *place))
            for n, v in sorted(hits.items())
        ),
    )  # fmt: skip
