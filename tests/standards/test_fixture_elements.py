"""Elements of fixtures: designations read, sizes published, refusals that name what there is."""

from __future__ import annotations

import pytest

from gmp_cad.errors import GmpError, NotationError, OutsideTableError
from gmp_cad.spec.notation import parse
from gmp_cad.standards.fixture_elements import codes, parse_element, price_eur, resized
from gmp_cad.standards.standard_parts import material_of, parse_designation
from gmp_cad.standards.table import document

DESIGNATIONS = [
    f"GMP {code} - {row['size']:g}" + (f"x{length:g}" if length else "")
    for code, family in document("fixture_elements.toml").items()
    for row in family["rows"]
    for length in (family.get("lengths") or [None])[:1]
]


@pytest.mark.parametrize("text", DESIGNATIONS)
def test_every_row_is_named_by_its_designation_and_publishes_sizes(text: str) -> None:
    element = parse_element(text)
    assert parse_element(element.designation) == element
    assert price_eur(element) > 0
    for written in element.sizes.values():
        parse(written)


def test_a_button_publishes_what_its_fits_name() -> None:
    element = parse_designation("GMP PAP - 16x12")
    assert (element.kind, element.sizes["spigot"], element.sizes["height"]) == (
        "locator", "⌀10 n6", "12 ±0,01",
    )  # fmt: skip


def test_a_bush_takes_every_bore_up_to_that_of_its_row() -> None:
    element = parse_designation("GMP CAN - 5,5x12")
    assert element.designation == "GMP CAN - 5,5x12"
    assert (element.sizes["bore"], element.sizes["outside"]) == ("⌀5,5 F7", "⌀10 n6")


def test_fasteners_are_still_fasteners() -> None:
    assert parse_designation("ISO 4762 - M6x20 - 8.8").kind == "screw"


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("GMP", NotationError, "GMP PAP - 16x12"),
        ("GMP PAX - 16x12", OutsideTableError, "PAP"),
        ("GMP PAP - 17x12", OutsideTableError, "16"),
        ("GMP PAP - 16x13", OutsideTableError, "12"),
        ("GMP PAP - 16", OutsideTableError, "12"),
        ("GMP CAN - 40x12", OutsideTableError, "30"),
        ("GMP SAV - 90x3", OutsideTableError, "the lengths are —"),
        ("GMP PAP - 16x12 long", NotationError, "GMP PAP - 16x12"),
        ("GMP QQQ - 16x12", OutsideTableError, "known: PAP"),
        ("GMP CAN - 0,9x12", OutsideTableError, "bores go from 1 to 30"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    text: str, error: type[GmpError], told: str
) -> None:
    with pytest.raises(error) as caught:
        parse_designation(text)
    assert told in caught.value.hint.say("en")
    assert getattr(caught.value, "position", 0) == 0


def test_there_are_locators_clamps_bushes_and_keys() -> None:
    kinds = {document("fixture_elements.toml")[code]["kind"] for code in codes()}
    assert kinds == {"locator", "clamp", "bush", "key"}


def test_the_smallest_and_the_largest_bore_of_a_bush() -> None:
    assert parse_element("GMP CAN - 1x6").sizes["outside"] == "⌀4 n6"
    assert parse_element("GMP CAN - 1,8x6").sizes["outside"] == "⌀4 n6"
    assert parse_element("GMP CAN - 1,9x6").sizes["outside"] == "⌀5 n6"
    assert parse_element("GMP CAN - 30x6").sizes["outside"] == "⌀42 n6"


def test_a_length_that_is_not_written_is_told_as_such() -> None:
    with pytest.raises(OutsideTableError, match="GMP PAP has no length —"):
        parse_element("GMP PAP - 16")


def test_an_element_at_published_sizes_changes_what_they_name_and_nothing_else() -> None:
    pin = parse_element("GMP PAP - 16x12")
    other = resized(pin, {"spigot": 10.019, "height": 12.01})
    changed = {k: v for k, v in other.dimensions.items() if pin.dimensions[k] != v}
    assert changed == {"d2": 10.019, "length": 12.01}
    assert (other.designation, other.sizes) == (pin.designation, pin.sizes)
    vee = parse_element("GMP VE - 32x16")
    assert resized(vee, {"angle": 89.0}) == vee  # 90° stands in no column


def test_the_treatment_of_an_element_is_said_in_both_languages() -> None:
    """The class or material alone decides the density; a parts list says what was done to it."""
    for text in ("GMP CAC - 5.5x16", "GMP LAR - 12x20"):
        element = parse_element(text)
        assert material_of(element).material.density_kg_m3 == 7850
        assert "trempé" in element.material("fr")
        assert "hardened" in element.material("en")
        assert element.material("en").startswith(element.grade)


@pytest.mark.parametrize("text", DESIGNATIONS)
def test_no_element_names_its_material_in_one_language_alone(text: str) -> None:
    element = parse_element(text)
    assert not material_of(element).assumed
    assert bool(element.treatment_fr) == bool(element.treatment_en)
