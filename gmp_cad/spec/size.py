"""A size as a drawing writes it, and its canonical notation.

Lengths in mm, angles in degrees. Symbols: ISO 129-1, ISO 286-1 (fits), ISO 14405-1 (Ⓔ).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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


THREADS = frozenset({Kind.METRIC_THREAD, Kind.TRAPEZOIDAL_THREAD})


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
    limits; ``fit`` is the ISO 286 class; ``bound`` is "max" or "min". A thread's ``nominal`` is
    its major diameter and ``thread_class`` its tolerance class.
    """

    kind: Kind
    nominal: float
    count: int | None = None
    role: Role = Role.TOLERANCED
    fit: str | None = None
    deviations: tuple[float, float] | None = None
    bound: str | None = None
    envelope: bool = False
    pitch: float | None = None
    thread_class: str | None = None
    angle: float | None = None
    depth: float | None = None
    drill_diameter: float | None = None
    drill_depth: float | None = None
    recess: Recess | None = None

    def __str__(self) -> str:
        return print_size(self)


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


def _print_body(size: Size, lang: str) -> str:
    def show(value: float) -> str:
        return plain_number(value, lang)

    if size.kind is Kind.CHAMFER:
        return f"{show(size.nominal)}×{show(size.angle or 45)}°"
    if size.kind in THREADS:
        return _print_thread(size, lang) + _print_depths(size, lang)
    unit = "°" if size.kind is Kind.ANGLE else ""
    text = f"{_SIGNS.get(size.kind, '')}{show(size.nominal)}{unit}{print_tolerance(size, lang)}"
    return text + (" Ⓔ" if size.envelope else "") + _print_depths(size, lang)


def print_tolerance(size: Size, lang: str = "fr") -> str:
    """Return what follows the number: `` H7``, `` ±0,2``, `` +0,2/0``, `` max`` or nothing."""
    if size.fit or size.bound:
        return f" {size.fit or size.bound}"
    if size.deviations is None:
        return ""
    unit = "°" if size.kind is Kind.ANGLE else ""
    lower, upper = size.deviations
    if math.isclose(-lower, upper, rel_tol=1e-9):
        return f" ±{plain_number(upper, lang)}{unit}"
    return f" {_signed(upper, lang)}{unit}/{_signed(lower, lang)}{unit}"


def _signed(value: float, lang: str) -> str:
    if abs(value) < 1e-12:
        return "0"
    return f"{'+' if value > 0 else '-'}{plain_number(abs(value), lang)}"


def _print_thread(size: Size, lang: str) -> str:
    if size.kind is Kind.TRAPEZOIDAL_THREAD:
        text = f"Tr {plain_number(size.nominal, lang)}×{plain_number(size.pitch or 0, lang)}"
    else:
        text = f"M{plain_number(size.nominal, lang)}"
        text += f"×{plain_number(size.pitch, lang)}" if size.pitch else ""
    return text + (f"-{size.thread_class}" if size.thread_class else "")


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
        text += f" ⌵ ⌀{show(size.recess.diameter)} × {show(size.recess.angle)}°"
    return text
