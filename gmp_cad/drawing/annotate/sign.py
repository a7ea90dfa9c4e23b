"""The sign of a surface texture as a block: what it takes, before its place is known (ISO 21920-1)."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.layout.item import Area
from gmp_cad.drawing.primitives import Box, Primitive, extent

_CLEAR = 1.0  # over the line that the sign stands on
_OVER = 0.2


@dataclass(frozen=True, slots=True)
class TextureSign:
    """A texture as the specification writes it on a surface; ``box``: of its sign at the origin."""

    text: str
    key: str
    box: Box

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


def sign_of(texture: str, on: str) -> TextureSign:
    """Return the sign of a texture; ``on``: the surface that it belongs to."""
    upright = symbols.texture((0.0, 0.0), texture)
    return TextureSign(texture, f"textures.{on}", extent(upright))
