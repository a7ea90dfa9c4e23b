"""How far what is written may reach around each view, so that all views fit in their frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.drawing.layout.arrangement import CLEAR
from gmp_cad.drawing.layout.item import Area, area_of
from gmp_cad.drawing.primitives import Box

_FAR = 1000.0
_ONE_SIGN = 16.0  # mm as laid out, that a clamp or the first dimension takes beside a view


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A view as it was laid out: its column and row, its bare box and the box of all that it bears."""

    slot: tuple[int, int]
    body: Box
    box: Box


def room(views: Sequence[Taken], size: tuple[float, float]) -> tuple[float, tuple[Box, ...]]:
    """Return by what share of its margins each view may be written around, and where that ends.

    ``size``: width and height for all views. The share is 1 or more where they fit as they are,
    and below 0 where not even the bare views do.
    """
    across = _bands(views, 0, size[0])
    upward = _bands(views, 1, size[1])
    share = min(across.share, upward.share)
    boxes = []
    for one in views:
        x0, x1 = across.reach[one.slot[0]]
        y0, y1 = upward.reach[one.slot[1]]
        boxes.append((x0, y0, x1, y1))
    return share, tuple(boxes)


@dataclass(frozen=True, slots=True)
class _Bands:
    share: float
    reach: Mapping[int, tuple[float, float]]


def _bands(views: Sequence[Taken], axis: int, available: float) -> _Bands:
    """Share the room of one direction out among columns (axis 0) or rows (axis 1)."""
    bodies: dict[int, tuple[float, float]] = {}
    boxes: dict[int, tuple[float, float]] = {}
    for one in views:
        for found, box in ((bodies, one.body), (boxes, one.box)):
            low, high = found.get(one.slot[axis], (_FAR, -_FAR))
            found[one.slot[axis]] = (min(low, box[axis]), max(high, box[axis + 2]))
    bare = sum(high - low for low, high in bodies.values())
    around = sum(high - low for low, high in boxes.values()) - bare
    left = available - bare - CLEAR * (len(bodies) - 1)
    share = left / around if around > 0 else (1.0 if left >= 0 else -1.0)
    margins = {
        key: (low - boxes[key][0], boxes[key][1] - high) for key, (low, high) in bodies.items()
    }
    sides = [side for both in margins.values() for side in both]
    reach = {}
    for key, (low, high) in bodies.items():
        below, above = (_kept(side, sides, left) for side in margins[key])
        reach[key] = (-_FAR, _FAR) if share >= 1.0 else (low - below, high + above)
    return _Bands(share, reach)


def _kept(side: float, sides: Sequence[float], left: float) -> float:
    """Return how much of a margin stays when all of them share what is left.

    What one sign needs goes first; where not even that is left, all get smaller alike.
    """
    first = sum(min(one, _ONE_SIGN) for one in sides)
    if left < first:
        return side * left / sum(sides)
    rest = sum(sides) - first
    own = min(side, _ONE_SIGN)
    return own + ((side - own) * (left - first) / rest if rest > 0 else 0.0)


def walls(box: Box) -> tuple[Area, ...]:
    """Return areas that nothing may enter, all around a box."""
    x0, y0, x1, y1 = box
    far = 2 * _FAR
    sides = (
        (-far, -far, x0, far), (x1, -far, far, far), (-far, -far, far, y0), (-far, y1, far, far),
    )  # fmt: skip
    return tuple(area_of(side) for side in sides if side[0] < side[2] and side[1] < side[3])
