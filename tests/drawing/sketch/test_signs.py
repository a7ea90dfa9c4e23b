from __future__ import annotations

import math

import pytest

from gmp_cad.drawing.pens import BLACK, HIDDEN_SYMBOL, RED
from gmp_cad.drawing.primitives import WHITE, Polygon, Polyline
from gmp_cad.drawing.sketch import signs


def area(polygon):
    points = polygon.points
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


@pytest.mark.parametrize("angle", [0, 90, 200])
def test_a_normal_touches_the_surface_with_its_tip_and_stands_on_the_free_side(angle):
    direction = (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    line, head = signs.normal_in_profile((10.0, 20.0), direction)
    assert head.points[0] == (10.0, 20.0)
    assert head.fill == BLACK
    for x, y in (*line.points, *head.points[1:]):
        assert (x - 10) * direction[0] + (y - 20) * direction[1] < 0


def test_a_clamp_is_open_and_a_normal_is_filled():
    heads = [i for i in signs.clamp_in_profile((0, 0), (1.0, 0.0)) if isinstance(i, Polygon)]
    assert [head.fill for head in heads] == [WHITE]


def test_end_on_signs_are_dashed_when_hidden():
    assert signs.normal_end_on((0, 0), hidden=True)[0].pen == HIDDEN_SYMBOL
    assert not signs.normal_end_on((0, 0), hidden=False)[0].pen.dash
    assert signs.normal_end_on((0, 0), hidden=False)[1].fill == BLACK


def test_program_origin_has_two_opposite_black_quadrants():
    circle, first, second = signs.program_origin((5.0, 5.0))
    quarter = math.pi * circle.radius**2 / 4
    assert area(first) == pytest.approx(quarter, rel=0.01)
    assert second.fill == BLACK
    mirrored = [(10 - x, 10 - y) for x, y in first.points]
    assert second.points == tuple(pytest.approx(point) for point in mirrored)


def test_surface_number_is_red():
    circle, number = signs.surface_number((0.0, 0.0), "4")
    assert circle.pen.colour == number.colour == RED
    assert number.place == (0.0, -number.height / 2)  # the figure in the middle


def test_a_leader_ends_where_it_points():
    line, head = signs.leader(((0.0, 0.0), (5.0, 5.0)))
    assert isinstance(line, Polyline)
    assert head.points[0] == (5.0, 5.0)
    assert signs.leader(((0.0, 0.0), (5.0, 5.0)), arrow=False) == (line,)
