"""The dossier: complete, honest about what is missing, archivable, the same bytes twice."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache

import pikepdf
import pytest

from gmp_cad.documents.dossier.chapters import Attachment, OwnPage
from gmp_cad.documents.dossier.composition import composition
from gmp_cad.documents.dossier.dossier import dossier_context, dossier_pdf, picture_files
from gmp_cad.documents.dossier.dossier_contents import contents, document_titles
from gmp_cad.documents.dossier.dossier_pages import requirements
from gmp_cad.documents.dossier.dossier_tables import mass_lines
from gmp_cad.documents.part import inspection_sheet
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.templating.typography import typeset
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse
from tests.documents import vice

EMPTY = vice.dossier(
    product=None, parts=(), bom=(), picture=None, drawing=(), mass_kg=None, centre_of_mass_mm=None,
    fixtures=(), findings=(),
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


def test_a_part_of_which_nothing_is_required_lacks_no_inspection_plan():
    first = vice.dossier().parts[0]
    plan = EmbeddedDocument(
        chapter=12, title="Gamme", template=inspection_sheet.TEMPLATE, context={}
    )
    inspected = replace(first, documents=(plan,))
    bare = first.spec.model_copy(
        update={"name": "cover", "dimensions": {}, "tolerances": {}, "textures": {}}
    )
    title = "Inspection plan, inspection sheets"
    assert states(vice.dossier(parts=(first,)))[title] == "missing"
    assert states(vice.dossier(parts=(inspected, first)))[title] == "partial"
    assert states(vice.dossier(parts=(inspected, replace(first, spec=bare))))[title] == "present"


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


def chapter(dossier, number, lang="en"):
    return dossier_context(dossier, lang)["chapters"][number - 1]


def titles(dossier, number, lang="en"):
    return [
        (entry["short"], entry["number"], entry["revision"])
        for group in chapter(dossier, number, lang)["groups"]
        for entry in group["entries"]
    ]


def test_chapters_follow_the_table_of_contents_of_the_trade():
    headings = [c["heading"] for c in dossier_context(vice.dossier(), "fr")["chapters"]]
    assert [int(heading.split()[0]) for heading in headings] == list(range(1, 17))
    assert headings[3] == "4 Étude du brut"


def test_documents_stand_in_their_chapters_with_their_revisions():
    dossier = vice.dossier()
    assert titles(dossier, 2) == [
        ("Parts list", "ET-00", "A"), ("Assembly drawing", "ET-00", "A"),
    ]  # fmt: skip
    assert titles(dossier, 3) == [
        ("Definition drawing, sheet 1 of 2", "ET-01", "B"),
        ("Definition drawing, sheet 2 of 2", "ET-01", "B"),
        ("Definition sheet", "ET-01", "B"),
    ]  # fmt: skip
    assert titles(dossier, 8) == [
        ("Contrat de phase 10 — Fraisage", "ET-01", "A"),
        ("Contrat de phase 20 — Fraisage", "ET-01", "A"),
    ]
    assert titles(dossier, 9) == [("Fixture", "MT-20", "A")]


def test_an_embedded_document_stands_in_the_chapter_that_it_names():
    first = vice.dossier().parts[0]
    document = EmbeddedDocument(
        chapter=10, title="Outils — ET-01 Semelle", template="planche_page.typ.j2", context={}
    )
    dossier = vice.dossier(parts=(replace(first, documents=(document,)),))
    assert titles(dossier, 10) == [("Outils", "ET-01", "A")]
    assert chapter(dossier, 10)["groups"][0]["heading"] == "10.1 ET-01 Semelle"


def test_every_missing_piece_stands_in_its_chapter_with_what_makes_it():
    for number in range(1, 17):
        shown = chapter(EMPTY, number)
        missing = [piece for piece in shown["pieces"] if piece["status"] == "FAIL"]
        assert missing or [piece["status"] for piece in shown["pieces"]] == ["SKIP"], number
        assert all(piece["remedy"] for piece in shown["pieces"])
        assert shown["opens"]


def test_a_document_is_no_other_of_its_chapter():
    """Whatever else stands in chapter 13, the route card is missing until it is there itself."""
    first = vice.dossier().parts[0]
    other = EmbeddedDocument(
        chapter=13, title="Poste — ET-01 Semelle", template="planche_page.typ.j2", context={}
    )
    card = replace(other, template="suiveuse_page.typ.j2")
    for documents, state in (
        ((other,), "missing"),
        ((card,), "present"),
        ((other, card), "present"),
    ):
        dossier = vice.dossier(parts=(replace(first, documents=documents),))
        assert states(dossier)["Route card"] == state


def test_a_partial_chapter_names_what_lacks_its_piece():
    (piece,) = chapter(vice.dossier(), 8)["pieces"]
    assert (piece["status"], piece["detail"]) == ("WARN", "2 of 3 — missing: ET-01 / 30")


def test_the_register_shows_revisions_and_gaps_by_subject():
    shown = dossier_context(vice.dossier(), "en")["register"]
    row = next(row for row in shown["rows"] if row["said"] == "ET-01 Semelle")
    cells = dict(zip((c["number"] for c in shown["columns"]), row["cells"], strict=True))
    assert (cells["3"]["state"], cells["3"]["revisions"], cells["3"]["count"]) == ("held", "B", "3")
    assert cells["8"]["state"] == "partial"
    assert cells["10"]["state"] == "missing"
    assert cells["2"]["state"] == ""


def test_the_masses_stand_against_their_budget():
    lines = {x["label"]: x["value"] for x in mass_lines(vice.dossier(), "en")}
    assert lines["Total mass (kg)"] == "4.262"
    assert lines["Mass budget (kg)"] == "≤ 9"
    assert lines["Reserve (kg)"] == "4.738"
    assert lines["Centre of mass (mm, product frame)"] == "(1 ; 0 ; 20.12)"


def test_every_picture_named_in_the_context_is_given():
    dossier = vice.dossier()
    names = set(re.findall(r"'file': '([^']+)'", str(dossier_context(dossier, "fr"))))
    assert names == set(picture_files(dossier, "fr"))
    assert len(names) == 7


REQUIRED = (
    vice.PRODUCT
    + """
