"""Points on an area: where locators stand on shapes whose best points are plain to see."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, affinity, box

from gmp_cad.process.spread import inset, longest_direction, one_point, three_points, two_points

TILTED = affinity.rotate(box(0, 0, 100, 20), 30, origin=(0, 0))


def area(a, b, c):
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (box(0, 0, 100, 60), (10, 10, 90, 50)),  # ten millimetres
        (box(0, 0, 100, 30), (7.5, 7.5, 92.5, 22.5)),  # a quarter of the width
        (box(0, 0, 8, 100), (2, 2, 6, 98)),
    ],
)
def test_the_inset_is_ten_millimetres_or_a_quarter_of_the_width(shape, expected):
    assert inset(shape).bounds == pytest.approx(expected)


def test_the_width_of_a_tilted_strip_is_its_own():
    assert inset(TILTED).area == pytest.approx(90 * 10)


def test_a_ring_too_narrow_for_the_inset_takes_less_of_it():
    """A frame of 100 × 60 with walls of 12: 10 and 5 leave 2 on each side, 10 all round nothing."""
    frame = box(0, 0, 100, 60) - box(12, 12, 88, 48)
    assert inset(frame).area == pytest.approx(90 * 50 - 86 * 46)
    thin = box(0, 0, 100, 60) - box(7, 7, 93, 53)
    assert inset(thin).area == pytest.approx(95 * 55 - 91 * 51)
    wire = box(0, 0, 100, 60) - box(4, 4, 96, 56)
    assert inset(wire) is wire


def test_one_point_is_the_middle_or_as_near_to_it_as_the_area_allows():
    block = box(0, 0, 100, 60)
    assert one_point(block) == (50, 30)
    assert one_point(block, (20, 15)) == (20, 15)
    assert one_point(block, (95, 30)) == (90, 30)
    assert one_point(block, (-40, -40)) == (10, 10)
    u, v = one_point(block - Point(50, 30).buffer(10))
    assert math.hypot(u - 50, v - 30) == pytest.approx(20, abs=0.2)  # ten from the edge of the hole


def test_two_points_stand_at_the_ends_of_the_longer_side():
    assert two_points(box(0, 0, 100, 60)) == ((10, 30), (90, 30))
    assert sorted(two_points(box(0, 0, 60, 100))) == [(30, 10), (30, 90)]
    assert sorted(two_points(box(0, 0, 100, 60), 90.0)) == [(50, 10), (50, 50)]
    low, high = sorted(two_points(box(20, 10, 120, 70), 0.0))
    assert (low, high) == ((30, 40), (110, 40))


def test_two_points_leave_mid_width_only_for_a_clearly_longer_line():
    """A slot takes the right half at mid width; at 0.35 of it only a step of one millimetre is won."""
    block = box(0, 0, 100, 60)
    slotted = block - box(50, 27, 100, 33)
    left, right = sorted(two_points(slotted, 0.0))
    assert left[1] == right[1] != pytest.approx(30)
    assert right[0] - left[0] > 75
    nicked = block - box(98, 27, 100, 33)
    assert {v for _, v in two_points(nicked, 0.0)} == {30}


def test_the_direction_is_that_of_the_area_s_axes_unless_it_is_clearly_tilted():
    assert longest_direction(box(0, 0, 100, 60)) == 0
    assert longest_direction(box(0, 0, 60, 100)) == 90
    assert longest_direction(box(0, 0, 60, 60)) == 0
    assert longest_direction(box(50, 20, 60, 90)) == 90
    assert longest_direction(TILTED) == pytest.approx(30)
    assert longest_direction(affinity.rotate(TILTED, 90)) == pytest.approx(120)
    assert longest_direction(affinity.rotate(TILTED, 180)) == pytest.approx(30)
    # Half a degree of tilt on a nearly square face is no direction of its own.
    assert longest_direction(affinity.rotate(box(0, 0, 60, 58), 0.5)) == 0


def test_three_points_of_a_rectangle_hold_half_of_it():
    found = three_points(box(0, 0, 100, 60))
    assert area(*found) == pytest.approx(80 * 40 / 2)
    # Of equally wide ones the least slender: its apex in the middle of a long side, base low.
    assert found == ((10, 10), (90, 10), (50, 50))


def test_three_points_of_a_triangle_are_its_corners():
    shape = Polygon([(0, 0), (200, 0), (100, 150)])
    assert area(*three_points(shape)) == pytest.approx(inset(shape).area)


@given(st.floats(20, 300), st.floats(20, 300), st.floats(0, 0.5), st.floats(0, 0.5))
def test_no_triangle_of_corners_is_much_wider_than_the_one_chosen(length, width, cut, step):
    shape = box(0, 0, length, width) - box((1 - cut) * length, (1 - step) * width, length, width)
    inner = inset(shape)
    found = three_points(shape)
    assert all(inner.buffer(1e-6).covers(Point(p)) for p in found)
    widest = max(
        area(*corners) for corners in combinations(list(inner.convex_hull.exterior.coords)[:-1], 3)
    )
    assert area(*found) >= 0.98 * widest - 1e-6


@given(st.floats(0, 180), st.floats(-50, 50), st.floats(-50, 50))
def test_the_two_points_of_a_strip_go_with_it(turn, u, v):
    strip = affinity.translate(affinity.rotate(box(0, 0, 200, 20), turn, origin=(0, 0)), u, v)
    a, b = two_points(strip, turn)
    assert math.dist(a, b) == pytest.approx(190, abs=1e-3)
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    assert middle == pytest.approx((strip.centroid.x, strip.centroid.y), abs=1e-3)
    assert LineString([a, b]).within(strip)


def test_no_coordinate_is_a_negative_zero():
    for point in (*two_points(box(-50, -30, 50, 30), 0.0), one_point(box(-50, -30, 50, 30))):
        assert all(math.copysign(1, x) > 0 for x in point if x == 0)
