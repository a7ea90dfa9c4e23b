"""The font of drawings: outlines that a renderer fills right, metrics, names, the same bytes."""

from __future__ import annotations

import ast
import inspect
import io
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
import shapely
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing import lettering
from gmp_cad.drawing.font.build import font_bytes, outlines
from gmp_cad.drawing.font.face import font_face
from gmp_cad.drawing.font.strokes import (
    PEN,
    characters,
    is_symbol,
    strokes_of,
    text_strokes,
)
from gmp_cad.drawing.glyphs import TEXTURE_SIGN
from gmp_cad.spec import dimension, edges, frame, general_tolerances, size, texture
from gmp_cad.standards import iso1101

REQUIRED = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆñÑß"
    ".,;:!?'’\"«»()[]{}/\\+-−–—=<>≤≥±×·•°%&@#*_|~^²³µ€ΩαβΔ…№→←↑↓ \u00a0\u202f"
    "⌀Ø□⌒⌓⏤⏥○⌭∥⟂∠⌖◎⌯↗⌰↧⌴⌵√ⒺⓂⓁⓅⒻⓇⓊⓉⓈ△▲⌲∡☐"
)
CATALOGUE = Path(__file__).parents[2] / "gmp_cad/locale/fr/LC_MESSAGES/gmp_cad.po"
INKED = [name for name, character in characters().items() if character.strokes]


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(io.BytesIO(font_bytes()), checkChecksums=2, lazy=False)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_drawing_office_finds_its_characters(name: str) -> None:
    assert lettering.known(name)


def test_every_character_of_the_french_texts_is_known() -> None:
    with CATALOGUE.open("rb") as file:
        said = "".join(str(entry.string) for entry in read_po(file) if entry.id)
    assert {c for c in said if not lettering.known(c)} <= {"\n", "\t"}


@pytest.mark.parametrize(
    "module", [dimension, edges, frame, general_tolerances, iso1101, size, texture]
)
def test_every_character_that_the_notations_print_is_known(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    written = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    said = {c for text in written if isinstance(text, str) for c in text}
    assert {c for c in said if not lettering.known(c)} <= {"\n", "\t"}


def test_every_sign_of_the_trade_is_a_symbol_and_letters_are_not() -> None:
    signs = {item.sign for item in iso1101.characteristics().values()} | {TEXTURE_SIGN}
    assert all(is_symbol(sign) for sign in (*signs, "⌀", "Ⓜ", "⌴", "↧"))
    assert not any(is_symbol(letter) for letter in "AÉz9,±×°µ ")


def test_no_character_is_private_use() -> None:
    """PDF/A-2a forbids them in text."""
    assert not [c for c in characters() if 0xE000 <= ord(c) <= 0xF8FF]


@pytest.mark.parametrize("name", INKED)
def test_contours_are_simple_and_wound_by_the_rules_of_truetype(name: str) -> None:
    rings = [shapely.Polygon(contour) for contour in outlines(name)]
    assert all(ring.is_valid and ring.area > 0 for ring in rings)
    for ring in rings:
        around = [other for other in rings if other is not ring and other.contains(ring)]
        assert ring.exterior.is_ccw == (len(around) % 2 == 1)
    assert not any(a.exterior.crosses(b.exterior) for a, b in pairwise(rings))


@pytest.mark.parametrize("name", INKED)
def test_the_ink_is_where_the_pen_goes_and_is_as_wide(name: str) -> None:
    filled = shapely.Polygon()
    for contour in outlines(name):
        filled = filled.symmetric_difference(shapely.Polygon(contour))
    cap = lettering.CAP_HEIGHT
    lines = shapely.MultiLineString(
        [[(x * cap, y * cap) for x, y in stroke] for stroke in strokes_of(name)]
    )
    assert filled.buffer(1).covers(lines.buffer(PEN / 2 * cap - 1.5))
    assert lines.buffer(PEN / 2 * cap + 1.5).covers(filled)


@pytest.mark.parametrize("name", characters())
def test_no_character_runs_into_its_neighbour(name: str) -> None:
    drawn = characters()[name]
    assert drawn.advance > 0
    xs = [x for stroke in drawn.strokes for x, _ in stroke]
    if xs:
        assert min(xs) - PEN / 2 >= 0.0
        assert max(xs) + PEN / 2 <= drawn.advance + 1e-9


@pytest.mark.parametrize(("names", "low", "high"), [
    ("ABDEFHIKLMNPRTXZ", 0.0, 1.0), ("bdhkl", 0.0, 1.0), ("acemnorsuvwxz", 0.0, 0.7),
    ("gpqy", -0.3, 0.7), ("0123456789", 0.0, 1.0),
])  # fmt: skip
def test_heights_are_those_of_iso_3098(names: str, low: float, high: float) -> None:
    for name in names:
        drawn = characters()[name]
        assert (name, drawn.low, drawn.high) == (
            name, pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006),
        )  # fmt: skip


