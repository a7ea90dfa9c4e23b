"""Lines of text for DXF: its control codes, and the signs that fonts of readers may lack."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from unicodedata import decomposition, normalize

from gmp_cad.drawing.font import strokes

STYLE = "ISO 3098"
# the lettering of ISO 3098 that CAD systems bring; others take their standard font
FONT_FILE = "isocpeur.ttf"
# every reader has these, under codes as old as the format; LibreCAD has no dash but the hyphen
_CODES = {"%%": "%%%%%%", "⌀": "%%c", "±": "%%p", "°": "%%d", "−": "-", "–": "-", "—": "-"}


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a line and whether each stays text: the others are drawn."""
    for written, characters in groupby(text, key=_stays_text):
        yield "".join(characters), written


def _stays_text(character: str) -> bool:
    return character in _CODES or not strokes.is_symbol(character)


def _is_ringed(character: str) -> bool:
    return decomposition(character).startswith("<circle>")


def coded(text: str) -> str:
    """Return one line of a TEXT entity: ⌀ ± ° as every reader shows them, ^ as itself."""
    for sign, code in _CODES.items():
        text = text.replace(sign, code)
    return text.replace("^", "^ ")


def coded_dimension(text: str) -> str:
    """Return the text of a DIMENSION, where braces, backslashes and <> would be commands.

    Readers write it in a font of theirs, without ringed letters: Ⓔ becomes (E).
    """
    text = "".join(f"({normalize('NFKD', c)})" if _is_ringed(c) else c for c in text)
    for sign in "\\{}":
        text = text.replace(sign, "\\" + sign)
    return coded(text).replace("<>", "< >").replace("\n", "\\P")
