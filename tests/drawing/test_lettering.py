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


def test_a_character_of_the_fallback_is_as_wide_as_it_makes_it():
    # ש of DejaVu Sans: 1451 of 2048 units
    assert not lettering.known("ש")
    assert lettering.width("ש", 7.0) == pytest.approx(lettering.font_size(7.0) * 1451 / 2048)
    # neither font has it: a box
    assert lettering.width("語", 2.5) == lettering.width("□", 2.5)


def test_a_letter_and_its_mark_are_one_and_what_is_invisible_has_no_width():
    assert lettering.width("e\u0301", 2.5) == lettering.width("é", 2.5)
    assert lettering.width("a\u200bb\u200d\u00ad\u0323", 2.5) == lettering.width("ab", 2.5)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Étau ⌖", [("Étau ⌖", True)]),
        ("E\u0301tau", [("Étau", True)]),
        ("Étau Ω ש B", [("Étau Ω ", True), ("ש", False), (" B", True)]),
        ("Étau 台虎 B", [("Étau □□ B", True)]),
        ("סוף 1 סוף", [("סוף 1 סוף", False)]),
        ("a\u0335b\u200b", [("ab", True)]),
        ("\u0335", []),
    ],
)
def test_a_line_in_stretches_that_the_font_holds_and_others(text: str, runs: list) -> None:
    assert list(lettering.runs(text)) == runs


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
