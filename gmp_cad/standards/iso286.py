"""ISO 286-1/-2:2010: standard tolerances, tolerance classes and fits, sizes up to 500 mm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.table import entry, records, step_table

GRADES = ("01", "0", *map(str, range(1, 19)))
MAX_SIZE_MM = 500.0
SHAFT_LETTERS = (
    "a", "b", "c", "cd", "d", "e", "ef", "f", "fg", "g", "h", "j", "js", "k",
    "m", "n", "p", "r", "s", "t", "u", "v", "x", "y", "z", "za", "zb", "zc",
)  # fmt: skip
HOLE_LETTERS = tuple(letter.upper() for letter in SHAFT_LETTERS)

_CLASS = re.compile(r"([a-z]{1,2}|[A-Z]{1,2})(01|0|1[0-8]|[1-9])", re.ASCII)
_CLEARANCE_LETTERS = SHAFT_LETTERS[: SHAFT_LETTERS.index("h") + 1]
# Letters whose rule with Δ reaches IT8; for P to ZC it ends at IT7.
_DELTA_UP_TO_8 = ("K", "M", "N")

FitKind = Literal["clearance", "transition", "interference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limit deviations from the nominal size, micrometres (ei/es or EI/ES)."""

    lower_um: float
    upper_um: float

    @property
    def width_um(self) -> float:
        """The tolerance, upper minus lower deviation."""
        return round(self.upper_um - self.lower_um, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A hole and a shaft of one nominal size; a negative clearance is an interference (µm)."""

    hole: Limits
    shaft: Limits
    clearance_min_um: float
    clearance_max_um: float
    kind: FitKind


def it_um(size_mm: float, grade: str) -> float:
    """Return the standard tolerance ITn in µm (ISO 286-1 table 1), grades "01", "0", "1" … "18".

    Raises OutsideTableError for a size outside ]0, 500] mm or an unknown grade.
    """
    if grade not in GRADES:
        raise OutsideTableError(
            Message("{grade!r} is no tolerance grade of ISO 286: 01, 0, 1 to 18", grade=grade)
        )
    _check_size(size_mm)
    value = entry(step_table("iso286_it.csv"), grade, size_mm)
    assert value is not None
    return value


def is_tolerance_class(text: str) -> bool:
    """Return whether ``text`` is written like a tolerance class: a letter and a grade ("H7")."""
    match = _CLASS.fullmatch(text)
    return match is not None and match[1].lower() in SHAFT_LETTERS


@cache
def limits(size_mm: float, tolerance_class: str) -> Limits:
    """Return the limit deviations of a class such as "H7" or "js6" at a nominal size in mm.

    Raises OutsideTableError where ISO 286 defines none (size, letter, grade or combination).
    """
    letter, grade = _parse(tolerance_class)
    width = it_um(size_mm, grade)
    if letter.lower() == "js":
        return _from_lower(-width / 2, width)
    if letter.lower() == "j":
        return _j_limits(letter, grade, size_mm)
    if letter.isupper():
        return _hole_limits(letter, grade, size_mm, width)
    deviation = _shaft_deviation(letter, grade, size_mm)
    if letter in _CLEARANCE_LETTERS:
        return _from_upper(deviation, width)
    return _from_lower(deviation, width)


def fit(size_mm: float, hole: str, shaft: str) -> Fit:
    """Return the fit of a hole class and a shaft class, as in ``fit(25, "H7", "g6")``.

    Extreme cases follow ISO 286-1: least clearance 0 is a clearance fit, least interference 0
    an interference fit. Raises OutsideTableError as :func:`limits`.
    """
    if not (hole[:1].isupper() and shaft[:1].islower()):
        raise OutsideTableError(
            Message(
                "a fit is a hole class, then a shaft class: got {hole}/{shaft}",
                hole=hole,
                shaft=shaft,
            ),
            hint=Message("write it like H7/g6"),
        )
    bore, pin = limits(size_mm, hole), limits(size_mm, shaft)
    least = round(bore.lower_um - pin.upper_um, 6)
    most = round(bore.upper_um - pin.lower_um, 6)
    kind: FitKind = "clearance" if least >= 0 else "interference" if most <= 0 else "transition"
    return Fit(hole=bore, shaft=pin, clearance_min_um=least, clearance_max_um=most, kind=kind)


def preferred_fit_usage(hole: str, shaft: str) -> str | None:
    """Return in English what a preferred fit is for; None if it is not preferred."""
    for row in records("iso286_fits.csv"):
        if (row["hole"], row["shaft"]) == (hole, shaft):
            return row["usage"]
    return None


def preferred_fits() -> tuple[tuple[str, str], ...]:
    """Return the preferred fits (hole, shaft), from the loosest to the tightest."""
    return tuple((row["hole"], row["shaft"]) for row in records("iso286_fits.csv"))


def _parse(tolerance_class: str) -> tuple[str, str]:
    match = _CLASS.fullmatch(tolerance_class)
    if match is None or match[1].lower() not in SHAFT_LETTERS:
        raise OutsideTableError(
            Message("{text!r} is no tolerance class of ISO 286", text=tolerance_class),
            hint=Message("a letter and a grade, like H7 (hole) or g6 (shaft)"),
        )
    return match[1], match[2]


def _check_size(size_mm: float) -> None:
    if not 0 < size_mm <= MAX_SIZE_MM:
        raise OutsideTableError(
            Message(
                "{size} mm is outside the tables of ISO 286: over 0, up to {max} mm",
                size=size_mm,
                max=MAX_SIZE_MM,
            )
        )


def _undefined(letter: str, grade: str, size_mm: float) -> OutsideTableError:
    return OutsideTableError(
        Message(
            "ISO 286 does not define {tolerance_class} at {size} mm",
            tolerance_class=letter + grade,
            size=size_mm,
        )
    )


def _from_lower(lower_um: float, width_um: float) -> Limits:
    return Limits(lower_um=lower_um, upper_um=lower_um + width_um)


def _from_upper(upper_um: float, width_um: float) -> Limits:
    return Limits(lower_um=upper_um - width_um, upper_um=upper_um)


def _j_limits(letter: str, grade: str, size_mm: float) -> Limits:
    table = step_table("iso286_j.csv")
    value = entry(table, letter + grade, size_mm) if letter + grade in table.rows else None
    if value is None:
        raise _undefined(letter, grade, size_mm)
    build = _from_upper if letter == "J" else _from_lower
    return build(value, it_um(size_mm, grade))


def _tabulated(letter: str, grade: str, size_mm: float) -> float:
    """Return the fundamental deviation of the shaft letter, µm; ``letter`` may name its hole."""
    value = entry(step_table("iso286_deviations.csv"), letter.lower(), size_mm)
    if value is None or (letter in "abAB" and size_mm <= 1):
        raise _undefined(letter, grade, size_mm)
    return value


def _shaft_deviation(letter: str, grade: str, size_mm: float) -> float:
    if letter == "h" or (letter == "k" and grade not in ("4", "5", "6", "7")):
        return 0.0
    return _tabulated(letter, grade, size_mm)


def _hole_limits(letter: str, grade: str, size_mm: float, width_um: float) -> Limits:
    if letter == "H":
        return _from_lower(0.0, width_um)
    if letter.lower() in _CLEARANCE_LETTERS:
        return _from_lower(-_tabulated(letter, grade, size_mm), width_um)
    return _from_upper(_hole_upper(letter, grade, size_mm), width_um)


def _hole_upper(letter: str, grade: str, size_mm: float) -> float:
    """Return ES of a hole K to ZC, µm (ISO 286-1, 4.2.2.2: ES = −ei + Δ, and its exceptions)."""
    number = GRADES.index(grade) - 1
    if letter in ("K", "N") and number > 8:
        return _coarse_upper(letter, grade, size_mm)
    if letter == "M" and number == 6 and 250 < size_mm <= 315:
        return -9.0  # the one value which the rule does not give (it would be −11)
    last = 8 if letter in _DELTA_UP_TO_8 else 7
    delta = 0.0
    if 3 <= number <= last and size_mm > 3:
        delta = it_um(size_mm, grade) - it_um(size_mm, GRADES[number])
    return delta - _tabulated(letter, grade, size_mm)


def _coarse_upper(letter: str, grade: str, size_mm: float) -> float:
    """Return ES of K and N with grades above IT8, µm."""
    if (letter == "K" and size_mm > 3) or (letter == "N" and size_mm <= 1):
        raise _undefined(letter, grade, size_mm)
    return -4.0 if letter == "N" and size_mm <= 3 else 0.0
