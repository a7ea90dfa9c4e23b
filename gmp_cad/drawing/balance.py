"""How a finished drawing fills its sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gmp_cad.drawing.ink import SHEET_LAYERS, Ink
from gmp_cad.drawing.primitives import Box, Drawing, Group, Point, Polygon, Primitive, box_of

_CELL = 5.0  # mm
_BLACKNESS = 0.2  # of the box of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How the free space, inside the frame without title block and lists, is used.

    ``filled``: the share of it that lies in the box of something drawn. ``centre_of_ink``,
    ``centre_of_space``: sheet mm. ``off_centre``: their distance as a share of half the diagonal of
    the drawing space.
    """

    filled: float
    centre_of_ink: Point
    centre_of_space: Point
    off_centre: float


def space_of(drawing: Drawing) -> Box:
    """Return the drawing space: inside the smallest large rectangle of the frame, or the sheet."""
    sheet = (0.0, 0.0, drawing.width, drawing.height)
    frames = [
        box_of(inner)
        for group in drawing.primitives
        if isinstance(group, Group) and group.layer == "frame"
        for inner in group.primitives
        if isinstance(inner, Polygon)
    ]
    large = [
        box
        for box in frames
        if box[2] - box[0] > drawing.width / 2 and box[3] - box[1] > drawing.height / 2
    ]
    return min([*large, sheet], key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))


def balance_of(drawing: Drawing, ink: Ink) -> Balance:
    """Return how the drawing fills its sheet."""
    space = space_of(drawing)
    boxes = [(_layer(primitive), box_of(primitive)) for primitive in drawing.primitives]
    x, y = np.meshgrid(_middles(space[0], space[2]), _middles(space[1], space[3]))
    taken, filled = np.zeros(x.shape, dtype=bool), np.zeros(x.shape, dtype=bool)
    for layer, (x0, y0, x1, y1) in boxes:
        inside = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
        if layer in SHEET_LAYERS:
            taken |= inside & (layer != "frame")
        else:
            filled |= inside
    free = ~taken if (~taken).any() else np.ones_like(taken)
    middle = (float(x[free].mean()), float(y[free].mean()))
    centre = _centre_of_ink(ink) or middle
    reach = math.dist(space[:2], space[2:]) / 2
    return Balance(
        filled=round(float((filled & free).sum() / free.sum()), 3),
        centre_of_ink=(round(centre[0], 1), round(centre[1], 1)),
        centre_of_space=(round(middle[0], 1), round(middle[1], 1)),
        off_centre=round(math.dist(centre, middle) / reach, 3),
    )


def _layer(primitive: Primitive) -> str:
    return primitive.layer if isinstance(primitive, Group) else ""


def _middles(low: float, high: float) -> NDArray[np.float64]:
    """Return the middles of the cells of one direction."""
    count = max(1, round((high - low) / _CELL))
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _centre_of_ink(ink: Ink) -> Point | None:
    """Return the centre of all lines and texts of the free space, by the ink that they take."""
    ours = np.array([owner.layer not in SHEET_LAYERS for owner in ink.owners])
    weights, centres = [], []
    for marks, weight in (
        (ink.lines, 2 * ink.half_widths * shapely.length(ink.lines.shapes)),
        (ink.texts, _BLACKNESS * shapely.area(ink.texts.shapes)),
    ):
        kept = ours[marks.owners]
        weights.append(weight[kept])
        centres.append(shapely.get_coordinates(shapely.centroid(marks.shapes[kept])))
    weight, centre = np.concatenate(weights), np.concatenate(centres)
    if weight.sum() <= 0:
        return None
    x, y = (weight @ centre) / weight.sum()
    return (float(x), float(y))
