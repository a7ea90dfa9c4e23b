"""PDF: same bytes, tagged and archivable, nothing read outside, foreign fonts refused."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf
import pytest

from gmp_cad.documents.printing.pdf import pdf
from gmp_cad.documents.templating import template
from gmp_cad.documents.templating.template import TemplateError
from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.svg import to_svg
from tests.documents import vice

HEAD = '#set document(title: "Essai", date: datetime(year: 2026, month: 1, day: 15))\n#set text(lang: "fr", font: "DejaVu Sans")\n'


def test_the_same_source_gives_the_same_bytes():
    assert pdf(HEAD + "= Un", {}, "2026-01-15", "t") == pdf(HEAD + "= Un", {}, "2026-01-15", "t")


def test_it_declares_pdf_a_and_ua_and_its_language():
    data = vice.unpacked(pdf(HEAD + "= Un", {}, "2026-01-15", "t"))
    assert b"pdfaid:part" in data
    assert b"pdfuaid:part" in data
    assert b"/Lang(fr)" in data
    assert b"/MarkInfo" in data


def test_its_properties_name_what_it_is_and_no_machine():
    """Read by another reader: title, author, project, number and revision, commit."""
    source = (
        '#import "gmp.typ": *\n#show: document-style.with((title: "Gamme", author: "Équipe étau",'
        ' date: (year: 2026, month: 1, day: 15), lang: "fr"))\n= Un'
    )
    files = template.typst_files(template.load(Path("nowhere")))
    keywords = ('Étau "A"', "ET-01 — B", "", "0123456789ab")
    data = pdf(source, files, "2026-01-15", "t", keywords=keywords)
    with pikepdf.open(io.BytesIO(data)) as read:
        said = {name: str(value) for name, value in read.docinfo.items()}
    assert said["/Title"] == "Gamme"
    assert said["/Author"] == "Équipe étau"
    assert said["/Keywords"] == 'Étau "A", ET-01 — B, 0123456789ab'
    assert said["/CreationDate"].startswith("D:20260115")
    assert tempfile.gettempdir().encode() not in vice.unpacked(data)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("= Un\n#nothing", "unknown variable"),
        ('#read("/etc/hostname")', "hostname"),
        ('#read("../../etc/hostname")', "hostname"),
        ('#text(font: "Comic Sans MS")[a]', "unknown font"),
        ('#image("s.svg")', "alt"),
    ],
)
def test_what_typst_refuses_is_told(source, said):
    files = {"s.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1mm" height="1mm"/>'}
    with pytest.raises(TemplateError) as caught:
        pdf(HEAD + source, files, "2026-01-15", "t.typ.j2")
    assert said in str(caught.value)
    assert "/tmp" not in str(caught.value)
    assert caught.value.where.file == "docs_templates/t.typ.j2"


def test_a_document_without_title_is_refused():
    with pytest.raises(TemplateError, match="title"):
        pdf("a", {}, "", "t.typ.j2")


def sheet() -> str:
    signs = (
        *glyphs.line("⌀16 H7 Ⓔ", (10, 30), 3.5),
        *glyphs.line("⌴ Ra 1,6 ⌵ (√) Écrou de manœuvre", (10, 20), 2.5),
        *symbols.tolerance_frame((10, 40), "⌖", "⌀0,05 Ⓜ", ("A", "B")),
    )
    return to_svg(Drawing(width=120, height=60, primitives=signs))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_a_drawing_is_searched_and_copied_in_its_own_font(tmp_path):
    source = HEAD + '#image("a.svg", alt: "x", width: 120mm)'
    (tmp_path / "a.pdf").write_bytes(pdf(source, {"a.svg": sheet()}, "2026-01-15", "t"))

    def told(*command: str) -> str:
        return subprocess.run(
            command, capture_output=True, check=True, cwd=tmp_path
        ).stdout.decode()

    text = told("pdftotext", "-layout", "a.pdf", "-")
    assert "⌀16 H7 Ⓔ" in text
    assert "⌴ Ra 1,6 ⌵ (√) Écrou de manœuvre" in text
    assert "⌀0,05 Ⓜ" in text
    fonts = [line.split()[0] for line in told("pdffonts", "a.pdf").splitlines()[2:]]
    assert [name.split("+")[1] for name in fonts] == ["GMPISO3098"]  # and no other
