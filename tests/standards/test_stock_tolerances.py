"""Tolerances of raw dimensions: sawing, ISO 286 for drawn bars, ISO 8062-3 for castings."""

from __future__ import annotations

import itertools

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards.stock_tolerances import raw_interval_mm
from gmp_cad.standards.table import step_table


@pytest.mark.parametrize(
    ("condition", "size", "expected"),
    [
        ("sawn", 82.5, 1.0),  # of the worked example of the simulation of machining
        ("drawn", 16.0, 0.11),  # h11
        ("drawn", 90.0, 0.22),
        ("sand_cast", 25.0, 1.7),  # DCTG 9: over 16 up to and including 25
        ("sand_cast", 25.1, 1.8),
        ("die_cast", 100.0, 0.78),
        ("forged", 5000.0, 2.8),  # the last step of the table holds
    ],
)
def test_the_interval_of_a_raw_dimension(condition, size, expected):
    assert raw_interval_mm(condition, size) == expected


def test_grades_grow_with_the_size_and_with_their_number():
    table = step_table("casting_tolerances.csv")
    rows = [table.rows[grade] for grade in ("DCTG6", "DCTG8", "DCTG9")]
    for row in rows:
        assert list(row) == sorted(row)
    for fine, coarse in itertools.pairwise(rows):
        assert all(a < b for a, b in zip(fine, coarse, strict=True))


def test_an_unknown_way_of_obtaining_is_refused():
    with pytest.raises(OutsideTableError) as caught:
        raw_interval_mm("swan", 10.0)
    assert "sawn" in str(caught.value.hint)


def test_a_word_that_is_like_none_is_answered_with_all():
    with pytest.raises(OutsideTableError) as caught:
        raw_interval_mm("qqq", 10.0)
    assert str(caught.value.hint).startswith("known: ")


def test_a_drawn_bar_beyond_iso_286_has_the_interval_of_its_last_step():
    assert raw_interval_mm("drawn", 750.0) == raw_interval_mm("drawn", 500.0) == 0.4
