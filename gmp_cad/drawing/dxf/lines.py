"""Pens as DXF says them: line types, lineweights, colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ezdxf.colors import DXF_DEFAULT_COLORS, int2rgb
from ezdxf.document import Drawing as Document
from ezdxf.lldxf.const import VALID_DXF_LINEWEIGHTS

from gmp_cad.drawing.pens import BLACK, NARROW, Pen

# ACI 7: black on a white background, white on a black one
FOREGROUND = 7
# Line types are written for a line 1 mm wide, as ISO 128-2 gives them; this factor of the whole
# file makes them fit narrow lines, and a wider line carries its own factor to it.
LINE_TYPE_SCALE = NARROW
# The names that readers know without the definition (LibreCAD looks at the name only).
_KNOWN: Mapping[tuple[float, ...], str] = {
    (): "Continuous",
    (12.0, 3.0): "ACAD_ISO02W100",
    (24.0, 3.0, 0.5, 3.0): "ACAD_ISO04W100",
    (24.0, 3.0, 0.5, 3.0, 0.5, 3.0): "ACAD_ISO05W100",
}


def define_line_types(document: Document, pens: Iterable[Pen]) -> None:
    """Add the line types of the pens, each once."""
    for pattern in sorted({_pattern(pen) for pen in pens} - {()}):
        signed = [length if i % 2 == 0 else -length for i, length in enumerate(pattern)]
        picture = "".join("__" if length > 1 else "." if length > 0 else " " for length in signed)
        document.linetypes.add(_named(pattern), [sum(pattern), *signed], description=picture)


def _pattern(pen: Pen) -> tuple[float, ...]:
    return tuple(round(length / pen.width, 3) for length in pen.dash)


def _named(pattern: tuple[float, ...]) -> str:
    return _KNOWN.get(pattern) or "GMP_" + "_".join(f"{length:g}" for length in pattern)


def line_type(pen: Pen) -> str:
    """Return the name of the pen's line type."""
    return _named(_pattern(pen))


def lineweight(width: float) -> int:
    """Return the lineweight of DXF, in hundredths of a mm, nearest to a width in mm."""
    return min(VALID_DXF_LINEWEIGHTS, key=lambda weight: (abs(weight - 100 * width), weight))


@cache
def own_look(pen: Pen, layer_pen: Pen) -> Mapping[str, Any]:
    """Return what a line of ``pen`` says itself because its layer says otherwise."""
    look = own_colour(pen.colour, layer_pen.colour)
    if lineweight(pen.width) != lineweight(layer_pen.width):
        look["lineweight"] = lineweight(pen.width)
    if line_type(pen) != line_type(layer_pen):
        look["linetype"] = line_type(pen)
    if pen.dash and pen.width != LINE_TYPE_SCALE:
        look["ltscale"] = pen.width / LINE_TYPE_SCALE
    return look


def own_colour(colour: str, layer_colour: str = BLACK) -> dict[str, Any]:
    """Return the colour of an entity unless its layer has it; an index for who knows no other."""
    if colour == layer_colour:
        return {}
    if colour == BLACK:
        return {"color": FOREGROUND}
    return {"color": _nearest(colour), "true_color": int(colour.removeprefix("#"), 16)}


@cache
def _nearest(colour: str) -> int:
    wanted = int2rgb(int(colour.removeprefix("#"), 16))

    def distance(index: int) -> int:
        found = int2rgb(DXF_DEFAULT_COLORS[index])
        return sum((a - b) ** 2 for a, b in zip(wanted, found, strict=True))

    return min(range(1, len(DXF_DEFAULT_COLORS)), key=lambda index: (distance(index), index))
