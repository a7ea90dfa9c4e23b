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
    """Yield the notes as blocks of one, two, … columns, read downwards; a heading keeps its lines."""
    if not notes:
        yield ()
        return
    sections = _sections(notes)
    seen = []
    for count in range(1, min(_MOST_COLUMNS, len(sections)) + 1):
        columns = _columns(sections, count)
        if columns not in seen:
            seen.append(columns)
            yield _block(columns)


def _sections(notes: Sequence[SketchNote]) -> list[list[SketchNote]]:
    """Return the notes cut before each heading, and after the lines of the last one."""
    found: list[list[SketchNote]] = []
    for number, note in enumerate(notes):
        if not number or note.heading or (note.red and not notes[number - 1].red):
            found.append([])
        found[-1].append(note)
    return found


def _columns(sections: Sequence[list[SketchNote]], count: int) -> list[list[SketchNote]]:
    """Return the sections in at most ``count`` columns, none longer than needed."""
    longest = max(len(one) for one in sections)
    while True:
        found: list[list[SketchNote]] = [[]]
        for section in sections:
            if found[-1] and len(found[-1]) + len(section) > longest:
                found.append([])
            found[-1] = [*found[-1], *section]
        if len(found) <= count:
            return found
        longest += 1


def _block(columns: Sequence[Sequence[SketchNote]]) -> tuple[Group, ...]:
    found: list[Primitive] = []
    x = 0.0
    for column in columns:
        lines = tuple(_lines(column, x))
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
