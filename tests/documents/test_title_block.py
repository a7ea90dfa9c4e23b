"""Title block and notes: what the whole part must be, in both languages."""

from __future__ import annotations

import pytest

from gmp_cad.documents.title_block import edges_text, general_geometry, notes_of, title_block
from gmp_cad.drawing.glyphs import TEXTURE_SIGNS
from gmp_cad.evidence import MassProperties
from gmp_cad.spec.general_tolerances import parse_general
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Project
from gmp_cad.spec.toml import parse

TEXT = """
[part]
number = "P-01"
title = "Pièce"
material = "C45"
general_tolerances = "ISO 2768-m · ISO 22081 ⌓ 0,5 A"
surface_texture = "NMR Ra 6.3"
edges = "-0,3 / +0,2"
treatment = "Trempe 58 HRC"
coating = "Zingage 8 µm"
marking = "P-01"
note = "Laver"
[features]
base = "<Z"
[datums]
A = "base"
"""
ZERO = (0.0, 0.0, 0.0)
MASS = MassProperties(
    volume_mm3=1.0, area_mm2=1.0, mass_kg=1.0, centre_of_mass_mm=ZERO,
    inertia_kg_mm2=(ZERO, ZERO, ZERO), bounding_box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
)  # fmt: skip


def part(more: str = "") -> PartSpec:
    return parse(TEXT + more, "spec.toml", PartSpec)


def project() -> Project:
    return Project.model_construct(owner="IUT", author="A", checker="B", date="2026-01-15")


def test_the_title_block_says_what_holds_everywhere() -> None:
    block = title_block(part(), project(), MASS, "fr")
    assert block.general_tolerances == "ISO 8015 · ISO 2768-m · ISO 22081 ⌓ 0,5 A"
    assert block.surface_texture.startswith(f"{TEXTURE_SIGNS['forbidden']} Ra 6,3 ")
    assert "21920" in block.surface_texture
    assert block.edges == "ISO 13715 : ext. -0,3 ; int. +0,2"
    english = title_block(part(), project(), MASS, "en")
    assert english.edges == "ISO 13715: outer -0.3; inner +0.2"
    assert english.general_tolerances.endswith("⌓ 0.5 A")


def test_own_textures_are_announced_in_brackets() -> None:
    own = title_block(part('[textures]\nbase = "Ra 1,6"\n'), project(), MASS, "fr")
    assert "(√)" in own.surface_texture
    assert "(√)" not in title_block(part(), project(), MASS, "fr").surface_texture


def test_the_rule_of_acceptance_is_that_chosen() -> None:
    text = TEXT.replace("edges =", 'surface_texture_rule = "T16%"\nedges =')
    assert "16 %" in title_block(parse(text, "s", PartSpec), project(), MASS, "fr").surface_texture


def test_notes_carry_treatment_coating_marking_and_remarks() -> None:
    assert notes_of(part().part, "fr") == (
        "Traitement thermique : Trempe 58 HRC", "Revêtement : Zingage 8 µm", "Marquage : P-01", "Laver"
    )  # fmt: skip


def test_edges_without_inner_ones_say_only_the_outer_ones() -> None:
    text = TEXT.replace("-0,3 / +0,2", "-0,3")
    assert edges_text(parse(text, "s", PartSpec).part, "fr") == "ISO 13715 : extérieures -0,3"


@pytest.mark.parametrize(
    ("general", "box", "expected"),
    [
        # ISO 2768-2, tables 1 to 4: class K, 160 and 90 mm
        ("ISO 2768-mK", (0, 0, 0, 160, 90, 22),
         "rectitude ≤ 0,4 ; planéité ≤ 0,4 ; perpendicularité ≤ 0,4 ; symétrie ≤ 0,6 ; battement circulaire ≤ 0,2"),
        ("ISO 2768-fH", (0, 0, 0, 20, 5, 5),
         "rectitude ≤ 0,05 ; planéité ≤ 0,05 ; perpendicularité ≤ 0,2 ; symétrie ≤ 0,5 ; battement circulaire ≤ 0,1"),
        ("ISO 2768-m", (0, 0, 0, 160, 90, 22), ""),
    ],
)  # fmt: skip
def test_the_class_of_iso_2768_2_is_shown_in_figures(
    general: str, box: tuple[float, ...], expected: str
) -> None:
    assert general_geometry(parse_general(general), box, "fr") == expected
