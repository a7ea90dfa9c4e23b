"""The formulas of ISO 965-1 and ISO 2903, rounded to the R40 series: an oracle for their tables.

Each tolerance is that of grade 6 rounded to R40, then whole steps of R10 from grade to grade (a
grade is a factor 1.25). Where the standard rounds otherwise, the value printed stands in ODD_…
Micrometres; pitches and diameters in mm.
"""

from __future__ import annotations

import math
from functools import cache

_R40 = (100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265,
        280, 300, 315, 335, 355, 375, 400, 425, 450, 475, 500, 530, 560, 600, 630, 670, 710, 750,
        800, 850, 900, 950)  # fmt: skip
SERIES = tuple(value * 10.0**decade for decade in (-2, -1, 0, 1) for value in _R40)
METRIC_RANGES = (0.99, 1.4, 2.8, 5.6, 11.2, 22.4, 45, 90, 180, 355)
_STEPS_A_GRADE = 4
# TD2 of grade 6 is 1.32 times Td2 of grade 6: five steps of R40.
_STEPS_INSIDE = 5

# Td2 of grade 6 (upper end of the diameter range, pitch): printed one step beside the formula.
ODD_FLANKS = {(5.6, 0.5): 75, (90, 5): 250, (355, 3): 250}
# (internal, pitch): crest tolerance of grade 6 beside the formula.
ODD_CRESTS = {(False, 0.75): 140, (False, 4): 475, (True, 0.5): 140, (True, 2.5): 450}
# (internal, pitch, grade): beside the R10 steps.
ODD_GRADES = {(True, 0.25, 4): 45, (True, 0.25, 5): 56, (False, 8, 8): 1180}

ODD_FINE_CRESTS = {(False, 4): 300, (True, 12): 800}


def rounded(value: float) -> int:
    """The index in R40 of the nearest value (in ratio)."""
    return min(range(len(SERIES)), key=lambda i: abs(math.log(SERIES[i] / value)))


def _up(index: int, grade: int) -> float:
    return round(SERIES[index + _STEPS_A_GRADE * (grade - 6)])


@cache
def flank(diameter: float, pitch: float, grade: int, *, internal: bool) -> float:
    """Td2 or TD2 = 90·P^0.4·d^0.1 at the geometric mean of the range of diameters."""
    high = next(limit for limit in METRIC_RANGES if diameter <= limit)
    low = METRIC_RANGES[METRIC_RANGES.index(high) - 1]
    odd = ODD_FLANKS.get((high, pitch))
    index = rounded(odd or 90 * pitch**0.4 * math.sqrt(low * high) ** 0.1)
    return _up(index + (_STEPS_INSIDE if internal else 0), grade)


def _crest(pitch: float, *, internal: bool) -> float:
    """TD1 or Td of grade 6 by its formula."""
    if not internal:
        return 180 * pitch ** (2 / 3) - 3.15 / math.sqrt(pitch)
    return 230 * pitch**0.7 if pitch >= 1 else 433 * pitch - 190 * pitch**1.22


def fine_crest(pitch: float, *, internal: bool) -> float:
    """The crest tolerance of grade 4 of ISO 2903: 0.63 times grade 6, rounded by itself."""
    return ODD_FINE_CRESTS.get(
        (internal, pitch), SERIES[rounded(0.63 * _crest(pitch, internal=internal))]
    )


@cache
def crest(pitch: float, grade: int, *, internal: bool) -> float:
    """TD1 or Td of a pitch."""
    if (internal, pitch, grade) in ODD_GRADES:
        return ODD_GRADES[internal, pitch, grade]
    value = ODD_CRESTS.get((internal, pitch)) or _crest(pitch, internal=internal)
    return _up(rounded(value), grade)
