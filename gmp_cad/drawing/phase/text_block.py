"""The text beside the views of a sketch: location, clamping, what is red, what has no other place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.pens import BLACK, RED
from gmp_cad.drawing.phase.values import SketchNote
from gmp_cad.drawing.primitives import Group, Primitive, extent

_LETTER, _HEADING = 3.0, 3.4
_PITCH = 5.6
_COLUMN_GAP = 10.0
_MOST_COLUMNS = 4


def text_blocks(notes: Sequence[SketchNote]) -> Iterator[tuple[Group, ...]]:
    """Yield the notes as blocks of one, two, … columns of about equal length, read downwards."""
    counts = []
    for columns in range(1, min(_MOST_COLUMNS, len(notes)) + 1):
        longest = -(-len(notes) // columns)
        if longest not in counts:
            counts.append(longest)
            yield _block(notes, longest)


def _block(notes: Sequence[SketchNote], longest: int) -> tuple[Group, ...]:
    found: list[Primitive] = []
    x = 0.0
    for start in range(0, len(notes), longest):
        lines = tuple(_lines(notes[start : start + longest], x))
        found += lines
        x = extent(lines)[2] + _COLUMN_GAP
    return (grouped("notes", found, key="text"),)


def _lines(notes: Sequence[SketchNote], x: float) -> Iterator[Primitive]:
    y = 0.0
    for number, note in enumerate(notes):
        if note.heading and number:
            y -= _PITCH / 3
        height = _HEADING if note.heading else _LETTER
        yield from glyphs.line(note.text, (x, y), height, colour=RED if note.red else BLACK)
        y -= _PITCH
