from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString
from shapely.geometry import box as rectangle

from gmp_cad.drawing.sketch.occupancy import Occupancy

PLACE = st.integers(-20, 20)


@given(st.tuples(PLACE, PLACE), st.tuples(PLACE, PLACE), PLACE, PLACE)
def test_a_stroke_cuts_a_box_where_shapely_says_so(a, b, x, y):
    assume(a != b)
    line, inside = LineString([a, b]), rectangle(x, y, x + 7, y + 5)
    # along an edge or through a corner it only touches: either answer is right
    assume(line.crosses(inside) or line.within(inside) or line.disjoint(inside))
    occupied = Occupancy()
    occupied.take_box((x, y, x + 7, y + 5))
    assert bool(occupied.cuts(a, b)) == line.intersects(inside)


def test_overlap_and_margin():
    occupied = Occupancy()
    occupied.take_box((0, 0, 10, 5))
    assert occupied.overlaps((9, 4, 12, 8)) == 1
    assert not occupied.overlaps((10.5, 0, 12, 5))
    assert occupied.overlaps((10.5, 0, 12, 5), margin=1.0)


def test_strikes_counts_strokes_that_cross_and_not_those_that_meet():
    occupied = Occupancy()
    occupied.stroke(((0, 0), (10, 0)))
    assert occupied.strikes((5, -1), (5, 1)) == 1
    assert not occupied.strikes((5, 0), (5, 1))
    assert not occupied.free((4, -1, 6, 1))
    assert occupied.free((4, 1, 6, 2))
