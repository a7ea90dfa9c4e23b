from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing.hatch import strokes
from gmp_cad.drawing.pens import HATCHING
from gmp_cad.drawing.primitives import Hatch

OUTER = ((0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0))
HOLE = ((5.0, 2.0), (15.0, 2.0), (15.0, 8.0), (5.0, 8.0))


@given(angle=st.floats(0, 180), spacing=st.floats(0.2, 2))
def test_length_of_the_lines_times_their_spacing_is_the_area(angle, spacing):
    hatch = Hatch(loops=(OUTER, HOLE), pen=HATCHING, angle_deg=angle, spacing=spacing)
    length = sum(math.dist(a, b) for a, b in strokes(hatch))
    # a line more or less at each edge of the area
    assert length * spacing == pytest.approx(200 - 60, abs=2 * spacing * 30)


def test_no_line_enters_the_hole():
    for a, b in strokes(Hatch(loops=(OUTER, HOLE), pen=HATCHING, spacing=0.7)):
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        assert not (5 < middle[0] < 15 and 2 < middle[1] < 8)


def test_lines_of_neighbouring_areas_continue_each_other():
    left = ((0.0, 0.0), (7.3, 0.0), (7.3, 10.0), (0.0, 10.0))
    right = ((7.3, 0.0), (20.0, 0.0), (20.0, 10.0), (7.3, 10.0))

    def heights(loop):
        lines = strokes(Hatch(loops=(loop,), pen=HATCHING, spacing=2.0))
        return {round((a[1] - a[0]) / math.sqrt(2) / 2.0, 6) for a, _ in lines}

    assert all(abs(h - round(h)) < 1e-6 for h in heights(left) | heights(right))


def test_nothing_to_hatch():
    assert strokes(Hatch(loops=(), pen=HATCHING)) == ()
