"""How wide a text is in the drawings' font, from the font's own advance widths."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

FONT = "DejaVu Sans"
# of the height of capitals: room for accents on capitals, and for descenders
ASCENT = 1.05
DESCENT = 0.3
_UNKNOWN = "M"


@cache
def _metrics() -> tuple[float, Mapping[str, float]]:
    """Return the height of capitals, and each character's advance, as shares of the font size."""
    path = resources.files("gmp_cad.drawing").joinpath("data", "dejavu_sans.toml")
    data = tomllib.loads(path.read_text("utf-8"))
    unit = data["units_per_em"]
    advances = {
        character: int(advance) / unit
        for advance, characters in data["advances"].items()
        for character in characters
    }
    return float(data["cap_height"]), advances


def font_size(height: float) -> float:
    """Return the font size in mm whose capitals are ``height`` mm high."""
    return height / _metrics()[0]


def width(text: str, height: float) -> float:
    """Return the width in mm of ``text`` with capitals of ``height`` mm.

    A character that the table does not hold counts as wide as an M.
    """
    advances = _metrics()[1]
    unknown = advances[_UNKNOWN]
    return sum(advances.get(character, unknown) for character in text) * font_size(height)


def known(character: str) -> bool:
    """Return whether the font's table holds the character."""
    return character in _metrics()[1]
