"""Letters as outlines: the same picture as with the font, and no font is needed."""

from __future__ import annotations

import io

import numpy as np
from lxml import etree
from PIL import Image

from gmp_cad.documents.drawings.outlined import outlined
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import png
from gmp_cad.drawing import svg
from gmp_cad.drawing.primitives import Drawing, Text

TEXTS = (
    Text(text="Cf209 ⌀8 H7 (+0,015/0)", place=(10, 40), height=3.5),
    Text(text="⌖ ⌀0,06 Ⓟ A", place=(50, 30), height=2.5, anchor="middle", colour="#C40510"),
    Text(text="Ra 1,6 & <é>", place=(90, 20), height=5, anchor="end"),
    Text(text="debout", place=(95, 5), height=3.5, rotation_deg=90),
)


def drawn(text: str) -> np.ndarray:
    shown = Image.open(io.BytesIO(png(Picture(svg=text, alt="")))).convert("RGBA")
    white = Image.new("RGBA", shown.size, "white")
    return np.asarray(Image.alpha_composite(white, shown).convert("L"), dtype=float)


def test_outlines_draw_what_the_font_draws():
    text = svg.to_svg(Drawing(width=100, height=50, primitives=TEXTS))
    plain = outlined(text)
    root = etree.fromstring(plain.encode())
    assert not [e for e in root.iter() if etree.QName(e).localname in {"text", "style"}]
    assert b"#C40510" in etree.tostring(root)
    a, b = drawn(text), drawn(plain)
    assert a.shape == b.shape
    ink = (a < 128).sum()
    assert ink > 2000
    # antialiasing differs by a grey, no stroke is missing or elsewhere
    assert (np.abs(a - b) > 100).sum() < 0.02 * ink


def test_a_character_that_the_font_lacks_stays_text():
    text = svg.to_svg(
        Drawing(width=100, height=50, primitives=(Text(text="ש A", place=(5, 5), height=3.5),))
    )
    kept = etree.fromstring(outlined(text).encode()).find("{http://www.w3.org/2000/svg}text")
    assert "".join(kept.itertext()) == "ש A"
