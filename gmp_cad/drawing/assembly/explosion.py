"""How far the parts of an assembly stand apart in its exploded view.

The assembly is taken apart part by part, fasteners first, each along a way that is free. Put
back in the opposite order, each part then stands on its way from what held it, far enough that the
boxes of no two parts overlap, on paper too where that is possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.assembly.freedom import (
    WAYS,
    Body,
    body_of,
    boxes_meet,
    touch,
    travel,
    ways_out,
)
from gmp_cad.drawing.assembly.placed import Box3, PlacedPart, corners_of, extent_of, spread
from gmp_cad.drawing.view import ISOMETRIC, cross, dot
from gmp_cad.evidence import Vector

_GAP = 0.03  # between two parts, by the longest extent of the assembly
_STEP = 0.02
_MOST_STEPS = 70
_LEAST_MM = 2.0
_SHARED = 0.25  # of a part's area, on paper: so much may lie behind another


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How a part leaves: its way, what held it (a placement; empty for the first part), its offset."""

    part: str
    way: Vector
    holder: str
    offset: Vector


@dataclass(frozen=True, slots=True)
class _Leave:
    body: Body
    way: Vector
    holder: str


def exploded(parts: Sequence[PlacedPart]) -> tuple[Move, ...]:
    """Return the move of each part, in the order in which they are put together.

    Fasteners that hold nothing but each other come apart as parts do.
    """
    bodies = [body_of(part) for part in parts]
    fasteners = [body for body in bodies if body.part.fastener]
    held = [body for body in bodies if not body.part.fastener]
    if not held:
        held, fasteners = fasteners, []
    near = {a.part.name: [b for b in bodies if b is not a and touch(a, b)] for a in bodies}
    leaves = [*reversed(_taken_apart(held, near)), *_fasteners(fasteners, held, near)]
    size = _longest(extent_of([body.part for body in bodies]))
    standing = _Standing(size=size)
    while leaves:
        group = [leave for leave in leaves if _alike(leave, leaves[0])]
        standing.put(group, near)
        leaves = [leave for leave in leaves if leave not in group]
    return tuple(standing.moves)


def _longest(box: Box3) -> float:
    return max(box[k + 3] - box[k] for k in range(3))


def _taken_apart(bodies: Sequence[Body], near: Mapping[str, Sequence[Body]]) -> list[_Leave]:
    """Return the parts in the order in which they leave; the largest one stays to the end."""
    left = sorted(bodies, key=lambda b: (-_volume(b.part.box), b.part.name))
    if not left:
        return []
    base, found = left[0], list[_Leave]()
    while len(left) > 1:
        leave = _next(left, near)
        found.append(leave)
        left.remove(leave.body)
    return [*found, _Leave(base, WAYS[0], "")]


def _next(left: Sequence[Body], near: Mapping[str, Sequence[Body]]) -> _Leave:
    """Return the part that leaves next: the one with the shortest free way."""
    ways: list[tuple[tuple[float, ...], _Leave]] = []
    for k, body in enumerate(left[1:]):
        others = [other for other in left if other is not body]
        held = [other for other in near[body.part.name] if other in others]
        holder = max(held or left[:1], key=lambda o: _volume(o.part.box))
        free = ways_out(body, others, held)
        for way in free or WAYS:
            far = max(travel(body, held, way), 0.0)
            rank = (not free, round(far, 3), WAYS.index(way), -k)
            ways.append((rank, _Leave(body, way, holder.part.name)))
    return min(ways, key=lambda way: way[0])[1]


def _fasteners(
    fasteners: Sequence[Body], known: Sequence[Body], near: Mapping[str, Sequence[Body]]
) -> list[_Leave]:
    """Return how screws and pins leave what they hold together; ``known``: all other parts."""
    found = []
    for body in fasteners:
        held = [other for other in near[body.part.name] if not other.part.fastener]
        ways = ways_out(body, held, held) or list(WAYS)
        way = min(ways, key=lambda w: (round(max(travel(body, held, w), 0.0), 3), WAYS.index(w)))
        holder = max(held or known, key=lambda o: (spread(o.part.box, way)[1], o.part.name))
        found.append(_Leave(body, way, holder.part.name))
    return found


