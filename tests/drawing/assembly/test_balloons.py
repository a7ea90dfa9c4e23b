"""Balloons: one for each item, on common lines, leaders that do not cross."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from gmp_cad.drawing.assembly.balloons import (
    PITCH,
    RADIUS,
    Pointed,
    assigned,
    ballooned,
    conflicts,
    crossings,
    draw_balloon,
    ring,
)

BOX = (0.0, 0.0, 160.0, 70.0)
SIDES = ("top", "left", "right")
places = st.tuples(
    st.integers(1, 1590).map(lambda n: n / 10), st.integers(1, 690).map(lambda n: n / 10)
)
tips = st.lists(places, min_size=1, max_size=20, unique=True)


@given(tips)
@settings(max_examples=60, deadline=None)
def test_the_shortest_leaders_do_not_cross(points):
    slots = ring(BOX, SIDES)
    chosen = assigned(points, slots)
    lines = [LineString((slots[s], p)) for s, p in zip(chosen, points, strict=True)]
    assert len(set(chosen)) == len(points)
    # collinear leaders touch; none goes through another
    assert not any(
        a.crosses(b) and a.intersection(b).distance(b.boundary) > 1e-6
        for a, b in combinations(lines, 2)
    )


@given(tips)
@settings(max_examples=30, deadline=None)
def test_every_item_has_its_own_balloon_on_a_common_line(points):
    items = [Pointed(number=str(i), points=(p,)) for i, p in enumerate(points, start=1)]
    balloons = ballooned(items, BOX, SIDES)
    assert [b.number for b in balloons] == [item.number for item in items]
    assert all(b.tip in item.points for b, item in zip(balloons, items, strict=True))
    centres = [b.centre for b in balloons]
    lines = [ring(BOX, SIDES, grown) for grown in (0.0, PITCH / 2, PITCH, 1.5 * PITCH, 2 * PITCH)]
    assert any(set(centres) <= set(line) for line in lines)
    for (x, y), (u, v) in combinations(centres, 2):
        assert abs(x - u) >= 2 * RADIUS or abs(y - v) >= 2 * RADIUS
    assert crossings(balloons) == 0
    assert balloons == ballooned(items, BOX, SIDES)


many = st.lists(places, min_size=60, max_size=63, unique=True)


@given(many, st.sampled_from([("top", "right"), SIDES, (*SIDES, "bottom")]))
@settings(max_examples=6, deadline=None)
def test_no_leader_of_sixty_crosses_another_or_runs_through_a_balloon(points, sides):
    balloons = ballooned(
        [Pointed(number=str(i), points=(p,)) for i, p in enumerate(points)], BOX, sides
    )
    circles = [Point(b.centre).buffer(RADIUS) for b in balloons]
    lines = [LineString(b.leader) for b in balloons]
    for (i, a), (j, b) in combinations(enumerate(balloons), 2):
        assert not circles[i].intersects(circles[j])
        assert not lines[i].intersects(circles[j])
        assert not lines[j].intersects(circles[i])
        assert a.tip == b.tip or not lines[i].crosses(lines[j])


def test_more_items_than_places_stand_on_a_longer_line():
    items = [Pointed(number=str(i), points=((i * 5.0 + 5.0, 30.0),)) for i in range(6)]
    balloons = ballooned(items, (0.0, 0.0, 2 * PITCH, 5.0), ("top",))
    centres = sorted(b.centre for b in balloons)
    assert len({y for _, y in centres}) == 1
    assert all(b - a >= PITCH for (a, _), (b, _) in pairwise(centres))
    assert conflicts(balloons) == crossings(balloons) == 0


def test_a_leader_turns_away_from_the_hatching_where_the_part_lets_it():
    along = Pointed(number="1", points=((73.5, 76.5 - 6.5), (80.0, 40.0)), grain_deg=45.0)
    (balloon,) = ballooned([along], BOX, ("top",))
    run = (balloon.tip[0] - balloon.centre[0], balloon.tip[1] - balloon.centre[1])
    assert abs(abs(run[0]) - abs(run[1])) > 1.0


def test_a_balloon_is_drawn_with_its_number_at_twice_the_height_of_dimensions():
    (balloon,) = ballooned([Pointed(number="12", points=((80.0, 60.0),))], BOX, ("top",))
    group = draw_balloon(balloon, "item.12")
    (text,) = (p for p in group.primitives if hasattr(p, "text"))
    assert (group.layer, group.key, text.text, text.height) == ("balloons", "item.12", "12", 5.0)
