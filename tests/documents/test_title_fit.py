"""A value of a title block stays in its cell, whatever its length."""

from __future__ import annotations

import io

import numpy as np
import pytest
import typst
from PIL import Image

from gmp_cad.documents.printing.pdf import fonts
from tests.documents import vice

DPI = 200
LEFT, TOP, WIDE, HIGH = 20.0, 20.0, 30.0, 3.0  # mm


def ink(value: str) -> np.ndarray:
    """Return where there is ink of a cell 30 × 3 mm, at (20, 20) of a page of 70 × 43 mm."""
    escaped = "".join(f"\\u{{{ord(c):x}}}" for c in value)
    source = (
        f"{vice.templates()['gmp.typ']}\n#set page(width: 70mm, height: 43mm, margin: {LEFT}mm)\n"
        f'#set text(font: body-font)\n#block(width: {WIDE}mm, height: {HIGH}mm, fit("{escaped}", 6.5pt, {HIGH}mm))'
    )
    data = typst.Compiler(source.encode(), font_paths=fonts(), ignore_system_fonts=True).compile(
        format="png", ppi=DPI
    )
    assert isinstance(data, bytes)
    return np.asarray(Image.open(io.BytesIO(data)).convert("L")) < 128


@pytest.mark.parametrize(
    "value", ["court", "un titre de deux lignes, pas plus long", "très long " * 200, "W" * 400,
              "1\n2\n3\n=4\n5\n6", "台" * 300, "سندان " * 200],
)  # fmt: skip
def test_it_stays_in_its_cell(value: str) -> None:
    rows, columns = np.nonzero(ink(value))
    mm = 25.4 / DPI
    assert len(rows) > 20
    assert rows.min() * mm >= TOP - 0.3
    assert rows.max() * mm <= TOP + HIGH + 0.3
    assert columns.min() * mm >= LEFT - 0.3
    assert columns.max() * mm <= LEFT + WIDE + 0.3
