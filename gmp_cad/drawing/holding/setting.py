"""The frame that a sign of NF E 04-013 is drawn in: from the surface outwards, and across."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gmp_cad.drawing.pens import NARROW_LINE, Pen
from gmp_cad.drawing.primitives import WHITE, Arc, Circle, Point, Polygon, Polyline


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a sign touches (``tip``, sheet mm), and the unit direction away from the surface.

    Points of a sign are (s, t): s mm outwards from the tip, t mm across, anticlockwise of it.
    """

    tip: Point
    outward: Point

    def at(self, s: float, t: float) -> Point:
        """Return the point of the sheet at (s, t)."""
        (x, y), (dx, dy) = self.tip, self.outward
        return (x + s * dx - t * dy, y + s * dy + t * dx)

    def on(self, s: float) -> Setting:
        """Return the same frame ``s`` mm further out."""
        return Setting(tip=self.at(s, 0.0), outward=self.outward)

    def line(self, points: Iterable[Point], pen: Pen = NARROW_LINE) -> Polyline:
        """Return strokes through the points (s, t)."""
        return Polyline(points=tuple(self.at(s, t) for s, t in points), pen=pen)

    def area(self, points: Iterable[Point], fill: str = WHITE, pen: Pen = NARROW_LINE) -> Polygon:
        """Return the closed outline through the points (s, t)."""
        return Polygon(points=tuple(self.at(s, t) for s, t in points), pen=pen, fill=fill)

    def rectangle(
        self, s: tuple[float, float], t: tuple[float, float], fill: str = WHITE
    ) -> Polygon:
        """Return the rectangle of the two ranges."""
        return self.area(((s[0], t[0]), (s[1], t[0]), (s[1], t[1]), (s[0], t[1])), fill)

    def circle(
        self, s: float, t: float, radius: float, fill: str = WHITE, pen: Pen = NARROW_LINE
    ) -> Circle:
        """Return a circle about (s, t)."""
        return Circle(centre=self.at(s, t), radius=radius, pen=pen, fill=fill)

    def arc(
        self, s: float, radius: float, degrees: tuple[float, float], pen: Pen = NARROW_LINE
    ) -> Arc:
        """Return an arc about (s, 0); its angles (degrees) run anticlockwise from outwards."""
        turn = math.degrees(math.atan2(self.outward[1], self.outward[0]))
        return Arc(
            centre=self.at(s, 0.0),
            radius=radius,
            start_deg=round((degrees[0] + turn) % 360.0, 6),
            end_deg=round((degrees[1] + turn) % 360.0, 6),
            pen=pen,
        )
