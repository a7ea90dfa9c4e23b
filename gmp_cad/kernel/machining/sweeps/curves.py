"""Regions of a plane that lie to the left of chains of curves, reaching far past the part.

A wall seen along the tool axis, or the profile of a turned surface, is an oriented curve with the
free side on its left. A chain of such curves, continued by a ray at each end and closed far away,
bounds the region that a tool clears. All in mm, in the plane z = 0.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cadquery as cq
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeWire
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_Orientation

from gmp_cad.errors import KernelError
from gmp_cad.language import Message

Point2 = tuple[float, float]

LINKED_MM = 1e-4  # ends nearer than this are joined
_SAMPLES = 24
_FAR_STEP = math.pi / 4
_SHORTEST_MM = 1e-7
_CONVERGENT_RAD = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An oriented curve with the free side on its left; ``wall``: the region ends at it.

    ``turning`` is the angle (rad, positive to the left) by which its tangent turns; ``owner`` is
    the face that stands there.
    """

    edge: cq.Edge
    points: tuple[Point2, ...]
    start_tangent: Point2
    end_tangent: Point2
    turning: float
    wall: bool = True
    owner: int = -1

    @property
    def start(self) -> Point2:
        """The first point."""
        return self.points[0]

    @property
    def end(self) -> Point2:
        """The last point."""
        return self.points[-1]


def oriented(edge: cq.Edge, *, backwards: bool, wall: bool = True, owner: int = -1) -> Curve:
    """Return ``edge`` (in the plane z = 0) as it is run through, against its own sense or not."""
    adaptor = BRepAdaptor_Curve(edge.wrapped)
    first, last = adaptor.FirstParameter(), adaptor.LastParameter()
    points, tangents = [], []
    for i in range(_SAMPLES + 1):
        point, along = gp_Pnt(), gp_Vec()
        adaptor.D1(first + (last - first) * i / _SAMPLES, point, along)
        points.append((point.X(), point.Y()))
        tangents.append(unit((along.X(), along.Y())))
    if backwards:
        points.reverse()
        tangents = [(-x, -y) for x, y in reversed(tangents)]
    return Curve(
        edge=edge,
        points=tuple(points),
        start_tangent=tangents[0],
        end_tangent=tangents[-1],
        turning=sum(turn(a, b) for a, b in itertools.pairwise(tangents)),
        wall=wall,
        owner=owner,
    )


def as_explored(edge: cq.Edge, *, wall: bool, owner: int) -> Curve:
    """Return an edge with the sense that its face gives it (the face on its left)."""
    backwards = edge.wrapped.Orientation() == TopAbs_Orientation.TopAbs_REVERSED
    return oriented(edge, backwards=backwards, wall=wall, owner=owner)


def line(start: Point2, end: Point2, *, owner: int = -1) -> Curve:
    """Return the straight curve from ``start`` to ``end``."""
    return oriented(_segment(start, end), backwards=False, owner=owner)


def arc(start: Point2, middle: Point2, end: Point2, *, owner: int = -1) -> Curve:
    """Return the circular curve through three points."""
    edge = cq.Edge.makeThreePointArc(*(cq.Vector(*point) for point in (start, middle, end)))
    return oriented(edge, backwards=False, owner=owner)


def unit(a: Point2) -> Point2:
    """Return the direction of ``a``; a null vector stays null."""
    length = math.hypot(*a)
    return (a[0] / length, a[1] / length) if length > 0 else (0.0, 0.0)


def left(a: Point2) -> Point2:
    """Return ``a`` turned to the left by 90°."""
    return (-a[1], a[0])


def turn(a: Point2, b: Point2) -> float:
    """Return the angle (rad) from direction ``a`` to ``b``, in ]-π, π]."""
    return math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])


def near(a: Point2, b: Point2) -> bool:
    """Return whether two points are joined."""
    return math.dist(a, b) < LINKED_MM


def chains(curves: Iterable[Curve]) -> list[tuple[Curve, ...]]:
    """Return ``curves`` joined end to start, each chain as long as it can be.

    A whole circle stands alone, wherever it begins.
    """
    rest = list(curves)
    found: list[tuple[Curve, ...]] = [(curve,) for curve in rest if near(curve.start, curve.end)]
    rest = [curve for curve in rest if not near(curve.start, curve.end)]
    while rest:
        chain = [rest.pop(0)]
        while (i := _index(near(c.start, chain[-1].end) for c in rest)) is not None:
            chain.append(rest.pop(i))
        while (i := _index(near(c.end, chain[0].start) for c in rest)) is not None:
            chain.insert(0, rest.pop(i))
        found.append(tuple(chain))
    return found


def _index(flags: Iterable[bool]) -> int | None:
    return next((i for i, flag in enumerate(flags) if flag), None)


def is_loop(chain: Sequence[Curve]) -> bool:
    """Return whether the chain closes on itself."""
    return near(chain[-1].end, chain[0].start) and (len(chain) > 1 or abs(chain[0].turning) > 1)


