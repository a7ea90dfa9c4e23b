"""The choice of candidates against planted solutions and against all choices tried."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from gmp_cad.drawing.layout.conflict import GAP, OVERLAP, STRUCK, conflicts
from gmp_cad.drawing.layout.item import Candidate, Item, Scene, Solution, Stroke, area_of
from gmp_cad.drawing.layout.solver import solve
from gmp_cad.drawing.layout.standing import standing

WIDE, HIGH = 12.0, 6.0


def boxed(x, y, width=WIDE - GAP, height=HIGH - GAP, strokes=(), cost=0.0):
    area = area_of((x, y, x + width, y + height))
    return Candidate(areas=(area,), strokes=strokes, cost=cost, draw=tuple)


def stroke(kind, *points):
    return Stroke(points=points, kind=kind)


def items_of(*choices):
    return [Item(key=f"item {i:02}", candidates=tuple(c)) for i, c in enumerate(choices)]


@st.composite
def planted(draw):
    """Items on a grid with free cells between them; each also may stand on cells of others."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    cells = [(WIDE * x, HIGH * y) for x in range(columns) for y in range(rows)]
    count = draw(st.integers(1, max(1, 4 * len(cells) // 5)))
    own = draw(st.permutations(cells))[:count]
    place = st.sampled_from(cells)
    shift = st.sampled_from([0.0, 0.5])
    choices = []
    for x, y in own:
        decoys = draw(st.lists(st.tuples(place, shift, shift, st.integers(0, 3)), max_size=5))
        found = [boxed(a + WIDE * u, b + HIGH * v, cost=c) for (a, b), u, v, c in decoys]
        found.insert(draw(st.integers(0, len(found))), boxed(x, y, cost=4.0))
        choices.append(found)
    return items_of(*choices)


@settings(max_examples=60, deadline=None)
@given(planted())
def test_a_choice_without_overlap_is_found_where_there_is_one(items):
    found = solve(items, Scene())
    assert found.overlaps == 0
    areas = [
        Polygon(area)
        for item, index in zip(items, found.chosen, strict=True)
        for area in item.candidates[index].areas
    ]
    for a, b in itertools.combinations(areas, 2):
        assert a.distance(b) >= GAP - 1e-9


PLACE = st.tuples(st.integers(0, 40), st.integers(0, 20))


@st.composite
def crowded(draw):
    """A few items with texts and lines in a narrow place."""
    kinds = st.sampled_from(["dimension", "extension", "leader"])
    choices = []
    for _ in range(draw(st.integers(1, 4))):
        ways = []
        for _ in range(draw(st.integers(1, 4))):
            x, y = draw(PLACE)
            ends = draw(st.lists(st.tuples(PLACE, kinds), max_size=2))
            lines = tuple(stroke(kind, end, (x, y)) for end, kind in ends if end != (x, y))
            width = draw(st.integers(3, 12))
            ways.append(boxed(x, y, width, 4, lines, draw(st.integers(0, 9))))
        choices.append(ways)
    lines = draw(st.lists(st.tuples(PLACE, PLACE).filter(lambda p: p[0] != p[1]), max_size=2))
    return items_of(*choices), Scene(lines=tuple(lines))


def cheapest(items, scene):
    candidates = [one for item in items for one in item.candidates]
    of = [i for i, item in enumerate(items) for _ in item.candidates]
    table = conflicts(candidates, of)
    own = standing(table, scene).cost + np.array([one.cost for one in candidates])
    pairs = np.array([table.row(c) for c in range(len(candidates))])
    assert np.allclose(pairs, pairs.T)
    ways = itertools.product(*(np.flatnonzero(np.array(of) == i) for i in range(len(items))))
    return min(own[list(w)].sum() + pairs[np.ix_(w, w)].sum() / 2 for w in ways)


@settings(max_examples=60, deadline=None)
@given(crowded(), st.randoms(use_true_random=False))
def test_nothing_is_cheaper_and_the_order_of_the_items_does_not_matter(case, random):
    items, scene = case
    found = solve(items, scene)
    assert found.cost == pytest.approx(cheapest(items, scene))
    order = list(range(len(items)))
    random.shuffle(order)
    again = solve([items[i] for i in order], scene)
    assert again.cost == pytest.approx(found.cost)
    assert again.chosen == tuple(found.chosen[i] for i in order)
    assert solve(items, scene) == found


def test_no_items():
    assert solve([], Scene()) == Solution(chosen=(), overlaps=0, crossings=0, cost=0.0)


def test_what_cannot_be_avoided_is_counted():
    items = items_of([boxed(0, 0)], [boxed(3, 2), boxed(2, 1)], [boxed(50, 0)])
    found = solve(items, Scene(lines=(((55, -5), (55, 20)),)))
    assert found.overlaps == 2
    assert found.chosen[1] == 0  # lies on the other with less of it
    assert OVERLAP + STRUCK < found.cost < 2 * OVERLAP + STRUCK


def test_a_struck_text_rather_than_two_overlaps():
    """A way that was set aside for a line through it is taken where the clean ones are worse."""
    items = items_of([boxed(0, 0)], [boxed(20, 0)], [boxed(10, 0), boxed(50, 0)])
    found = solve(items, Scene(lines=(((55, -5), (55, 20)),)))
    assert (found.chosen[2], found.overlaps) == (1, 1)


def test_the_cost_of_a_way_decides_among_free_ones():
    items = items_of([boxed(0, 0, cost=2.0), boxed(30, 0, cost=1.0)], [boxed(60, 0)])
    assert solve(items, Scene()) == Solution(chosen=(1, 0), overlaps=0, crossings=0, cost=1.0)


def test_a_crossing_is_avoided_but_not_at_any_price():
    wall = boxed(80, 0, strokes=(stroke("dimension", (20, -10), (20, 10)),))

    def through(cost):
        across = stroke("leader", (0, 0), (40, 0))
        aside = stroke("leader", (0, 20), (40, 20))
        ways = [boxed(41, 0, strokes=(across,)), boxed(41, 20, strokes=(aside,), cost=cost)]
        return solve(items_of([wall], ways), Scene())

    assert through(39.0).chosen[1] == 1
    assert through(41.0).chosen[1] == 0
    assert (through(39.0).crossings, through(41.0).crossings) == (0, 1)


def test_items_of_one_key_keep_their_own_choice():
    first = Item(key="texture", candidates=(boxed(0, 0), boxed(30, 0)))
    second = Item(key="texture", candidates=(boxed(0, 0),))
    assert solve([first, second], Scene()).chosen == (1, 0)
    assert solve([second, first], Scene()).chosen == (0, 1)
