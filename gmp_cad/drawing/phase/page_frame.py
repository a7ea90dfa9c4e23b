"""Views and text of a sketch set in the frame that a page leaves to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gmp_cad.drawing.layout.arrangement import CLEAR, Block, arranged
from gmp_cad.drawing.phase.elsewhere import referred
from gmp_cad.drawing.phase.laid_view import LaidViews
from gmp_cad.drawing.phase.room import Taken, room
from gmp_cad.drawing.primitives import Box, Group, extent, grow, moved_group
from gmp_cad.drawing.view import FIRST_ANGLE, View
from gmp_cad.evidence import Projection

INSET = 3.0
_LEAST_AROUND = 9.0  # what is written around a view takes this at least


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """The frame of a sketch on a sheet (``A4``, ``A3``), mm; ``instead_of``: the sheet asked for."""

    sheet: str
    width: float
    height: float
    instead_of: str = ""

    def space(self, zoom: float) -> Box:
        """Return where things may stand, in the mm in which they are laid out."""
        return grow((0.0, 0.0, self.width / zoom, self.height / zoom), -INSET / zoom)

    def may_hold(self, projections: Sequence[Projection], ratio: float, free: int | None) -> bool:
        """Tell whether the bare views fit at a ratio; the view ``free`` stands elsewhere."""
        blocks = [
            Block(
                box=grow(_scaled(one.box_mm, ratio), _LEAST_AROUND),
                slot=None if number == free else FIRST_ANGLE[one.name],
            )
            for number, one in enumerate(projections)
        ]
        shifts = arranged(blocks, self.space(1.0), ())
        return shifts is not None and None not in shifts


def placed(
    laid: LaidViews, text: tuple[Group, ...], space: Box, free: int | None
) -> tuple[Group, ...] | None:
    """Return views and text in the space, clear of each other; None where they do not fit.

    The view ``free`` stands where there is room, with a reference arrow at the front view.
    """
    parts = list(laid.groups)
    if free is not None:
        parts[0], parts[free] = referred(
            (laid.views[0], parts[0]), (laid.views[free], parts[free]), "A"
        )
    blocks = [
        Block(box=extent(groups), slot=None if number == free else view.planned.slot)
        for number, (view, groups) in enumerate(zip(laid.views, parts, strict=True))
    ]
    if text:
        blocks.append(Block(box=extent(text)))
        parts.append(text)
    shifts = arranged(blocks, space, ())
    if shifts is None or None in shifts:
        return None
    return tuple(
        moved_group(group, *shift)
        for groups, shift in zip(parts, shifts, strict=True)
        if shift is not None
        for group in groups
    )


Margins = tuple[float, float, float, float]  # at the left, below, at the right, above


def margins_of(laid: LaidViews) -> tuple[Margins, ...]:
    """Return how far what is written reaches around each bare view."""
    found = []
    for view, groups in zip(laid.views, laid.groups, strict=True):
        x0, y0, x1, y1 = view.box
        a0, b0, a1, b1 = extent(groups)
        found.append((x0 - a0, y0 - b0, a1 - x1, b1 - y1))
    return tuple(found)


def room_within(
    views: Sequence[View],
    margins: Sequence[Margins],
    texts: Sequence[tuple[Group, ...]],
    space: Box,
    free: int | None,
) -> tuple[float, tuple[Box, ...]]:
    """Return by what share of its ``margins`` each view may be written around, and where that ends.

    The text stands in a corner, beside the views, or below them: where most room is left.
    """
    last = max(view.planned.slot[0] for view in views if view.planned.slot) + 1
    taken = [
        Taken(
            slot=(last, 0) if number == free else view.planned.slot or (0, 0),
            body=view.box,
            box=(view.box[0] - left, view.box[1] - low, view.box[2] + right, view.box[3] + high),
        )
        for number, (view, (left, low, right, high)) in enumerate(zip(views, margins, strict=True))
    ]
    wide, tall = space[2] - space[0], space[3] - space[1]
    sizes = [(wide, tall)] if not any(texts) or (len(views) > 1 and free is None) else []
    for text in filter(None, texts):
        x0, y0, x1, y1 = extent(text)
        sizes += [(wide - (x1 - x0) - 2 * CLEAR, tall), (wide, tall - (y1 - y0) - 2 * CLEAR)]
    return max((room(taken, size) for size in sizes), key=lambda one: round(one[0], 6))


def _scaled(box: Box, ratio: float) -> Box:
    x0, y0, x1, y1 = box
    return (x0 * ratio, y0 * ratio, x1 * ratio, y1 * ratio)
