"""The notes of a drawing: what holds for the whole part, beside the title block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.primitives import Primitive
from gmp_cad.drawing.sheet import block_box, space_of
from gmp_cad.language import translate
from gmp_cad.standards.sheets import Sheet

_HEIGHT = 2.5
_PITCH = 1.7 * _HEIGHT
_WIDTH = 95.0
_GAP = 5.0
_INSET = 2.0


def noted(notes: Sequence[str], sheet: Sheet, lang: str) -> tuple[Primitive, ...]:
    """Return the notes as lines of text under a heading, at the foot of the sheet."""
    if not notes:
        return ()
    x0, y0, _, _ = space_of(sheet)
    right = block_box(sheet)[0] - _GAP
    left = max(x0 + _INSET, right - _WIDTH)
    lines = [
        translate("Notes", lang),
        *(line for note in notes for line in wrapped(note, right - left)),
    ]
    foot = y0 + sheet.margin / 2 + _INSET  # above the centring mark
    found: list[Primitive] = []
    for i, line in enumerate(reversed(lines)):
        found += glyphs.line(line, (left, foot + i * _PITCH), _HEIGHT)
    return tuple(found)


def wrapped(text: str, room: float) -> Iterator[str]:
    """Yield the text in lines that are not longer than ``room`` mm, cut between words."""
    for paragraph in text.splitlines():
        line: list[str] = []
        for word in paragraph.split():
            if line and _width([*line, word]) > room:
                yield " ".join(line)
                line = []
            line.append(word)
        if line:
            yield " ".join(line)


def _width(words: Iterable[str]) -> float:
    return glyphs.width(" ".join(words), _HEIGHT)
