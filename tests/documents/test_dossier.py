"""The dossier: complete, honest about what is missing, archivable, the same bytes twice."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from gmp_cad.documents.composition import composition
from gmp_cad.documents.dossier import document_list, dossier_context, dossier_pdf, picture_files
from tests.documents import vice

EMPTY = vice.dossier(
    product=None, parts=(), bom=(), picture=None, drawing=(), mass_kg=None, centre_of_mass_mm=None,
    fixtures=(), findings=(), links={},
)  # fmt: skip


def states(dossier):
    return {piece.title: piece.state for piece in composition(dossier, "en")}


def test_every_number_of_the_table_of_contents_is_listed():
    numbers = [int(piece.number) for piece in composition(vice.dossier(), "en")]
    assert sorted(set(numbers)) == list(range(17))
    assert numbers == sorted(numbers)


def test_what_is_there_is_present_and_the_rest_missing():
    found = states(vice.dossier())
    assert found["Definition drawings"] == "present"
    assert found["Phase contracts"] == "partial"  # two contracts for three phases
    assert found["Route card"] == "missing"
    assert found["Fixture files"] == "present"


def test_an_empty_project_has_only_its_cover():
    found = states(EMPTY)
    assert [title for title, state in found.items() if state == "present"] == [
        "Cover, list of documents and revisions"
    ]


def test_a_fixture_that_a_phase_calls_and_nobody_designed_is_missing():
    assert states(vice.dossier(fixtures=()))["Fixture files"] == "missing"


def test_parts_follow_the_nomenclature():
    first = vice.dossier().parts[0]
    others = []
    for name, number in (("zinc", "ET-09"), ("alpha", "ET-02"), ("beta", "ET-10")):
        identity = first.spec.part.model_copy(update={"number": number})
        spec = first.spec.model_copy(update={"name": name, "part": identity})
        others.append(replace(first, spec=spec))
    bom = tuple(replace(row, part="zinc", ref=5) for row in vice.dossier().bom[:1])
    dossier = vice.dossier(parts=(*others, first), bom=(*vice.dossier().bom, *bom))
    assert [c.spec.name for c in dossier.chapters] == ["semelle", "zinc", "alpha", "beta"]


def test_documents_are_listed_with_their_revisions():
    rows = list(document_list(vice.dossier(), "en"))
    assert ("ET-01", "Semelle", "Definition drawing", "B") in rows
    assert ("ET-01 / 20", "20 — Fraisage", "Phase contract", "A") in rows
    assert ("MT-20", "Montage de fraisage", "Fixture", "A") in rows


def test_the_masses_stand_against_their_budget():
    lines = {x["label"]: x["value"] for x in dossier_context(vice.dossier(), "en")["masses"]}
    assert lines["Total mass (kg)"] == "4.262"
    assert lines["Mass budget (kg)"] == "≤ 9"
    assert lines["Margin (kg)"] == "4.738"
    assert lines["Centre of mass (mm, product frame)"] == "(1 ; 0 ; 20.12)"


def test_every_picture_named_in_the_context_is_given():
    dossier = vice.dossier()
    names = set(re.findall(r"'file': '([^']+)'", str(dossier_context(dossier, "fr"))))
    assert names == set(picture_files(dossier))
    assert len(names) == 7


def test_the_pdf_is_the_same_twice_archivable_and_has_its_pages():
    dossier = vice.dossier()
    first = dossier_pdf(dossier, vice.templates(), "fr")
    assert first == dossier_pdf(dossier, vice.templates(), "fr")
    text = vice.unpacked(first)
    assert b"pdfaid:part" in text
    assert b"pdfuaid:part" in text
    assert b"/Outlines" in text
    assert text.count(b"/Alt") >= len(picture_files(dossier))
    # cover, lists, product, assembly drawing, two sheets, the part, two contracts, fixture, checks
    assert vice.page_count(first) == 11
    assert b"[0 0 1190.5" in text  # an A3 sheet among A4 pages


def test_drawings_stand_on_their_own_sheet_size():
    context = dossier_context(vice.dossier(), "en")
    (part,) = context["parts"]
    assert [(s["width"], s["height"]) for s in part["sheets"]] == [(420, 297), (297, 210)]
    assert part["sheets"][1]["heading"] == "ET-01 Semelle — Definition drawing, sheet 2 of 2"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_empty_project_still_makes_a_dossier(lang):
    assert dossier_pdf(EMPTY, vice.templates(), lang).startswith(b"%PDF")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("text", vice.HOSTILE)
def test_hostile_texts_are_read_back_from_the_pdf(text, tmp_path):
    dossier = vice.dossier()
    chapter = dossier.parts[0]
    identity = chapter.spec.part.model_copy(update={"treatment": text, "note": text})
    spec = chapter.spec.model_copy(update={"part": identity})
    hostile = replace(dossier, parts=(replace(chapter, spec=spec, contracts=(), drawing=()),))
    (tmp_path / "d.pdf").write_bytes(dossier_pdf(hostile, vice.templates(), "fr"))
    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "d.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "".join(text.split()) in "".join(said.split())
