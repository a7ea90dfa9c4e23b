"""Lines of text on drawings: letters and signs alike are characters of the drawings' font."""

from __future__ import annotations

from gmp_cad.drawing import lettering
from gmp_cad.drawing.pens import BLACK
from gmp_cad.drawing.primitives import Anchor, Point, Primitive, Text

TEXTURE_SIGN = "√"  # of surface texture in a line of text, by any process


def width(text: str, height: float) -> float:
    """Return the width in mm of a text that may hold signs, capitals ``height`` mm high."""
    return lettering.width(text, height)


def line(
    text: str,
    place: Point,
    height: float,
    anchor: Anchor = "start",
    rotation_deg: float = 0.0,
    colour: str = BLACK,
) -> tuple[Primitive, ...]:
    """Return one line of text, nothing if it is empty; the parameters are those of :class:`Text`."""
    if not text:
        return ()
    item = Text(
        text=text,
        place=place,
        height=height,
        anchor=anchor,
        rotation_deg=rotation_deg,
        colour=colour,
    )
    return (item,)
