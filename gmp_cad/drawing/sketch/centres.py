"""Centre lines of surfaces of revolution (ISO 128-2, line 04.1)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gmp_cad.drawing.pens import CENTRE
from gmp_cad.drawing.primitives import Point, Polyline
from gmp_cad.drawing.symbols import along
from gmp_cad.drawing.view import PARALLEL, View, unit
from gmp_cad.evidence import FaceGeometry

_OVERSHOOT = 3.0
_LEAST_ARC_DEG = 170.0
_ROUND = 3


def centre_lines(view: View, faces: Iterable[FaceGeometry]) -> tuple[Polyline, ...]:
    """Return the axes of the cylinders and cones, each once: crosses end-on, lines from the side.

    Fillets (arcs below 170°) have none.
    """
    crosses: dict[Point, float] = {}
    lines: dict[tuple[Point, float], tuple[float, float]] = {}
    for face in faces:
        if face.surface not in {"cylinder", "cone"} or face.angle_deg < _LEAST_ARC_DEG:
            continue
        lean = abs(view.depth(face.direction))
        if lean > 1 - PARALLEL:
            place = _rounded(view.place(face.point))
            crosses[place] = max(crosses.get(place, 0.0), _radius(face) * view.scale)
        elif lean < PARALLEL:
            _add_line(lines, face, view)
    return (*_crosses(crosses), *_lines(lines))


def _radius(face: FaceGeometry) -> float:
    slope = math.tan(math.radians(face.half_angle_deg)) if face.surface == "cone" else 0.0
    return max(abs(face.radius_mm + slope * span) for span in face.span_mm)


def _rounded(point: Point) -> Point:
    return (round(point[0], _ROUND) + 0.0, round(point[1], _ROUND) + 0.0)


def _add_line(
    lines: dict[tuple[Point, float], tuple[float, float]], face: FaceGeometry, view: View
) -> None:
    """Add the face's stretch of axis to the others on the same line."""
    direction = unit(view.turn(face.direction))
    flip = -1.0 if direction < (0.0, 0.0) else 1.0
    direction = (direction[0] * flip, direction[1] * flip)
    x, y = view.place(face.point)
    at = x * direction[0] + y * direction[1]
    off = round(y * direction[0] - x * direction[1], _ROUND) + 0.0
    ends = [at + flip * span * view.scale for span in face.span_mm]
    key = (_rounded(direction), off)
    low, high = lines.get(key, (min(ends), max(ends)))
    lines[key] = (min(low, *ends), max(high, *ends))


def _crosses(crosses: dict[Point, float]) -> list[Polyline]:
    found = []
    for place, radius in sorted(crosses.items()):
        reach = radius + _OVERSHOOT
        for direction in ((1.0, 0.0), (0.0, 1.0)):
            ends = (along(place, direction, -reach), along(place, direction, reach))
            found.append(Polyline(points=ends, pen=CENTRE))
    return found


def _lines(lines: dict[tuple[Point, float], tuple[float, float]]) -> list[Polyline]:
    found = []
    for (direction, off), (low, high) in sorted(lines.items()):
        foot = (-direction[1] * off, direction[0] * off)
        ends = (along(foot, direction, low - _OVERSHOOT), along(foot, direction, high + _OVERSHOOT))
        found.append(Polyline(points=ends, pen=CENTRE))
    return found
