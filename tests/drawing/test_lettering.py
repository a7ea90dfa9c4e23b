"""How much room texts take: the metrics of the font, and lines that hold signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing import glyphs, lettering
from gmp_cad.drawing.primitives import Text, box_of

KNOWN = st.text(st.sampled_from("ABCgjmÉç0189 ,±⌀Ⓔ⌖√"))


def test_letters_stand_two_tenths_apart_and_words_at_least_six():
    # two bars of a tenth: II is 1 + 2 + 1 tenths of ink and gap, a half gap on either side
    assert lettering.width("II", 10.0) == pytest.approx(6.0)
    assert lettering.width("I I", 10.0) - lettering.width("II", 10.0) + 2.0 >= 6.0


@given(KNOWN, KNOWN, st.floats(1.0, 20.0))
def test_widths_add_up_and_grow_with_the_height(one: str, other: str, height: float):
    whole = lettering.width(one + other, height)
    assert whole == pytest.approx(lettering.width(one, height) + lettering.width(other, height))
    assert lettering.width(one, 2 * height) == pytest.approx(2 * lettering.width(one, height))


def test_an_unknown_character_is_as_wide_as_an_m():
    assert not lettering.known("語")
    assert lettering.width("語", 2.5) == lettering.width("M", 2.5)


@pytest.mark.parametrize("text", ["", "Ag 12,5", "⌀16 H7", "(M8)"])
def test_plain_texts_take_the_same_height(text: str):
    assert lettering.reach(text, 2.0) == (-0.6, 2.1)


def test_marks_on_capitals_and_rings_reach_higher():
    assert lettering.reach("É", 10.0)[1] == pytest.approx(13.9, abs=0.1)  # ISO 3098-4: within 14
    low, high = lettering.reach("Ⓔ", 10.0)
    assert (low, high) == pytest.approx((-3.0, 13.0))
    assert box_of(Text(text="É", place=(0, 0), height=10.0))[3] > 13


@given(KNOWN.filter(bool))
def test_a_line_is_one_text_with_all_its_signs(text: str):
    (item,) = glyphs.line(text, (1.0, 2.0), 2.5, "end", 30.0)
    assert isinstance(item, Text)
    assert (item.text, item.place, item.anchor, item.rotation_deg) == (text, (1.0, 2.0), "end", 30)
    assert glyphs.width(text, 2.5) == lettering.width(text, 2.5)


def test_an_empty_line_draws_nothing():
    assert glyphs.line("", (0.0, 0.0), 2.5) == ()
