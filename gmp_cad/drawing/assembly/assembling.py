"""The order in which an assembly is put together: its fasteners as soon as they can go in.

The exploded view puts all parts together before the fasteners. Here each fastener follows the last
part that it fastens, unless a part that comes later could then no longer go in along its way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from gmp_cad.drawing.assembly.explosion import Move, item_of
from gmp_cad.drawing.assembly.freedom import Body, body_of, boxes_meet, touch
from gmp_cad.drawing.assembly.placed import Box3, PlacedPart
from gmp_cad.evidence import Vector

# Parts that bear on each other share their faces, no more.
_SHARED_MM = 0.01


def assembling_order(
    parts: Sequence[PlacedPart], moves: Sequence[Move], partners: Mapping[str, frozenset[str]]
) -> tuple[Move, ...]:
    """Return the moves of an exploded view in the order of assembling.

    ``partners``: the items that each item is fitted or joined with, which must be there before it.
    """
    bodies = {part.name: body_of(part) for part in parts}
    order = [move for move in moves if not bodies[move.part].part.fastener]
    placed: dict[int, list[Move]] = {}
    fasteners = [move for move in moves if bodies[move.part].part.fastener]
    for item, found in groupby(fasteners, key=lambda move: item_of(move.part)):
        group = list(found)
        own = [bodies[move.part] for move in group]
        first = _earliest(order, own, partners.get(item, frozenset()), bodies)
        place = next(k for k in range(first, len(order) + 1) if _passes(order, k, own, bodies))
        placed.setdefault(place, []).extend(group)
    return tuple(
        move for k in range(len(order) + 1) for move in (*placed.get(k, ()), *order[k : k + 1])
    )


def _earliest(
    order: Sequence[Move], own: Sequence[Body], partners: frozenset[str], bodies: Mapping[str, Body]
) -> int:
    """Return how many parts must be there: all that the fasteners touch or are joined with."""
    wanted = [
        k
        for k, move in enumerate(order, start=1)
        if item_of(move.part) in partners or any(touch(body, bodies[move.part]) for body in own)
    ]
    return max(wanted, default=len(order))


def _passes(
    order: Sequence[Move], place: int, own: Sequence[Body], bodies: Mapping[str, Body]
) -> bool:
    """Tell whether every part after ``place`` still goes in along its way past the fasteners.

    By boxes: what its box sweeps over, coming in from outside, must not meet theirs.
    """
    for move in order[place:]:
        swept = _swept(bodies[move.part].part.box, move.way)
        if any(boxes_meet(swept, body.part.box, -_SHARED_MM) for body in own):
            return False
    return True


def _swept(box: Box3, way: Vector) -> Box3:
    """Return the box of a part with all that lies before it along its way."""
    x0, y0, z0 = (-math.inf if way[k] < 0 else box[k] for k in range(3))
    x1, y1, z1 = (math.inf if way[k] > 0 else box[k + 3] for k in range(3))
    return (x0, y0, z0, x1, y1, z1)
