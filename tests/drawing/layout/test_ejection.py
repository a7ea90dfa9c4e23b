"""Chains of changes: better than single ones, never worse than the start."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.layout.ejection import Chains

HARD = 100.0


def improved(item, own, between, start):
    """Return the chosen candidates; ``between``: the cost of each two candidates."""
    chosen = np.array(start)
    price = own + between[chosen].sum(axis=0)
    chains = Chains(
        item=item, own=own, row=lambda c: between[c], hard=HARD, chosen=chosen, price=price
    )
    return chains.improved()


def cost(own, between, chosen):
    return own[chosen].sum() + between[np.ix_(chosen, chosen)].sum() / 2


def test_who_stands_in_the_way_goes_elsewhere():
    """The first item stands well only where the second one stands, which has another place."""
    item = np.array([0, 0, 1, 1])
    own = np.array([50.0, 0.0, 0.0, 2.0])
    between = np.zeros((4, 4))
    between[1, 2] = between[2, 1] = 2 * HARD
    assert improved(item, own, between, [0, 2]).tolist() == [1, 3]


def test_a_chain_of_three():
    item = np.array([0, 0, 1, 1, 2, 2])
    own = np.array([50.0, 0.0, 0.0, 1.0, 0.0, 1.0])
    between = np.zeros((6, 6))
    for a, b in ((1, 2), (3, 4)):
        between[a, b] = between[b, a] = HARD
    assert improved(item, own, between, [0, 2, 4]).tolist() == [1, 3, 5]


def test_nobody_moves_who_has_nowhere_to_go():
    item = np.array([0, 0, 1])
    own = np.array([50.0, 0.0, 0.0])
    between = np.zeros((3, 3))
    between[1, 2] = between[2, 1] = HARD
    assert improved(item, own, between, [0, 2]).tolist() == [0, 2]


@st.composite
def problems(draw):
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    item = np.repeat(np.arange(len(counts)), counts)
    size = len(item)
    own = np.array(draw(st.lists(st.integers(0, 60), min_size=size, max_size=size)), dtype=float)
    costs = st.sampled_from([0.0, 0.0, 0.0, 7.0, HARD, 1.5 * HARD])
    upper = np.array(draw(st.lists(costs, min_size=size * size, max_size=size * size)))
    between = np.triu(upper.reshape(size, size), 1)
    between = between + between.T
    between[item[:, None] == item[None, :]] = 0.0
    first = np.searchsorted(item, np.arange(len(counts)))
    start = [int(f) + draw(st.integers(0, n - 1)) for f, n in zip(first, counts, strict=True)]
    return item, own, between, start


@settings(max_examples=80, deadline=None)
@given(problems())
def test_it_is_never_worse_and_each_item_keeps_one_place(problem):
    item, own, between, start = problem
    found = improved(item, own, between, start)
    assert item[found].tolist() == list(range(len(start)))
    assert cost(own, between, found) <= cost(own, between, np.array(start)) + 1e-9
