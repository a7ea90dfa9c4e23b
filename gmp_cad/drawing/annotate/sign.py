"""The sign of a surface texture as a block: what it takes, before its place is known (ISO 21920-1)."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.balloon import BALLOON_ROOM, balloon
from gmp_cad.drawing.annotate.style import BALLOON_RADIUS
from gmp_cad.drawing.layout.item import Area
from gmp_cad.drawing.primitives import Box, Group, Primitive, extent

_CLEAR = 1.0  # over the line that the sign stands on
_OVER = 0.2


@dataclass(frozen=True, slots=True)
class TextureSign:
    """A texture as the specification writes it on a surface.

    ``box``: of its sign at the origin, with the balloon beside it; ``number``: of the balloon.
    """

    text: str
    key: str
    box: Box
    number: str = ""

    @property
    def width(self) -> float:
        """Width of the sign, mm."""
        return self.box[2] - self.box[0]

    def area(self, axes: Axes) -> Area:
        """Return what the sign takes, its foot at the origin."""
        x0, _, x1, y1 = self.box
        return axes.box(x0, _CLEAR, x1, y1 + _OVER)

    def draw(self, axes: Axes) -> tuple[Primitive, ...]:
        """Return the sign, its foot at the origin."""
        return symbols.texture(axes.origin, self.text, axes.up)

    def balloon(self, axes: Axes) -> tuple[Group, ...]:
        """Return the balloon at the end of the sign, its foot at the origin; none without a number."""
        if not self.number:
            return ()
        height = min(self.box[3] / 2, self.box[3] - BALLOON_RADIUS) + _CLEAR / 2
        centre = axes.at(self.box[2] - BALLOON_RADIUS, height)
        return (balloon(self.number, centre, self.key),)


def sign_of(texture: str, on: str, number: str = "") -> TextureSign:
    """Return the sign of a texture; ``on``: the surface that it belongs to, ``number``: its balloon."""
    x0, y0, x1, y1 = extent(symbols.texture((0.0, 0.0), texture))
    room = BALLOON_ROOM if number else 0.0
    return TextureSign(texture, f"textures.{on}", (x0, y0, x1 + room, y1), number)
