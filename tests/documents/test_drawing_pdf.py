"""The PDF of a drawing: exact sheets, text that can be searched, nothing but lines and text."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from gmp_cad.documents.drawings.drawing_pdf import Imprint, drawing_pages
from gmp_cad.drawing import symbols
from gmp_cad.drawing.pens import CENTRE, NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import (
    WHITE,
    Circle,
    Drawing,
    Group,
    Point,
    Polyline,
    Primitive,
    Text,
)
from gmp_cad.standards.sheets import sheets
from tests.documents import vice

IMPRINT = Imprint(title="Dessin <d'ensemble>", author="Équipe 3", date="2026-01-15")
POINTS = 72 / 25.4


def balloon(place: Point, number: str) -> tuple[Primitive, ...]:
    circle = Circle(centre=place, radius=4.0, pen=NARROW_LINE, fill=WHITE)
    return (circle, *symbols.middle_text(number, place))


def sheet(width: float, height: float) -> Drawing:
    corners = ((20, 10), (width - 10, 10), (width - 10, height - 10), (20, height - 10), (20, 10))
    return Drawing(
        width=width,
        height=height,
        title=f"Feuille de {width:g} mm",
        primitives=(
            Group(layer="frame", primitives=(Polyline(points=corners, pen=VISIBLE),)),
            Group(layer="centre", primitives=(Circle(centre=(80, 80), radius=9, pen=CENTRE),)),
            Group(
                layer="dimensions",
                primitives=(Text(text="⌀16 H7", place=(30, 100), height=3.5, rotation_deg=90),),
            ),
            Group(layer="balloons", primitives=balloon((60, 60), "987")),
        ),
    )


@pytest.fixture(scope="module")
def templates() -> dict[str, str]:
    return vice.templates()


@pytest.fixture(scope="module")
def pages(templates) -> bytes:
    return drawing_pages([sheet(s.width, s.height) for s in sheets()], IMPRINT, templates, "fr")


def text_of(data: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def test_each_sheet_is_a_page_of_exactly_its_size(pages):
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", vice.unpacked(pages))
    found = [(float(w), float(h)) for w, h in boxes]
    wanted = [(s.width * POINTS, s.height * POINTS) for s in sheets()]
    assert found == [pytest.approx(size, abs=0.01) for size in wanted]


def test_the_text_of_every_sheet_can_be_searched(pages):
    text = text_of(pages)
    assert text.count("⌀16 H7") == len(sheets())
    assert text.count("987") == len(sheets())


def test_a_hidden_layer_is_not_in_it(templates):
    data = drawing_pages([sheet(210, 297)], IMPRINT, templates, "fr", {"balloons"})
    assert "987" not in text_of(data)
    assert "⌀16 H7" in text_of(data)


def test_there_are_lines_and_text_only(pages):
    assert b"/Subtype/Image" not in pages.replace(b" ", b"")


def test_the_same_sheets_give_the_same_bytes(pages, templates):
    again = drawing_pages([sheet(s.width, s.height) for s in sheets()], IMPRINT, templates, "fr")
    assert again == pages


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_the_file_is_sound(pages, tmp_path):
    path = tmp_path / "drawing.pdf"
    path.write_bytes(pages)
    said = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert b"WARNING" not in said.stdout + said.stderr
