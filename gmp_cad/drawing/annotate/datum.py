"""Datum signs of surfaces: the triangle on the surface's line or its extension (ISO 5459)."""

from __future__ import annotations

from functools import partial

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.footing import Footing, footings, in_line, outline_points
from gmp_cad.drawing.annotate.frames import datum_areas, hung
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotation import SurfaceMark
from gmp_cad.drawing.layout.item import Candidate, Stroke
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Group, Polyline

_STEMS = (4.0, 8.0, 13.0, 19.0, 27.0)
_STEM_COST = 0.2
_TRIANGLE = 2.6
_CORNER = 1.1  # by which the corner of the level box comes before its side
_INWARD_COST = 8.0
_PREFERRED = 0.85  # of the surface's line: near its end, out of the way of other signs


def datum_candidates(mark: SurfaceMark, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to set the datum sign of a surface."""
    feet = tuple(footings(mark.faces, seen, _PREFERRED)) or tuple(
        Footing(point, normal, cost + _INWARD_COST)
        for point, (dx, dy), cost in outline_points(mark.faces, seen)
        for normal in ((-dy, dx), (dy, -dx))
    )
    return tuple(_candidate(mark.datum, foot, stem) for foot in feet for stem in _STEMS)


def _candidate(letter: str, foot: Footing, stem: float) -> Candidate:
    top = symbols.along(foot.point, foot.outward, stem - _CORNER)
    tip = symbols.along(foot.point, foot.outward, _TRIANGLE)
    strokes = [Stroke(points=(tip, top), kind="leader"), in_line(foot)]
    if foot.extension is not None:
        strokes.append(Stroke(points=foot.extension, kind="extension"))
    return Candidate(
        areas=datum_areas(foot.point, foot.outward, stem),
        strokes=tuple(strokes),
        cost=foot.cost + _STEM_COST * (stem - _STEMS[0]),
        draw=partial(_draw, letter, foot, stem),
    )


def _draw(letter: str, foot: Footing, stem: float) -> tuple[Group, ...]:
    sign = hung(foot.point, foot.outward, letter, stem)
    if foot.extension is None:
        return (sign,)
    line = Polyline(points=foot.extension, pen=NARROW_LINE)
    return (grouped("datums", (line,), key=sign.key), sign)
