"""Spaces and signs of print, in text and in markup, and in the PDF and HTML that templates write."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from gmp_cad.documents.templating.template import render
from gmp_cad.documents.templating.typography import (
    APOSTROPHE,
    FIXED,
    MINUS,
    NARROW,
    Verbatim,
    typeset,
    typeset_html,
)
from gmp_cad.drawing import lettering
from gmp_cad.drawing.font import fallback

N, F = NARROW, FIXED


@pytest.mark.parametrize(
    ("plain", "french", "english"),
    [
        ("Attention !", f"Attention{N}!", "Attention !"),
        ("un ; deux ?", f"un{N}; deux{N}?", "un; deux ?"),
        ("(12,5 ; 0 ; -3)", f"(12,5{N}; 0{N}; −3)", "(12,5; 0; −3)"),
        ("Phase : 10", f"Phase{F}: 10", "Phase : 10"),
        ("la cote « a » manque", f"la cote «{F}a{F}» manque", "la cote « a » manque"),
        ("12,5 mm", f"12,5{F}mm", f"12,5{F}mm"),
        ("800 tr/min et 0,1 mm/tr", f"800{F}tr/min et 0,1{F}mm/tr",
         f"800{F}tr/min et 0,1{F}mm/tr"),
        ("6 % de 25 N·m", f"6{F}% de 25{F}N·m", f"6{F}% de 25{F}N·m"),
        ("7850 kg/m³, 12 mm²", f"7850{F}kg/m³, 12{F}mm²", f"7850{F}kg/m³, 12{F}mm²"),
        ("3 minutes, 4 mors, Cf201 A", "3 minutes, 4 mors, Cf201 A", "3 minutes, 4 mors, Cf201 A"),
        ("M8 ↧16 / ⌀6,8", "M8 ↧16 / ⌀6,8", "M8 ↧16 / ⌀6,8"),
        ("a: b; c!", "a: b; c!", "a: b; c!"),
        ("-14 et (0 ; -3,5)", f"−14 et (0{N}; −3,5)", "−14 et (0; −3,5)"),
        ("14 0/-0,05", "14 0/−0,05", "14 0/−0,05"),
        ("ET-01, ISO 8734 - 8x24, 2026-01-15, a.-5", "ET-01, ISO 8734 - 8x24, 2026-01-15, a.-5",
         "ET-01, ISO 8734 - 8x24, 2026-01-15, a.-5"),
        ("l'axe n'a qu'« un » bout", f"l’axe n’a qu’«{F}un{F}» bout", "l’axe n’a qu’« un » bout"),
        ("d'1 mm, it's, 0°20', 'x'", f"d’1{F}mm, it’s, 0°20', 'x'", f"d’1{F}mm, it’s, 0°20', 'x'"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_spaces_and_signs_of_a_text(plain: str, french: str, english: str) -> None:
    assert typeset(plain, "fr") == french
    assert typeset(plain, "en") == english


@given(st.text(alphabet=" :;!?«»<>&0123456789mkgNh%aé\u00a0\u202f\n"))
def test_only_spaces_change_and_doing_it_twice_changes_nothing(text: str) -> None:
    for lang in ("fr", "en"):
        done = typeset(text, lang)
        plain = str.maketrans({N: " ", F: " "})
        kept = text if lang == "fr" else re.sub(" +;", ";", text)
        assert done.translate(plain) == kept.translate(plain)
        assert typeset(done, lang) == done


def test_an_escaped_apostrophe_is_one_too() -> None:
    assert typeset_html(Markup("l&#39;axe"), "fr") == "l’axe"


def test_tags_of_markup_are_left_alone() -> None:
    value = Markup('<a title="x : y" style="a : b">un : <b>12 mm</b></a>')
    assert typeset_html(value, "fr") == f'<a title="x : y" style="a : b">un{F}: <b>12{F}mm</b></a>'
    assert isinstance(typeset_html(value, "fr"), Markup)
    assert typeset_html(3, "fr") == 3


def test_scripts_and_styles_are_left_alone() -> None:
    sheet = '.bar :focus{left:-99rem} a::before{content:" : "}'
    script = "<script>if (a < -1) b = c ? 3 : -4 ;</script>"
    assert typeset_html(Verbatim(sheet), "fr") == sheet
    value = Markup(f"un : {script}<style>{sheet}</style> -2")
    assert typeset_html(value, "fr") == f"un{F}: {script}<style>{sheet}</style> −2"


def test_templates_write_typeset_texts() -> None:
    typst = {"a.typ.j2": '{{ text }} #text({{ text|q }}) {{ t("Phase {phase}") }} a : b'}
    assert render(typst, "a.typ.j2", {"text": "un : 12 mm"}, "fr") == (
        f'#"un{F}: 12{F}mm"; #text("un{F}: 12{F}mm") #"Phase {{phase}}"; a : b'
    )
    page = {"a.html.j2": "<p title='a : b'>{{ text }} {{ text|signs }}</p>"}
    assert render(page, "a.html.j2", {"text": "⌀ : 12 mm <"}, "fr") == (
        f"<p title='a : b'>⌀{F}: 12{F}mm &lt; <span class=\"sign\">⌀</span>{F}: 12{F}mm &lt;</p>"
    )


def test_the_fonts_of_our_documents_have_the_spaces_and_signs() -> None:
    assert all(map(lettering.known, (NARROW, FIXED, MINUS, APOSTROPHE)))
    for face in ("", "-Bold", "-Oblique", "-BoldOblique"):
        known = TTFont(fallback.font_folder() / f"DejaVuSans{face}.ttf").getBestCmap()
        assert {ord(sign) for sign in (NARROW, FIXED, MINUS, APOSTROPHE)} <= set(known)
