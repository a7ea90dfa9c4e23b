"""The notes of a drawing: what holds for the whole part, numbered, under one heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.drawing import glyphs, lettering
from gmp_cad.drawing.primitives import Group, Primitive, moved
from gmp_cad.drawing.sheets.fit import PITCH, broken, depth_of, fitted
from gmp_cad.language import Message, translate

HEIGHT = 2.5
_HEADING_HEIGHT = 3.5
_INDENT = 2.2  # of the lines of a note, by the height of its lettering
_BETWEEN = 0.5  # more room between two notes than between their lines, by that height


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note: its heading (``Heat treatment``, or nothing) and its text, as they are printed."""

    heading: str = ""
    text: str

    def said(self, lang: str) -> str:
        """Return heading and text as one sentence."""
        if not self.heading:
            return self.text
        return Message("{heading}: {text}", heading=self.heading, text=self.text).say(lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesBlock:
    """The notes as they are drawn, their lower left corner at the origin, and the room they take."""

    groups: tuple[Group, ...]
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[Group, ...]:
        """Return the groups with their lower left corner at (x, y) mm on the sheet."""
        return moved(self.groups, x, y)  # type: ignore[return-value]


def notes_block(
    notes: Sequence[Note], width: float, lang: str, height: float = HEIGHT
) -> NotesBlock:
    """Return the notes in lines of at most ``width`` mm, lettering ``height`` mm, under a heading.

    They are numbered where there are several; the paragraphs of a text stay apart.
    """
    if not notes:
        return NotesBlock(groups=(), width=0.0, height=0.0)
    indent = _INDENT * height if len(notes) > 1 else 0.0
    wrapped = [tuple(_lines(note.said(lang), width - indent, height)) for note in notes]
    title = fitted(translate("Notes", lang), (width, _HEADING_HEIGHT * PITCH), _HEADING_HEIGHT)
    pitch = PITCH * height
    count = sum(len(lines) for lines in wrapped)
    body = depth_of(1, height) + (count - 1) * pitch + (len(notes) - 1) * _BETWEEN * height
    total = body + _BETWEEN * height + title.depth
    top = total - lettering.ASCENT * title.height
    groups = [_group(glyphs.line(title.lines[0], (0.0, top), title.height))]
    wide = glyphs.width(title.lines[0], title.height)
    y = body - lettering.ASCENT * height
    for i, lines in enumerate(wrapped):
        drawn: list[Primitive] = []
        if len(notes) > 1:
            drawn += glyphs.line(str(i + 1), (0.0, y), height)
        for line in lines:
            drawn += glyphs.line(line, (indent, y), height)
            wide = max(wide, indent + glyphs.width(line, height))
            y -= pitch
        groups.append(_group(drawn))
        y -= _BETWEEN * height
    return NotesBlock(groups=tuple(groups), width=wide, height=total)


def _group(primitives: Sequence[Primitive]) -> Group:
    return Group(layer="notes", primitives=tuple(primitives))  # type: ignore[arg-type]


def _lines(text: str, room: float, height: float) -> Iterator[str]:
    """Yield the text in lines; a word that is wider than the room is broken between characters."""
    for paragraph in text.splitlines():
        for line in broken(paragraph, room, height):
            rest = line
            while glyphs.width(rest, height) > room and len(rest) > 1:
                kept = next(
                    n for n in range(len(rest) - 1, 0, -1)
                    if n == 1 or glyphs.width(rest[:n], height) <= room
                )  # fmt: skip
                yield rest[:kept]
                rest = rest[kept:]
            yield rest
