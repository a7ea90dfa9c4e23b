"""Texts in the room that they have: reduced to a height of ISO 3098, broken, cut at last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.drawing import glyphs, lettering
from gmp_cad.drawing.pens import BLACK
from gmp_cad.drawing.primitives import Anchor, Box, Point, Primitive
from gmp_cad.standards import sheets

PITCH = 1.4  # of the lines of a text, by their height (ISO 3098-1)
ELLIPSIS = "…"
_SEPARATOR = " · "
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A text as it is written: its lines, their height (mm), and whether its end is lost."""

    lines: tuple[str, ...]
    height: float
    cut: bool = False

    @property
    def depth(self) -> float:
        """Height of all the lines, with accents and descenders, mm."""
        return depth_of(len(self.lines), self.height)


def depth_of(lines: int, height: float) -> float:
    """Return the height in mm that so many lines take, accents and descenders counted."""
    return height * (lettering.ASCENT + lettering.DESCENT + PITCH * (lines - 1)) if lines else 0.0


def fitted(text: str, room: Point, height: float, most: int = 1) -> Fitted:
    """Return the text as it fits into ``room`` (width, height in mm).

    Of the heights of ISO 3098-1 that do not exceed ``height``, the largest at which the text fits
    on one line, or on at most ``most``; at the least height the end gives way to an ellipsis.
    """
    width, depth = room
    heights = [h for h in sheets.lettering_heights() if h < height]
    for size in (height, *reversed(heights)):
        for count in range(1, most + 1):
            if depth_of(count, size) > depth + _ROUNDING:
                break
            lines = broken(text, width, size)
            if len(lines) <= count and all(glyphs.width(x, size) <= width for x in lines):
                return Fitted(lines=lines, height=size)
    least = min([height, *heights])
    counts = (n for n in range(most, 0, -1) if depth_of(n, least) <= depth + _ROUNDING)
    return Fitted(lines=_cut(text, width, least, next(counts, 0)), height=least, cut=True)


def broken(text: str, width: float, height: float) -> tuple[str, ...]:
    """Return the text in lines of at most ``width`` mm, cut between its parts or its words.

    Where dots separate parts that all fit, the lines are cut there and the dot is left out. A word
    longer than the width stands on a line of its own.
    """
    parts = text.split(_SEPARATOR)
    if len(parts) > 1 and all(glyphs.width(part, height) <= width for part in parts):
        return tuple(_filled(parts, _SEPARATOR, width, height))
    return tuple(_filled(text.split(), " ", width, height))


def _filled(parts: Sequence[str], separator: str, width: float, height: float) -> Iterator[str]:
    line: list[str] = []
    for part in parts:
        if line and glyphs.width(separator.join([*line, part]), height) > width:
            yield separator.join(line)
            line = []
        line.append(part)
    if line:
        yield separator.join(line)


def _cut(text: str, width: float, height: float, most: int) -> tuple[str, ...]:
    """Return the first ``most`` lines of a text that is too long; the last one ends with …."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most:
        taken = 1
        while taken < len(rest) and glyphs.width(" ".join(rest[: taken + 1]), height) <= width:
            taken += 1
        line = " ".join(rest[:taken])
        if glyphs.width(line, height) > width or len(lines) == most - 1:
            return (*lines, _ended(" ".join(rest), width, height))
        lines.append(line)
        rest = rest[taken:]
    return tuple(lines)


def _ended(text: str, width: float, height: float) -> str:
    """Return as many characters as fit before an ellipsis; nothing where not even it fits."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if glyphs.width(text[:middle].rstrip() + ELLIPSIS, height) <= width:
            low = middle
        else:
            high = middle - 1
    ended = text[:low].rstrip() + ELLIPSIS
    return ended if glyphs.width(ended, height) <= width else ""


def written(text: Fitted, box: Box, align: str = "left") -> Iterator[Primitive]:
    """Yield the lines in the middle of the height of ``box``, aligned left, middle or right."""
    x0, y0, x1, y1 = box
    anchors: dict[str, tuple[Anchor, float]] = {
        "left": ("start", x0), "middle": ("middle", (x0 + x1) / 2), "right": ("end", x1),
    }  # fmt: skip
    anchor, x = anchors[align]
    first = (y0 + y1 + text.depth) / 2 - lettering.ASCENT * text.height
    for i, line in enumerate(text.lines):
        place = (x, first - i * PITCH * text.height)
        yield from glyphs.line(line, place, text.height, anchor, 0.0, BLACK)
