"""What bought parts are made of, by their designations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.standards.fixture_elements import PREFIX
from gmp_cad.standards.materials import database
from gmp_cad.standards.standard_parts import material_of, parse_designation
from gmp_cad.standards.table import document, records


# ISO 898-1: steels; ISO 3506: A2 is 1.4301 (7.9), A4 1.4401 (8.0), C1 martensitic (EN 10088-1)
@pytest.mark.parametrize(
    ("designation", "density", "standard"),
    [
        ("ISO 4762 - M6x20", 7850, "ISO 898-1"),
        ("ISO 4762 - M6x20 - 10.9", 7850, "ISO 898-1"),
        ("ISO 4762 - M6x20 - 12.9 zn", 7850, "ISO 898-1"),
        ("ISO 4762 - M6x20 - A2-70", 7900, "ISO 3506"),
        ("ISO 4762 - M6x20 - a4-80", 8000, "ISO 3506"),
        ("ISO 4032 - M8 - A4", 8000, "ISO 3506"),
        ("ISO 4032 - M8", 7850, "ISO 898-2"),
        ("ISO 4026 - M6x10", 7850, "ISO 898-5"),
        ("ISO 4032 - M8 - CU2", 8440, "ISO 8839"),
        ("ISO 4017 - M8x30 - laiton", 8470, "EN 12164"),
        ("ISO 7089 - 8 - PA", 1140, "ISO 16396-1"),
        ("ISO 7089 - 8", 7850, "ISO 887"),
        ("ISO 8734 - 6x24 - C1", 7700, "ISO 3506"),
        ("ISO 8734 - 6x24 - A", 7850, "ISO 8734"),
        ("ISO 2338 - 6 m6 x 30 - A1", 7900, "ISO 3506"),
    ],
)
def test_a_bought_part_is_weighed_in_its_own_material(
    designation: str, density: float, standard: str
) -> None:
    found = material_of(parse_designation(designation))
    assert (found.material.density_kg_m3, found.standard, found.assumed) == (
        density, standard, False,
    )  # fmt: skip
    assert found.material.density_source


@pytest.mark.parametrize(
    ("grade", "material"),
    [(" 8.8 ", "C45+QT"), ("8.8 zn", "C45+QT"), ("8.8, zn", "C45+QT"), ("C45, zingué", "C45"),
     ("C45; zn", "C45"), ("\nA4-70", "X5CrNiMo17-12-2")],
)  # fmt: skip
def test_a_coating_and_spaces_do_not_change_the_material(grade: str, material: str) -> None:
    screw = parse_designation("ISO 4762 - M6x20 - 8.8")
    found = material_of(replace(screw, grade=grade))
    assert (found.material.designation, found.assumed) == (material, False)


@pytest.mark.parametrize("grade", ["8.80", "8.8bis", "18.8", ""])
def test_what_only_begins_like_a_grade_is_none(grade: str) -> None:
    screw = parse_designation("ISO 4762 - M6x20 - 8.8")
    assert material_of(replace(screw, grade=grade)).assumed


def test_a_grade_that_says_nothing_is_taken_for_steel_and_told() -> None:
    found = material_of(parse_designation("ISO 4762 - M6x20 - mithril"))
    assert (found.material.density_kg_m3, found.standard, found.assumed) == (7850, "", True)


def test_every_element_of_a_fixture_has_a_known_material() -> None:
    families = document("fixture_elements.toml")
    for code, family in families.items():
        if isinstance(family, dict) and "material" in family:
            row, lengths = family["rows"][0], family.get("lengths")
            size = f"{row['size']:g}" + (f"x{lengths[0]:g}" if lengths else "")
            assert not material_of(parse_designation(f"{PREFIX} {code} - {size}")).assumed, code


def test_every_grade_names_a_material() -> None:
    assert all(database().get(row["material"]) for row in records("grades.csv"))
