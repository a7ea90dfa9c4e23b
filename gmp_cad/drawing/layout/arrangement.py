"""Views on a sheet: those in projection stay in line, the others go where there is room.

Sheet millimetres, x to the right, y up, from the sheet's lower left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.drawing.primitives import Box, Point

CLEAR = 8.0  # between two views with all that is written on them
_MOST = 45.0  # between two views: farther apart they are no longer read together
_SHARES = tuple(i / 10 for i in range(11))
_STEP = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A view with all its annotations: its box in its own paper mm.

    ``slot``: column and row from the front view, rows upward; None for a view that stands freely.
    """

    box: Box
    slot: tuple[int, int] | None = None


def arranged(
    blocks: Sequence[Block], space: Box, kept: Sequence[Box]
) -> tuple[Point | None, ...] | None:
    """Return the shift of each block into ``space``, clear of each other and of ``kept``.

    Blocks of one column get one shift along x, those of one row one along y, so that the views
    stay in projection. None when those do not fit; a free block for which no room is left has
    None as its shift.
    """
    lined = [(i, block) for i, block in enumerate(blocks) if block.slot is not None]
    best: tuple[float, dict[int, Point]] | None = None
    columns, rows = _bands(lined, 0), _bands(lined, 1)
    ways_y = list(_spread(rows, space[1], space[3]))
    for cost_x, shifts_x in _spread(columns, space[0], space[2]):
        for cost_y, shifts_y in ways_y:
            cost = cost_x + cost_y
            if best is not None and cost >= best[0]:
                continue
            shifts = {i: (shifts_x[b.slot[0]], shifts_y[b.slot[1]]) for i, b in lined if b.slot}
            if all(_clear(shifted(b.box, shifts[i]), kept) for i, b in lined):
                best = cost, shifts
    if best is None:
        return None
    return _with_free(blocks, best[1], space, kept)


def _bands(lined: Sequence[tuple[int, Block]], axis: int) -> dict[int, tuple[float, float]]:
    """Return what each column (axis 0) or row (axis 1) spans, in order."""
    found: dict[int, tuple[float, float]] = {}
    for _, block in lined:
        assert block.slot is not None
        key, low, high = block.slot[axis], block.box[axis], block.box[axis + 2]
        if key in found:
            low, high = min(low, found[key][0]), max(high, found[key][1])
        found[key] = (low, high)
    return dict(sorted(found.items()))


def _spread(
    bands: Mapping[int, tuple[float, float]], low: float, high: float
) -> Iterator[tuple[float, dict[int, float]]]:
    """Yield (cost, shift of each band): evenly spread first, then closer and to either side."""
    free = high - low - sum(b - a for a, b in bands.values())
    inner = len(bands) - 1
    if free < inner * CLEAR:
        return
    even = free / (inner + 2)
    gaps = [CLEAR + share * (min(max(even, CLEAR), _MOST) - CLEAR) for share in (1.0, 0.5, 0.0)]
    for gap in dict.fromkeys(gaps):
        rest = free - inner * gap
        if rest < 0:
            continue
        for share in _SHARES:
            at, shifts = low + share * rest, {}
            for key, (a, b) in bands.items():
                shifts[key] = at - a
                at += b - a + gap
            yield abs(share - 0.5) * rest + 0.5 * inner * (gaps[0] - gap), shifts


def _clear(box: Box, others: Sequence[Box]) -> bool:
    x0, y0, x1, y1 = box
    return not any(a < x1 and x0 < c and b < y1 and y0 < d for a, b, c, d in others)


def shifted(box: Box, shift: Point) -> Box:
    """Return the box moved by ``shift``."""
    dx, dy = shift
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _with_free(
    blocks: Sequence[Block], shifts: dict[int, Point], space: Box, kept: Sequence[Box]
) -> tuple[Point | None, ...]:
    """Add the free blocks, the largest first, each where it stands farthest from all else."""
    taken = [*kept, *(shifted(blocks[i].box, shift) for i, shift in shifts.items())]
    free = [i for i, block in enumerate(blocks) if block.slot is None]
    found: dict[int, Point | None] = {**shifts}
    for i in sorted(free, key=lambda i: (-_size(blocks[i].box), i)):
        found[i] = place_for(blocks[i].box, space, taken)
        if (shift := found[i]) is not None:
            taken.append(shifted(blocks[i].box, shift))
    return tuple(found[i] for i in range(len(blocks)))


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def place_for(box: Box, space: Box, taken: Sequence[Box]) -> Point | None:
    """Return a shift that sets ``box`` in the space clear of what is taken, with most air around."""
    wide, tall = box[2] - box[0], box[3] - box[1]
    best: tuple[float, Point] | None = None
    for x in _steps(space[0], space[2] - wide):
        for y in _steps(space[1], space[3] - tall):
            here = (x, y, x + wide, y + tall)
            air = min((_gap(here, other) for other in taken), default=CLEAR)
            air = min(air, x - space[0] + CLEAR, space[2] - x - wide + CLEAR)
            air = min(air, y - space[1] + CLEAR, space[3] - y - tall + CLEAR)
            if air >= CLEAR / 2 and (best is None or air > best[0] + 1e-9):
                best = air, (x - box[0], y - box[1])
    return None if best is None else best[1]


def _steps(low: float, high: float) -> Iterator[float]:
    at = low
    while at <= high:
        yield at
        at += _STEP


def _gap(a: Box, b: Box) -> float:
    """Return the clear distance between two boxes along x or y; negative where they overlap."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])
