"""Tolerance frames stacked upon each other, with a datum sign (ISO 1101, ISO 5459)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.balloon import BALLOON_ROOM, balloon
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.style import BALLOON_GAP, BALLOON_RADIUS, FRAME_HEIGHT, SMALL
from gmp_cad.drawing.annotation import Frame
from gmp_cad.drawing.layout.item import Area
from gmp_cad.drawing.pens import BLACK, NARROW_LINE, Pen
from gmp_cad.drawing.primitives import WHITE, Group, Point, Polygon, Polyline, Primitive

_BESIDE = 1.4 * SMALL  # a line of text above or below a frame
_STEM = 3.6
_TRIANGLE = 2.6
_HALF_BASE = 1.6
_BALLOON = FRAME_HEIGHT / 2 - 0.1  # radius: those of stacked frames do not meet
_ON_ITS_LINE = 0.5  # mm: the triangle stands on a line, which is not in its way


@dataclass(frozen=True, slots=True)
class Stack:
    """Frames, the first on top, and the letter of a datum that hangs on the lowest one.

    Each frame has its balloon at its right end; ``leading``: before it, where a leader comes to that
    end.
    """

    frames: tuple[Frame, ...]
    datum: str = ""
    leading: bool = False

    @property
    def width(self) -> float:
        """Width of the widest frame or text with its balloon, mm."""
        return max((_width(frame) + _room(frame) for frame in self.frames), default=0.0)

    @property
    def height(self) -> float:
        """Height of the frames with the texts beside them, without the datum, mm."""
        return sum(_height(frame) for frame in self.frames)

    @property
    def depth(self) -> float:
        """Height of all, the datum under the frames too, mm."""
        return self.height + (_STEM + FRAME_HEIGHT if self.datum else 0.0)

    def areas(self, axes: Axes) -> tuple[Area, ...]:
        """Return what it takes, its upper left corner at the origin."""
        if not self.frames:
            return ()
        areas = [axes.box(0.0, -self.height, self.width, 0.0)]
        if self.datum:
            areas.append(_hung_area(self._hook(axes), _downward(axes)))
        return tuple(areas)

    def joint(self) -> float:
        """Return how far under the upper edge the middle of the first frame lies, mm."""
        first = self.frames[0]
        return (_BESIDE if first.above else 0.0) + FRAME_HEIGHT / 2

    def draw(self, axes: Axes) -> tuple[Group, ...]:
        """Return the frames, their upper left corner at the origin."""
        found: list[Group] = []
        numbered: list[Group] = []
        v = 0.0
        for frame in self.frames:
            key = f"tolerances.{frame.line}" if frame.line else ""
            place = axes.moved(_room(frame) if self.leading else 0.0, v)
            found.append(grouped("tolerances", tuple(_drawn(frame, place)), key=key))
            numbered += self._numbered(frame, place, key)
            v -= _height(frame)
        if self.datum and self.frames:
            found.append(hung(self._hook(axes), _downward(axes), self.datum))
        return (*found, *numbered)

    def _numbered(self, frame: Frame, place: Axes, key: str) -> Iterator[Group]:
        """Yield the balloon of a frame whose upper left corner is at ``place``."""
        if frame.balloon:
            aside = BALLOON_GAP + BALLOON_RADIUS
            u = -aside if self.leading else _row_width(frame) + aside
            v = -(_BESIDE if frame.above else 0.0) - FRAME_HEIGHT / 2
            yield balloon(frame.balloon, place.at(u, v), key, _BALLOON)

    def _hook(self, axes: Axes) -> Point:
        low = -self.height + (_BESIDE if self.frames[-1].below else 0.0)
        indent = _room(self.frames[-1]) if self.leading else 0.0
        return axes.at(indent + FRAME_HEIGHT / 2, low)


def _downward(axes: Axes) -> Point:
    return (-axes.up[0], -axes.up[1])


def hung(
    foot: Point, direction: Point, letter: str, stem: float = _STEM, turn: Sequence[Point] = ()
) -> Group:
    """Return a datum sign: triangle on ``foot``, letter in its box ``stem`` mm away.

    ``turn``: a knee of the stem, and the middle of the box, where the stem does not run straight.
    """
    dx, dy = direction
    base = (
        (foot[0] - dy * _HALF_BASE, foot[1] + dx * _HALF_BASE),
        (foot[0] + dy * _HALF_BASE, foot[1] - dx * _HALF_BASE),
    )
    middle = turn[-1] if turn else symbols.along(foot, direction, stem + FRAME_HEIGHT / 2)
    corner = (middle[0] - FRAME_HEIGHT / 2, middle[1] - FRAME_HEIGHT / 2)
    tip = symbols.along(foot, direction, _TRIANGLE)
    return grouped(
        "datums",
        (
            Polyline(points=(foot, *turn[:-1], middle), pen=NARROW_LINE),
            Polygon(points=(*base, tip), pen=Pen(0.1), fill=BLACK),
            symbols.rectangle(corner, FRAME_HEIGHT, FRAME_HEIGHT, NARROW_LINE, WHITE),
            *glyphs.line(letter, (middle[0], middle[1] - SMALL / 2), SMALL, "middle"),
        ),
        key=f"datums.{letter}",
    )


def datum_areas(foot: Point, direction: Point, stem: float = _STEM) -> tuple[Area, ...]:
    """Return what a straight datum sign takes: its triangle and its box."""
    (x, y), (dx, dy) = foot, direction
    base = ((x - dy * 1.6, y + dx * 1.6), (x + dy * 1.6, y - dx * 1.6))
    tip = symbols.along(foot, direction, _TRIANGLE)
    start = tuple(symbols.along(p, direction, _ON_ITS_LINE) for p in base)
    return ((*start, tip), boxed_letter(symbols.along(foot, direction, stem + FRAME_HEIGHT / 2)))


def boxed_letter(middle: Point) -> Area:
    """Return the area of the box of a datum's letter."""
    half = FRAME_HEIGHT / 2
    return Axes(middle).box(-half, -half, half, half)


