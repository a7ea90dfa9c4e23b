"""ISO 2768-1:1989 general tolerances, and ISO 2768-2:1989 (withdrawn, still on drawings)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gmp_cad.errors import NotationError, OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.table import entry, step_table

LINEAR_GRADES = ("f", "m", "c", "v")
MIN_SIZE_MM = 0.5

# NF EN 22768 is the French edition of the same standard.
_CALL_OUT = re.compile(
    r"\s*(?:NF\s+)?(?:EN\s+)?(?:ISO\s*2768|22768)(?:\s*+[-–—]\s*+|\s++)"
    r"(?P<linear>[fmcv])(?P<geometric>[HKL])?(?P<envelope>\s*+[-–—]\s*+E)?\s*"
)
# As far as a faulty call-out is right.
_BEGINNING = re.compile(
    r"\s*(?:NF\s+)?(?:EN\s+)?(?:(?:ISO\s*2768|22768)\s*(?:[-–—\s]\s*(?:[fmcv][HKL]?)?)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralTolerance:
    """A title-block call-out: class of part 1, class of part 2 if any, envelope requirement."""

    linear: str
    geometric: str | None = None
    envelope: bool = False

    def __str__(self) -> str:
        return f"ISO 2768-{self.linear}{self.geometric or ''}{'-E' if self.envelope else ''}"


def parse(text: str) -> GeneralTolerance:
    """Read "ISO 2768-m", "ISO 2768-mK" or "ISO 2768 - mK-E" (NF EN 22768 likewise).

    Raises NotationError for anything else, at the first character that is wrong.
    """
    match = _CALL_OUT.fullmatch(text)
    if match is None:
        right = _BEGINNING.match(text)
        assert right is not None  # the empty beginning is one
        raise NotationError(
            Message("{text!r} is no call-out of ISO 2768", text=text[:60]),
            text,
            right.end(),
            hint=Message("write ISO 2768-m or ISO 2768-mK: f, m, c or v, then H, K or L if needed"),
        )
    return GeneralTolerance(
        linear=match["linear"],
        geometric=match["geometric"],
        envelope=match["envelope"] is not None,
    )


def linear(nominal_mm: float, grade: str) -> float:
    """Return t of ±t in mm for a linear dimension (part 1, table 1), grade f, m, c or v.

    Raises OutsideTableError below 0.5 mm, above 4000 mm and where the table has no value.
    """
    _check_minimum(nominal_mm)
    return _value("iso2768_linear.csv", grade, nominal_mm)


def radius(nominal_mm: float, grade: str) -> float:
    """Return t of ±t in mm for an external radius or a chamfer height (part 1, table 2)."""
    _check_minimum(nominal_mm)
    return _value("iso2768_radius.csv", grade, nominal_mm)


def angle(short_side_mm: float, grade: str) -> float:
    """Return t of ±t in degrees for an angle, by its shorter side in mm (part 1, table 3)."""
    return _value("iso2768_angle.csv", grade, short_side_mm) / 60


def straightness(length_mm: float, grade: str) -> float:
    """Return the straightness or flatness tolerance in mm (part 2, table 1), grade H, K or L.

    The length is that of the line; for flatness the longer side, or the diameter of a disc.
    """
    return _value("iso2768_flatness.csv", grade, length_mm)


flatness = straightness


def perpendicularity(short_side_mm: float, grade: str) -> float:
    """Return the perpendicularity tolerance in mm (part 2, table 2), by the shorter side in mm."""
    return _value("iso2768_perpendicularity.csv", grade, short_side_mm)


def symmetry(length_mm: float, grade: str) -> float:
    """Return the symmetry tolerance in mm (part 2, table 3), by the shorter feature in mm."""
    return _value("iso2768_symmetry.csv", grade, length_mm)


def run_out(grade: str) -> float:
    """Return the circular run-out tolerance in mm (part 2, table 4), whatever the size."""
    return _value("iso2768_run_out.csv", grade, 1.0)


def _check_minimum(nominal_mm: float) -> None:
    if not nominal_mm >= MIN_SIZE_MM:
        raise OutsideTableError(
            Message(
                "ISO 2768-1 gives no tolerance below {min} mm: write it beside {size} mm",
                min=MIN_SIZE_MM,
                size=nominal_mm,
            )
        )


def _value(name: str, grade: str, size_mm: float) -> float:
    table = step_table(name)
    if grade not in table.rows:
        raise OutsideTableError(
            Message(
                "{grade!r} is no class of this table of ISO 2768: {classes}",
                grade=grade,
                classes=", ".join(table.rows),
            )
        )
    value = entry(table, grade, size_mm) if size_mm > 0 else None
    if value is None:
        raise OutsideTableError(
            Message(
                "ISO 2768 gives no value for class {grade} at {size} mm (table up to {max} mm)",
                grade=grade,
                size=size_mm,
                max=table.steps[-1],
            )
        )
    return value
