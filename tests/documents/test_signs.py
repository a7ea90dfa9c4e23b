"""Signs in the page: each is drawn, none is lost from the text, nothing of the text is markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from gmp_cad.documents.signs import html_signs
from gmp_cad.drawing.glyphs import CIRCLED, GLYPHS
from gmp_cad.standards.iso1101 import characteristics


def tree(text: str) -> ET.Element:
    return ET.fromstring(f"<p>{html_signs(text)}</p>")


@pytest.mark.parametrize(
    "text",
    ["⌖ | ⌀0,06 Ⓟ 12 | A Ⓜ", "2× ⌀9 ⌴ ⌀15 ↧8,6", "a < b & c > d \"e\" 'f'", "", "Étau — ⌀16 H7 Ⓔ"],
)
def test_the_text_is_kept_whole(text: str) -> None:
    assert "".join(tree(text).itertext()) == text


def test_every_characteristic_of_iso_1101_is_drawn() -> None:
    for characteristic in characteristics().values():
        (sign,) = tree(characteristic.sign)
        assert sign.get("class") == "sign"
        glyph = GLYPHS[characteristic.sign]
        assert len(sign.findall(".//path")) == len(glyph.strokes)
        assert len(sign.findall(".//circle")) == len(glyph.circles)


@pytest.mark.parametrize("sign", CIRCLED)
def test_a_modifier_is_a_letter_in_a_ring(sign: str) -> None:
    (ring,) = tree(sign)
    assert (ring.get("class"), ring.get("data-letter"), ring.text) == ("ring", CIRCLED[sign], sign)
