"""Titles of any script on a drawing: it comes as a PDF, and what its font holds stays in that font."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import pikepdf
import pytest

from gmp_cad.documents.printing.pdf import pdf
from gmp_cad.drawing.primitives import Drawing, Text
from gmp_cad.drawing.svg import to_svg

SOURCE = """
#set document(title: "t", date: datetime(year: 2026, month: 1, day: 1))
#set text(lang: "fr", font: "DejaVu Sans")
#image("a.svg", alt: "titre")
"""
TITLES = (
    "Étau 台虎钳 ねじ", "Étau سندان سلام", "Étau מלחציים", "Étau שָׁלוֹם", "Étau हिन्दी", "Étau 🔧 👩\u200d🏭 ☑\ufe0f",
    "Étau a\u0323\u0302 Z\u0335a\u0315l\u0336", "Étau a\u200bb\u200dc\u00add\u2060e", "Étau か\u3099 台\u0301",
    "Étau \u0378 \ufffd \u200f", "Étau <script> & ]]>",
)  # fmt: skip


def drawn(title: str) -> str:
    text = Text(text=title, place=(5.0, 10.0), height=3.5)
    return to_svg(Drawing(width=180.0, height=20.0, title="t", primitives=(text,)))


def fonts(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as file:
        names = [str(o.BaseFont) for o in file.objects
                 if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o]  # fmt: skip
    return {name.partition("+")[2] for name in names}


@pytest.mark.parametrize("title", TITLES)
def test_the_drawing_comes_and_its_own_letters_keep_their_font(title: str) -> None:
    data = pdf(SOURCE, {"a.svg": drawn(title)}, "2026-01-15", "drawing.typ")
    assert any(re.search("GMP", name) for name in fonts(data)), fonts(data)


def test_the_text_is_whole_and_only_what_is_foreign_has_the_other_font() -> None:
    (line,) = ET.fromstring(drawn("Étau <ש> B")).iter("{http://www.w3.org/2000/svg}text")
    assert [(span.get("font-family"), span.text) for span in line] == [
        (None, "Étau <"),
        ("DejaVu Sans", "ש"),
        (None, "> B"),
    ]
