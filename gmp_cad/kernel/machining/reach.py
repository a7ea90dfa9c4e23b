"""Whether a tool gets to the faces that it makes: straight ways that no material crosses.

A milled face must be seen along the tool axis, a turned one from outside the axis or along the
spindle, past the finished part and past what the operation leaves of the workpiece.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

import cadquery as cq
from OCP.gp import gp_Dir, gp_Lin, gp_Pnt
from OCP.IntCurvesFace import IntCurvesFace_ShapeIntersector

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps import profile
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.language import Message

_OFF_MM = 0.01  # the rays start beside the face, not on it
_FLAT = 1e-6
_ENDLESS = 1e9
_BAR_SHARE = 0.4  # of the radius: where a boring bar stands when it turns a groove in a bore
_PRECISION = 1e-6

AWAY = Message("it faces away from the tool")
HIDDEN = Message("material stands between it and the tool")


class Way(Enum):
    """How the tool gets to a face: along its axis, facing it; or from outside a turned part.

    Grooving: as turning, or outwards from a bar in the bore.
    """

    ALONG = "along"
    FACING = "facing"
    TURNING = "turning"
    GROOVING = "grooving"


_ON_LATHE = (Way.TURNING, Way.GROOVING)


class Sight:
    """Rays against the boundary of one shape."""

    def __init__(self, shape: cq.Shape) -> None:
        self._rays = IntCurvesFace_ShapeIntersector()
        self._rays.Load(shape.wrapped, _PRECISION)

    def is_blocked(self, start: Vector, direction: Vector, length: float = _ENDLESS) -> bool:
        """Return whether a ray from ``start``, so long (mm), meets the shape."""
        line = gp_Lin(gp_Pnt(*start), gp_Dir(*direction))
        self._rays.Perform(line, 0.0, length)
        return bool(self._rays.NbPnt() > 0)


def unreachable(
    around: Surroundings,
    faces: Iterable[int],
    way: Way,
    tool: Vector,
    obstacles: Sequence[tuple[Sight, float]],
) -> dict[int, Message]:
    """Return the faces that cannot be reached, with the reason.

    ``tool`` points from the part to the tool; an obstacle has the thickness (mm) that it keeps
    over the finished faces, within which it stands in nobody's way.
    """
    found = {}
    axis = profile.main_axis(around, tool) if way in _ON_LATHE else None
    for face in faces:
        reason = _reason(around, face, (way, tool, axis), obstacles)
        if reason is not None:
            found[face] = reason
    return found


def _reason(
    around: Surroundings,
    face: int,
    approach: tuple[Way, Vector, profile.Axis | None],
    obstacles: Sequence[tuple[Sight, float]],
) -> Message | None:
    way, tool, axis = approach
    exact = [one for one in obstacles if one[1] == 0]
    samples = around.samples(face)
    covered = 0
    for point, normal in samples:
        facing = vector.dot(normal, tool)
        if way not in _ON_LATHE and facing < -_FLAT:
            return AWAY
        if way is Way.FACING and facing < _FLAT:
            return AWAY
        ways = [tool, *_outwards(point, normal, axis)]
        if way is Way.GROOVING and axis and _opens_to_axis(point, normal, (axis, tool), exact):
            continue
        if all(_is_hidden(point, normal, one, exact) for one in ways):
            return HIDDEN
        covered += all(_is_hidden(point, normal, one, obstacles) for one in ways)
    # in the corners allowances cover some of a face: they hide it where they cover most of it
    return HIDDEN if 2 * covered > len(samples) else None


def _outwards(point: Vector, normal: Vector, axis: profile.Axis | None) -> list[Vector]:
    """Return the radial way to a turned face, unless it looks at the axis."""
    if axis is None:
        return []
    radial = vector.off_axis(point, axis.point, axis.direction)
    if vector.norm(radial) < _OFF_MM or vector.dot(radial, normal) < -_FLAT:
        return []
    return [vector.unit(radial)]


def _opens_to_axis(
    point: Vector,
    normal: Vector,
    approach: tuple[profile.Axis, Vector],
    obstacles: Sequence[tuple[Sight, float]],
) -> bool:
    """Return whether a boring bar gets to a face: clear to near the axis, then out along it."""
    axis, tool = approach
    radial = vector.off_axis(point, axis.point, axis.direction)
    radius = vector.norm(radial)
    if radius < _OFF_MM or vector.dot(radial, normal) > radius * _FLAT:
        return False  # it looks outwards
    inwards = vector.times(radial, -1.0 / radius)
    start = vector.along(point, normal, _OFF_MM)
    turning = vector.along(start, inwards, (1 - _BAR_SHARE) * radius)
    return not any(
        sight.is_blocked(start, inwards, (1 - _BAR_SHARE) * radius)
        or sight.is_blocked(turning, tool)
        for sight, _ in obstacles
    )


def _is_hidden(
    point: Vector, normal: Vector, way: Vector, obstacles: Sequence[tuple[Sight, float]]
) -> bool:
    for sight, kept in obstacles:
        start = vector.along(point, normal, kept + _OFF_MM)
        if sight.is_blocked(vector.along(start, way, kept), way):
            return True
    return False
