"""Views stay in projection, clear of each other and of what is kept."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.layout.arrangement import CLEAR, Block, arranged, place_for, shifted

SPACE = (20.0, 10.0, 410.0, 287.0)
BLOCK = (230.0, 10.0, 410.0, 66.0)
side = st.floats(5, 90)
SLOTS = ((0, 0), (1, 0), (0, -1), (-1, 0))


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] - 1e-9 and b[0] < a[2] - 1e-9 and a[1] < b[3] - 1e-9 and b[1] < a[3] - 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(side, side, side, side), min_size=1, max_size=4))
def test_views_in_projection_stay_in_line_and_clear(sizes: list[tuple[float, ...]]) -> None:
    blocks = [
        Block(box=(-a, -b, c, d), slot=slot)
        for (a, b, c, d), slot in zip(sizes, SLOTS, strict=False)
    ]
    found = arranged(blocks, SPACE, [BLOCK])
    if found is None:
        return
    boxes = [shifted(b.box, s) for b, s in zip(blocks, found, strict=True) if s is not None]
    assert len(boxes) == len(blocks)
    for box in boxes:
        assert SPACE[0] - 1e-9 <= box[0]
        assert box[2] <= SPACE[2] + 1e-9
        assert SPACE[1] - 1e-9 <= box[1]
        assert box[3] <= SPACE[3] + 1e-9
        assert not _overlap(box, BLOCK)
    assert not any(_overlap(a, b) for a, b in combinations(boxes, 2))
    for (one, at), (other, to) in combinations(zip(blocks, found, strict=True), 2):
        assert at is not None
        assert to is not None
        assert one.slot is not None
        assert other.slot is not None
        assert one.slot[0] != other.slot[0] or at[0] == to[0]
        assert one.slot[1] != other.slot[1] or at[1] == to[1]


def test_one_view_stands_in_the_middle() -> None:
    found = arranged([Block(box=(0, 0, 90, 77), slot=(0, 0))], SPACE, [])
    assert found == ((170.0, 110.0),)


def test_what_is_larger_than_the_sheet_does_not_fit() -> None:
    assert arranged([Block(box=(0, 0, 391, 10), slot=(0, 0))], SPACE, []) is None
    assert arranged([Block(box=(0, 0, 390, 230), slot=(0, 0))], SPACE, [BLOCK]) is None


def test_a_free_view_goes_where_most_air_is_and_may_find_no_room() -> None:
    front = Block(box=(0, 0, 150, 100), slot=(0, 0))
    shifts = arranged([front, Block(box=(0, 0, 60, 60))], SPACE, [BLOCK])
    assert shifts is not None
    assert shifts[0] is not None
    assert shifts[1] is not None
    assert not _overlap(shifted(front.box, shifts[0]), shifted((0, 0, 60, 60), shifts[1]))
    too_large = arranged([front, Block(box=(0, 0, 380, 270))], SPACE, [BLOCK])
    assert too_large is not None
    assert too_large[1] is None


def test_a_place_keeps_its_distance() -> None:
    taken = [(0.0, 0.0, 50.0, 100.0)]
    shift = place_for((0, 0, 20, 20), (0, 0, 100, 100), taken)
    assert shift is not None
    assert shift[0] - 50.0 >= CLEAR
