"""Threads of a size: the standard that lists them, and the hole before and under them."""

from __future__ import annotations

import pytest

from gmp_cad.spec.notation import parse
from gmp_cad.spec.thread import derived_hole, drill_depth, limits_of, tap_drill, thread_of


def test_a_size_that_is_no_thread_has_none():
    with pytest.raises(KeyError):
        thread_of(parse("⌀8"))


@pytest.mark.parametrize(
    ("text", "drill", "depth"),
    [
        ("M6-6H ↧12", 5.0, 16.0),  # four pitches of 1 below its thread
        ("M8-6H ↧16", 6.8, 21.0),  # of 1.25
        ("M6-6H ↧12 / ⌀5,1 ↧20", 5.1, 20.0),
        ("M6-6H", 5.0, None),
        ("Tr 12×3-7H", 9.0, None),  # D1 = d - P
        ("G 1/4", 11.8, None),
    ],
)
def test_the_hole_of_a_thread(text, drill, depth):
    size = parse(text)
    assert (tap_drill(size), drill_depth(size)) == (drill, depth)


def test_a_hole_is_derived_where_a_blind_thread_writes_none():
    found = derived_hole(parse("M6-6H ↧12"))
    assert (found.nominal, found.depth) == (5.0, 16.0)
    for text in ("M6-6H ↧12 / ⌀5,1 ↧20", "M6-6H", "⌀6 ↧12"):
        assert derived_hole(parse(text)) is None


def test_a_tapped_hole_without_a_class_is_6h_and_5h_below_1_6():
    """ISO 965-1: tolerance quality medium is 6H, 5H up to and including M1.4."""
    assert limits_of(parse("M6")) == limits_of(parse("M6-6H"))
    assert limits_of(parse("M6")) != limits_of(parse("M6-5H"))