def _alike(a: _Leave, b: _Leave) -> bool:
    """Whether two copies of an item leave the same way, from the same part."""
    same = a.body.part.item == b.body.part.item and a.way == b.way
    return a is b or (same and bool(a.holder) and item_of(a.holder) == item_of(b.holder))


def item_of(name: str) -> str:
    """Return the item of a placement: ``vis`` of ``vis.2``."""
    return name.partition(".")[0]


@dataclass(slots=True, kw_only=True)
class _Standing:
    """The parts that stand already: their boxes, and what these cover in the isometric view."""

    size: float
    moves: list[Move] = field(default_factory=list)
    boxes: dict[str, Box3] = field(default_factory=dict)
    shades: dict[str, BaseGeometry] = field(default_factory=dict)

    def put(self, group: Sequence[_Leave], near: Mapping[str, Sequence[Body]]) -> None:
        """Set copies of an item at the nearest place on their way that is clear of all others."""
        base = next((m.offset for m in self.moves if m.part == group[0].holder), (0.0, 0.0, 0.0))
        offset = self._offset(group, base, near) if group[0].holder else base
        for leave in group:
            part = leave.body.part
            self.boxes[part.name] = shifted(part.box, offset)
            self.shades[part.name] = _shade(self.boxes[part.name])
            move = Move(part=part.name, way=leave.way, holder=leave.holder, offset=offset)
            self.moves.append(move)

    def _offset(
        self, group: Sequence[_Leave], base: Vector, near: Mapping[str, Sequence[Body]]
    ) -> Vector:
        way, parts = group[0].way, [leave.body.part for leave in group]
        start = _GAP * self.size
        for part in parts:
            held = [b.part.name for b in near[part.name] if b.part.name in self.boxes]
            for name in {*held, group[0].holder}:
                rear = spread(shifted(part.box, base), way)[0]
                start = max(start, spread(self.boxes[name], way)[1] - rear + _GAP * self.size)
        clear: Vector | None = None
        for step in range(_MOST_STEPS):
            offset = _sum(base, way, start + step * _STEP * self.size)
            boxes = [shifted(part.box, offset) for part in parts]
            if any(boxes_meet(b, o, _LEAST_MM) for b in boxes for o in self.boxes.values()):
                continue
            clear = clear or offset
            if not any(self._hides(box) for box in boxes):
                return offset
        last = _sum(base, way, start + _MOST_STEPS * _STEP * self.size)
        return clear if clear is not None else last

    def _hides(self, box: Box3) -> bool:
        """Whether too much of a part, or of one that stands, would lie behind the other."""
        shade = _shade(box)
        for name, other in self.shades.items():
            behind = other if _before(box, self.boxes[name]) else shade
            if shade.intersection(other).area > _SHARED * behind.area:
                return True
        return False


def _before(box: Box3, other: Box3) -> bool:
    """Whether one of two boxes that do not overlap stands before the other in the isometric view."""
    toward = cross(*ISOMETRIC)
    for k in range(3):
        low, high = (box[k], box[k + 3]), (other[k], other[k + 3])
        if low[0] >= high[1]:
            return toward[k] > 0
        if high[0] >= low[1]:
            return toward[k] < 0
    return True


def shifted(box: Box3, offset: Vector) -> Box3:
    """Return a box moved by an offset."""
    x, y, z = offset
    return (box[0] + x, box[1] + y, box[2] + z, box[3] + x, box[4] + y, box[5] + z)


def _shade(box: Box3) -> BaseGeometry:
    """Return what a box covers in the isometric view."""
    right, up = ISOMETRIC
    corners = np.array([(dot(c, right), dot(c, up)) for c in corners_of(box)])
    shade: BaseGeometry = shapely.convex_hull(shapely.multipoints(corners))
    return shade


def _volume(box: Box3) -> float:
    return (box[3] - box[0]) * (box[4] - box[1]) * (box[5] - box[2])


def _sum(base: Vector, way: Vector, distance: float) -> Vector:
    x, y, z = (round(b + distance * w, 3) for b, w in zip(base, way, strict=True))
    return (x, y, z)
