"""A local frame on paper: along a dimension line, and up from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gmp_cad.drawing.layout.item import Area
from gmp_cad.drawing.primitives import Point

_LEANS_DEG = 95.0


@dataclass(frozen=True, slots=True)
class Axes:
    """Coordinates (u, v) from ``origin``: u along the unit ``along``, v a quarter turn further."""

    origin: Point
    along: Point = (1.0, 0.0)

    @property
    def up(self) -> Point:
        """The direction of v."""
        return (-self.along[1], self.along[0])

    @property
    def angle_deg(self) -> float:
        """The direction of u, anticlockwise from x."""
        return math.degrees(math.atan2(self.along[1], self.along[0]))

    def at(self, u: float, v: float) -> Point:
        """Return the point with these coordinates on paper."""
        (x, y), (c, s) = self.origin, self.along
        return (x + u * c - v * s, y + u * s + v * c)

    def of(self, point: Point) -> Point:
        """Return the coordinates of a point of the paper."""
        x, y = point[0] - self.origin[0], point[1] - self.origin[1]
        c, s = self.along
        return (x * c + y * s, y * c - x * s)

    def box(self, u0: float, v0: float, u1: float, v1: float) -> Area:
        """Return the area between these coordinates."""
        return (self.at(u0, v0), self.at(u1, v0), self.at(u1, v1), self.at(u0, v1))

    def moved(self, u: float, v: float) -> Axes:
        """Return the same axes from another origin."""
        return Axes(self.at(u, v), self.along)


def readable(direction: Point) -> Point:
    """Return the direction, or its opposite, in which a text reads from below or from the right.

    What stands nearly upright reads from the right, whichever way it leans (ISO 129-1).
    """
    x, y = direction
    angle = math.degrees(math.atan2(y, x))
    if _LEANS_DEG - 180.0 < angle <= _LEANS_DEG:
        return (x, y)
    return (0.0 - x, 0.0 - y)


def direction_of(angle_deg: float) -> Point:
    """Return the unit direction at an angle, anticlockwise from x."""
    angle = math.radians(angle_deg)
    return (math.cos(angle), math.sin(angle))