def enclosed_area(chain: Sequence[Curve]) -> float:
    """Return the area (mm², of the sampled polygon) that a loop encloses, negative if clockwise."""
    points = [point for curve in chain for point in curve.points[:-1]]
    following = [*points[1:], points[0]]
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(points, following, strict=True)) / 2


def square(far: float) -> cq.Face:
    """Return the whole plane, as far as it matters."""
    corners = [(-far, -far), (far, -far), (far, far), (-far, far)]
    return cq.Face.makeFromWires(_wire([_segment(a, b) for a, b in _ring(corners)]))


def rectangle(low: Point2, high: Point2) -> cq.Face:
    """Return the rectangle between two corners."""
    corners = [low, (high[0], low[1]), high, (low[0], high[1])]
    return cq.Face.makeFromWires(_wire([_segment(a, b) for a, b in _ring(corners)]))


def _ring(points: Sequence[Point2]) -> list[tuple[Point2, Point2]]:
    return list(zip(points, [*points[1:], points[0]], strict=True))


def inside_loop(loop: Sequence[Curve], inset: float) -> cq.Shape:
    """Return what lies left of a counterclockwise loop, ``inset`` mm away from it."""
    return _inside(_wire([c.edge for c in loop]), inset)


def outside_loop(loop: Sequence[Curve], inset: float, far: float) -> cq.Face:
    """Return what lies left of a clockwise loop (around it), ``inset`` mm away from it."""
    hole = _wire([c.edge for c in loop])
    if inset != 0:
        hole = max(_grown(hole, inset), key=lambda wire: _area([wire]))
    return cq.Face.makeFromWires(square(far).outerWire(), [hole])


def beside_chain(
    chain: Sequence[Curve], rays: tuple[Point2, Point2], inset: float, far: float
) -> cq.Shape:
    """Return what lies left of an open chain, continued by rays at its start and its end.

    ``rays`` are unit directions that lead away from the chain.
    """
    start_ray, end_ray = rays
    turning = _turning(chain) + turn(chain[-1].end_tangent, end_ray)
    turning += turn((-start_ray[0], -start_ray[1]), chain[0].start_tangent)
    path = _path_around(
        (chain[-1].end, end_ray), (chain[0].start, start_ray), math.pi - turning, far
    )
    edges = [c.edge for c in chain] + [
        _segment(a, b) for a, b in itertools.pairwise(path) if math.dist(a, b) > _SHORTEST_MM
    ]
    return _inside(_wire(edges), inset)


def lengthened(
    chain: Sequence[Curve], at_start: float, at_end: float, owner: int
) -> tuple[Curve, ...]:
    """Return a chain with straight pieces (mm) added along its tangents."""
    first, last = chain[0], chain[-1]
    before: tuple[Curve, ...] = ()
    after: tuple[Curve, ...] = ()
    if at_start > 0:
        before = (line(_along(first.start, first.start_tangent, -at_start), first.start),)
    if at_end > 0:
        after = (line(last.end, _along(last.end, last.end_tangent, at_end)),)
    return (
        *(replace(curve, owner=owner) for curve in before),
        *chain,
        *(replace(curve, owner=owner) for curve in after),
    )


def _along(point: Point2, direction: Point2, distance: float) -> Point2:
    return (point[0] + distance * direction[0], point[1] + distance * direction[1])


def _turning(chain: Sequence[Curve]) -> float:
    corners = (turn(a.end_tangent, b.start_tangent) for a, b in itertools.pairwise(chain))
    return sum(c.turning for c in chain) + sum(corners)


Ray = tuple[Point2, Point2]


def _path_around(leave: Ray, arrive: Ray, angle: float, far: float) -> list[Point2]:
    """Return the points from one ray's foot, far around to the left by ``angle``, to the other."""
    p, q = leave[0], arrive[0]
    if angle < -_CONVERGENT_RAD:
        mean = unit((leave[1][0] + arrive[1][0], leave[1][1] + arrive[1][1]))
        if mean == (0.0, 0.0) or angle < -math.pi / 2:
            return [p, q]
        leave, arrive, angle = (p, mean), (q, mean), 0.0
    middle = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
    first = math.atan2(leave[1][1], leave[1][0])
    steps = math.ceil(angle / _FAR_STEP - _CONVERGENT_RAD)
    between = [first + angle * k / steps for k in range(1, steps)]
    return [
        p,
        _along(p, leave[1], far),
        *((middle[0] + far * math.cos(t), middle[1] + far * math.sin(t)) for t in between),
        _along(q, arrive[1], far),
        q,
    ]


def floor_region(outer: Sequence[Curve], inset: float, far: float) -> cq.Shape:
    """Return the inside of a counterclockwise loop, past the curves of it that are no walls."""
    if all(c.wall for c in outer):
        return inside_loop(outer, inset)
    first = _index(c.wall and not outer[i - 1].wall for i, c in enumerate(outer))
    if first is None:
        return square(far)
    turned = [*outer[first:], *outer[:first]]
    edges: list[cq.Edge] = []
    position = 0
    while position < len(turned):
        if turned[position].wall:
            edges.append(turned[position].edge)
            position += 1
            continue
        stop = position
        while stop < len(turned) and not turned[stop].wall:
            stop += 1
        edges += _gap(turned[position - 1], turned[position:stop], turned[stop % len(turned)], far)
        position = stop
    return _inside(_wire(edges), inset)


