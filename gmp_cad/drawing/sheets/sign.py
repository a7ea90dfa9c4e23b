"""A drawn sign that takes the place of a text, in a cell or in a line."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.drawing.primitives import (
    Box,
    Point,
    Primitive,
    Text,
    extent,
    moved,
    plain,
    zoomed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Primitives about an origin of their own (mm)."""

    primitives: tuple[Primitive, ...]

    @property
    def box(self) -> Box:
        """The room that the sign takes about its origin."""
        return extent(self.primitives)

    @property
    def least(self) -> float | None:
        """The least height of its lettering, mm; None without any."""
        texts = (item for item in plain(self.primitives) if isinstance(item, Text))
        return min((text.height for text in texts), default=None)

    def within(self, room: Point) -> Sign:
        """Return the sign made smaller, as far as it must be to fit into (width, height) mm."""
        x0, y0, x1, y1 = self.box
        factor = min(1.0, max(room[0], 0.0) / (x1 - x0), max(room[1], 0.0) / (y1 - y0))
        return self if factor == 1.0 else Sign(primitives=zoomed(self.primitives, factor))

    def placed(self, box: Box, align: str) -> tuple[Primitive, ...]:
        """Return the primitives in the middle of the height of ``box``, aligned as texts are."""
        x0, y0, x1, y1 = self.box
        free = box[2] - box[0] - (x1 - x0)
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
        dx = box[0] + share * free - x0
        return moved(self.primitives, dx, (box[1] + box[3]) / 2 - (y0 + y1) / 2)
