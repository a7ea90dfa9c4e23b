"""Set views and notes in the frame of a sketch: notes beside, in a free corner, or below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.pens import BLACK, RED
from gmp_cad.drawing.primitives import Box, Primitive, box_of, extent, moved
from gmp_cad.drawing.sketch.arrange import GAP
from gmp_cad.drawing.sketch.values import Note

_MARGIN = 3.0
_LETTER = 2.4
_PITCH = 4.6
_HEADING = 1.12
_COLUMN_GAP = 8.0
_CLEAR = 2.0
_MOST_COLUMNS = 3

Primitives = tuple[Primitive, ...]


def set_in_frame(
    views: Primitives, notes: Sequence[Note], width: float, height: float
) -> Primitives | None:
    """Return views and notes inside ``width`` × ``height`` mm; None where they do not fit.

    The notes stand to the right of the views; else in the right corner that first angle leaves
    free; else below, in up to three columns.
    """
    box = extent(views)
    inner = (_MARGIN, _MARGIN, width - _MARGIN, height - _MARGIN)
    if box[3] - box[1] > inner[3] - inner[1] or box[2] - box[0] > inner[2] - inner[0]:
        return None
    if not notes:
        return _centred(views, inner)
    for laid in _laid(notes):
        for found in _places(views, laid, inner):
            return found
    return None


def _laid(notes: Sequence[Note]) -> Iterator[Primitives]:
    for columns in range(1, min(_MOST_COLUMNS, len(notes)) + 1):
        yield columned(notes, columns)


def _places(views: Primitives, notes: Primitives, inner: Box) -> Iterator[Primitives]:
    """Yield views and notes together: beside each other, notes in a corner, notes below."""
    wide, tall = _size(notes)
    beside = (inner[0], inner[1], inner[2] - wide - GAP, inner[3])
    if _holds(beside, _size(views)) and tall <= inner[3] - inner[1]:
        low = (inner[1] + inner[3] - tall) / 2
        yield (*_centred(views, beside), *_to(notes, inner[2] - wide, low))
    yield from _in_corner(views, notes, inner)
    below = (inner[0], inner[1] + tall + GAP, inner[2], inner[3])
    if _holds(below, _size(views)) and wide <= inner[2] - inner[0]:
        yield (*_centred(views, below), *_to(notes, inner[2] - wide, inner[1]))


def _in_corner(views: Primitives, notes: Primitives, inner: Box) -> Iterator[Primitives]:
    """Yield the views in the upper left and the notes in the lower right, or the lower left."""
    wide, tall = _size(notes)
    box = extent(views)
    placed = moved(views, inner[0] - box[0], inner[3] - box[3])
    taken = [box_of(primitive) for primitive in placed]
    if tall > inner[3] - inner[1] or wide > inner[2] - inner[0]:
        return
    high = inner[3] - tall
    for x in (inner[2] - wide, inner[0]):
        for y in (inner[1], high):
            here = (x - _CLEAR, y - _CLEAR, x + wide + _CLEAR, y + tall + _CLEAR)
            if not any(_meet(here, other) for other in taken):
                yield (*placed, *_to(notes, x, y))


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _size(primitives: Primitives) -> tuple[float, float]:
    x0, y0, x1, y1 = extent(primitives)
    return (x1 - x0, y1 - y0)


def _holds(space: Box, size: tuple[float, float]) -> bool:
    return size[0] <= space[2] - space[0] and size[1] <= space[3] - space[1]


def _to(primitives: Primitives, x: float, y: float) -> Primitives:
    """Return the primitives with the lower left corner of their box at (x, y)."""
    box = extent(primitives)
    return moved(primitives, x - box[0], y - box[1])


def _centred(primitives: Primitives, space: Box) -> Primitives:
    wide, tall = _size(primitives)
    x = space[0] + (space[2] - space[0] - wide) / 2
    y = space[1] + (space[3] - space[1] - tall) / 2
    return _to(primitives, x, y)


def columned(notes: Sequence[Note], columns: int) -> Primitives:
    """Return the notes as lines of text in columns of about equal length, read downwards."""
    longest = -(-len(notes) // columns)
    found: list[Primitive] = []
    x = 0.0
    for start in range(0, len(notes), longest):
        lines = _lines(notes[start : start + longest], x)
        found += lines
        x = extent(lines)[2] + _COLUMN_GAP
    return tuple(found)


def _lines(notes: Sequence[Note], x: float) -> Primitives:
    found: list[Primitive] = []
    y = 0.0
    for note in notes:
        if note.heading and found:
            y -= _PITCH / 3
        height = _LETTER * (_HEADING if note.heading else 1.0)
        found += glyphs.line(note.text, (x, y), height, colour=RED if note.red else BLACK)
        y -= _PITCH
    return tuple(found)
