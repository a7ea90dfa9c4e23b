"""Where notes stand: beside the views, in a free corner, below in columns; never over them."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Polyline, Text, extent, meet
from gmp_cad.drawing.sketch.setting import columned, set_in_frame
from gmp_cad.drawing.sketch.values import Note

NOTES = tuple(Note(text=f"Cf20{i} 72 ±0,03") for i in range(8))


def views(width, height):
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height), (0.0, 0.0))
    return (Polyline(points=corners, pen=NARROW_LINE),)


def split(laid):
    texts = [item for item in laid if isinstance(item, Text)]
    return [item for item in laid if not isinstance(item, Text)], texts


@pytest.mark.parametrize(
    ("size", "frame"),
    [
        ((100, 50), (200, 60)),
        ((150, 60), (156, 108)),
        ((150, 60), (156, 85)),
        ((60, 80), (150, 90)),
    ],
)
def test_views_and_notes_lie_apart_inside_the_frame(size, frame):
    laid = set_in_frame(views(*size), NOTES, *frame)
    assert laid is not None
    x0, y0, x1, y1 = extent(laid)
    assert x0 >= 0
    assert y0 >= 0
    assert x1 <= frame[0]
    assert y1 <= frame[1]
    drawn, texts = split(laid)
    assert [t.text for t in texts] == [n.text for n in NOTES]
    assert not meet(extent(drawn), extent(texts))


def test_beside_is_preferred_to_below():
    drawn, texts = split(set_in_frame(views(100, 50), NOTES, 200, 120))
    assert extent(texts)[0] > extent(drawn)[2]


def test_where_no_column_fits_beside_two_or_more_stand_below():
    drawn, texts = split(set_in_frame(views(150, 60), NOTES, 156, 85))
    assert extent(texts)[3] < extent(drawn)[1]
    assert len({round(text.place[0], 3) for text in texts}) >= 2


def test_what_does_not_fit_is_refused():
    assert set_in_frame(views(100, 50), NOTES, 105, 55) is None
    assert set_in_frame(views(100, 50), (), 106.5, 56.5) is not None
    assert set_in_frame(views(100, 50), (), 106.5, 55.5) is None


def test_columns_are_read_downwards_and_are_about_equal():
    texts = columned(NOTES[:7], 3)
    columns = {}
    for text in texts:
        columns.setdefault(round(text.place[0], 3), []).append(text)
    assert [[t.text[4] for t in column] for column in columns.values()] == [
        ["0", "1", "2"], ["3", "4", "5"], ["6"],
    ]  # fmt: skip
    for column in columns.values():
        assert [t.place[1] for t in column] == sorted((t.place[1] for t in column), reverse=True)
