"""Signs that no font of the documents holds: which, where, and none too many."""

from __future__ import annotations

import io

import pikepdf
import pytest

from gmp_cad.checks.signs import missing_signs, printed
from gmp_cad.documents.printing.pdf import pdf
from gmp_cad.finding import Status
from gmp_cad.spec.toml import Source

FILE = """[part]
number = "P"
title = { fr = "Étau", en = "Vice 台虎" }
[[phase]]
note = "rien"
[[phase]]
note = "outil 🔧🔧"
"""


def test_the_warning_names_the_text_its_place_and_the_signs() -> None:
    (found,) = printed("plate", Source("parts/plate/process.toml", FILE))
    assert (found.status, found.code) == (Status.WARN, "boxes")
    assert found.where
    assert (found.where.path, found.where.line) == ("phase[1].note", 7)
    assert found.message.say("en") == "“outil 🔧🔧”: boxes stand in the PDFs for 🔧 (U+1F527)"


def test_of_a_text_in_two_languages_the_printed_one_counts() -> None:
    places = [f.where.path for f in printed("p", Source("f.toml", FILE, lang="en")) if f.where]
    assert places == ["part.title.en", "phase[1].note"]


def test_a_file_of_plain_texts_passes() -> None:
    (found,) = printed("plate", Source("f.toml", 'title = "Étau ⌖ Ø"'))
    assert found.status is Status.PASS


@pytest.mark.parametrize(
    "text",
    [
        "台",
        "ね",
        "ก",
        "🏭",
        "한",
        "é⌀Ⓔ⌖⟂",
        "Ωмир",
        "سندان",
        "שלום",
        "☑\ufe0f",
        "a\u200b\u00adb",
        "½≤±",
        "𝐀",
    ],
)
def test_it_says_what_the_pdf_shows(text: str) -> None:
    """The last resort of the PDF is the font of boxes: it is there where a sign is told, only."""
    escaped = "".join(f"\\u{{{ord(c):x}}}" for c in text)
    source = (
        '#set document(title: "t", date: datetime(year: 2026, month: 1, day: 1))\n'
        f'#set text(lang: "fr", font: ("DejaVu Sans", "New Computer Modern Math"))\n#"{escaped}"\n'
    )
    with pikepdf.open(io.BytesIO(pdf(source, {}, "2026-01-15", "signs.typ"))) as file:
        fonts = [str(o.BaseFont) for o in file.objects
                 if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o]  # fmt: skip
    assert any("LastResort" in name for name in fonts) == bool(missing_signs(text))
