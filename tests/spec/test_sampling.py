"""Frequencies of inspection: one notation, whole numbers of parts, samples rounded up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import InvalidInputError, NotationError
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.sampling import ALL, Sampling, parse_sampling
from gmp_cad.spec.toml import parse
from tests.canonical import PLATE


@pytest.mark.parametrize(
    ("text", "found", "of_25"),
    [
        ("100 %", ALL, 25), ("100%", ALL, 25), ("1/1", ALL, 25), ("1/5", Sampling(1, 5), 5),
        ("1 / 10", Sampling(1, 10), 3), ("2/5", Sampling(2, 5), 10), ("5/lot", Sampling(5), 5),
        ("50/batch", Sampling(50), 25),
    ],
)  # fmt: skip
def test_a_frequency_says_how_many_parts_of_a_batch(text, found, of_25):
    assert parse_sampling(text) == found
    assert found.size(25) == of_25


def test_it_is_printed_in_the_language():
    assert parse_sampling("5/batch").say("fr") == "5/lot"
    assert parse_sampling("5/lot").say("en") == "5/batch"


@given(st.integers(1, 99), st.none() | st.integers(1, 99), st.integers(1, 500))
def test_what_is_printed_reads_back_and_never_asks_for_more_than_the_batch(pieces, every, batch):
    if every is not None and pieces > every:
        return
    sampling = ALL if pieces == every else Sampling(pieces, every)
    for lang in ("fr", "en"):
        assert parse_sampling(sampling.say(lang)) == sampling
    assert 1 <= sampling.size(batch) <= batch


@pytest.mark.parametrize("text", ["20 %", "6/5", "0/5", "1/lots", "1,5/4", "", "all", "1/5 lot"])
def test_what_is_no_frequency_is_refused_at_its_place(text):
    with pytest.raises(NotationError) as caught:
        parse_sampling(text)
    assert 0 <= caught.value.position <= len(text)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('bore = { size = "⌀16 H7 Ⓔ", class = "vital" }', "dimensions.bore.class"),
        ('bore = { size = "⌀16 H7 Ⓔ", frequency = "20 %" }', "dimensions.bore.frequency"),
        ('bore = { size = "⌀16 H7 Ⓔ", importance = "major" }', "dimensions.bore.importance"),
    ],
)
def test_a_wrong_key_of_the_inspection_is_told_at_its_line(line, path):
    text = PLATE.replace('bore = "⌀16 H7 Ⓔ"', line)
    with pytest.raises(InvalidInputError) as caught:
        parse(text, "spec.toml", PartSpec)
    (problem,) = caught.value.problems
    assert problem.where.path == path
    assert text.split("\n")[problem.where.line - 1].startswith("bore =")


@pytest.mark.parametrize("word", ["critique", "critical", "Critique"])
def test_classes_are_read_in_both_languages(word):
    line = f'bore = {{ size = "⌀16 H7 Ⓔ", class = "{word}" }}'
    spec = parse(PLATE.replace('bore = "⌀16 H7 Ⓔ"', line), "spec.toml", PartSpec)
    assert spec.dimensions["bore"].importance == "critical"


def test_a_texture_says_its_inspection_in_a_table():
    text = PLATE + '[textures]\nleft = { ra = "Ra 1,6", class = "minor" }\nright = "Ra 3,2"\n'
    spec = parse(text, "spec.toml", PartSpec)
    assert [(t.ra, t.importance) for t in spec.textures.values()] == [
        ("Ra 1,6", "minor"), ("Ra 3,2", None),
    ]  # fmt: skip
    assert spec.roughness_of("left") == "Ra 1,6"


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("5", 1, "expected a share of the parts"),
        ("5/3", 2, "5 parts of 3: more than there are"),
        ("1,5/3", 0, "a whole number of parts"),
        ("1/2,5", 2, "a whole number of parts"),
        ("5/0", 2, "from 1 to 100000"),
    ],
)
def test_a_wrong_frequency_is_told_why(text, position, told):
    with pytest.raises(NotationError, match=told) as caught:
        parse_sampling(text)
    assert caught.value.position == position
