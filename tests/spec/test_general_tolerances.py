"""General tolerances: ISO 2768, ISO 22081 and both; round trip, conflicts, what a size gets."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import NotationError, OutsideTableError
from gmp_cad.spec.frame import DatumReference, Zone
from gmp_cad.spec.general_tolerances import GeneralTolerances, parse_general, print_general
from gmp_cad.spec.notation import parse as parse_size

LENGTHS = st.integers(1, 10**8).map(lambda n: n / 1e5)
DATUMS = st.lists(st.sampled_from("ABCDEF"), max_size=3, unique=True).map(
    lambda letters: tuple(DatumReference(letters=(letter,)) for letter in letters)
)


@st.composite
def generals(draw: st.DrawFn) -> GeneralTolerances:
    linear = draw(st.sampled_from(["", "f", "m", "c", "v"]))
    profile = draw(st.none() | LENGTHS.map(lambda width: Zone(width_mm=width)))
    geometric = draw(st.sampled_from(["", "H", "K", "L"])) if linear and not profile else ""
    sized = not linear and draw(st.booleans())
    found = GeneralTolerances(
        linear=linear,
        geometric=geometric,
        envelope=draw(st.booleans()),
        profile=profile,
        datums=draw(DATUMS) if profile else (),
        linear_mm=draw(LENGTHS) if sized else None,
        angular_deg=draw(st.none() | st.integers(1, 9000).map(lambda n: n / 100)),
    )
    if found == GeneralTolerances(envelope=found.envelope):
        return GeneralTolerances(linear="m", envelope=found.envelope)
    return found


@given(generals(), st.sampled_from(["fr", "en"]))
def test_a_printed_call_out_is_read_back(general: GeneralTolerances, lang: str) -> None:
    assert parse_general(print_general(general, lang)) == general


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("ISO 2768-m", "ISO 2768-m"),
        ("NF EN 22768-mK", "ISO 2768-mK"),
        ("ISO 2768 - mK - E", "ISO 2768-mK-E"),
        ("ISO 8015 · ISO 2768-m · ISO 22081 ⌓ 0.5 A B C", "ISO 2768-m · ISO 22081 ⌓ 0,5 A B C"),
        ("ISO 22081 — ⌓ 0,5 | A | B | C, linear size ±0,2", "ISO 22081 ⌓ 0,5 A B C linéaire ±0,2"),
        ("ISO 22081 ⌓|0,5|A-B; ISO 14405-1 (E)", "ISO 14405 Ⓔ · ISO 22081 ⌓ 0,5 A-B"),
        ("ISO 22081:2021 linéaire +/-0,2, angulaire ±1°", "ISO 22081 linéaire ±0,2 angulaire ±1°"),
    ],
)
def test_call_outs_as_title_blocks_write_them(text: str, printed: str) -> None:
    assert print_general(parse_general(text)) == printed


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("ISO 2768-x", 9),
        ("ISO 2768", 8),
        ("ISO 8015 · ISO 2768-mKx", 22),
        ("ISO 8015", 8),
        ("ISO 22081", 9),
        ("ISO 14405 Ⓔ", 11),
        ("ISO 2768-mK · ISO 22081 ⌓ 0,5", 24),
        ("ISO 22081 ⌓ 0,5 · ISO 2768-mK", 18),
        ("ISO 2768-m · ISO 2768-f", 13),
        ("ISO 2768-m · ISO 22081 linear ±0,2", 23),
        ("ISO 22081 ⌓ ⌀0,5", 12),
        ("ISO 22081 flatness", 10),
        ("ISO 22081 angular ±1° angular ±2°", 22),
        ("ISO 2768-m · ISO 22081", 22),
        ("ISO 22081 · ISO 2768-m", 10),
        ("ISO 22081 ⌓ 0,5 A B A", 20),
        ("ISO 1101", 0),
    ],
)
def test_a_wrong_call_out_is_told_where_it_is_wrong(text: str, position: int) -> None:
    with pytest.raises(NotationError) as caught:
        parse_general(text)
    assert caught.value.position == position


@pytest.mark.parametrize("text", ["ISO 2768{}x", "ISO 22081 linear{}x", "ISO 22081 angular{}x"])
def test_a_long_gap_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(NotationError):
        parse_general(text.format(" " * 100_000))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("general", "size", "expected"),
    [
        ("ISO 2768-m", "40", (0.3, "ISO 2768-m")),
        ("ISO 2768-m · ISO 22081 ⌓ 0,5 A", "⌀10", (0.2, "ISO 2768-m")),
        ("ISO 22081 ⌓ 0,5 A linear ±0,2", "40", (0.2, "ISO 22081")),
        ("ISO 22081 ⌓ 0,5 A linear ±0,2", "R5", None),
        ("ISO 22081 linear ±0,2 angular ±1°", "30°", (1.0, "ISO 22081")),
        ("ISO 22081 ⌓ 0,5 A", "40", None),
    ],
)
def test_what_a_size_gets(general: str, size: str, expected: tuple[float, str] | None) -> None:
    assert parse_general(general).tolerance_of(parse_size(size)) == expected


def test_a_size_to_which_nothing_applies_is_refused() -> None:
    with pytest.raises(OutsideTableError, match="give none for R5"):
        parse_general("ISO 22081 linear ±0,2").tolerance_of(parse_size("R5"))


@given(st.text(max_size=40) | st.text(alphabet="ISO 2768-mK·E22081⌓0,5ABC±lin", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        parse_general(text)
    except NotationError as error:
        assert 0 <= error.position <= len(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ISO 2768-mK · ISO 22081 ⌓ 0,5", "form and location are given twice"),
        ("ISO 22081 ⌓ 0,5 · ISO 2768-mK", "form and location are given twice"),
        ("ISO 22081 ⌓ 0,5 ⌓ 0,2", "form and location are given twice"),
        ("ISO 2768-m · ISO 2768-f", "linear sizes are given twice"),
        ("ISO 2768-m · ISO 22081 linear ±0,2", "linear sizes are given twice"),
        ("ISO 22081 linear ±0,2 · ISO 2768-m", "linear sizes are given twice"),
        ("ISO 22081 linear ±0,1 linear ±0,2", "linear sizes are given twice"),
        ("ISO 22081 angular ±1° angular ±2°", "angles are given twice"),
        ("ISO 22081 ⌓ ⌀0,5", "the zone of a profile has no ⌀"),
        ("ISO 22081 ⌓ 0,5 A B A", "the datum 'A' stands twice"),
        ("ISO 22081 ⌓ 0,5 A B-C C", "the datum 'C' stands twice"),
        ("ISO 22081 linear ±1001", "from 0.000001 to 1000"),
        ("ISO 22081 linear ±0,0000001", "from 0.000001 to 1000"),
        ("ISO 22081 angular ±91°", "from 0.000001 to 90"),
        ("ISO 8015", "no tolerance is given"),
        ("ISO 8015 x · ISO 2768-m", "'x' is not understood"),
    ],
)
def test_a_wrong_call_out_is_told_why(text: str, told: str) -> None:
    with pytest.raises(NotationError, match=told):
        parse_general(text)


def test_part_2_beside_iso_22081_is_told_what_to_write_and_sizes_given_twice_are_not() -> None:
    for text, hint in (
        ("ISO 22081 ⌓ 0,5 · ISO 2768-mK", "write ISO 2768-m alone"),
        ("ISO 2768-m · ISO 2768-f", "None"),
    ):
        with pytest.raises(NotationError) as caught:
            parse_general(text)
        assert str(caught.value.hint).startswith(hint)


def test_the_least_and_the_greatest_of_iso_22081() -> None:
    assert parse_general("ISO 22081 linear ±1000").linear_mm == 1000
    assert parse_general("ISO 22081 linear ±0,000001").linear_mm == 1e-6
    assert parse_general("ISO 22081 angular ±90°").angular_deg == 90


def test_it_is_printed_in_french_unless_asked() -> None:
    found = parse_general("ISO 22081 linear ±0,2")
    assert str(found) == print_general(found, "fr") != print_general(found, "en")