def _hung_area(foot: Point, direction: Point) -> Area:
    axes = Axes(foot, direction)
    half = FRAME_HEIGHT / 2
    return axes.box(0.0, -half, _STEM + FRAME_HEIGHT, half)


def _cells(frame: Frame) -> list[tuple[str, float]]:
    texts = (frame.symbol, frame.value, *frame.datums)
    return [(t, max(FRAME_HEIGHT, glyphs.width(t, SMALL) + SMALL)) for t in texts]


def _room(frame: Frame) -> float:
    return BALLOON_ROOM if frame.balloon else 0.0


def _row_width(frame: Frame) -> float:
    return sum(width for _, width in _cells(frame))


def _width(frame: Frame) -> float:
    beside = (glyphs.width(text, SMALL) for text in (frame.above, frame.below))
    return max(_row_width(frame), *beside)


def _height(frame: Frame) -> float:
    return FRAME_HEIGHT + _BESIDE * (bool(frame.above) + bool(frame.below))


def _drawn(frame: Frame, axes: Axes) -> Iterator[Primitive]:
    """Yield a frame with its texts, the upper left corner at the origin."""
    angle = axes.angle_deg
    top = -_BESIDE if frame.above else 0.0
    low = top - FRAME_HEIGHT
    if frame.above:
        yield from glyphs.line(frame.above, axes.at(0.0, top + 0.8), SMALL, "start", angle)
    u = 0.0
    for text, width in _cells(frame):
        yield Polygon(points=axes.box(u, low, u + width, top), pen=NARROW_LINE, fill=WHITE)
        foot = axes.at(u + width / 2, low + (FRAME_HEIGHT - SMALL) / 2)
        yield from glyphs.line(text, foot, SMALL, "middle", angle)
        u += width
    if frame.below:
        yield from glyphs.line(frame.below, axes.at(0.0, low - SMALL - 0.7), SMALL, "start", angle)
