from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.drawing import glyphs, lettering
from gmp_cad.drawing.primitives import Circle, Text
from gmp_cad.standards import iso1101


def test_widths_are_those_of_the_font():
    ttf = pytest.importorskip("fontTools.ttLib")
    matplotlib = pytest.importorskip("matplotlib")
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    font = ttf.TTFont(folder / "DejaVuSans.ttf")
    cmap, hmtx = font.getBestCmap(), font["hmtx"]
    text = "Cf204 ⌀16 H7 ±0,05 – Écrou ≡ 4× R6 √ œ"
    advance = sum(hmtx[cmap[ord(c)]][0] for c in text) / font["head"].unitsPerEm
    assert lettering.width(text, 2.5) == pytest.approx(advance * lettering.font_size(2.5))
    capitals = font["glyf"]["H"].yMax / font["head"].unitsPerEm
    assert lettering.font_size(2.5) * capitals == pytest.approx(2.5, rel=1e-3)


def test_an_unknown_character_is_as_wide_as_an_m():
    assert not lettering.known("語")
    assert lettering.width("語", 2.5) == lettering.width("M", 2.5)


@pytest.mark.parametrize("symbol", [*glyphs.GLYPHS, "Ⓔ", "Ⓜ"])
def test_symbols_are_drawn_and_never_written(symbol):
    drawn = glyphs.line(f"a{symbol}b", (0.0, 0.0), 2.5)
    texts = [item.text for item in drawn if isinstance(item, Text)]
    assert symbol not in "".join(texts)
    assert len(drawn) > len(texts)


def test_every_written_character_is_in_the_font():
    drawn = glyphs.line("⌀16 H7 Ⓔ ⌴⌀15 ↧8,6 ⟂ 4× 1×45°", (0.0, 0.0), 2.5)
    written = "".join(item.text for item in drawn if isinstance(item, Text))
    assert all(lettering.known(character) for character in written)


@pytest.mark.parametrize(("anchor", "start"), [("start", 0.0), ("middle", -0.5), ("end", -1.0)])
def test_a_line_with_symbols_keeps_its_anchor(anchor, start):
    wide = glyphs.width("⌀16 Ⓔ", 2.5)
    drawn = glyphs.line("⌀16 Ⓔ", (50.0, 0.0), 2.5, anchor)
    first = drawn[0]
    assert isinstance(first, Text)
    assert first.place[0] == pytest.approx(50 + start * wide)
    circle = next(item for item in drawn if isinstance(item, Circle))
    assert circle.centre[0] + circle.radius <= 50 + (start + 1) * wide + 1e-9


def test_every_tolerance_of_the_specification_has_a_symbol():
    signs = [item.sign for item in iso1101.characteristics().values()]
    assert len(signs) == 14
    assert set(signs) <= set(glyphs.GLYPHS)


def test_a_space_beside_a_symbol_is_a_distance_and_no_text():
    drawn = glyphs.line("⌖ 12 Ⓟ", (0.0, 0.0), 2.5)
    (text,) = [item for item in drawn if isinstance(item, Text) and item.text.strip() == "12"]
    assert not text.text.startswith(" ")
    assert text.place[0] == pytest.approx(glyphs.width("⌖ ", 2.5))
