"""A size as a drawing writes it, and its canonical notation.

Lengths in mm, angles in degrees. Symbols: ISO 129-1, ISO 286-1 (fits), ISO 14405-1 (Ⓔ); threads:
ISO 965-1, ISO 2903, ISO 228-1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gmp_cad.language import Message, written


class Kind(StrEnum):
    """What a size measures."""

    LINEAR = "linear"
    DIAMETER = "diameter"
    SPHERE = "sphere"
    RADIUS = "radius"
    SQUARE = "square"
    ANGLE = "angle"
    CHAMFER = "chamfer"
    METRIC_THREAD = "metric_thread"
    TRAPEZOIDAL_THREAD = "trapezoidal_thread"
    PIPE_THREAD = "pipe_thread"


THREADS = frozenset({Kind.METRIC_THREAD, Kind.TRAPEZOIDAL_THREAD, Kind.PIPE_THREAD})


class Role(StrEnum):
    """How a size stands on the drawing: toleranced, theoretically exact, or for information."""

    TOLERANCED = "toleranced"
    EXACT = "exact"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recess:
    """A counterbore (``depth``, mm) or a countersink (``angle``, degrees) at a hole's mouth."""

    diameter: float
    depth: float | None = None
    angle: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One size as a drawing writes it, without the general tolerance (mm, degrees).

    ``deviations`` are (lower, upper) about ``nominal`` when written as ± or two deviations or
    limits; ``fit`` is the ISO 286 class; ``bound`` is "max" or "min". ``decimals`` says that the
    two limits themselves are written, with so many digits after the decimal sign: ``nominal`` is
    then the middle between them.
    A thread's ``nominal`` is its major diameter and ``thread_class`` its tolerance class; a pitch
    that is the coarse one is not written; ``lead`` is that of several starts; ``inches`` is the
    size of a pipe thread, "1 1/4".
    """

    kind: Kind
    nominal: float
    count: int | None = None
    role: Role = Role.TOLERANCED
    fit: str | None = None
    deviations: tuple[float, float] | None = None
    decimals: int | None = None
    bound: str | None = None
    envelope: bool = False
    pitch: float | None = None
    lead: float | None = None
    inches: str | None = None
    thread_class: str | None = None
    left_hand: bool = False
    angle: float | None = None
    depth: float | None = None
    drill_diameter: float | None = None
    drill_depth: float | None = None
    recess: Recess | None = None

    @property
    def internal_thread(self) -> bool:
        """Whether a thread is that of a hole: its class in capitals, no A or B, or no class."""
        if self.thread_class is None:
            return True
        return self.kind is not Kind.PIPE_THREAD and self.thread_class.isupper()

    @property
    def tolerance_written(self) -> bool:
        """Whether it says its tolerance itself: a fit, deviations, a bound or a thread class."""
        return bool(self.fit or self.deviations or self.bound or self.thread_class)

    @property
    def starts(self) -> int:
        """How many starts a thread has."""
        return round(self.lead / self.pitch) if self.lead and self.pitch else 1

    @property
    def written(self) -> Message:
        """The size in canonical notation, for a message."""
        return written(print_size(self, "en"))

    def __str__(self) -> str:
        return print_size(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPair:
    """A hole and a shaft of one nominal size (mm) and their classes, as in ``⌀25 H7/g6``."""

    kind: Kind
    nominal: float
    hole: str
    shaft: str

    def __str__(self) -> str:
        sign = _SIGNS.get(self.kind, "")
        return f"{sign}{plain_number(self.nominal, 'fr')} {self.hole}/{self.shaft}"


_SIGNS = {
    Kind.SPHERE: "S⌀", Kind.DIAMETER: "⌀", Kind.RADIUS: "R", Kind.SQUARE: "□",
}  # fmt: skip


def print_size(size: Size, lang: str = "fr") -> str:
    """Return the size in canonical notation; ``parse`` of it gives the size back."""
    text = f"{size.count}× " if size.count else ""
    body = _print_body(size, lang)
    brackets = {Role.EXACT: "[{}]", Role.REFERENCE: "({})", Role.TOLERANCED: "{}"}
    return text + brackets[size.role].format(body)


def plain_number(value: float, lang: str) -> str:
    """Return a number in full: every digit of the specification, no exponent."""
    text = format(Decimal(f"{value:.15g}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if lang == "fr" else text


# Angles are one up to this, in seconds of arc: what adding minutes and seconds leaves.
_SECOND = 1e-5
_FEW_DECIMALS = 3


def whole_seconds(degrees: float) -> float:
    """Return an angle (degrees) at its whole second where it is one: 20' is a third of a degree.

    Any other angle has at most nine decimals, so that it prints in full.
    """
    seconds = round(degrees * 3600)
    return seconds / 3600 if abs(degrees * 3600 - seconds) < _SECOND else round(degrees, 9)


def print_angle(degrees: float, lang: str) -> str:
    """Return an angle as ``30,5°``, or as ``0°20'`` where degrees would not come to an end."""
    value = whole_seconds(degrees)
    seconds = round(value * 3600)
    if value in (round(value, _FEW_DECIMALS), 0) or value != seconds / 3600:
        return f"{plain_number(value, lang)}°"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}°{minutes % 60}'" + (f'{rest}"' if rest else "")


