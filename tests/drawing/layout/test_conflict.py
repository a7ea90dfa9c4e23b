"""Which candidates are in each other's way, and what a standing scene costs them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from gmp_cad.drawing.layout.conflict import (
    AIR,
    CLEAR,
    GAP,
    OVERLAP,
    SIDE,
    STRUCK,
    TIGHT,
    conflicts,
)
from gmp_cad.drawing.layout.item import Candidate, Scene, Stroke, area_of
from gmp_cad.drawing.layout.shapes import TOUCH, encounter, straight_parts
from gmp_cad.drawing.layout.standing import standing

KINDS = ("dimension", "extension", "leader")


def lines(kind, *segments):
    strokes = tuple(Stroke(points=points, kind=kind) for points in segments)
    return Candidate(areas=(), strokes=strokes, draw=tuple)


def text(*box):
    return Candidate(areas=(area_of(box),), draw=tuple)


def between(first, second):
    """Return cost, overlaps and crossings, the same from both sides."""
    table = conflicts([first, second], [0, 1])
    found = [
        (float(hits.cost.sum()), int(hits.overlaps.sum()), int(hits.crossings.sum()))
        for hits in (table.hits(0), table.hits(1))
    ]
    assert found[0] == pytest.approx(found[1])
    assert table.row(0)[1] == pytest.approx(found[0][0])
    return found[0]


LEVEL = ((0.0, 0.0), (20.0, 0.0))


@pytest.mark.parametrize("other", ["dimension", "leader"])
@pytest.mark.parametrize("kind", KINDS)
def test_lines_that_cross(kind, other):
    cost, overlaps, crossings = between(
        lines(kind, LEVEL), lines(other, ((10.0, -5.0), (12.0, 5.0)))
    )
    assert (overlaps, crossings) == (0, 1)
    assert 0 < cost < STRUCK


def test_extension_lines_may_cross():
    cost, overlaps, crossings = between(
        lines("extension", LEVEL), lines("extension", ((10.0, -5.0), (10.0, 5.0)))
    )
    assert (overlaps, crossings) == (0, 0)
    assert 0 < cost < 1


def test_worse_lines_cost_more():
    upright = ((10.0, -5.0), (10.0, 5.0))

    def cost(kind, other):
        return between(lines(kind, LEVEL), lines(other, upright))[0]

    assert (
        cost("dimension", "dimension")
        > cost("dimension", "leader")
        > cost("leader", "leader")
        > cost("dimension", "extension")
        > cost("leader", "extension")
        > cost("extension", "extension")
    )


@pytest.mark.parametrize(
    "met",
    [
        ((20.0, 0.0), (20.0, 9.0)),  # end on end
        ((20.0, 0.0), (40.0, 0.0)),  # a chain on one row
        ((10.0, 0.0), (10.0, 9.0)),  # T
        ((10.0, 0.03), (10.0, 9.0)),  # T, not exact
        ((10.0, -0.03), (10.0, 9.0)),
        ((20.0, -2.0), (20.0, 9.0)),  # the extension line where the dimension line ends
    ],
)
def test_lines_that_touch_do_not_cross(met):
    assert between(lines("dimension", LEVEL), lines("dimension", met)) == (0, 0, 0)


def test_a_line_that_crosses_where_another_one_has_a_point_in_its_middle():
    split = ((0.0, 0.0), (10.0, 0.0), (20.0, 0.0))
    assert between(lines("dimension", split), lines("leader", ((10.0, -3.0), (10.0, 3.0))))[2] == 1


def test_lines_on_each_other():
    on = ((10.0, 0.0), (30.0, 0.0))
    assert between(lines("extension", LEVEL), lines("extension", on)) == (0, 0, 0)
    cost, overlaps, crossings = between(lines("dimension", LEVEL), lines("dimension", on))
    assert (cost >= OVERLAP, overlaps, crossings) == (True, 1, 0)
    cost, overlaps, _ = between(lines("dimension", LEVEL), lines("extension", on))
    assert (0 < cost < STRUCK, overlaps) == (True, 0)


def test_dimension_lines_side_by_side_keep_their_distance():
    def cost(apart):
        return between(
            lines("dimension", LEVEL), lines("dimension", ((5.0, apart), (30.0, apart)))
        )[0]

    assert cost(7.0) == cost(SIDE) == 0
    assert 0 < cost(SIDE / 2) < STRUCK


def test_texts_keep_a_gap():
    assert between(text(0, 0, 10, 4), text(10 + GAP, 0, 20, 4)) == (0, 0, 0)
    near = between(text(0, 0, 10, 4), text(10 + 0.9 * GAP, 0, 20, 4))
    assert near == (OVERLAP, 1, 0)
    assert between(text(0, 0, 10, 4), text(5, 0, 15, 4))[0] == pytest.approx(1.5 * OVERLAP)


def test_a_line_through_a_text():
    through = lines("extension", ((5.0, -3.0), (5.0, 9.0)))
    assert between(text(0, 0, 10, 4), through) == (STRUCK + TIGHT, 1, 0)
    assert between(text(0, 0, 5 - AIR, 4), through) == (0, 0, 0)


def test_a_line_close_to_a_text_is_no_overlap_but_worse_than_one_with_air():
    line = lines("leader", ((5.0, -3.0), (5.0, 9.0)))
    assert between(text(0, 0, 5 - CLEAR, 4), line) == (TIGHT, 0, 0)
    assert stands(text(0, CLEAR, 10, 4), lines=(LEVEL,)) == (TIGHT, 0)


def test_a_shelf_close_to_an_edge_looks_like_an_edge():
    def cost(kind, apart):
        return stands(lines(kind, ((2.0, apart), (18.0, apart))), lines=(LEVEL,))[0]

    assert 0 < cost("leader", 1.5) < cost("leader", 0.0)
    assert cost("leader", 2.0) == cost("extension", 1.5) == 0


def test_ways_of_the_same_item_are_not_in_conflict():
    table = conflicts([text(0, 0, 10, 4), text(1, 1, 9, 3)], [0, 0])
    assert not table.row(0).any()


COORDINATE = st.integers(-15, 15)
POINT = st.tuples(COORDINATE, COORDINATE)


def turned_box(x, y, angle_deg):
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    corners = ((-5.0, -2.0), (5.0, -2.0), (5.0, 2.0), (-5.0, 2.0))
    return tuple((x + u * cos - v * sin, y + u * sin + v * cos) for u, v in corners)


@given(POINT, st.integers(0, 180), POINT, st.sampled_from([0, 90, 30, 45]), st.booleans())
def test_turned_areas_meet_where_shapely_says_so(at, angle, other, second, clockwise):
    one, two = turned_box(*at, angle), turned_box(*other, second)
    distance = Polygon(one).distance(Polygon(two))
    assume(distance == 0 or distance > GAP * math.sqrt(2))  # corners count as mitred
    assume(distance > 0 or Polygon(one).intersection(Polygon(two)).area > 1e-6)
    first = Candidate(areas=(one[::-1] if clockwise else one,), draw=tuple)
    assert between(first, Candidate(areas=(two,), draw=tuple))[1] == (distance == 0)


@given(POINT, POINT, POINT, POINT)
def test_segments_cross_where_shapely_says_so(a, b, c, d):
    assume(a != b and c != d)
    one, two = LineString([a, b]), LineString([c, d])
    ends = [one.distance(p) for p in two.boundary.geoms]
    ends += [two.distance(p) for p in one.boundary.geoms]
    assume(min(ends) == 0 or min(ends) > 2 * TOUCH)
    met = encounter(np.array([[a, b]], dtype=float), np.array([[c, d]], dtype=float))
    assert bool(met.crosses[0]) == (one.crosses(two) and min(ends) > 0)


def test_points_that_do_not_bend_a_line_are_left_out():
    assert straight_parts([(0, 0), (0, 0), (1, 0), (2, 0), (2, 1)]) == [
        ((0, 0), (2, 0)),
        ((2, 0), (2, 1)),
    ]
    assert straight_parts([(0, 0), (2, 0), (1, 0)]) == [((0, 0), (2, 0)), ((2, 0), (1, 0))]
    assert straight_parts([(1, 1)]) == []


def stands(candidate, **scene):
    found = standing(conflicts([candidate], [0]), Scene(**scene))
    return float(found.cost[0]), int(found.overlaps[0])


SQUARE = ((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0))
HOLE = ((10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0))


def test_nothing_stands_there():
    assert stands(text(0, 0, 10, 4)) == (0, 0)
    assert stands(lines("dimension", LEVEL)) == (0, 0)


def test_a_text_on_a_drawn_line_counts_once_for_the_line():
    bent = tuple((5 + 0.1 * i, 2 + 0.1 * (i % 2)) for i in range(9))
    assert stands(text(0, 0, 10, 4), lines=(bent,)) == (STRUCK + TIGHT, 1)
    assert stands(text(0, 0, 10, 4), lines=(bent, LEVEL)) == (2 * (STRUCK + TIGHT), 2)
    assert stands(text(0, AIR, 10, 4), lines=(LEVEL,)) == (0, 0)


def test_kept_areas():
    kept = (area_of((0, 0, 40, 40)),)
    assert stands(text(5, 5, 9, 9), kept=kept) == (OVERLAP, 1)
    assert stands(lines("extension", ((-5.0, 5.0), (50.0, 5.0))), kept=kept) == (STRUCK, 1)
    assert stands(text(40 + GAP, 5, 49, 9), kept=kept) == (0, 0)


def test_hatched_material_with_a_hole():
    assert stands(text(2, 2, 8, 6), material=(SQUARE, HOLE)) == (STRUCK, 1)
    assert stands(text(12, 12, 18, 16), material=(SQUARE, HOLE)) == (0, 0)
    assert stands(text(5, 12, 18, 16), material=(SQUARE, HOLE)) == (STRUCK, 1)


def test_the_view_is_no_place_for_texts_and_dimension_lines():
    inside, half = text(5, 5, 15, 9), text(-5, 5, 5, 9)
    assert 0 < stands(half, body=(SQUARE,))[0] == stands(inside, body=(SQUARE,))[0] / 2
    assert stands(inside, body=(SQUARE, HOLE)) == stands(inside, body=(SQUARE,))
    long, short = ((5.0, 5.0), (25.0, 5.0)), ((-5.0, 5.0), (10.0, 5.0))
    for kind in ("dimension", "leader"):
        assert stands(lines(kind, long), body=(SQUARE,))[0] == pytest.approx(
            2 * stands(lines(kind, short), body=(SQUARE,))[0]
        )
    extension = stands(lines("extension", long), body=(SQUARE,))[0]
    assert 0 < extension < stands(lines("dimension", long), body=(SQUARE,))[0]
    assert stands(across_the_part(long), body=(SQUARE,)) == (0, 0)


def across_the_part(points):
    stroke = Stroke(points=points, kind="dimension", on_part=True)
    return Candidate(areas=(), strokes=(stroke,), draw=tuple)


def test_what_belongs_on_the_part_crosses_it_cheaply():
    across = ((5.0, -4.0), (5.0, 4.0))
    other = stands(lines("dimension", across), lines=(LEVEL,))[0]
    assert 0 < stands(across_the_part(across), lines=(LEVEL,))[0] < other / 5


def alignment(points):
    return lines("alignment", points)


def test_no_dimension_line_runs_in_line_with_the_sign_of_a_surface():
    """ISO 1101, ISO 5459: there the sign would mean the axis."""
    cost, overlaps, crossings = between(
        alignment(LEVEL), lines("dimension", ((10.0, 0.1), (30.0, 0.1)))
    )
    assert cost > 100
    assert (overlaps, crossings) == (0, 0)
    beside = lines("dimension", ((10.0, 2.0), (30.0, 2.0)))
    assert between(alignment(LEVEL), beside) == (0, 0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_an_alignment_is_not_drawn(kind):
    over = ((10.0, -5.0), (12.0, 5.0))
    assert between(alignment(LEVEL), lines(kind, over)) == (0, 0, 0)
    assert between(alignment(LEVEL), text(5, -2, 9, 2)) == (0, 0, 0)
    scene = {"lines": (over,), "kept": (area_of((5, -2, 9, 2)),), "body": (SQUARE,)}
    assert stands(alignment(LEVEL), **scene) == (0, 0)


def test_two_leaders_do_not_end_at_one_place():
    def tipped(*tips):
        return Candidate(areas=(), tips=tips, draw=tuple)

    assert between(tipped((0.0, 0.0)), tipped((9.0, 0.0), (2.0, 0.0)))[0] > 0
    assert between(tipped((0.0, 0.0)), tipped((9.0, 0.0), (3.1, 0.0))) == (0, 0, 0)


def test_lines_across_drawn_lines_and_along_them():
    across = ((5.0, -4.0), (5.0, 4.0))
    costs = [stands(lines(kind, across), lines=(LEVEL,))[0] for kind in KINDS]
    assert costs[0] > costs[2] > costs[1] > 0
    assert costs[1] < 1
    assert stands(lines("leader", ((5.0, 0.0), (5.0, 4.0))), lines=(LEVEL,)) == (0, 0)
    along = stands(lines("dimension", ((5.0, 0.0), (15.0, 0.0))), lines=(LEVEL,))
    assert along[0] > costs[0]
    assert along[1] == 0


def test_beyond_the_room_of_a_narrow_sheet_a_place_costs_more_the_farther_it_reaches():
    def cost(x):
        return stands(text(x, 0, x + 10, 4), across=(-20.0, 20.0))[0]

    assert cost(5.0) == cost(10.0) == 0
    assert 0 < cost(12.0) < cost(20.0) == cost(-30.0) < STRUCK
    far = stands(lines("leader", ((0.0, 0.0), (30.0, 0.0))), across=(-20.0, 20.0))
    assert far[0] > 0
