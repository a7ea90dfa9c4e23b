"""How much room a text takes in the drawings' font (ISO 3098-2, type B)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gmp_cad.drawing.font import strokes

FONT = "GMP ISO 3098"
UNITS_PER_EM = 1000
CAP_HEIGHT = 700  # units; leaves room in the em for marks on capitals
# of the height of capitals: what plain text takes above and below its base line
ASCENT = 1.05
DESCENT = 0.3
_UNKNOWN = "M"


@cache
def advances() -> Mapping[str, int]:
    """Return the advance of each character, in units of the font."""
    return {
        name: round(character.advance * CAP_HEIGHT)
        for name, character in strokes.characters().items()
    }


def font_size(height: float) -> float:
    """Return the font size in mm whose capitals are ``height`` mm high."""
    return height * UNITS_PER_EM / CAP_HEIGHT


def width(text: str, height: float) -> float:
    """Return the width in mm of ``text`` with capitals of ``height`` mm.

    A character that the font does not hold counts as wide as an M.
    """
    held = advances()
    unknown = held[_UNKNOWN]
    return sum(held.get(character, unknown) for character in text) * height / CAP_HEIGHT


def reach(text: str, height: float) -> tuple[float, float]:
    """Return the lowest and highest place in mm that ``text`` takes about its base line.

    Not less than plain text; marks on capitals and ringed letters take more.
    """
    held = strokes.characters()
    drawn = [held[character] for character in text if character in held]
    low = min((character.low for character in drawn), default=0.0)
    high = max((character.high for character in drawn), default=0.0)
    return (min(low, -DESCENT) * height, max(high, ASCENT) * height)


def known(character: str) -> bool:
    """Return whether the font holds the character."""
    return character in strokes.characters()
