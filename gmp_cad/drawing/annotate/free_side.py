"""Where a surface seen edge-on lies open: from there signs and leaders can only mean that surface.

The line of a shoulder runs on across the thinner shaft before it, that of a bored end across the
hole: a sign there seems to stand on the shaft or on nothing.
"""

from __future__ import annotations

import math

from shapely.affinity import translate
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.annotate.seen import Line, Seen
from gmp_cad.drawing.primitives import Point
from gmp_cad.drawing.view import lines_of

_ASIDE = 0.2  # mm from the line to where it is asked what is there
_LEAST = 0.4  # mm: a shorter stretch is left by the corners
Stretch = tuple[Point, Point]


def free_stretches(line: Line, outward: Point, seen: Seen) -> tuple[Stretch, ...]:
    """Return the stretches of a straight line with nothing of the part before them, the longest first.

    ``outward``: the unit normal to the free side of the surface. In a section they bound the cut
    material; elsewhere, or where the line does not, they bound the view. None where the part lies
    before all of the line.
    """
    found = cut_stretches(line, outward, seen)
    if not found:
        whole = LineString(line.points)
        found = _parts(whole.difference(_moved(seen.bounds, outward, -_ASIDE)))
    return found


def cut_stretches(line: Line, outward: Point, seen: Seen) -> tuple[Stretch, ...]:
    """Return the stretches of a straight line that bound cut material, the longest first."""
    behind, before = (_moved(seen.material, outward, way * _ASIDE) for way in (1.0, -1.0))
    return _parts(LineString(line.points).intersection(behind).difference(before))


def _moved(geometry: BaseGeometry, outward: Point, distance: float) -> BaseGeometry:
    return translate(geometry, distance * outward[0], distance * outward[1])


def _parts(geometry: BaseGeometry) -> tuple[Stretch, ...]:
    stretches = ((part[0], part[-1]) for part in lines_of(geometry))
    found = [part for part in stretches if math.dist(*part) > _LEAST]
    return tuple(sorted(found, key=lambda part: (-round(math.dist(*part), 3), part)))
