"""Title block and notes: what the whole part must be, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.drawings.title_block import (
    assembly_content,
    edges_text,
    general_geometry,
    general_notes,
    part_content,
    parts_rows,
    revision_rows,
)
from gmp_cad.drawing.primitives import Text
from gmp_cad.drawing.sheets.block import BlockContent
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.general_tolerances import parse_general
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec, Project
from gmp_cad.spec.sheet_template import BlockField, PartsField
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


def part(more: str = "") -> PartSpec:
    return parse(TEXT + more, "spec.toml", PartSpec)


def project() -> Project:
    return Project.model_construct(owner="IUT", author="A", checker="B", date="2026-01-15")


def words(content: BlockContent, field: BlockField) -> list[str]:
    return [item.text for item in content.signs[field].primitives if isinstance(item, Text)]


def test_the_title_block_says_what_holds_everywhere() -> None:
    plain = TEXT.replace(" · ISO 22081 ⌓ 0,5 A", "")
    content = part_content(parse(plain, "s", PartSpec), project(), 1.0, "fr")
    assert content.fields["general_tolerances"] == "ISO 8015 · ISO 2768-m"
    block = part_content(part(), project(), 1.0, "fr")
    assert words(block, "general_tolerances") == [
        "ISO 8015 · ISO 2768-m", "ISO 22081", "⌓", "0,5", "A"
    ]  # fmt: skip
    assert words(block, "surface_texture") == ["Ra 6,3", "ISO 21920-1"]
    assert words(block, "edges") == ["-0,3", "+0,2"]
    english = part_content(part(), project(), 1.0, "en")
    assert words(english, "edges") == ["-0.3", "+0.2"]
    assert "0.5" in words(english, "general_tolerances")


def test_edges_are_said_in_words_too() -> None:
    assert edges_text(part().part, "fr") == "ISO 13715 : ext. -0,3 ; int. +0,2"
    assert edges_text(part().part, "en") == "ISO 13715: outer -0.3; inner +0.2"


def test_own_textures_are_announced_in_brackets() -> None:
    own = part_content(part('[textures]\nbase = "Ra 1,6"\n'), project(), 1.0, "fr")
    assert "(√)" in " ".join(words(own, "surface_texture"))
    bare = part_content(part(), project(), 1.0, "fr")
    assert "(√)" not in " ".join(words(bare, "surface_texture"))


def test_the_rule_of_acceptance_is_that_chosen() -> None:
    text = TEXT.replace("edges =", 'surface_texture_rule = "T16%"\nedges =')
    content = part_content(parse(text, "s", PartSpec), project(), 1.0, "fr")
    assert "16 %" in " ".join(words(content, "surface_texture"))


def test_notes_carry_treatment_coating_marking_and_remarks() -> None:
    assert [note.said("fr") for note in general_notes(part().part, "fr")] == [
        "Traitement thermique : Trempe 58 HRC", "Revêtement : Zingage 8 µm", "Marquage : P-01", "Laver"
    ]  # fmt: skip


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


HISTORY = """
[[revision]]
index = "A"
date = 2026-02-03
author = "Z. L."
change = "Création"
"""


def test_a_part_s_title_block_has_a_value_for_every_field_that_the_drawing_does_not_add() -> None:
    text = TEXT.replace("[features]", 'supplementary_title = "Longue"\nstatus = "Bon"\n[features]')
    content = part_content(parse(text + HISTORY, "s", PartSpec), project(), 2.351, "fr")
    assert content.fields["status"] == "Bon"
    assert content.fields["supplementary_title"] == "Longue"
    assert content.fields["mass"] == "2,351 kg"
    assert content.fields["date"] == "03/02/2026"  # issued with its last revision
    assert set(content.signs) == {"surface_texture", "edges", "general_tolerances"}
    named = {*content.fields, *content.signs, "scale", "sheet", "format", "language", "projection"}
    assert named == set(get_args(BlockField))


def test_a_drawing_without_status_or_history_is_under_study_and_of_the_project_s_date() -> None:
    content = part_content(part(), project(), None, "en")
    assert content.fields["status"] == "Under study"
    assert content.fields["date"] == "2026-01-15"
    assert content.fields["mass"] == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[product]\nnumber = "E-0"\ntitle = "Étau"\nstatus = "Bon"\n', ProductSpec),
        ('[fixture]\nnumber = "E-0"\ntitle = "Étau"\nworkpiece = "x"\nphase = 10\nstatus = "Bon"\n',
         FixtureSpec),
    ],
)  # fmt: skip
def test_an_assembly_has_its_own_title_block(
    text: str, kind: type[ProductSpec | FixtureSpec]
) -> None:
    content = assembly_content(parse(text + HISTORY, "s", kind), project(), 8.1, "fr")
    assert content.fields["document_type"] == "Dessin d'ensemble"
    assert (content.fields["number"], content.fields["status"]) == ("E-0", "Bon")
    assert content.fields["mass"] == "8,1 kg" or content.fields["mass"] == "8,100 kg"
    assert content.signs == {}
    assert content.fields["material"] == "Voir la nomenclature"
    elsewhere = {
        content.fields[name] for name in ("general_tolerances", "surface_texture", "edges")
    }
    assert elsewhere == {"Voir les plans des pièces"}


def test_the_history_and_the_nomenclature_become_rows() -> None:
    history = parse(TEXT + HISTORY, "s", PartSpec).revisions
    assert revision_rows(history, "fr") == (
        {"index": "A", "date": "03/02/2026", "author": "Z. L.", "change": "Création"},
    )
    row = BomRow(
        ref=3, quantity=2, designation="Vis", material="", reference="ISO 4762", unit_mass_kg=0.01,
        note="", name="vis",
    )  # fmt: skip
    (found,) = parts_rows([row], "fr")
    assert (found["ref"], found["quantity"], found["designation"]) == ("3", "2", "Vis")
    assert found["total_mass"].startswith("0,02")
    assert set(found) == set(get_args(PartsField))