def _gap(before: Curve, opening: Sequence[Curve], after: Curve, far: float) -> list[cq.Edge]:
    """Return the way around from one wall to the next, past the open curves between them."""
    turning = _turning([before, *opening, after]) - before.turning - after.turning
    backwards = (-after.start_tangent[0], -after.start_tangent[1])
    path = _path_around(
        (before.end, before.end_tangent), (after.start, backwards), turning - math.pi, far
    )
    return [_segment(a, b) for a, b in itertools.pairwise(path) if math.dist(a, b) > _SHORTEST_MM]


def strip(curve: Curve, width: float) -> cq.Face:
    """Return the band of ``width`` mm on the left of a straight or circular curve."""
    if near(curve.start, curve.end):
        return _annulus(curve, width)

    def beside(i: int, tangent: Point2) -> Point2:
        x, y = curve.points[i]
        normal = left(tangent)
        return (x + width * normal[0], y + width * normal[1])

    half = len(curve.points) // 2
    a, b = curve.points[half - 1], curve.points[half + 1]
    start, end = beside(0, curve.start_tangent), beside(-1, curve.end_tangent)
    middle = beside(half, unit((b[0] - a[0], b[1] - a[1])))
    if abs(curve.turning) < _CONVERGENT_RAD:
        other = _segment(start, end)
    else:
        other = cq.Edge.makeThreePointArc(*(cq.Vector(*p) for p in (start, middle, end)))
    sides = [_segment(curve.end, end), _segment(start, curve.start)]
    return cq.Face.makeFromWires(_wire([curve.edge, sides[0], other, sides[1]]))


def _annulus(curve: Curve, width: float) -> cq.Face:
    wire = _wire([curve.edge])
    if enclosed_area([curve]) > 0:
        return cq.Face.makeFromWires(wire, _grown(wire, -width))
    return cq.Face.makeFromWires(_grown(wire, width)[0], [wire])


def _segment(a: Point2, b: Point2) -> cq.Edge:
    return cq.Edge.makeLine(cq.Vector(*a), cq.Vector(*b))


def _wire(edges: Sequence[cq.Edge]) -> cq.Wire:
    builder = BRepBuilderAPI_MakeWire()
    for edge in edges:
        builder.Add(edge.wrapped)
        if not builder.IsDone():
            return _combined(edges)
    return cq.Wire(builder.Wire())


def _combined(edges: Sequence[cq.Edge]) -> cq.Wire:
    """Return the wire of edges that meet only within :data:`LINKED_MM`."""
    wires = cq.Wire.combine(edges, LINKED_MM)
    if len(wires) != 1 or not wires[0].IsClosed():
        raise KernelError(Message("The outline of a feature cannot be closed"))
    return wires[0]


def _grown(wire: cq.Wire, distance: float) -> list[cq.Wire]:
    """Return a closed wire moved outwards by ``distance`` mm in its plane (inwards if negative)."""
    only = wire.Edges()
    if len(only) == 1 and only[0].geomType() == "CIRCLE":
        return [_wider(only[0], distance)]
    area = cq.Face.makeFromWires(wire).Area()
    found: list[cq.Wire] = wire.offset2D(distance, "arc")
    # the side that OCCT takes for outwards depends on how the edges of the wire are oriented
    if found and (_area(found) > area) != (distance > 0):
        found = wire.offset2D(-distance, "arc")
    if not found:
        raise _nothing_left(distance)
    return found


def _wider(circle: cq.Edge, distance: float) -> cq.Wire:
    """Return a whole circle ``distance`` mm larger: OCCT's offset moves one that has a location."""
    round_ = BRepAdaptor_Curve(circle.wrapped).Circle()
    centre, normal = round_.Location(), round_.Axis().Direction()
    radius = round_.Radius() + distance
    if radius <= _SHORTEST_MM:
        raise _nothing_left(distance)
    return cq.Wire.makeCircle(
        radius,
        cq.Vector(centre.X(), centre.Y(), centre.Z()),
        cq.Vector(normal.X(), normal.Y(), normal.Z()),
    )


def _nothing_left(distance: float) -> KernelError:
    return KernelError(
        Message("The allowance {value} mm leaves nothing of the outline", value=abs(distance))
    )


def _area(wires: Iterable[cq.Wire]) -> float:
    return float(sum(cq.Face.makeFromWires(wire).Area() for wire in wires))


def _inside(wire: cq.Wire, inset: float) -> cq.Shape:
    """Return what a closed wire encloses, ``inset`` mm away from it: one face, or several."""
    if inset == 0:
        return cq.Face.makeFromWires(wire)
    faces = [cq.Face.makeFromWires(part) for part in _grown(wire, -inset)]
    return faces[0] if len(faces) == 1 else cq.Compound.makeCompound(faces)
