"""What differs, in words: masses that only sums tell apart, volumes with the same digits everywhere."""

from __future__ import annotations

import pytest

from gmp_cad.documents.comparison.difference_words import mass_change, value_texts, volume_text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (0.635036397, 0.6350363970000008, "0,635 kg"),  # holes that moved
        (0.5, 0.6, "0,500 → 0,600 kg (+100 g, +20 %)"),
        (0.5, 0.500001, "0,5000000 → 0,5000010 kg (+0,001 g, +0,0002 %)"),
        (None, 0.5, "– → 0,500 kg"),
    ],
)
def test_masses(before: float | None, after: float, told: str) -> None:
    assert mass_change(before, after, "fr").replace("—", "–") == told


def test_a_volume_and_what_was_added_to_it_have_the_same_digits() -> None:
    texts = value_texts(74610.2836, 82071.312, "mm³", "fr")
    assert texts == ("74610,3 mm³", "82071,3 mm³", f"+{volume_text(7461.0284, 'fr')}")
    assert value_texts(82071.312, 74610.2836, "mm³", "fr")[2] == "−7461 mm³"


def test_one_value_that_changed_says_which_way_and_a_point_how_far() -> None:
    """A measured dimension is kept as a list: a bore of one instance went down by 2."""
    assert value_texts((18.0,), (16.0,), "", "fr") == ("18", "16", "−2")
    assert value_texts((0.0, 3.0, 0.0), (4.0, 0.0, 0.0), "mm", "fr")[2] == "5 mm"
    assert value_texts((6.6, 6.6), (7.0, 7.0), "", "fr")[2] == "0,566"
