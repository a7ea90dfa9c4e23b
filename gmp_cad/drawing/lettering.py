"""How much room a text takes in the drawings' font (ISO 3098-2, type B)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from gmp_cad.drawing.font import fallback, strokes

FONT = "GMP ISO 3098"
UNITS_PER_EM = 1000
CAP_HEIGHT = 700  # units; leaves room in the em for marks on capitals
# of the height of capitals: what plain text takes above and below its base line
ASCENT = 1.05
DESCENT = 0.3
_BOX = "\N{WHITE SQUARE}"  # stands for what no font at hand holds


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

    What the font does not hold counts as wide as the font makes it that sets it instead.
    """
    held = advances()
    if not all(character in held for character in text):
        return sum(_width(run) for run, _ in runs(text)) * height / CAP_HEIGHT
    return sum(held[character] for character in text) * height / CAP_HEIGHT


def _width(run: str) -> float:
    """Return the width of a stretch of :func:`runs`, in units."""
    held = advances()
    return sum(held[c] if c in held else fallback.advances()[c] for c in run)


def composed(text: str) -> str:
    """Return ``text`` with letters and marks in one where Unicode has it, without invisible signs."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(c for c in whole if known(c) or unicodedata.category(c) != "Cf")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a line as drawn, and whether they are of the font alone.

    What lies between two foreign letters goes with them: in Arabic and Hebrew it is part of the
    order. A character that the fallback lacks too becomes a box, a mark on a letter is left out:
    renderers of SVG refuse a drawing with either.
    """
    drawn = [_drawn(c) for c in composed(text) if known(c) or not _is_mark(c)]
    foreign = [i for i, character in enumerate(drawn) if not known(character)]
    first, last = (foreign[0], foreign[-1] + 1) if foreign else (len(drawn), len(drawn))
    stretches = ((drawn[:first], True), (drawn[first:last], False), (drawn[last:], True))
    yield from (("".join(stretch), held) for stretch, held in stretches if stretch)


def _drawn(character: str) -> str:
    return character if known(character) or character in fallback.advances() else _BOX


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def reach(text: str, height: float) -> tuple[float, float]:
    """Return the lowest and highest place in mm that ``text`` takes about its base line.

    Not less than plain text; marks on capitals and ringed letters take more.
    """
    low, high = _reach(text)
    return (low * height, high * height)


@lru_cache(maxsize=10_000)  # the layouts that are tried place the same texts again and again
def _reach(text: str) -> tuple[float, float]:
    held = strokes.characters()
    drawn = [held[character] for character in text if character in held]
    low = min((character.low for character in drawn), default=0.0)
    high = max((character.high for character in drawn), default=0.0)
    return (min(low, -DESCENT), max(high, ASCENT))


def known(character: str) -> bool:
    """Return whether the font holds the character."""
    return character in strokes.characters()
