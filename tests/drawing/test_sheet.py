from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing.notes import noted
from gmp_cad.drawing.primitives import Polygon, Polyline, Text, box_of, extent, meet
from gmp_cad.drawing.sheet import TitleBlock, block_box, fitted, frame, space_of, title_block
from gmp_cad.standards import sheets

BLOCK = TitleBlock(
    owner="IUT — GMP",
    number="ET-01",
    revision="A",
    title="Semelle",
    material="EN-GJL-250",
    mass="2,35 kg",
    status="x" * 90,
    date="2026-01-15",
)


@pytest.mark.parametrize("name", ["A3", "A2", "A1", "A0"])
def test_frame_is_that_of_iso_5457(name):
    sheet = sheets.sheet(name)
    outline = frame(sheet)[0]
    assert box_of(outline) == (20, 10, sheet.width - 10, sheet.height - 10)
    assert outline.pen.width == 0.7
    assert space_of(sheet) == box_of(outline)


def test_grid_letters_run_down_without_i_and_o_and_figures_to_the_right():
    texts = [item for item in frame(sheets.sheet("A1")) if isinstance(item, Text)]
    letters = sorted({t.text for t in texts if t.text.isalpha()})
    assert "I" not in letters
    assert "O" not in letters
    places = {t.text: t.place for t in texts}
    assert places["A"][1] > places["B"][1]
    assert places["1"][0] < places["2"][0]


def test_title_block_is_in_the_corner_not_wider_than_iso_7200_allows():
    sheet = sheets.sheet("A3")
    x0, y0, x1, _ = block_box(sheet)
    assert (x1, y0) == (410, 10)
    assert x1 - x0 <= sheets.title_block_width()


def test_every_field_is_printed_inside_its_cell():
    drawn = title_block(sheets.sheet("A3"), BLOCK, "1:2")
    texts = [item for item in drawn if isinstance(item, Text)]
    cells = [box_of(item) for item in drawn if isinstance(item, Polygon)]
    for value in ("IUT — GMP", "ET-01", "Semelle", "EN-GJL-250", "2,35 kg", "1:2", "A3", "—"):
        assert value in {text.text for text in texts}
    for text in texts:
        if text.text == BLOCK.status:
            continue  # longer than any document status may be
        x0, y0, x1, y1 = box_of(text)
        assert any(
            c[0] <= x0 and x1 <= c[2] and c[1] <= y0 and y1 <= c[3] + 0.2 for c in cells[1:]
        ), text.text


def test_a_long_text_is_reduced_to_its_room():
    assert fitted("Semelle", 5.0, 80.0) == 5.0
    assert 1.0 <= fitted("Semelle de l'étau de perçage", 5.0, 60.0) < 5.0


def test_a_longer_field_stands_on_two_lines_in_its_cell():
    block = replace(BLOCK, general_tolerances="ISO 8015 · ISO 2768-mK · ISO 22081 ⌓ 0,5 A B C D E")
    drawn = title_block(sheets.sheet("A3"), block, "1:2")
    first = next(i for i in drawn if isinstance(i, Text) and i.text.startswith("ISO 8015"))
    second = next(i for i in drawn if isinstance(i, Text) and "22081" in i.text)
    caption = next(i for i in drawn if isinstance(i, Text) and i.text == "Tolérances générales")
    assert box_of(second)[3] < box_of(first)[1]
    assert box_of(first)[3] < box_of(caption)[1]
    assert not second.text.startswith("·")


def test_notes_are_wrapped_beside_the_title_block():
    sheet = sheets.sheet("A3")
    notes = (
        "Trempe et revenu 58 HRC, puis rectification des deux faces d'appui " * 3,
        "Ébavurer\nLaver",
    )
    drawn = noted(notes, sheet, "fr")
    box, block, space = extent(drawn), block_box(sheet), space_of(sheet)
    assert space[0] < box[0] < box[2] < block[0]
    marks = [box_of(item) for item in frame(sheet) if isinstance(item, Polyline)]
    assert not any(meet(box, mark) for mark in marks)
    words = " ".join(item.text for item in sorted(drawn, key=lambda i: -i.place[1])).split()
    assert words == ["Notes", *" ".join(notes).split()]
    assert noted((), sheet, "fr") == ()