def test_digits_and_letters_that_are_confused_differ() -> None:
    def ink(name: str) -> shapely.Geometry:
        strokes = shapely.MultiLineString(strokes_of(name))
        left = min(x for stroke in strokes_of(name) for x, _ in stroke)
        return shapely.affinity.translate(strokes, -left).buffer(PEN / 2)

    for one, other in [
        "17",
        "38",
        "69",
        "56",
        "0O",
        "Il",
        "1l",
        "1I",
        "0⌀",
        "O⌀",
        "8B",
        "5S",
        "2Z",
    ]:
        apart = ink(one).symmetric_difference(ink(other)).area
        assert apart > 0.2 * min(ink(one).area, ink(other).area), one + other


def test_the_file_says_what_it_is(font: TTFont) -> None:
    def height(letter: str) -> int:
        return font["glyf"][font.getBestCmap()[ord(letter)]].yMax

    names = font["name"]
    assert names.getBestFamilyName() == lettering.FONT == "GMP ISO 3098"
    assert names.getDebugName(13).startswith("MIT License")
    assert font["OS/2"].fsType == 0  # installable: it may be embedded
    assert font["head"].unitsPerEm == lettering.UNITS_PER_EM
    assert font["OS/2"].sCapHeight == lettering.CAP_HEIGHT == height("H")
    assert font["OS/2"].sxHeight == height("x") == 490
    assert not {"kern", "GPOS", "GSUB"} & set(font.keys())


def test_its_advances_are_those_of_the_lettering(font: TTFont) -> None:
    cmap, hmtx = font.getBestCmap(), font["hmtx"]
    assert {chr(code) for code in cmap} == set(characters())
    text = "Cf204 ⌀16 H7 ±0,05 – Écrou 4× R6 √ œ Ⓔ ⌖"
    advance = sum(hmtx[cmap[ord(c)]][0] for c in text)
    assert advance * lettering.font_size(2.5) / 1000 == pytest.approx(lettering.width(text, 2.5))
    for glyph in font.getGlyphOrder():
        assert hmtx[glyph][1] == getattr(font["glyf"][glyph], "xMin", 0)


def test_print_takes_the_height_of_plain_texts() -> None:
    for name in map(chr, range(0x20, 0x7F)):
        assert lettering.reach(name, 1.0) == (-lettering.DESCENT, lettering.ASCENT), name


def test_nothing_of_it_is_clipped(font: TTFont) -> None:
    head = font["head"]
    assert -font["OS/2"].usWinDescent <= head.yMin < head.yMax <= font["OS/2"].usWinAscent


def test_it_survives_the_way_through_xml(font: TTFont) -> None:
    xml = io.StringIO()
    font.saveXML(xml)
    assert "GlyphID" in xml.getvalue()
    again = TTFont(recalcTimestamp=False)
    xml.seek(0)
    again.importXML(io.BytesIO(xml.getvalue().encode()))
    written = io.BytesIO()
    again.save(written)
    back = TTFont(io.BytesIO(written.getvalue()))
    assert back.getBestCmap().keys() == font.getBestCmap().keys()
    assert back["head"].created == font["head"].created == back["head"].modified


def test_two_processes_build_the_same_bytes() -> None:
    code = (
        "import sys\nfrom gmp_cad.drawing.font.build import font_bytes\n"
        "sys.stdout.buffer.write(font_bytes() + font_bytes('Hé⌀'))"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert run.stdout == font_bytes() + font_bytes("Hé⌀")


@given(st.text(st.sampled_from("AZaé09⌀Ⓔ√ 語"), min_size=1))
def test_a_part_of_the_font_holds_what_it_is_asked_for(text: str) -> None:
    part = TTFont(io.BytesIO(font_bytes("".join(sorted(set(text))))))
    assert {chr(code) for code in part.getBestCmap() or {}} == set(text) - {"語"}
    assert font_face([text]) == font_face(reversed(text))


def test_a_face_carries_the_file_and_loads_nothing() -> None:
    face = font_face(["⌀16", "H7"])
    assert re.fullmatch(
        r'@font-face\{font-family:"GMP ISO 3098";src:url\(data:font/ttf;base64,[A-Za-z0-9+/=]+\)\}',
        face,
    )
    assert font_face([]) == font_face([""]) == ""


def test_a_line_of_strokes_is_as_long_as_its_text() -> None:
    strokes = list(text_strokes("HH"))
    assert len(strokes) == 2 * len(strokes_of("H"))
    right = max(x for stroke in strokes for x, _ in stroke)
    assert right + PEN / 2 + 0.1 == pytest.approx(lettering.width("HH", 1.0))
    with pytest.raises(KeyError):
        strokes_of("語")
