"""How far what is written may reach around views that share a frame."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing.layout.arrangement import CLEAR
from gmp_cad.drawing.phase.room import Taken, room

MARGIN = st.floats(0.0, 60.0)


@given(margins=st.lists(st.tuples(MARGIN, MARGIN), min_size=1, max_size=3), tall=st.floats(60, 300))
def test_the_rows_and_what_is_kept_around_them_fit_the_height(margins, tall):
    views = [
        Taken(slot=(0, -row), body=(0.0, 0.0, 10.0, 10.0), box=(0.0, -low, 10.0, 10.0 + high))
        for row, (low, high) in enumerate(margins)
    ]
    share, boxes = room(views, (1000.0, tall))
    wanted = sum(low + high for low, high in margins)
    left = tall - 10.0 * len(views) - CLEAR * (len(views) - 1)
    if wanted <= left:
        assert share >= 1.0
    elif left >= 0:
        kept = sum(y1 - y0 for _, y0, _, y1 in boxes)
        assert share < 1.0
        assert kept - 10.0 * len(views) <= left + 1e-6
        for (low, high), (_, y0, _, y1) in zip(margins, boxes, strict=True):
            assert -y0 <= low + 1e-9
            assert y1 - 10.0 <= high + 1e-9


def test_bare_views_that_do_not_fit_have_no_room():
    view = Taken(slot=(0, 0), body=(0.0, 0.0, 50.0, 50.0), box=(-5.0, -5.0, 55.0, 55.0))
    assert room([view], (40.0, 100.0))[0] < 0