[[fit]]
hole = "semelle.bore"
shaft = "vis_mors.diameter"
kind = "clearance"
[[joint]]
kind = "thread"
a = "vis_mors"
b = "semelle"
[parameters]
jaw = { from = 0, to = 80, default = 40 }
"""
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CARRIED = Attachment(
    name="parts/semelle/spec.toml", media_type="text/plain", said="spécification",
    content=b"[part]\n",
)  # fmt: skip


def rich():
    """A dossier that fills every field: requirements, pictures, safety, own page, attached file."""
    first = vice.dossier().parts[0]
    phases = tuple(p.model_copy(update={"safety": "Lunettes"}) for p in first.plan.phases)
    plan = first.plan.model_copy(update={"phases": phases})
    part = replace(first, plan=plan, shaded=PNG, pmi={"dimension": 8, "tolerance": 2})
    return vice.dossier(
        product=parse(REQUIRED, "parts/product.toml", ProductSpec), parts=(part,), own=(own(),),
        attachments=(CARRIED,),
    )  # fmt: skip


def test_a_plan_that_tells_its_dangers_fills_the_last_chapter():
    (row, *_) = chapter(rich(), 16)["groups"][0]["entries"][0]["document"]["rows"]
    assert row[0] == "10"
    assert row[-1] == "Lunettes"
    assert states(rich())["Safety, environment"] == "present"


def test_the_definition_sheet_tells_the_digital_model():
    sheet = chapter(rich(), 3)["groups"][0]["entries"][-1]["document"]
    lines = {line["label"]: line["value"] for line in sheet["model"]}
    assert lines["Files"] == "semelle.step (output/parts/semelle)"
    assert lines["Semantic PMI (AP242)"] == "8 dimensions, 2 geometric tolerances"
    assert lines["Volume (mm³)"] == "586000"


def test_requirements_say_the_sizes_of_both_sides_of_a_fit():
    dossier = vice.dossier(product=parse(REQUIRED, "parts/product.toml", ProductSpec))
    shown = requirements(dossier, "fr").context
    (fit,) = shown["fits"]
    assert fit[:4] == ["1 Semelle — alésage", "⌀16 H7 Ⓔ", "13 ISO 4762 - M8x40 - 8.8", "M8-6g"]
    assert fit[4] == "jeu"
    assert shown["joints"] == [["filetage", "13 ISO 4762 - M8x40 - 8.8", "1 Semelle"]]
    assert shown["parameters"] == [["mors", "0", "80", "40"]]
    assert shown["batches"] == [["1", "ET-01 Semelle", "1", "25", "25", "indice A"]]


def own(**changes):
    values = {
        "chapter": 15, "title": "Implantation", "number": "IM-1", "revision": "C",
        "source": "docs/implantation.svg", "file": "own-0.svg", "content": vice.picture().svg.encode(),
    }  # fmt: skip
    return OwnPage(**(values | changes))


def test_a_page_of_the_project_fills_its_chapter():
    dossier = vice.dossier(own=(own(),))
    assert titles(dossier, 15) == [("Implantation", "IM-1", "C")]
    assert states(dossier)["Layout, flows, packaging"] == "present"
    for number in (15, 16):
        lost = vice.dossier(own=(own(chapter=number, content=None),))
        assert titles(lost, number) == []
        (piece,) = chapter(lost, number)["pieces"]
        assert (piece["status"], piece["detail"]) == ("FAIL", "missing: docs/implantation.svg")


def pages_of(data):
    return pikepdf.open(io.BytesIO(data))


def outline(data):
    """Return (depth, title) of every bookmark, as another reader finds them."""
    with pages_of(data) as document, document.open_outline() as tree:

        def walk(items, depth):
            for item in items:
                yield depth, item.title
                yield from walk(item.children, depth + 1)

        return list(walk(tree.root, 1))


@cache
def made(lang="fr"):
    return dossier_pdf(vice.dossier(own=(own(),)), vice.templates(), lang)


def test_bookmarks_are_chapters_then_subjects_then_documents():
    found = outline(made())
    at = found.index((1, "8 Contrats de phase"))
    assert found[at + 1] == (2, "8.1 ET-01 Semelle")
    assert found[at + 2] == (3, "Contrat de phase 10 — ET-01 Semelle — Fraisage")
    chapters = [title for depth, title in found if depth == 1]
    assert [t.split()[0] for t in chapters] == [str(i) for i in range(17)] + ["B"]
    documents = [t for depth, t in found if depth == 3]
    context = contents(vice.dossier(own=(own(),)), "fr")
    assert documents == [typeset(title, "fr") for title in document_titles(context)]


def test_the_pdf_is_the_same_twice_archivable_tagged_and_has_its_pages():
    dossier = vice.dossier()
    first = dossier_pdf(dossier, vice.templates(), "fr")
    assert first == dossier_pdf(dossier, vice.templates(), "fr")
    with pages_of(first) as document:
        metadata = document.open_metadata()
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "fr"
        sizes = {tuple(round(float(v) * 25.4 / 72) for v in p.mediabox[2:]) for p in document.pages}
    assert sizes >= {(210, 297), (297, 210), (420, 297)}  # A3 sheets turned among A4 pages
    assert vice.unpacked(first).count(b"/Alt") >= len(picture_files(dossier, "fr"))


def test_every_link_leads_to_a_page():
    with pages_of(made()) as document:
        ids = {page.objgen for page in document.pages}
        named = document.Root.get("/Names", {}).get("/Dests")
        links = [
            note for page in document.pages for note in page.get("/Annots", [])
            if note.Subtype == "/Link"
        ]  # fmt: skip
        targets = [note.get("/Dest") or note.A.D for note in links]
        assert named is None
        assert all(target[0].objgen in ids for target in targets)
    assert len(targets) > 30


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_signs_are_found_and_every_page_tells_its_number(tmp_path):
    (tmp_path / "d.pdf").write_bytes(made())
    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "d.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    for sign in ("⌀16 H7 Ⓔ", "⌖", "∥"):
        assert sign in said, sign
    pages = said.split("\f")[:-1]
    for i, page in enumerate(pages[1:], start=2):
        assert f"{i} / {len(pages)}" in page, i


def test_the_pdf_carries_files_when_asked():
    data = dossier_pdf(rich(), vice.templates(), "fr")
    with pages_of(data) as document:
        assert document.open_metadata()["pdfaid:part"] == "3"
        (name,) = document.attachments
        assert name == "parts/semelle/spec.toml"
        assert document.attachments[name].get_file().read_bytes() == b"[part]\n"


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
    assert "".join(typeset(text, "fr").split()) in "".join(said.split())
