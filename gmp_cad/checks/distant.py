"""Parts that stand so far away from all others that nobody put them there on purpose."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence

from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.evidence import AssemblyPosition, Box

FAR = 10.0  # diagonals of the others, or of the largest part
_Placed = tuple[str, Box]


def distant(evidence: AssemblyEvidence, position: AssemblyPosition) -> Mapping[str, float]:
    """Return the placements that stand apart from the others, and how far from them (mm).

    From the middle (the median) outwards, each part must be within ten diagonals of those before
    it; the nearer half stands together by definition. Boxes of parts, as they are turned, decide.
    """
    placed = list(_boxes(evidence, position))
    if len(placed) < 2:
        return {}
    middle = [statistics.median(box[k] + box[k + 3] for _, box in placed) / 2 for k in range(3)]

    def outwards(entry: _Placed) -> tuple[float, float, str]:
        name, box = entry
        centre = [(box[k] + box[k + 3]) / 2 for k in range(3)]
        return (round(math.dist(centre, middle), 6), -_diagonal(box), name)

    placed.sort(key=outwards)
    half = (len(placed) + 1) // 2
    around = _union([box for _, box in placed[:half]])
    largest = max(_diagonal(box) for _, box in placed)
    found = {}
    for name, box in placed[half:]:
        away = _apart(around, box)
        if away > FAR * max(_diagonal(around), largest):
            found[name] = away
        else:
            around = _union([around, box])
    return found


def _boxes(evidence: AssemblyEvidence, position: AssemblyPosition) -> Iterator[_Placed]:
    own = {item: found.bounding_box_mm for item, found in evidence.masses.items()}
    for item, bounds in evidence.bounds.items():
        own.setdefault(item, bounds.box_mm)
    for placement in position.placements:
        if placement.item in own:
            yield placement.name, _moved(own[placement.item], placement.matrix[:3])


def _moved(box: Box, rows: Sequence[Sequence[float]]) -> Box:
    corners = [
        [sum(row[k] * corner[k] for k in range(3)) + row[3] for row in rows]
        for corner in itertools.product(*((box[k], box[k + 3]) for k in range(3)))
    ]
    low = [min(c[k] for c in corners) for k in range(3)]
    high = [max(c[k] for c in corners) for k in range(3)]
    return (low[0], low[1], low[2], high[0], high[1], high[2])


def _union(boxes: Sequence[Box]) -> Box:
    low = [min(box[k] for box in boxes) for k in range(3)]
    high = [max(box[k + 3] for box in boxes) for k in range(3)]
    return (low[0], low[1], low[2], high[0], high[1], high[2])


def _diagonal(box: Box) -> float:
    return math.dist(box[:3], box[3:])


def _apart(a: Box, b: Box) -> float:
    """Return the distance of two boxes (mm), 0.0 where they meet."""
    return math.hypot(*(max(0.0, a[k] - b[k + 3], b[k] - a[k + 3]) for k in range(3)))
