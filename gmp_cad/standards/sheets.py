"""Drawing sheets ISO 5457, scales ISO 5455, lines ISO 128-2, lettering ISO 3098-1 (mm)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.table import document


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A trimmed sheet, mm."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale drawing:object, such as 1:2 (reduction) or 5:1 (enlargement)."""

    drawing: int
    object: int

    @property
    def ratio(self) -> float:
        """Length on paper divided by real length."""
        return self.drawing / self.object

    def __str__(self) -> str:
        return f"{self.drawing}:{self.object}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineType:
    """A line: wide or narrow, dashes and gaps in multiples of its own width (none: continuous)."""

    wide: bool
    pattern: tuple[float, ...]


def sheet(name: str) -> Sheet:
    """Return a sheet "A4" to "A0"; raises OutsideTableError for another name."""
    for size in sheets():
        if size.name == name.upper():
            return size
    names = [size.name for size in sheets()]
    raise OutsideTableError(
        Message("no sheet {name!r} in ISO 5457: {names}", name=name, names=", ".join(names))
    )


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return the sheets of ISO 5457 from the smallest to the largest."""
    entries = document("sheets.toml")["sheet"]
    assert isinstance(entries, list)
    return tuple(
        Sheet(
            name=entry["name"],
            width=float(entry["width"]),
            height=float(entry["height"]),
        )
        for entry in entries
    )


def frame_line_width() -> float:
    """Return the width of the frame's line, mm (ISO 5457)."""
    return float(_section("frame")["line_width"])


@cache
def scales() -> tuple[Scale, ...]:
    """Return the scales of ISO 5455 from the largest enlargement to the smallest reduction."""
    return tuple(Scale(drawing=a, object=b) for a, b in _section("scale")["ratios"])


def parse_scale(text: str) -> Scale:
    """Read "1:2"; raises OutsideTableError for what is not in ISO 5455."""
    for scale in scales():
        if str(scale) == text.replace(" ", ""):
            return scale
    raise OutsideTableError(
        Message("{text!r} is no scale of ISO 5455", text=text),
        hint=Message("use one of {scales}", scales=", ".join(map(str, scales()))),
    )


def line_widths() -> tuple[float, ...]:
    """Return the line widths of ISO 128-2, mm."""
    return tuple(_section("line")["widths"])


def narrow_width(wide: float) -> float:
    """Return the narrow width that goes with a wide one, mm (ratio 1:2, ISO 128-2).

    Raises OutsideTableError for a width outside 0.25 to 2 mm or not in the series.
    """
    widths = line_widths()
    if wide not in widths[2:]:
        raise OutsideTableError(
            Message(
                "{width} mm is no wide line of ISO 128-2: {widths}",
                width=float(wide),
                widths=", ".join(map(str, widths[2:])),
            )
        )
    return widths[widths.index(wide) - 2]


def line_type(use: str) -> LineType:
    """Return the line for a use: visible, narrow, hidden, axis, cutting_plane, adjacent.

    Raises OutsideTableError for another use.
    """
    types = _section("line")["type"]
    if use not in types:
        raise OutsideTableError(
            Message("no line type {use!r}", use=use), hint=suggestion(use, types)
        )
    return LineType(wide=types[use]["wide"], pattern=tuple(map(float, types[use]["pattern"])))


def lettering_heights() -> tuple[float, ...]:
    """Return the nominal heights of lettering, mm (ISO 3098-1)."""
    return tuple(_section("lettering")["heights"])


def _section(name: str) -> Mapping[str, Any]:
    section = document("sheets.toml")[name]
    assert isinstance(section, dict)
    return section
