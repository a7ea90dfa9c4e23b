"""Tolerance frames: every zone and datum system is read back as printed; faults have a caret."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import NotationError
from gmp_cad.spec.frame import DatumReference, Zone, print_reference, print_zone
from gmp_cad.spec.frame_notation import parse_reference, parse_system, parse_zone

LENGTHS = st.integers(1, 10**10).map(lambda n: n / 1e6)
OFFSETS = st.integers(-(10**10), 10**10).map(lambda n: n / 1e6)
LETTERS = st.from_regex("[A-Z]{1,2}", fullmatch=True)


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    return Zone(
        width_mm=draw(LENGTHS),
        shape=draw(st.sampled_from(["", "⌀", "S⌀"])),
        material=draw(st.sampled_from(["", "Ⓜ", "Ⓛ"])),
        projected_mm=draw(st.none() | LENGTHS),
        offset_mm=draw(st.none() | OFFSETS),
        free_state=draw(st.booleans()),
        combination=draw(st.sampled_from(["", "CZ", "SZ"])),
    )


@st.composite
def references(draw: st.DrawFn) -> DatumReference:
    letters = draw(st.lists(LETTERS, min_size=1, max_size=4))
    material = draw(st.sampled_from(["", "Ⓜ", "Ⓛ"]))
    return DatumReference(letters=tuple(letters), material=material)


@given(zones(), st.sampled_from(["fr", "en"]))
def test_a_printed_zone_is_read_back(zone: Zone, lang: str) -> None:
    printed = print_zone(zone, lang)
    assert parse_zone(printed) == zone
    assert print_zone(parse_zone(printed), lang) == printed


ASCII = {"S⌀": "SD", "⌀": "D", "Ⓜ": "(M)", "Ⓛ": "(L)", "Ⓟ": "(P)", "Ⓕ": "(F)", ",": "."}


@given(zones(), st.randoms(use_true_random=False))
def test_modifiers_stand_in_any_order_and_in_ascii(zone: Zone, random) -> None:  # type: ignore[no-untyped-def]
    width, *modifiers = re.split(r" (?=[A-ZⓂⓁⓅⒻ])", print_zone(zone))
    random.shuffle(modifiers)
    text = "".join((width, *modifiers))
    for sign, spelling in ASCII.items():
        text = text.replace(sign, spelling)
    assert text.isascii()
    assert parse_zone(text) == zone


@given(references())
def test_a_printed_datum_is_read_back(reference: DatumReference) -> None:
    assert parse_reference(print_reference(reference)) == reference


@given(st.lists(references(), min_size=1, max_size=5))
def test_a_printed_system_is_read_back(system: list[DatumReference]) -> None:
    assert parse_system("|".join(map(print_reference, system))) == tuple(system)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("0.05", Zone(width_mm=0.05)),
        (" D0,1(M) ", Zone(width_mm=0.1, shape="⌀", material="Ⓜ")),
        ("SØ0,2", Zone(width_mm=0.2, shape="S⌀")),
        ("⌀0,1 (P)12.5", Zone(width_mm=0.1, shape="⌀", projected_mm=12.5)),
        ("0,4UZ-0,1", Zone(width_mm=0.4, offset_mm=-0.1)),
        ("0,4 CZ UZ + 0,1", Zone(width_mm=0.4, offset_mm=0.1, combination="CZ")),
        ("0,4 UZ−0", Zone(width_mm=0.4, offset_mm=0.0)),
        ("⌀0,050 Ⓕ Ⓜ", Zone(width_mm=0.05, shape="⌀", material="Ⓜ", free_state=True)),
    ],
)
def test_zones_as_drawings_write_them(text: str, zone: Zone) -> None:
    assert parse_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "printed"),
    [("A", "A"), ("A(M)", "A Ⓜ"), ("A – B", "A-B"), ("(A-B)(L)", "(A-B) Ⓛ"), ("AA", "AA")],
)
def test_datums_as_drawings_write_them(text: str, printed: str) -> None:
    assert print_reference(parse_reference(text)) == printed


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("", 0, None),
        ("x", 0, None),
        ("⌀0,05 M", 6, "(M)"),
        ("⌀0,05 Ⓜ Ⓛ", 8, None),
        ("0,05 CZ SZ", 8, None),
        ("0,05 cz", 5, "capitals"),
        ("0,05 mm", 5, "unit"),
        ("±0,05", 0, "sign"),
        ("0,05 Ⓟ", 6, None),
        ("0,05 UZ 0,1", 8, "UZ+0,1"),
        ("0,05 Ⓔ", 5, "beside a size"),
        ("0,05/100", 4, "per length"),
        ("0,05 | A", 5, "datums = "),
        ("0,05 ☃", 5, "known"),
        ("0", 0, None),
        ("99999", 0, None),
        ("٣", 0, None),
    ],
)
def test_the_caret_stands_under_the_faulty_character(
    text: str, position: int, hint: str | None
) -> None:
    with pytest.raises(NotationError) as caught:
        parse_zone(text)
    assert caught.value.position == position
    if hint:
        assert hint in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "position"), [("a", 0), ("A-", 2), ("ABC", 2), ("A,B", 1), ("(A-B", 4), ("AⓂⓂ", 2)]
)
def test_a_wrong_datum_is_told_where_it_is_wrong(text: str, position: int) -> None:
    with pytest.raises(NotationError) as caught:
        parse_reference(text)
    assert caught.value.position == position


@given(st.text(max_size=40) | st.text(alphabet="⌀SD0123.,CZU+-ⓂⓅ()MLPFAB| ", max_size=20))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    for parse in (parse_zone, parse_reference, parse_system):
        try:
            parse(text)
        except NotationError as error:
            assert 0 <= error.position <= len(text)


@pytest.mark.parametrize("read", [parse_reference, parse_system])
def test_datums_without_a_separator_are_told_how_to_be_written(read) -> None:
    with pytest.raises(NotationError, match="nothing more is expected") as caught:
        read("A B")
    assert caught.value.position == 2
    assert '"A|B"' in str(caught.value.hint)