def _print_body(size: Size, lang: str) -> str:
    if size.kind in THREADS:
        return _print_thread(size, lang) + _print_depths(size, lang)
    tolerance = print_tolerance(size, lang)
    if size.kind is Kind.CHAMFER:
        apart = " " if tolerance else ""
        number = plain_number(size.nominal, lang)
        return f"{number}{tolerance}{apart}×{plain_number(size.angle or 45, lang)}°"
    text = f"{_SIGNS.get(size.kind, '')}{_print_nominal(size, lang)}{tolerance}"
    return text + (" Ⓔ" if size.envelope else "") + _print_depths(size, lang)


def _print_nominal(size: Size, lang: str) -> str:
    if size.decimals is not None and size.deviations:
        lower, upper = (f"{size.nominal + d:.{size.decimals}f}" for d in size.deviations)
        text = f"{upper}/{lower}"
        return text.replace(".", ",") if lang == "fr" else text
    if size.kind is Kind.ANGLE:
        return print_angle(size.nominal, lang)
    return plain_number(size.nominal, lang)


def print_tolerance(size: Size, lang: str = "fr") -> str:
    """Return what follows the number: `` H7``, `` ±0,2``, `` +0,2/0``, `` max`` or nothing."""
    if size.fit or size.bound:
        return f" {size.fit or size.bound}"
    if size.deviations is None or size.decimals is not None:
        return ""
    lower, upper = size.deviations
    if math.isclose(-lower, upper, rel_tol=1e-9):
        return f" ±{_amount(upper, size.kind, lang)}"
    return f" {_signed(upper, size.kind, lang)}/{_signed(lower, size.kind, lang)}"


def _amount(value: float, kind: Kind, lang: str) -> str:
    return print_angle(value, lang) if kind is Kind.ANGLE else plain_number(value, lang)


def _signed(value: float, kind: Kind, lang: str) -> str:
    if abs(value) < 1e-12:
        return "0°" if kind is Kind.ANGLE else "0"
    return f"{'+' if value > 0 else '-'}{_amount(abs(value), kind, lang)}"


def _print_thread(size: Size, lang: str) -> str:
    diameter = plain_number(size.nominal, lang)
    pitch = plain_number(size.pitch, lang) if size.pitch else ""
    text = f"M{diameter}" + (f"×{pitch}" if pitch else "")
    if size.kind is Kind.TRAPEZOIDAL_THREAD:
        text = f"Tr {diameter}×{pitch}"
        if size.lead:
            text = f"Tr {diameter}×{plain_number(size.lead, lang)} P{pitch}"
    elif size.kind is Kind.PIPE_THREAD:
        text = f"G {size.inches}"
    joint = " " if size.kind is Kind.PIPE_THREAD else "-"
    text += f"{joint}{size.thread_class}" if size.thread_class else ""
    return text + ("-LH" if size.left_hand else "")


def _print_depths(size: Size, lang: str) -> str:
    def show(value: float) -> str:
        return plain_number(value, lang)

    text = f" ↧{show(size.depth)}" if size.depth else ""
    if size.drill_diameter:
        text += f" / ⌀{show(size.drill_diameter)}"
        text += f" ↧{show(size.drill_depth)}" if size.drill_depth else ""
    if size.recess and size.recess.depth:
        text += f" ⌴ ⌀{show(size.recess.diameter)} ↧{show(size.recess.depth)}"
    elif size.recess and size.recess.angle:
        text += f" ⌵ ⌀{show(size.recess.diameter)}×{show(size.recess.angle)}°"
    return text
