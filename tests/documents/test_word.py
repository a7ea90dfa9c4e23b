"""Word templates filled: ours, those of teachers, and what nobody should be given to open."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from fontTools.ttLib import TTFont
from lxml import etree

from gmp_cad.documents.office.office_package import OfficeTemplate, checked
from gmp_cad.documents.office.school_field_sets import CONTRACT, FIELD_SETS
from gmp_cad.documents.office.school_fields import fields_of
from gmp_cad.documents.office.word import fill_word
from gmp_cad.documents.plan.contract import contract_context
from gmp_cad.documents.templating.template_error import TemplateError
from gmp_cad.drawing.lettering import FONT
from gmp_cad.errors import ExitCode
from tests.documents import office, vice
from tests.test_language import catalogue

ASVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
OURS = sorted(offered.template for offered in FIELD_SETS.values())


def ours(name="contrat.docx"):
    content = (office.ROOT / "docs_templates" / name).read_bytes()
    return OfficeTemplate(file=f"docs_templates/{name}", ending=".docx", content=content)


def filled(values=None, **more):
    values = office.fields() if values is None else values
    return fill_word(ours(), values, office.PROPERTIES, rows_of=CONTRACT.rows_of, **more)


def error(document, values=None):
    with pytest.raises(TemplateError) as caught:
        office.word(document, values)
    return caught.value


def said(document, lang="fr"):
    found = error(document)
    return (
        f"{found.where}: {found.message.say(lang)} → {found.hint.say(lang) if found.hint else ''}"
    )


def paragraph(text):
    document = Document()
    document.add_paragraph("Avant").add_run(" le champ")
    document.add_paragraph(f"Ici : {text} fin")
    return document


def test_our_contract_says_what_the_pdf_says():
    document = office.opened(filled())
    shown = office.texts(document.element)
    for value in ("PRÉVISIONNEL", "FRAISAGE"):
        assert value in shown.upper()
    for value in ("ET-00 Étau de perçage", "Semelle (1)", "ET-01 — B", "à sec — 8 kN ; 3 kN", "O1020",
                  "Z. L. — 15/01/2026", "2 / 3 — A", "Première pièce contrôlée avant la série."):  # fmt: skip
        assert value in shown, value
    table = document.tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == 1 + len(vice.rows()) + 1
    assert rows[2][:3] == ["20.1", "Surfacer 1 — E puis F", "Cf201"]
    assert rows[2][5:9] == ["160", "808", "fz 0,2", "808"]
    assert rows[-1][13:] == ["105", "125,4"]
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_the_sketch_is_a_vector_with_a_png_behind_it_in_its_natural_size():
    content = filled().content
    document = Document(io.BytesIO(content))
    (inline,) = document.element.iter(qn("wp:inline"))
    size = inline.find(qn("wp:extent"))
    assert (int(size.get("cx")), int(size.get("cy"))) == (Mm(200), Mm(90))
    assert inline.find(qn("wp:docPr")).get("descr") == "Croquis de la phase"
    (vector,) = inline.iter(ASVG)
    part = document.part.related_parts[vector.get(qn("r:embed"))]
    assert part.content_type == "image/svg+xml"
    root = etree.fromstring(part.blob)
    assert root.get("width") == "200mm"
    (blip,) = inline.iter(qn("a:blip"))
    png = document.part.related_parts[blip.get(qn("r:embed"))].blob
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == pytest.approx(200 / 25.4 * 200, abs=1)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    assert "image/svg+xml" in types


def test_the_same_values_give_the_same_bytes_with_the_project_s_date():
    first, again = filled().content, filled().content
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "2026-01-15T00:00:00Z" in core
    properties = Document(io.BytesIO(first)).core_properties
    assert (properties.title, properties.author) == ("Contrat 20", "Z. L.")
    assert properties.language == "fr-FR"


@pytest.mark.parametrize("name", OURS)
def test_our_templates_come_from_their_script(name, monkeypatch):
    monkeypatch.syspath_prepend(str(office.ROOT / "tools"))
    import word_fields
    import word_templates

    assert word_templates.content(name) == ours(name).content
    offered = next(o for o in FIELD_SETS.values() if o.template == name)
    registered = office.ROOT / "docs_templates" / "fields" / f"{name}.toml"
    assert word_fields.registered(offered) == registered.read_text("utf-8")
    languages = Document(io.BytesIO(ours(name).content)).styles.element.iter(qn("w:lang"))
    assert {lang.get(qn("w:val")) for lang in languages} == {"fr-FR"}


@pytest.mark.parametrize("key", ["machine", "coolant", "owner", "notes", "part", "temper"])
def test_hostile_text_comes_out_as_it_was_written(key):
    values = office.fields(**{key: office.HOSTILE})
    assert office.HOSTILE in office.texts(office.opened(filled(values)).element)


def test_no_text_of_the_project_is_lost_by_a_control_character():
    values = office.fields(notes="a\x00b\x0cc\x07d\ud800e\r\nf\tg")
    shown = filled(values)
    document = office.opened(shown)
    text = office.texts(document.element)
    assert "abcdef" in text.replace("\n", "").replace("\t", "")


def test_names_from_right_to_left_and_pictographs_stand_in_their_own_runs():
    document = office.opened(filled(office.fields(part="Étau ملزمة 🔧", owner="מכללה")))
    right = [
        r
        for r in document.element.iter(qn("w:r"))
        if r.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
    ]
    assert {"".join(t.text for t in r.iter(qn("w:t"))) for r in right} == {"ملزمة", "מכללה"}
    assert "🔧" in office.texts(document.element)


def test_signs_are_in_the_drawings_font_which_the_document_carries():
    document = office.opened(filled(office.fields(notes="⌖ ⌀0,05 A ⏥ plan")))
    runs = [r for r in document.element.iter(qn("w:r"))
            if (f := r.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")) is not None and f.get(qn("w:ascii")) == FONT]  # fmt: skip
    shown = {"".join(t.text for t in r.iter(qn("w:t"))) for r in runs}
    assert {"⌖", "⌀", "⏥"} <= shown
    fonts = next(
        p for p in document.part.package.iter_parts() if p.partname.endswith("fontTable.xml")
    )
    entry = next(f for f in etree.fromstring(fonts.blob) if f.get(qn("w:name")) == FONT)
    embedded = entry.find(qn("w:embedRegular"))
    blob = fonts.related_parts[embedded.get(qn("r:id"))].blob
    # ECMA-376 part 4, 2.8.1: the first 32 bytes are mixed with the GUID, read backwards
    key = bytes.fromhex(re.sub(r"[{}-]", "", embedded.get(qn("w:fontKey"))))[::-1]
    plain = bytes(b ^ key[i % 16] for i, b in enumerate(blob[:32])) + blob[32:]
    held = TTFont(io.BytesIO(plain)).getBestCmap()
    assert {ord("⌖"), ord("⏥"), ord("⌴")} <= set(held)
    assert document.settings.element.find(qn("w:embedTrueTypeFonts")) is not None


def test_a_contract_without_signs_carries_no_font():
    plain = office.word(paragraph("{{ phase }}"))
    assert not any(
        n.endswith(".odttf") for n in zipfile.ZipFile(io.BytesIO(plain.content)).namelist()
    )


def test_an_a3_contract_has_an_a3_page_and_tables_as_wide():
    a4, a3 = office.opened(filled()), office.opened(filled(paper="a3"))
    assert (a3.sections[0].page_width.mm, a3.sections[0].page_height.mm) == (
        pytest.approx(420, abs=0.1), pytest.approx(297, abs=0.1))  # fmt: skip

    def width(document):
        return sum(int(c.get(qn("w:w"))) for c in document.tables[-1]._tbl.iter(qn("w:gridCol")))

    assert width(a3) / width(a4) == pytest.approx(404 / 281, rel=1e-3)


def test_a_table_of_three_hundred_rows_repeats_its_head():
    values = office.fields()
    values["operations"] = values["operations"] * 60
    document = office.opened(filled(values))
    assert len(document.tables[-1].rows) == 302


def test_a_very_long_title_is_whole_in_the_text_and_cut_in_the_properties():
    title = "Semelle " * 500
    properties = office.Properties(title=title, author="A" * 900, date="", lang="en")
    values = office.fields(part=title)
    shown = fill_word(ours(), values, properties, rows_of=CONTRACT.rows_of)
    document = office.opened(shown)
    assert title.strip() in office.texts(document.element)
    assert len(document.core_properties.title) == 255
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_fields_are_found_in_text_boxes_headers_footers_and_split_runs():
    document = office.opened(office.word(office.text_box_contract()))
    body = office.texts(document.element.body)
    assert "Pièce : Semelle" in body
    assert "EN-GJL-250" in body
    assert "Observations : Première pièce contrôlée" in body
    assert "Programme n° O1020" in body
    (box,) = document.element.iter(qn("w:txbxContent"))
    assert office.texts(box).startswith("CU-3AX — ")
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "IUT — GMP\tContrat 20"
    assert section.footer.paragraphs[0].text == "Z. L. — 15/01/2026 — 2 / 3"


def test_a_row_with_fields_of_operations_repeats_without_any_loop():
    made = office.word(office.nested_table_contract())
    document = office.opened(made)
    inner = document.tables[0].cell(1, 0).tables[0]
    assert [row.cells[0].text for row in inner.rows] == [
        "N°",
        *(r.number for r in vice.rows()),
        "Total",
    ]
    assert inner.rows[-1].cells[3].text == "230,4"
    assert "Semelle ET-01" in document.tables[0].cell(0, 0).text


def test_a_picture_wider_than_its_cell_is_made_smaller_and_said_so():
    made = office.word(office.nested_table_contract())
    (inline,) = office.opened(made).element.iter(qn("wp:inline"))
    size = inline.find(qn("wp:extent"))
    ratio = int(size.get("cx")) / int(size.get("cy"))
    assert int(size.get("cx")) < Mm(130)
    assert ratio == pytest.approx(200 / 90, rel=1e-3)
    (remark,) = made.remarks
    assert "réduite à" in remark.say("fr")


def test_loops_conditions_and_the_whole_context_are_at_hand():
    document = office.opened(office.word(office.looping_contract()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[1][1:] == ["20.1 Surfacer 1 — E puis F", "Cf : Cf201"]
    assert rows[0][2] == ""
    assert "À SEC" in office.texts(document.element)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ machin }}", ("« Ici : {{ machin }} fin »", "machin", "« machine »")),
        ("{{ contract.header.machin }}", ("machin", "« machine »")),
        ("{{ zzzz }}", ("zzzz", "auteur")),
        ("{% for op in operations %}", ("boucle",)),
        ("{{ machine ", ("mal écrit",)),
        ("{{ phase + }}", ("mal écrit", "« Ici")),
        ("{{ 1/0 }}", ("division",)),
        ("{{ phase.__class__.__mro__ }}", ("__class__",)),
        ("{{ range(100000)|length }}", ("range",)),
        ("{% for a in range(9000) %}{% for b in range(9000) %}x{% endfor %}{% endfor %}", ("range",)),
        ("{{ 'a' * 100000000 }}", ("*",)),
        ("{% include 'x' %}", ("modèle",)),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", ("modele.docx",)),
        ("{{ phase() }}", ("callable",)),
    ],
)  # fmt: skip
def test_a_wrong_template_is_told_with_file_paragraph_and_advice(text, words):
    told = said(paragraph(text))
    assert told.startswith("modele.docx")
    for word in words:
        assert word in told, told
    assert "Traceback" not in told


def test_a_loop_that_starts_in_one_row_and_ends_in_another_is_told():
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "{% for x in operations %}{{ x.numero }}"
    table.cell(1, 1).text = "{% endfor %}"
    document.add_paragraph("{% if phase %}a")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{% endif %}"
    told = said(document)
    assert "{%tr for op in operations %}" in told


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(**parts):
    found = parts_of(ours().content)
    for name, change in parts.items():
        key = next(k for k in found if k.endswith(name.replace("_", ".")))
        found[key] = change(found[key])
    return zipped(found)


def encrypted(content):
    data = bytearray(content)
    for i in range(len(data) - 4):
        if data[i : i + 4] == b"PK\x01\x02":
            data[i + 8] |= 1
    return bytes(data)


BAD = {
    "no zip": (b"Bonjour", "pas un fichier Word"),
    "empty": (b"", "pas un fichier Word"),
    "old or protected": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "mot de passe"),
    "a zip": (zipped({"a.txt": b"x"}), "zip"),
    "encrypted": (encrypted(zipped({"[Content_Types].xml": b"<a/>"})), "chiffré"),
    "bomb": (zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": bytes(60_000_000)}), "Mo"),
    "macros": (changed(Types__xml=lambda b: b) if False else zipped(
        {**parts_of(ours().content), "word/vbaProject.bin": b"x"}), "macros"),
    "broken": (changed(document_xml=lambda b: b[:-20]), "word/document.xml"),
    "entities": (changed(document_xml=lambda b: b.replace(
        b"<w:document", b"<!DOCTYPE d [<!ENTITY a 'b'>]><w:document", 1)), "type de document"),
    "strict": (changed(rels=lambda b: b.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument")), "strict"),
    "a workbook": (office.template(office.Workbook(), "a.xlsx").content, "Excel"),
    "cut": (ours().content[:3000], "Word"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_word_document_is_told_once(name):
    content, word = BAD[name]
    with pytest.raises(TemplateError) as caught:
        checked(OfficeTemplate(file="x.docx", ending=".docx", content=content))
    told = f"{caught.value.where}: {caught.value.message.say('fr')}"
    assert told.startswith("x.docx")
    assert word in told
    assert caught.value.hint is not None
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.slow
@pytest.mark.skipif(office.soffice() is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("name", ["ours", *office.TEACHERS])
def test_libreoffice_shows_what_was_filled_in(name, tmp_path):
    made = filled() if name == "ours" else office.word(office.TEACHERS[name]())
    shown = office.as_text(made.content, ".docx", tmp_path)
    expected = {
        "ours": ("CONTRAT DE PHASE", "ET-01 — B", "Cf202, Cf203", "alésoir HSS", "Σ Tt"),
        "text boxes": ("Pièce : Semelle", "CU-3AX", "IUT — GMP", "15/01/2026", "O1020"),
        "nested tables": ("Semelle ET-01", "20.z", "230,4", "MT-20"),
        "loops": ("À SEC", "Cf : Cf201", "Première pièce"),
    }[name]
    for value in expected:
        assert value in shown, shown


def test_every_field_is_in_the_teachers_documentation():
    told = (office.ROOT / "docs" / "word.md").read_text("utf-8")
    for offered in FIELD_SETS.values():
        names = [(f, "") for f in offered.fields]
        names += [(f, f"{rows.one}.") for rows in offered.rows for f in rows.fields]
        for field, before in names:
            shown = " = ".join(f"`{{{{ {before}{name} }}}}`" for name in field.names)
            line = f"| {shown} | {field.meaning.say('fr')} | {field.meaning.say('en')} |"
            assert line in told, line


def test_a_picture_stands_in_a_header_too_and_each_of_its_forms_once():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ croquis }}"
    document.add_paragraph("{{ croquis }} et {{ croquis }}")
    made = office.word(document)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        relations = archive.read("word/_rels/header1.xml.rels").decode()
    assert len([n for n in names if n.endswith(".png")]) == 1
    assert "media/image1.png" in relations
    assert ".svg" in relations
    shown = office.opened(made)
    assert len(shown.inline_shapes) == 2
    assert len(list(shown.sections[0].header._element.iter(ASVG))) == 1


@pytest.mark.parametrize("name", OURS)
def test_the_words_of_our_templates_are_known_in_french(name):
    document = Document(io.BytesIO(ours(name).content))
    words = re.findall(r't\("([^"]+)"\)', office.texts(document.element))
    assert len(words) >= 7
    known = catalogue()
    assert [w for w in words if w.replace("\\n", "\n") not in known] == []


def test_a_contract_in_english_has_no_french_label():
    sketch = vice.picture()
    context = contract_context(vice.contract(), sketch, "sketch.svg", "en")
    values = fields_of(CONTRACT, context, {"sketch.svg": sketch}, "en")
    properties = office.Properties(title="Contract", author="Z. L.", date="2026-01-15", lang="en")
    made = fill_word(ours(), values, properties, rows_of=CONTRACT.rows_of)
    shown = office.texts(office.opened(made).element)
    for word in ("PHASE CONTRACT", "Machine tool", "Workholder", "Z. L. — 2026-01-15"):
        assert word in shown
    for word in ("Machine-outil", "Porte-pièce", "Matière"):
        assert word not in shown


def with_notes(kind, text):
    """A document whose endnotes or footnotes hold a text."""
    parts = parts_of(office.template(paragraph("{{ phase }}")).content)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    notes = f"<w:{kind} {space}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>"
    parts[f"word/{kind}.xml"] = notes.encode()
    for name, end, entry in (
        ("[Content_Types].xml", b"</Types>", f'<Override PartName="/word/{kind}.xml" ContentType="{content}"/>'),
        ("word/_rels/document.xml.rels", b"</Relationships>",
         f'<Relationship Id="rId99" Type="{relation}" Target="{kind}.xml"/>'),
    ):  # fmt: skip
        parts[name] = parts[name].replace(end, entry.encode() + end)
    return OfficeTemplate(file="m.docx", ending=".docx", content=zipped(parts))


def test_fields_where_nothing_is_filled_are_told():
    made = fill_word(with_notes("endnotes", "{{ machine }}"), office.fields(), office.PROPERTIES)
    (remark,) = made.remarks
    assert remark.say("fr") == "les champs ne sont pas remplis dans les notes de fin"


def test_a_footnote_is_filled_with_texts_but_takes_no_picture():
    made = fill_word(with_notes("footnotes", "{{ plan }}"), office.fields(), office.PROPERTIES)
    assert b'<w:t xml:space="preserve">ET-01</w:t>' in parts_of(made.content)["word/footnotes.xml"]
    with pytest.raises(TemplateError) as caught:
        fill_word(with_notes("footnotes", "{{ croquis }}"), office.fields(), office.PROPERTIES)
    assert "note de bas de page" in caught.value.message.say("fr")
