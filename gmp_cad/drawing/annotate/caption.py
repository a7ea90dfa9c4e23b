"""What is written on a dimension line or shelf: balloon, texts, frames under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.balloon import BALLOON_ROOM, balloon
from gmp_cad.drawing.annotate.frames import Stack
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.sign import TextureSign, sign_of
from gmp_cad.drawing.annotate.style import (
    ABOVE,
    BALLOON_RADIUS,
    BOX_SIDE,
    LINE_PITCH,
    TEXT,
)
from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.layout.item import Area
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Group, Polygon, Primitive

_BALLOON_FOOT = 0.3
_SIGN_GAP = 1.5
_TIMES = "× "  # after the number of places


@dataclass(frozen=True, slots=True)
class Caption:
    """The texts of a callout as a block that stands on a line: its size is known before its place."""

    callout: Callout
    width: float
    height: float
    indent: float
    stack: Stack
    sign: TextureSign | None = None

    @property
    def key(self) -> str:
        """The line of the specification."""
        return f"dimensions.{self.callout.line}"

    @property
    def also(self) -> tuple[str, ...]:
        """The keys of the other lines that it says."""
        return tuple(f"dimensions.{line}" for line, _ in self.callout.also)

    @property
    def rise(self) -> float:
        """How far texts and signs rise over the line, mm."""
        return max(self.height, self.sign.box[3] if self.sign else 0.0)

    def areas(self, axes: Axes) -> tuple[Area, ...]:
        """Return what the block takes, its lower left corner on the line at the origin."""
        if self.sign is None:
            return (axes.box(0.0, _BALLOON_FOOT, self.width, self.height),)
        texts = axes.box(0.0, _BALLOON_FOOT, self.width - self.sign.width - _SIGN_GAP, self.height)
        return (texts, self.sign.area(self._sign_axes(axes, self.sign)))

    def _sign_axes(self, axes: Axes, sign: TextureSign) -> Axes:
        return axes.moved(self.width - sign.box[2], 0.0)

    def written(self, axes: Axes) -> tuple[Primitive, ...]:
        """Return the texts, the block's lower left corner on the line at the origin."""
        found: list[Primitive] = []
        texts = _worded(self.callout)
        side = BOX_SIDE if self.callout.boxed else 0.0
        for i, text in enumerate(texts):
            foot = axes.at(self.indent + side, ABOVE + side / 2 + (len(texts) - 1 - i) * LINE_PITCH)
            found += glyphs.line(text, foot, TEXT, "start", axes.angle_deg)
        if self.callout.boxed:
            high = ABOVE + BOX_SIDE + TEXT + 0.6 + (len(texts) - 1) * LINE_PITCH
            beside = self.sign.width + _SIGN_GAP if self.sign else 0.0
            before = self.indent + _unboxed(self.callout)
            corners = axes.box(before, 0.5, self.width - beside, high)
            found.append(Polygon(points=corners, pen=NARROW_LINE))
        return tuple(found)

    def signs(self, axes: Axes) -> tuple[Group, ...]:
        """Return what belongs to layers of its own: the balloon before the text, the texture after."""
        if self.sign is None:
            return self._balloon(axes)
        place = self._sign_axes(axes, self.sign)
        drawn = grouped("texture", self.sign.draw(place), self.sign.key)
        return (*self._balloon(axes), drawn, *self.sign.balloon(place))

    def _balloon(self, axes: Axes) -> tuple[Group, ...]:
        lift = (len(self.callout.texts) - 1) * LINE_PITCH
        height = _BALLOON_FOOT + BALLOON_RADIUS + lift
        return tuple(
            balloon(number, axes.at(BALLOON_RADIUS + i * BALLOON_ROOM, height), key)
            for i, (key, number) in enumerate(self._numbers())
        )

    def _numbers(self) -> Iterator[tuple[str, str]]:
        """Yield key and number of each balloon."""
        if self.callout.balloon:
            yield self.key, self.callout.balloon
            yield from zip(self.also, (number for _, number in self.callout.also), strict=True)


def _worded(callout: Callout) -> tuple[str, ...]:
    """Return the lines of text, the label before the first."""
    first = f"{callout.label}  " if callout.label else ""
    return tuple(first * (i == 0) + text for i, text in enumerate(callout.texts))


def _unboxed(callout: Callout) -> float:
    """Return the width of ``4× `` or a label before a size: it stands before the box (ISO 129-1)."""
    first = _worded(callout)[0] if callout.texts else ""
    count, times, _ = callout.texts[0].partition(_TIMES) if callout.texts else ("", "", "")
    boxed = len(callout.texts[0]) - len(count + times) * bool(times) if first else 0
    return glyphs.width(first[: len(first) - boxed], TEXT) if boxed < len(first) else 0.0


def caption_of(callout: Callout) -> Caption:
    """Return the block of a callout's texts."""
    indent = (1 + len(callout.also)) * BALLOON_ROOM if callout.balloon else 0.0
    sides = 2 * BOX_SIDE if callout.boxed else 0.0
    wide = max((glyphs.width(text, TEXT) for text in _worded(callout)), default=0.0)
    height = ABOVE + TEXT * 1.15 + (len(callout.texts) - 1) * LINE_PITCH
    if callout.boxed:
        height += BOX_SIDE
    if callout.balloon:
        top = _BALLOON_FOOT + 2 * BALLOON_RADIUS + (len(callout.texts) - 1) * LINE_PITCH
        height = max(height, top)
    stack = Stack(callout.frames, callout.datum if callout.frames else "")
    sign = sign_of(callout.texture, callout.line) if callout.texture else None
    beside = sign.width + _SIGN_GAP if sign else 0.0
    return Caption(callout, indent + wide + sides + beside, height, indent, stack, sign)


def gathered(groups: Iterable[tuple[Group, ...]]) -> tuple[Group, ...]:
    """Return the groups of several parts of a drawing one after the other."""
    return tuple(group for part in groups for group in part)
