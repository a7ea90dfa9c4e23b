"""The sheet template: what it refuses, where, and all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.sheet_template import FILE, read_sheet_template

TEXT = (Path(__file__).parents[2] / FILE).read_text("utf-8")
MASS = "{ x = 0, y = 13, width = 26, height = 13"


def problems(text: str) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read_sheet_template(text)
    assert all(p.where.file == FILE for p in caught.value.problems)
    return {p.where.path: p.message.say("en") for p in caught.value.problems}


def test_the_packaged_template_is_valid_and_speaks_both_languages() -> None:
    template = read_sheet_template(TEXT)
    cells = template.block("A3").cells
    assert {cell.field for cell in cells} >= {
        "owner",
        "number",
        "title",
        "date",
        "revision",
        "sheet",
    }
    english = read_sheet_template(TEXT, lang="en").block("A3").cells
    captions = [(cell.caption, other.caption) for cell, other in zip(cells, english, strict=True)]
    assert ("Matière", "Material") in captions
    assert any(fr == en != "" for fr, en in captions)


def test_the_cells_of_the_packaged_template_fill_the_block() -> None:
    block = read_sheet_template(TEXT).title_blocks[0]
    assert sum(c.width * c.height for c in block.cells) == pytest.approx(block.width * block.height)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('field = "mass"', 'field = "mas"', "title_block[0].cell[3].field", "expected one of"),
        ("line = 0.7", "lin = 0.7", "frame.lin", "unknown key"),
        (MASS, MASS.replace("26", "30"), "title_block[0].cell[4]", "covers cell[3]"),
        (MASS, MASS.replace("height = 13", "height = 80"), "title_block[0].cell[3].height", "ends at 93 mm"),
        ("width = 180", "width = 200", "title_block[0].width", "wider than the space of A4"),
        ("zone_width = 5", "zone_width = 12", "frame.zone_width", "wider than the border"),
        ("lettering = 5,", "lettering = 1.5,", "title_block[0].cell[9].lettering", "at least 1.8"),
        ("[[title_block]]", '[[title_block]]\nsheets = ["A4"]', "title_block", "A3, A2, A1, A0"),
        ("[[title_block]]", '[[title_block]]\nsheets = ["A7"]', "title_block[0].sheets[0]", "no sheet"),
        ('field = "index", ', "", "revision_table.column[0].field", "missing"),
        ('field = "mass"', 'field = "mass", text = "x"', "title_block[0].cell[3].text", "either"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place(old: str, new: str, place: str, said: str) -> None:
    assert old in TEXT
    found = problems(TEXT.replace(old, new, 1))
    assert said in found[place], found


def test_all_faults_are_told_in_one_run() -> None:
    text = TEXT.replace('field = "owner"', 'field = "ownr"').replace("line = 0.7", "lin = 0.7")
    text = text.replace(MASS, MASS.replace("26", "30")).replace('field = "ref"', 'field = "rep"')
    found = problems(text)
    assert set(found) == {
        "frame.lin", "title_block[0].cell[9].field", "title_block[0].cell[4]", "parts_list.column[0].field",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["title_block = 3", "frame = 1", "[[title_block]]\nheight = 3\ncell = 3", ""]
)
def test_what_is_no_template_is_told_too(text: str) -> None:
    assert {"revision_table", "parts_list"} <= set(problems(text))


def test_a_list_without_columns_and_a_logo_of_one_point_are_refused() -> None:
    head, rest = TEXT.split("[parts_list]")
    assert "at least 1" in problems(head + "[parts_list]\ncolumn = []\n")["parts_list.column"]
    stroke = "[[title_block.stroke]]\npoints = [[1, 1]]\n[revision_table]"
    found = problems(TEXT.replace("[revision_table]", stroke))
    assert "at least 2" in found["title_block[0].stroke[0].points"]
    stroke = stroke.replace("[[1, 1]]", "[[1, 1], [190, 2]]")
    assert (
        "outside"
        in problems(TEXT.replace("[revision_table]", stroke))["title_block[0].stroke[0].points[1]"]
    )
    assert rest
